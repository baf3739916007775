"""Settings that build on others: what is merged, where mistakes are, and what is refused."""

from __future__ import annotations

import os
import time
from decimal import Decimal
from pathlib import Path

import pytest

from awning.config import digest, files_of, read_project, read_reseller, reseller_slugs
from awning.errors import SettingsError
from support_settings import RESELLER, changed, project_folder

_TAX = "tax:\n  name: MwSt.\n  rate: 19\n"


def family(folder: Path, **files: str) -> Path:
    """A project in which Blue Sky builds on a file of the same settings, plus these of other names."""
    project_folder(folder, reseller="extends: _house\n")
    for name, text in {"_house": RESELLER, **files}.items():
        (folder / "config" / "resellers" / f"{name.replace('__', '-')}.yaml").write_text(text, encoding="utf-8")
    return folder


def mistakes(folder: Path, slug: str = "blue-sky") -> list[str]:
    with pytest.raises(SettingsError) as refused:
        read_reseller(folder, slug, read_project(folder))
    return [line.replace(f"{folder}/config/", "") for line in str(refused.value).splitlines()]


def test_a_file_takes_over_what_it_does_not_say(tmp_path: Path) -> None:
    folder = family(
        tmp_path,
        blue__sea="extends: _house\nname: Blue Sea\nbrand: {colour: '#000000'}\nrules:\n- markup: 9\ngroup: ~\n",
    )

    sea = read_reseller(folder, "blue-sea", read_project(folder))
    sky = read_reseller(folder, "blue-sky", read_project(folder))

    assert (sky.name, sky.group, len(sky.rules)) == ("Blue Sky IT", "gold", 2)
    assert (sea.slug, sea.name, sea.group) == ("blue-sea", "Blue Sea", None)
    # Sections are merged key by key, lists are replaced.
    assert (sea.brand.colour, sea.brand.accent) == ("#000000", "#ffcc00")
    assert [rule.value for rule in sea.rules] == [Decimal(9)]


def test_files_that_begin_with_a_dash_below_are_no_shops(tmp_path: Path) -> None:
    folder = family(tmp_path)

    assert reseller_slugs(folder) == ["blue-sky"]
    assert "resellers/_house.yaml:1:1: a reseller's file is named with small letters" in mistakes(folder, "_house")[0]


def test_a_base_may_build_on_another_one_on_another_shop_or_lie_elsewhere(tmp_path: Path) -> None:
    folder = family(
        tmp_path,
        _north="extends: ../shared/look.yaml\ncurrency: SEK\n",
        north="extends: _north\nname: North\n",
        south="extends: north\nname: South\nlanguage: en\n",
    )
    (folder / "config" / "shared").mkdir()
    (folder / "config" / "shared" / "look.yaml").write_text(RESELLER)

    south = read_reseller(folder, "south", read_project(folder))

    assert (south.name, south.language, south.currency, south.brand.logo) == ("South", "en", "SEK", "content/logo.svg")
    assert [path.relative_to(folder / "config").as_posix() for path in files_of(folder, "south")] == [
        "awning.yaml",
        "resellers/south.yaml",
        "resellers/north.yaml",
        "resellers/_north.yaml",
        "resellers/../shared/look.yaml",
    ]


