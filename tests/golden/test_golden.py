"""Both sample shops of six offerings, byte for byte as they were when somebody last looked at them.

``make golden`` stores today's; the diff of the commit then shows what visitors will see differently.
"""

from __future__ import annotations

import difflib
import shutil
from pathlib import Path

import pytest

from support_shops import SIX, built_well, files_of, sample_project

HERE = Path(__file__).parent
SHOPS = ("havelwerk", "pebbletide")
PICTURE = "pictures/mailbox."
"""One tinted picture stands for all."""
_DIFF_LINES = 40
_REFRESH = "If this is what visitors should see, store it with `make golden` and read the diff before committing it."


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a build of now's code."""
    project = sample_project(tmp_path_factory.mktemp("golden") / "project", *SIX)
    built_well(project)
    return project / "output"


@pytest.mark.parametrize("shop", SHOPS)
def test_a_sample_shop_is_as_it_was(today: Path, shop: str, pytestconfig: pytest.Config) -> None:
    files = {path: content for path, content in files_of(today / shop).items() if _is_kept(path)}
    if pytestconfig.getoption("--update-golden"):
        _store(HERE / shop, files)

    expected = files_of(HERE / shop)

    if expected != files:
        pytest.fail(_difference(shop, expected, files), pytrace=False)


def _is_kept(path: str) -> bool:
    """All but pictures, of which one speaks for the others; the index of the search; and the theme's own files.

    Scripts and style sheets are under review where they are written, and pages say which version they load.
    """
    if path.startswith("assets/"):
        return path.startswith("assets/brand.")
    if path.startswith("search/"):
        return False
    return path.startswith(PICTURE) or not path.endswith((".svg", ".png", ".ico"))


def _store(folder: Path, files: dict[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def _difference(shop: str, expected: dict[str, bytes], files: dict[str, bytes]) -> str:
    """Which files differ, the first of them as a short diff, and what to do."""
    gone = [f"no longer there: {path}" for path in sorted(expected.keys() - files.keys())]
    new = [f"new: {path}" for path in sorted(files.keys() - expected.keys())]
    other = [path for path in sorted(expected.keys() & files.keys()) if expected[path] != files[path]]
    said = [f"{shop} is not as stored in tests/golden/{shop}: {len(other)} files differ.", *gone, *new]
    if other:
        before, after = (content[other[0]].decode().splitlines() for content in (expected, files))
        diff = list(difflib.unified_diff(before, after, f"stored/{other[0]}", f"today/{other[0]}", n=1, lineterm=""))
        said += [line[:200] for line in diff[:_DIFF_LINES]]
        if len(diff) > _DIFF_LINES:
            said.append(f"and {len(diff) - _DIFF_LINES} more lines")
        said += [f"differs too: {path}" for path in other[1:]]
    return "\n".join([*said, _REFRESH])
