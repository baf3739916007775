"""Translations as they are read: the last folder wins, mended files are read again, broken ones are named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from awning.errors import BuildError
from awning.formats import Wording
from awning.texts import places

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'


def write(folder: Path, text: str, language: str = "nl") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{language}.po"
    path.write_text(f"{HEADER}\n{text}", encoding="utf-8")
    return path


def test_what_a_later_folder_says_holds(tmp_path: Path) -> None:
    write(tmp_path / "theme", 'msgid "Free"\nmsgstr "Kosteloos"\n')
    write(tmp_path / "shop", 'msgid "Free"\nmsgstr "Voor niets"\n')

    said = [
        Wording("nl", "NL", *folders).gettext("Free")
        for folders in ((), (tmp_path / "theme",), (tmp_path / "theme", tmp_path / "shop"))
    ]

    assert said == ["Gratis", "Kosteloos", "Voor niets"]


def test_what_is_marked_as_a_guess_is_not_said(tmp_path: Path) -> None:
    write(tmp_path, '#, fuzzy\nmsgid "Our shop"\nmsgstr "Onze werkplaats"\n')

    assert Wording("nl", "NL", tmp_path).gettext("Our shop") == "Our shop"


def test_a_file_that_was_changed_is_read_again(tmp_path: Path) -> None:
    path = write(tmp_path, 'msgid "Our shop"\nmsgstr "Onze winkl"\n')
    before = Wording("nl", "NL", tmp_path)
    write(tmp_path, 'msgid "Our shop"\nmsgstr "Onze winkel"\n')
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))

    after = Wording("nl", "NL", tmp_path)

    assert (before.gettext("Our shop"), after.gettext("Our shop")) == ("Onze winkl", "Onze winkel")
    assert before.files != after.files


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(
            b'msgid "One"\nmsgstr "Een"\nmsgstx "Twee"\n', "nl.po:3: this is no line of a .po file.", id="line"
        ),
        pytest.param(
            HEADER.encode() + b'\nmsgid "One"\nmsgstr "\xe9\xe9n"\n', "nl.po: cannot be read as UTF-8", id="not UTF-8"
        ),
    ],
)
def test_a_broken_file_is_named(content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "nl.po").write_bytes(content)

    with pytest.raises(BuildError) as problem:
        Wording("nl", "NL", tmp_path)

    assert says in str(problem.value)


def test_the_places_of_a_text_are_those_of_pages_and_of_scripts() -> None:
    assert places("%(count)s of {total}, 100 % sure, {not a place}") == {"%(count)s", "{total}"}