@pytest.mark.parametrize(
    ("own", "base", "said"),
    [
        pytest.param("name: A", "curency: EUR", "_house.yaml:28:1: curency: there is no such setting.", id="a key"),
        pytest.param("country: de", "", "blue-sky.yaml:2:10: country: 'de' is no country", id="a value of its own"),
        pytest.param("brand: {ink: black}", "", "blue-sky.yaml:2:14: brand.ink: 'black' is not a colour",
                     id="a section of both"),
        pytest.param("rules:\n- markup: x", "", "blue-sky.yaml:3:11: rules.1.markup: 'x' does not fit", id="a list"),
        pytest.param("rules:\n- markup: 1\n- markup: 2\n- {markup: 5, plan: P1Y}", "",
                     "blue-sky.yaml:5:3: rules.3: plan names", id="a list longer than the base's"),
        pytest.param("agents: [{commission_percent: 5}]", "agents: [{name: Ann, commission_percent: 1}]",
                     "blue-sky.yaml:2:10: agents.1.name: is missing. Add it.", id="what the base's list has"),
        pytest.param("texts: ~", "", "blue-sky.yaml:2:8: texts: nothing does not fit: a section is", id="taken away"),
        pytest.param("brand: {logo: content/x.svg}", "", "blue-sky.yaml:2:15: brand.logo: content/x.svg is not there.",
                     id="a logo of its own"),
        pytest.param("name: A", "content: /etc", "_house.yaml:28:10: content: /etc is outside of", id="of the base"),
        pytest.param("brand: {ink: #000000}", "", "blue-sky.yaml:", id="a comment in a bracket"),
        pytest.param("brand:\n  ink: #000000", "", "blue-sky.yaml:3:7: brand.ink: nothing does not fit: a text is "
                     "needed here; put it in quotes. `#` begins a comment: write '#000000', in quotes.", id="a remark"),
        pytest.param("name: A", "wholesale: {}", "_house.yaml:28:12: wholesale.rules: is missing.", id="missing there"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_in_the_file_it_stands_in(own: str, base: str, said: str, tmp_path: Path) -> None:
    folder = family(tmp_path, _house=f"{RESELLER}{base}\n")
    (folder / "config" / "resellers" / "blue-sky.yaml").write_text(f"extends: _house\n{own}\n")

    [found] = mistakes(folder)

    assert found.startswith(f"resellers/{said}")


@pytest.mark.parametrize(
    ("extends", "said"),
    [
        pytest.param("_hause", "there is no file {folder}/config/resellers/_hause.yaml. Did you mean _house? Write a",
                     id="a misspelt name"),
        pytest.param("./nowhere.yaml", "there is no file {folder}/config/resellers/nowhere.yaml. Write a reseller's "
                     "slug, the name of a file in resellers/ that begins with _, or a path that begins at this file.",
                     id="a path of nothing"),
        pytest.param("../../../secret.yaml", "../../../secret.yaml is outside of the project folder.", id="elsewhere"),
        pytest.param("/etc/passwd", "/etc/passwd is outside of the project folder.", id="the machine's"),
        pytest.param("blue-sky", "blue-sky.yaml extends blue-sky.yaml: a circle.", id="itself"),
        pytest.param("_round", "blue-sky.yaml extends _round.yaml extends blue-sky.yaml: a circle. One of these files "
                     "has to stand alone.", id="a circle"),
    ],
)  # fmt: skip
def test_a_base_that_cannot_be_one_is_refused(extends: str, said: str, tmp_path: Path) -> None:
    folder = family(tmp_path / "project", _round="extends: blue-sky\n")
    (tmp_path / "secret.yaml").write_text(RESELLER)
    (folder / "config" / "resellers" / "blue-sky.yaml").write_text(f"name: A\nextends: {extends}\n")

    [found] = mistakes(folder)

    place = "blue-sky.yaml" if extends != "_round" else "_round.yaml"
    assert found.startswith(f"resellers/{place}:")
    assert f": extends: {said.replace('{folder}/config/', '')}" in found


def test_a_list_of_bases_is_no_base(tmp_path: Path) -> None:
    folder = family(tmp_path)
    (folder / "config" / "resellers" / "blue-sky.yaml").write_text(f"{RESELLER}extends: [_house]\n")

    assert mistakes(folder) == [
        "resellers/blue-sky.yaml:28:10: extends: a list does not fit: a text is needed here; put it in quotes."
    ]


def test_a_base_that_changes_changes_the_settings(tmp_path: Path) -> None:
    folder = family(tmp_path)
    before = read_reseller(folder, "blue-sky", read_project(folder))
    base = folder / "config" / "resellers" / "_house.yaml"
    stamp = base.stat()

    base.write_text(changed(RESELLER, "markup: 25", "markup: 26"))
    os.utime(base, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    after = read_reseller(folder, "blue-sky", read_project(folder))

    assert after.rules[0].value == Decimal(26)
    assert digest(before) != digest(after)


@pytest.mark.parametrize(
    ("kept", "advice"),
    [
        pytest.param(False, "Rename it to red-sky.yaml.", id="alone"),
        pytest.param(True, "Remove it, or red-sky.yaml.", id="beside the right one"),
    ],
)
def test_a_file_with_another_ending_is_not_overlooked(kept: bool, advice: str, tmp_path: Path) -> None:
    folder = project_folder(tmp_path)
    (folder / "config" / "resellers" / "red-sky.yml").write_text(RESELLER)
    if kept:
        (folder / "config" / "resellers" / "red-sky.yaml").write_text(RESELLER)

    assert reseller_slugs(folder) == ["blue-sky", "red-sky"]
    assert mistakes(folder, "red-sky") == [
        f"resellers/red-sky.yml:1:1: settings are read from files that end in .yaml. {advice}"
    ]


def test_mistakes_do_not_keep_from_saying_which_files_there_are(tmp_path: Path) -> None:
    folder = family(tmp_path, _house="extends: _nowhere\nnonsense\n", broken="name: [\n")

    assert [path.name for path in files_of(folder, "blue-sky")] == ["awning.yaml", "blue-sky.yaml"]
    assert [path.name for path in files_of(folder, "broken")] == ["awning.yaml", "broken.yaml"]
    assert [path.name for path in files_of(folder, "nobody")] == ["awning.yaml", "nobody.yaml"]


def test_two_hundred_shops_that_build_on_one_are_read_in_a_moment(tmp_path: Path) -> None:
    folder = family(tmp_path)
    rules = "".join(f"- {{offering: SKU-{number}, markup: {number}}}\n" for number in range(20))
    for number in range(200):
        path = folder / "config" / "resellers" / f"shop-{number}.yaml"
        path.write_text(f"extends: _house\nname: Shop {number}\nrules:\n- markup: 5\n{rules}")
    project = read_project(folder)

    start = time.process_time()
    names = {read_reseller(folder, f"shop-{number}", project).name for number in range(200)}

    assert len(names) == 200
    # A tenth of this is usual; machines under test are busy.
    assert time.process_time() - start < 3
