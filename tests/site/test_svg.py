"""Drawings of strangers: what draws stays to the byte, what runs or loads goes, what ends renderers is refused."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from awning.errors import PictureError
from awning.pictures.logos import BOX, LOGO_MAX, read_logo
from awning.pictures.raster import contained, fitted
from awning.pictures.svg import SVG_MAX, clean, read_drawing
from awning.resources import shipped
from support_images import HEAD, encoded, picture, svg

OURS = sorted(shipped("content").rglob("*.svg"))
PNG = base64.b64encode(encoded(picture(4, 4), "PNG")).decode()
NESTED = base64.b64encode(svg('<image href="/etc/hostname"/>')).decode()


@pytest.mark.parametrize("path", OURS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_clean_drawing_stays_as_it_is_to_the_byte(path: Path) -> None:
    drawing = read_drawing(path)

    assert drawing.content == path.read_bytes()
    assert drawing.removed == ()


@pytest.mark.parametrize(
    ("inside", "left", "found"),
    [
        ("<script>alert(1)</script>", "", "<script>"),
        ('<svg:script xmlns:svg="http://www.w3.org/2000/svg" href="x.js"/>', "", "<script>"),
        ('<g onclick="alert(1)"/>', "<g/>", "onclick on <g>"),
        ('<g ONLOAD="alert(1)"/>', "<g/>", "ONLOAD on <g>"),
        ("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>", "", "<foreignObject>"),
        ('<x:y xmlns:x="urn:x"><script/></x:y>', "", "<script>"),
        ('<image href="https://evil.example/p.png"/>', "<image/>", "href to https://evil.example/p.png"),
        ('<image xlink:href="file:///etc/passwd"/>', "<image/>", "href to file:///etc/passwd"),
        ('<use href="other.svg#a"/>', "<use/>", "href to other.svg#a"),
        (
            '<use href="data:image/svg+xml;base64,PHN2Zy8+#a"/>',
            "<use/>",
            "href to data:image/svg+xml;base64,PHN2Zy8+#a",
        ),
        ('<rect fill="url(https://evil.example/x#p)"/>', "<rect/>", "fill with url("),
        ('<rect style="fill:URL( //evil.example/x )"/>', "<rect/>", "style with URL("),
        (r'<rect style="fill:u\72l(//evil.example)"/>', "<rect/>", "style with \\"),
        ('<style>@import "//evil.example/x.css";</style>', "<style/>", "<style> with @import"),
        ("<style>rect { fill: url(x.svg#y) }</style>", "<style/>", "<style> with url("),
        ("<style>@font-face { src: url(#a) }</style>", "<style/>", "<style> with @font-face"),
    ],
)
def test_what_runs_or_loads_is_taken_out_and_named(inside: str, left: str, found: str) -> None:
    drawing = clean(svg(inside), "logo.svg")

    assert f'viewBox="0 0 240 80">{left}</svg>' in drawing.content.decode() or (
        not left and drawing.content.endswith(b'viewBox="0 0 240 80"/>')
    )
    assert drawing.removed == (f"line 1: {found}",)
    assert clean(drawing.content, "again").content == drawing.content


def test_a_nested_svg_in_the_dress_of_a_png_is_taken_out() -> None:
    drawing = clean(svg(f'<image href="data:image/png;base64,{NESTED}"/>'), "logo.svg")

    assert drawing.content.endswith(b"<image/></svg>")
    assert len(drawing.removed) == 1


@pytest.mark.parametrize(
    "inside",
    [
        f'<image href="data:image/png;base64,{PNG}" width="9" height="9"/>',
        '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><rect fill="url(#a)"/><use href="#a"/>',
        "<style>.a { fill: url('#a') } @media (prefers-color-scheme: dark) { .a { fill: red } }</style>",
        "<title>A &amp; B</title><!-- drawn by hand --><text>x <tspan>y</tspan></text>",
    ],
    ids=["a picture in it", "references of its own", "a style of its own", "words"],
)
def test_what_only_draws_stays(inside: str) -> None:
    assert clean(svg(inside), "logo.svg").content == svg(inside)


def test_what_drawing_programs_leave_behind_goes_without_a_word() -> None:
    drawing = clean(
        b'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:ink="urn:ink" ink:version="1" width="12mm" height="96">'
        b'<ink:view zoom="2"/><metadata>x</metadata><a href="https://vendor.example"><path d="M0 0"/></a>'
        b"<animate attributeName='x'/></svg>",
        "logo.svg",
    )

    assert drawing.removed == ()
    assert drawing.content == (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="12mm" height="96" viewBox="0 0 45.3543 96">'
        b'<path d="M0 0"/></svg>'
    )
    assert (drawing.width, drawing.height) == (45, 96)


def test_a_style_sheet_asked_for_at_the_top_is_found() -> None:
    drawing = clean(b'<?xml-stylesheet href="//evil.example/x.css"?>' + svg("<g/>"), "logo.svg")

    assert drawing.removed == ("line 1: <?xml-stylesheet?>",)
    assert b"stylesheet" not in drawing.content


@pytest.mark.parametrize(
    ("start", "size"),
    [
        ('width="120" height="40"', (120, 40)),
        ('width="1in" height="36pt"', (96, 48)),
        ('viewBox="0 0 293 48"', (293, 48)),
        ('width="100%" height="100%" viewBox="0,0,30,20"', (30, 20)),
        ('width="60" viewBox="0 0 30 20"', (60, 40)),
        ('height="10" viewBox="0 0 30 20"', (15, 10)),
        ("", (300, 150)),
        ('width="0.2" height="0.2"', (1, 1)),
    ],
)
def test_a_size_is_read_as_browsers_read_it(start: str, size: tuple[int, int]) -> None:
    drawing = clean(f'<svg xmlns="http://www.w3.org/2000/svg" {start}><g/></svg>'.encode(), "logo.svg")

    assert (drawing.width, drawing.height) == size


def uses(levels: int, each: int) -> str:
    """Groups of which each uses the one before it several times."""
    groups = "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * each + "</g>" for n in range(1, levels + 1))
    return f'<defs><g id="a0"><rect/></g>{groups}</defs><use href="#a{levels}"/>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"hello", "line 1: is not an SVG (syntax error)", id="words"),
        pytest.param(b"<html/>", "is not an SVG: it begins with <html>", id="HTML"),
        pytest.param(b"\x1f\x8b\x08", "is not an SVG in UTF-8", id="packed"),
        pytest.param(svg("<g>")[:-3], "line 1: is not an SVG", id="cut short"),
        pytest.param(
            b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + svg("<g/>"), "line 1: is not an SVG (it decl", id="entities"
        ),
        pytest.param(b'<!DOCTYPE svg [<!ATTLIST svg onload CDATA "x">]>' + svg(""), "line 1: is not", id="defaults"),
        pytest.param(b'<!DOCTYPE svg SYSTEM "a>b" [<!ENTITY a "b">]>' + svg(""), "line 1: is not", id="hidden subset"),
        pytest.param(svg("<g>" * 2000 + "</g>" * 2000), "line 1: has more than 60 elements in each other", id="deep"),
        pytest.param(svg("<g/>" * 60_000), "line 1: has more than 60 elements", id="many"),
        pytest.param(svg(uses(9, 10)), "line 1: comes to more than 50,000 shapes", id="a bomb of uses"),
        pytest.param(svg(uses(80, 1)), "line 1: comes to more than 50,000 shapes, or to references", id="a chain"),
        pytest.param(svg('<g id="a"><use href="#a"/></g>'), "line 1: <g> refers to itself", id="a circle"),
        pytest.param(
            svg('<style>.p{fill:url(#a)}</style><pattern id="a"><rect class="p"/></pattern><rect class="p"/>'),
            "line 1: <pattern> refers to itself",
            id="a circle in a style",
        ),
        pytest.param(svg("").replace(b"0 0 240 80", b"0 0 1e9 1"), "is 1e+09 x 1 pixels", id="a mile wide"),
    ],
)
def test_what_is_no_drawing_or_would_end_the_renderer_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(PictureError) as refused:
        clean(content, "logo.svg")

    assert re.split(r"logo\.svg,? ", str(refused.value))[1].startswith(said)


def test_a_picture_as_large_as_a_film_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "logo.svg"
    with path.open("wb") as file:
        file.truncate(40 * 1024 * 1024)

    with pytest.raises(PictureError, match=rf"^logo\.svg has 41,943,040 bytes; {SVG_MAX:,} are allowed"):
        read_logo(path)


def test_a_logo_of_half_a_megabyte_and_a_bit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "logo.svg"
    path.write_bytes(svg("<!--" + "x" * LOGO_MAX + "-->"))

    with pytest.raises(PictureError, match=r"^logo\.svg has \d{3},\d{3} bytes; 524,288 are allowed for a logo"):
        read_logo(path)


def test_a_logo_with_a_script_is_refused_with_what_and_where(tmp_path: Path) -> None:
    path = tmp_path / "logo.svg"
    path.write_bytes(svg('\n<script/>\n<g onload="x"/><image href="//e"/><image href="//f"/>'))

    with pytest.raises(PictureError) as refused:
        read_logo(path)

    assert str(refused.value) == (
        "logo.svg runs or loads something: line 2: <script>; line 3: onload on <g>; line 3: href to //e and 1 more. "
        "Save it as plain SVG: paths and colours only."
    )


@pytest.mark.parametrize("name", ["logo.svg", "logo.png", "logo.jpg"])
def test_a_logo_that_is_no_picture_is_refused_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"PK\x03\x04 a document")

    with pytest.raises(PictureError, match=rf"^{re.escape(name)}.* is not a"):
        read_logo(path)


def test_a_painted_logo_is_made_small_and_forgets_its_camera(tmp_path: Path) -> None:
    path = tmp_path / "Logo.jpg"
    path.write_bytes(encoded(picture(2400, 600), "JPEG", comment=b"Jane Doe"))

    logo = read_logo(path)

    assert (logo.name, logo.width, logo.height, logo.svg) == ("Logo.png", 240, 60, "")
    assert fitted(logo, 720, 180).size == (720, 180)
    assert b"Jane Doe" not in logo.content
    assert len(logo.content) < 10_000


def test_a_large_drawing_is_shown_within_the_header() -> None:
    logo = read_logo(shipped("content") / "shops" / "havelwerk" / "logo.svg")

    assert (logo.width, logo.height) == (237, 48)
    assert logo.width <= BOX[0]


def test_a_drawn_logo_is_drawn_in_the_middle_of_its_box() -> None:
    logo = read_logo(shipped("content") / "shops" / "havelwerk" / "favicon.svg")

    box = contained(logo, 100, 60)

    assert box.size == (100, 60)
    assert box.getbbox() == (20, 0, 80, 60)


def test_cleaned_drawings_are_still_xml() -> None:
    drawing = clean(HEAD.encode() + b'<text aria-label="a&quot;b&lt;">1 &lt; 2<script/></text></svg>', "logo.svg")

    root = ET.fromstring(drawing.content)
    assert root[0].text == "1 < 2"
    assert root[0].attrib == {"aria-label": 'a"b<'}
