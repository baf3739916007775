"""Both sample shops in one theme, with everything behind them running."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from awning_checkout.demo import Demo

_ROOT = Path(__file__).parents[2]


@contextmanager
def themed(theme: str) -> Generator[Demo]:
    """Build copies of the sample shops in a scratch folder, serve them, and take everything away again.

    For programs only, not for tests: shops are built by processes of their own.
    """
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch)
        for folder in ("config", "content"):
            shutil.copytree(_ROOT / folder, project / folder)
        for settings in (project / "config" / "resellers").glob("*.yaml"):
            text = re.sub(r"(?m)^theme:.*$", f"theme: {theme}", settings.read_text(encoding="utf-8"))
            settings.write_text(text, encoding="utf-8")
        with Demo(project, quiet=True) as demo:
            yield demo
