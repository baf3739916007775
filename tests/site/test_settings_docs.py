"""The chapter on settings names every key with its default, its examples are read, and the schema knows all of it."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from awning.config import (
    Agent,
    Assortment,
    Brand,
    Certified,
    Charm,
    Checkout,
    Contact,
    Coupon,
    Distributor,
    Engagement,
    ExchangeRate,
    FeedSource,
    Finder,
    Floors,
    Guards,
    Listing,
    Notice,
    NoticeRule,
    Operator,
    PriceBand,
    Project,
    Promotion,
    Protected,
    Reseller,
    Rule,
    SellerRule,
    Tax,
    Texts,
    Trust,
    Wholesale,
    digest,
    read_project,
    read_reseller,
    reseller_slugs,
)
from awning.settings.schema import descriptions, schema
from awning.settings_commands import schema as schema_command
from awning.yamlfile import read_yaml
from awning.yamlmodel import Settings, keys_of, sections
from support_settings import project_folder

ROOT = Path(__file__).parents[2]
CHAPTER = ROOT / "config" / "README.md"
# Where the keys of each section stand: under which title, and with what before them.
TABLES: dict[type[Settings], tuple[str, str]] = {
    Project: ("`awning.yaml`: the project", ""),
    FeedSource: ("`feeds`, a list", ""),
    Guards: ("`guards`", ""),
    Distributor: ("`distributor`", ""),
    Engagement: ("`distributor.engagement`", ""),
    PriceBand: ("`distributor.engagement`", "price_band."),
    Certified: ("`distributor.engagement`", "certified."),
    Protected: ("`distributor.engagement`", "protected."),
    Operator: ("`operator`", ""),
    ExchangeRate: ("`exchange_rates`, a list", ""),
    Checkout: ("`checkout`", ""),
    Reseller: ("`resellers/<slug>.yaml`: one shop", ""),
    Agent: ("`agents`, a list", ""),
    Tax: ("`tax`", ""),
    Notice: ("`notice`", ""),
    NoticeRule: ("`notice`", "rules."),
    Brand: ("`brand`", ""),
    Texts: ("`texts`", ""),
    Contact: ("`contact`", ""),
    Rule: ("`rules`, a list", ""),
    Charm: ("`charm`, by currency", ""),
    Floors: ("`floors`", ""),
    Promotion: ("`promotions`, a list", ""),
    Coupon: ("`coupons`, a list", ""),
    Wholesale: ("Resellers of resellers", ""),
    Assortment: ("`assortment`", ""),
    Finder: ("`finder`", ""),
    Listing: ("`finder` of a reseller", ""),
}
# These two are said in words: a rule with one key more, and a pair of texts.
IN_WORDS = {SellerRule: ("`distributor`", {"buyer"}), Trust: ("`texts`", {"title", "text"})}


def rows(title: str) -> dict[str, str]:
    """The keys in the tables right under a title, each with its default."""
    text = re.sub(r"```.*?```", "", CHAPTER.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = re.search(rf"^#+ {re.escape(title)}$(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"there is no section called {title}"
    return dict(re.findall(r"^\| `([\w.]+)` \| .* \| ([^|]*) \|$", found[1], re.MULTILINE))


def test_every_key_stands_in_the_table_of_its_section_and_no_other() -> None:
    said = {title: set(rows(title)) for title, _ in TABLES.values()}
    meant: dict[str, set[str]] = {title: set() for title in said}
    for model, (title, before) in TABLES.items():
        meant[title] |= {f"{before}{key}" for key in keys_of(model)}
    meant["`distributor`"] |= IN_WORDS[SellerRule][1]

    assert said == meant


def test_every_section_of_the_settings_is_in_the_chapter() -> None:
    assert {*sections(Project), *sections(Reseller)} == {*TABLES, *IN_WORDS}
    assert set(keys_of(SellerRule)) - set(keys_of(Rule)) == IN_WORDS[SellerRule][1]
    assert set(keys_of(Trust)) == IN_WORDS[Trust][1]


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_every_default_is_the_one_that_is_said(model: type[Settings]) -> None:
    title, before = TABLES[model]
    said = rows(title)

    wrong = [key for key, field in keys_of(model).items() if not _says_default(said[f"{before}{key}"], field)]

    assert wrong == []


def _says_default(cell: str, field: FieldInfo) -> bool:
    if field.is_required():
        return cell == "required"
    default = field.default
    if isinstance(default, bool):
        return cell == f"`{str(default).lower()}`"
    if isinstance(default, str | int | Decimal) and default not in {"", PydanticUndefined}:
        return cell in {f"`{default}`", f"`'{default}'`"}
    return cell not in {"", "required"}


@pytest.mark.parametrize("model", [*sections(Project), *sections(Reseller)], ids=lambda model: model.__name__)
def test_every_key_explains_itself_to_editors(model: type[Settings]) -> None:
    said = descriptions(model)

    assert list(said) == list(keys_of(model))
    assert [key for key, text in said.items() if not text.rstrip().endswith(".")] == []


EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", CHAPTER.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
SMALLEST_PROJECT, SMALLEST_SHOP = EXAMPLES[:2]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.splitlines()[0][:60])
def test_every_example_is_read(example: str, tmp_path: Path) -> None:
    of_project = example.startswith(("distributor:", "# config/awning.yaml"))
    folder = project_folder(tmp_path, project=example if of_project else SMALLEST_PROJECT + "  groups: {gold: -3}\n")
    resellers = folder / "config" / "resellers"
    (folder / "content" / "shops" / "blue-sky").mkdir(parents=True)
    (folder / "content" / "shops" / "blue-sky" / "logo.svg").write_text("<svg/>")
    named = re.match(r"# config/resellers/([\w-]+)\.yaml", example)
    (resellers / "_house.yaml").write_text(SMALLEST_SHOP, encoding="utf-8")
    (resellers / "blue-sky.yaml").write_text("extends: _house\nwholesale: {rules: [{markup: 6}]}\n")
    # A rule for a buyer asks for one who buys there.
    below = "buys_from: blue-sky\n" if "buyer: corner-shop" in example else ""
    (resellers / "corner-shop.yaml").write_text(f"extends: _house\n{below}")
    if not of_project:
        whole = example == SMALLEST_SHOP or "extends:" in example
        text = example if whole else f"extends: _house\n{example}"
        (resellers / f"{named[1] if named else 'blue-sky'}.yaml").write_text(text, encoding="utf-8")

    project = read_project(folder)
    read = [read_reseller(folder, slug, project) for slug in reseller_slugs(folder)]

    assert [reseller.slug for reseller in read] == ["blue-sky", "corner-shop"]


@pytest.mark.parametrize(
    ("model", "path"),
    [
        pytest.param(Project, "awning.yaml", id="the project"),
        pytest.param(Reseller, "resellers/havelwerk.yaml", id="Havelwerk"),
        pytest.param(Reseller, "resellers/pebbletide.yaml", id="Pebble & Tide"),
    ],
)
def test_the_sample_files_are_what_the_schema_says(model: type[Settings], path: str) -> None:
    assert complaints(model, read_yaml(ROOT / "config" / path).data) == []


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        pytest.param({"curency": "EUR"}, "'curency' was unexpected", id="a misspelt key"),
        pytest.param({"rules": [{"markup": 5, "margin": 5}]}, "is valid under each of", id="two ways"),
        pytest.param({"rules": [{"markup": True}]}, "True is not valid under any", id="no number"),
        pytest.param({"tax": {"categories": {"books": "cheap"}}}, "'cheap' is not one of", id="no rate"),
        pytest.param({"slug": "a"}, "'slug' was unexpected", id="what the file must not say"),
        pytest.param({"name": None}, "None is not of type 'string'", id="nothing"),
    ],
)
def test_the_schema_tells_an_editor_of_mistakes(spoilt: dict[str, Any], said: str) -> None:
    data = read_yaml(ROOT / "config" / "resellers" / "havelwerk.yaml").data | spoilt

    found = complaints(Reseller, data)

    assert any(said in message for message in found), found


def test_the_schema_asks_for_nothing_that_a_base_may_say() -> None:
    assert complaints(Reseller, {"extends": "_house", "texts": {"tagline": "Hello"}}) == []
    assert "'currency' is a required property" in complaints(Reseller, {"name": "Blue Sky"})
    assert "'footer' is a required property" in complaints(Reseller, {"texts": {"tagline": "Hello"}})


@pytest.mark.parametrize(("kind", "model"), [("project", Project), ("reseller", Reseller)])
def test_the_command_prints_the_schema(kind: str, model: type[Settings]) -> None:
    printed = CliRunner().invoke(schema_command, [kind])

    assert json.loads(printed.output) == schema(model)
    assert json.loads(printed.output)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_sample_settings_of_both_shops_are_read() -> None:
    project = read_project(ROOT)
    shops = [read_reseller(ROOT, slug, project) for slug in reseller_slugs(ROOT)]

    assert [shop.slug for shop in shops] == ["havelwerk", "pebbletide"]
    assert len({digest(shop) for shop in shops}) == 2


def complaints(model: type[Settings], data: dict[str, Any]) -> list[str]:
    """What an editor says about a file."""
    validator: Any = Draft202012Validator(schema(model))
    return [error.message for error in validator.iter_errors(data)]
