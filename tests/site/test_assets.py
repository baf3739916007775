"""Theme files: names with digests, in pages and in the files themselves."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from awning.errors import BuildError
from awning.pages.assets import Assets


def assets(**files: str) -> Assets:
    """Files by name; ``__`` stands for a dot and ``___`` for a slash."""
    named = {name.replace("___", "/").replace("__", "."): text.encode() for name, text in files.items()}
    return Assets("", [], named)


def content_of(made: Assets, name: str) -> str:
    return made.files[made(name).removeprefix("/")].decode()


def test_a_name_holds_a_digest_of_the_content() -> None:
    made = Assets("/sky", [], {"brand.css": b"a{}"})

    address = made("brand.css")

    assert address == f"/sky/assets/brand.{hashlib.sha256(b'a{}').hexdigest()[:10]}.css"
    assert made.files == {address.removeprefix("/sky/"): b"a{}"}


def test_the_theme_counts_before_what_themes_share_and_the_shop_before_both(tmp_path: Path) -> None:
    for folder, name in [
        ("common", "a.js"),
        ("common", "b.js"),
        ("common", "c.css"),
        ("theme", "b.js"),
        ("theme", "c.css"),
    ]:
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(f"{folder}{{}}" if name.endswith(".css") else folder)
    (tmp_path / "theme" / ".hidden").write_text("not published")

    made = Assets("", [tmp_path / "common", tmp_path / "theme", tmp_path / "none"], {"c.css": b"shop{}"})

    assert sorted(made.files.values()) == [b"common", b"shop{}", b"theme"]


def test_scripts_import_each_other_by_published_names() -> None:
    made = assets(
        cart__js='import { sum } from "./money.js";\nimport "./shop.js";\nexport * from \'./money.js\';\n',
        shop__js='const later = () => import("./compare.js");\nimport {\n  a,\n} from "./money.js";\n',
        money__js="export const sum = 1;\n",
        compare__js="",
    )

    money, shop, compare = (made(f"{name}.js").rpartition("/")[2] for name in ("money", "shop", "compare"))
    assert content_of(made, "cart.js") == (f'import{{sum}}from"./{money}";import"./{shop}";export*from\'./{money}\';')
    assert f'import("./{compare}")' in content_of(made, "shop.js")
    assert made.imports_of("cart.js") == ("money.js", "shop.js")
    assert made.imports_of("shop.js") == ("money.js",), "what is loaded later need not be there at once"
    assert made.imports_of("money.js") == ()


def test_another_import_far_down_is_another_name_for_all_above_it() -> None:
    before = assets(a__js='import "./b.js";', b__js='import "./c.js";', c__js="1", d__js="2")
    after = assets(a__js='import "./b.js";', b__js='import "./c.js";', c__js="3", d__js="2")

    assert [before(f"{name}.js") == after(f"{name}.js") for name in "abcd"] == [False, False, False, True]


def test_style_sheets_name_pictures_and_sheets_by_published_names() -> None:
    made = assets(
        a__css='@import "parts/b.css"; a{background:url(tick.svg) url("tick.svg#on") url(data:image/png;base64,AA)}',
        parts___b__css="b{background:url('../tick.svg?x');clip-path:url(#clip)}",
        tick__svg="<svg/>",
    )

    tick = made("tick.svg").rpartition("/")[2]
    part = made("parts/b.css").rpartition("/")[2]
    assert content_of(made, "a.css") == (
        f'@import "parts/{part}";a{{background:url({tick}) url("{tick}#on") url(data:image/png;base64,AA)}}'
    )
    assert content_of(made, "parts/b.css") == f"b{{background:url('../{tick}?x');clip-path:url(#clip)}}"


def test_a_generated_sheet_may_hold_published_names_already() -> None:
    font = b"a font"
    name = f"body.{hashlib.sha256(font).hexdigest()[:10]}.woff2"

    made = Assets("", [], {"brand.css": f'@font-face{{src:url("{name}")}}'.encode(), "body.woff2": font})

    assert content_of(made, "brand.css") == f'@font-face{{src:url("{name}")}}'


def test_types_in_comments_are_no_imports() -> None:
    source = '/**\n * @param {import("./cart.js").Line} line\n */\n// from "./gone.js"\nexport const a = 1;\n'

    made = assets(money__js=source, cart__js='import { a } from "./money.js";')

    assert content_of(made, "money.js") == "export const a=1;"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a__js": 'import "./b.js";'}, "static/a.js: names './b.js', and no theme has static/b.js."),
        ({"css___a__css": "a{b:url(../c.svg)}"}, "static/css/a.css: names '../c.svg', and no theme has static/c.svg."),
        (
            {"a__js": 'import "./b.js"', "b__js": 'import "./c.js"', "c__js": 'import "./b.js"'},
            "static/b.js names c.js names b.js: files that name each other in a circle",
        ),
        ({"a__js": 'import "./a.js"'}, "static/a.js names a.js: files that name each other"),
    ],
    ids=["a missing module", "a missing picture", "a circle", "itself"],
)
def test_names_that_lead_nowhere_stop_the_build(files: dict[str, str], said: str) -> None:
    with pytest.raises(BuildError, match=re.escape(said)):
        assets(**files)


def test_a_script_in_another_encoding_stops_the_build() -> None:
    with pytest.raises(BuildError, match=r"static/a\.js: is not UTF-8 \(invalid start byte at byte 4\)"):
        Assets("", [], {"a.js": b"// f\xfcr"})


def test_a_name_no_theme_has_is_answered_with_those_it_has() -> None:
    made = assets(b__js="", a__css="")

    for ask in (made, made.integrity, made.imports_of):
        with pytest.raises(BuildError, match=r"asset\('logo.png'\): .* It has a.css, b.js"):
            ask("logo.png")


def test_the_integrity_is_that_of_the_published_content() -> None:
    made = assets(a__js='import "./b.js";', b__js="1")
    published = made.files[made("a.js").removeprefix("/")]

    assert made.integrity("a.js") == f"sha384-{base64.b64encode(hashlib.sha384(published).digest()).decode()}"
