"""What `awning check` says of a shop's face: colours that had to be changed, files that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from awning.checking.face import look_at_face
from awning.checking.findings import Findings
from awning.config import read_project, read_reseller
from support_images import WOFF2, encoded, picture, svg
from support_settings import RESELLER, changed, project_folder

COLOUR = "  colour: '#1F5C4D'\n"


def look(folder: Path, reseller: str = RESELLER, *, logo: bytes = svg("<g/>"), **files: bytes) -> Findings:
    """What a look at a project with these files finds; lines begin at the file's name."""
    project_folder(folder, reseller=reseller)
    for name, content in {"logo.svg": logo, **files}.items():
        (folder / "content" / name.replace("_woff2", ".woff2")).write_bytes(content)
    findings = Findings(folder)
    look_at_face(folder, read_reseller(folder, "blue-sky", read_project(folder)), findings)
    return findings


def short(lines: Iterable[str]) -> list[str]:
    return [line.rpartition("/")[2] for line in lines]


def test_a_face_that_holds_is_passed_over(tmp_path: Path) -> None:
    found = look(tmp_path)

    assert (list(found.errors), list(found.warnings)) == ([], [])


def test_a_colour_that_had_to_be_changed_is_named_with_both_contrasts(tmp_path: Path) -> None:
    found = look(tmp_path, changed(RESELLER, COLOUR, "  colour: '#ffe14d'\n"))

    assert list(found.errors) == []
    (line,) = found.warnings
    assert line.startswith(f"{tmp_path}/config/resellers/blue-sky.yaml:12:11: brand.colour: '#ffe14d' is hard to read ")
    assert "as links on #fffbea (1.2:1); they are drawn in #847323 (4.5:1)." in line
    assert line.endswith("(4.5:1).")


def test_an_ink_that_is_too_pale_is_named(tmp_path: Path) -> None:
    found = look(tmp_path, changed(RESELLER, COLOUR, f"{COLOUR}  ink: '#cccccc'\n"))

    (line,) = found.warnings
    assert "brand.ink: '#cccccc' is hard to read as text on #" in line


@pytest.mark.parametrize(
    ("logo", "said"),
    [
        (b"PK\x03\x04", "brand.logo: logo.svg, line 1: is not an SVG"),
        (svg("<script/>"), "brand.logo: logo.svg runs or loads something: line 1: <script>. Save it as plain SVG"),
        (svg("<!--" + "x" * 600_000 + "-->"), "brand.logo: logo.svg has 600,"),
        (bytes(40 * 1024 * 1024), "brand.logo: logo.svg has 41,943,040 bytes; 5,242,880 are allowed."),
    ],
    ids=["no drawing", "a script", "too large", "40 MB"],
)
def test_a_logo_that_cannot_be_used_is_a_mistake_with_its_place(tmp_path: Path, logo: bytes, said: str) -> None:
    found = look(tmp_path, logo=logo)

    (line,) = short(found.errors)
    assert line.startswith(f"blue-sky.yaml:11:9: {said}")


def test_the_logo_for_dark_pages_is_looked_at_too(tmp_path: Path) -> None:
    text = changed(RESELLER, COLOUR, f"{COLOUR}  logo_dark: content/dark_woff2\n".replace("dark_woff2", "dark.png"))

    found = look(tmp_path, text, **{"dark.png": b"<html/>"})

    (line,) = short(found.errors)
    assert line.startswith("blue-sky.yaml:13:14: brand.logo_dark: dark.png is not a picture.")


def test_a_painted_logo_is_fine(tmp_path: Path) -> None:
    text = changed(RESELLER, "content/logo.svg", "content/logo.png")

    found = look(tmp_path, text, **{"logo.png": encoded(picture(80, 20), "PNG")})

    assert list(found.errors) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"wOFF", ["own.woff2 is no WOFF2 font. Convert it: every browser reads WOFF2, and it is the smallest."]),
     (WOFF2.read_bytes(), [])],
    ids=["an older kind", "a font"],
)  # fmt: skip
def test_a_font_that_is_none_is_a_mistake(tmp_path: Path, content: bytes, said: list[str]) -> None:
    text = changed(RESELLER, COLOUR, f"{COLOUR}  body_font: content/own.woff2\n")

    found = look(tmp_path, text, **{"own.woff2": content})

    assert [line.partition("content/")[2] for line in found.errors] == said
