"""Whatever stands in the settings, they are read or refused line by line, and nothing else happens."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awning.config import Project, Reseller, files_of, mistakes_of
from awning.yamlfile import read_yaml
from awning.yamlmodel import keys_of, sections
from support_settings import PROJECT, RESELLER, project_folder

KEYS = sorted({key for model in (*sections(Project), *sections(Reseller)) for key in keys_of(model)})
WORDS = ["EUR", "P1Y", "2026-12-01", "gold", "blue-sky", "_house", "a.example", "#fff", "up", "always", "../x", ""]
PLAIN = st.none() | st.booleans() | st.integers(-200, 20_000) | st.sampled_from(WORDS) | st.text("ab:#'\"", max_size=4)
ANYTHING = st.recursive(
    PLAIN, lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inside, max_size=4)
)
PLACE = re.compile(r".*\.yaml:\d+:\d+: \S")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project_folder(tmp_path_factory.mktemp("project"))


@settings(max_examples=150, deadline=None)
@given(
    of_project=st.dictionaries(st.sampled_from(list(keys_of(Project))), ANYTHING, max_size=2),
    of_reseller=st.dictionaries(st.sampled_from(list(keys_of(Reseller))), ANYTHING, max_size=4),
)
def test_whatever_stands_there_is_read_or_refused_line_by_line(
    of_project: dict[str, Any], of_reseller: dict[str, Any], folder: Path
) -> None:
    write(folder / "config" / "awning.yaml", PROJECT, of_project)
    write(folder / "config" / "resellers" / "blue-sky.yaml", RESELLER, of_reseller)

    found = mistakes_of(folder)

    assert [line for line in found if not PLACE.match(line)] == []
    assert files_of(folder, "blue-sky")


def write(path: Path, text: str, other: dict[str, Any]) -> None:
    """Write settings with some of their sections replaced."""
    path.write_text(text, encoding="utf-8")
    whole = read_yaml(path).data | other
    # JSON is YAML; what it has no word for are exact decimals.
    path.write_text(json.dumps(whole, default=str, indent=1), encoding="utf-8")
