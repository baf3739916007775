"""The documentation says what the code does: its names are compared with the code's, and its examples are run."""

from __future__ import annotations

import ast
import inspect
import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

import click
import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from awning.catalog import PlanKind, PriceRole, QuestionKind, RelationKind
from awning.cli import cli
from awning.feeds import readers
from awning.feeds.pricefile.profile import Profile
from awning.feeds.pricefile.profiles import profile_of, shipped_profiles
from awning.importing import import_feed
from awning.money import Money
from awning_checkout import settings as service_settings
from awning_checkout.app import create_app
from awning_checkout.ledger import payment_transfers
from awning_checkout.orders import ORDER_MOVES, PAYMENT_MOVES
from awning_checkout.sandbox.distributor_request import FAULTS
from awning_checkout.sandbox.stripe_context import Faults
from awning_checkout.services import assemble
from awning_checkout.settings import Settings
from support_docs import ROOT, chapter, first_cells, section, table
from support_feeds import array, feed_file, lines, offering_row, offerings, read, reasons
from support_settings import changed
from support_shops import SHOP, built_well, change_feed, small_project
from support_theme import plain_theme

SITE, CHECKOUT = "site/README.md", "checkout/README.md"
FEEDS, PRICES = "site/awning/feeds/README.md", "site/awning/pricing/README.md"
CHAPTERS = [
    *("README.md", "CONTRIBUTING.md", FEEDS, PRICES),
    *(path.relative_to(ROOT).as_posix() for path in ROOT.glob("*/README.md")),
]
# Readers ask for a field by its name, as the first argument of one of these.
_ASKED_FOR = {
    *("text", "identifier", "number", "whole", "truth", "moment", "inside", "each", "languages", "word", "currency"),
}
_VARIABLE = re.compile(r"AWNING_[A-Z]+(?:_[A-Z]+)*")
TWO_LANGUAGES = (
    changed(SHOP, "language: en", "language: en\nlanguages: [de]\nconsumers: true\ntheme: plain")
    + "texts_in:\n  de: {tagline: Wolken, hero_title: Hallo, hero_text: Willkommen, hero_button: Laden, footer: Blau}\n"
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small shop in two languages with news, from which something has moved; the folder in the output."""
    project = small_project(tmp_path_factory.mktemp("docs") / "p", offering_row(), reseller=TWO_LANGUAGES)
    plain_theme(project)
    content = project / "content" / "shops" / "blue-sky"
    for name, text in (("pages/about.md", "Title: About us\n"), ("posts/open.md", "Title: Open\nDate: 2026-11-03\n")):
        (content / name).parent.mkdir(parents=True)
        (content / name).write_text(f"{text}\nCome in.\n", encoding="utf-8")
    built_well(project)
    change_feed(project, lambda row: {**row, "name": f"New {row['name']}"})
    built_well(project)
    return project / "output" / "blue-sky"


def test_every_command_has_a_section_that_names_its_options() -> None:
    missing = [
        f"{name} {option}"
        for name, command in _commands(cli, "awning")
        for option in ("", *_options(command))
        if option not in _command_section(name)
    ]

    assert missing == []


def test_no_section_is_about_a_command_that_is_not_there() -> None:
    known = [name for name, _ in _commands(cli, "awning")]
    titled = re.findall(r"^### `(awning [a-z ]+[a-z])", chapter(SITE) + chapter(CHECKOUT), re.MULTILINE)

    assert sorted(titled) == sorted(known)


def test_every_file_of_a_shop_stands_in_the_table_of_addresses(shop: Path) -> None:
    patterns = [re.compile(_address(each)) for each in first_cells(section(SITE, "The build"))]

    files = [path.relative_to(shop).as_posix().removeprefix("de/") for path in shop.rglob("*") if path.is_file()]

    assert [path for path in files if not any(each.fullmatch(path) for each in patterns)] == []


def test_every_folder_of_var_stands_in_its_table(shop: Path) -> None:
    kept = {f"{path.name}/" for path in (shop.parents[1] / "var").iterdir()}

    assert kept - first_cells(section(SITE, "What is in `var/`")) == set()


def test_every_environment_variable_is_in_the_table_of_the_checkout() -> None:
    known = set(_VARIABLE.findall(inspect.getsource(service_settings)))
    said = set(re.findall(r"^\| `(AWNING_\w+)`", section(CHECKOUT, "Settings"), re.MULTILINE))

    assert said == known


SECTIONS = {
    "neutral": "The neutral feed",
    "azure": "The Azure list",
    "tmf": "TM Forum catalogs",
    "nce": "The NCE price list",
    "ingram": "Ingram Micro",
    "bmecat": "BMEcat",
    "cloudblue": "CloudBlue",
}


@pytest.mark.parametrize(("reader", "title"), SECTIONS.items())
def test_every_field_a_reader_reads_is_in_its_section(reader: str, title: str) -> None:
    text = section(FEEDS, title)

    assert [name for name in sorted(_fields_read(reader)) if f"`{name}`" not in text] == []


def test_every_reader_has_a_section_and_stands_in_the_table_of_readers() -> None:
    said = set(re.findall(r"^\| `(\w+)` \| ", chapter(FEEDS).partition("\n## ")[0], re.MULTILINE))

    assert said == set(readers()) == {*SECTIONS, "pricefile", "services"}


def test_every_key_of_a_profile_and_every_shipped_profile_is_in_its_section() -> None:
    text = section(FEEDS, "Price files")
    columns = {column for name in shipped_profiles() for column in profile_of(name).columns}
    said = {*shipped_profiles(), *columns, *_keys(Profile)}

    assert [name for name in sorted(said) if f"`{name}`" not in text] == []


@pytest.mark.parametrize("words", [PriceRole, RelationKind, QuestionKind], ids=lambda words: words.__name__)
def test_every_word_of_the_neutral_feed_is_in_its_section(words: type[StrEnum]) -> None:
    text = section(FEEDS, "The neutral feed")

    assert [word.value for word in words if f"`{word}`" not in text] == []


def test_every_endpoint_of_the_checkout_is_in_its_table(tmp_path: Path) -> None:
    app = create_app(assemble(Settings(tmp_path, "sqlite://", "http://127.0.0.1", "sk_test_1", "whsec_1")))
    answered = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set[str]()) & {"GET", "POST"}
        if rule.endpoint != "static"
    }

    said = set(re.findall(r"^\| `((?:GET|POST) [^`]+)`", section(CHECKOUT, "Endpoints"), re.MULTILINE))

    assert said == answered


@pytest.mark.parametrize(
    ("title", "moves"), [("Orders", ORDER_MOVES), ("Payments", PAYMENT_MOVES)], ids=["orders", "payments"]
)
def test_every_state_and_its_moves_are_in_the_table(title: str, moves: Mapping[StrEnum, frozenset[StrEnum]]) -> None:
    rows = table(section(CHECKOUT, title))

    said = {row[0].strip("`"): set(re.findall(r"`(\w+)`", row[-1])) for row in rows[1:]}

    assert said == {state.value: {then.value for then in after} for state, after in moves.items()}


def test_every_fault_the_sandbox_can_have_is_in_its_section() -> None:
    text = section(CHECKOUT, "The sandbox")

    assert [fault for fault in (*FAULTS, *Faults().left()) if f"`{fault}`" not in text] == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_link_inside_the_project_leads_somewhere(name: str) -> None:
    here = (ROOT / name).parent
    text = re.sub(r"```.*?```", "", chapter(name), flags=re.DOTALL)

    links = [link for link in re.findall(r"\[[^\]]+\]\(([^)\s]+)\)", text) if "://" not in link]

    assert [link for link in links if not _leads(here, ROOT / name, link)] == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_make_target_named_is_there(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    named = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", chapter(name), re.MULTILINE))

    assert named - targets == set()


@pytest.mark.parametrize("written", [array, lines], ids=["array", "NDJSON"])
def test_the_example_records_are_a_feed(tmp_path: Path, written: Callable[..., str]) -> None:
    examples = [json.loads(block) for block in _blocks(FEEDS, "json")]

    entities, reading = read(feed_file(tmp_path, written(*examples)))

    assert {each["@type"] for each in examples} == {"Catalog", "Category", "ProductOffering"}
    assert (reading.used, reasons(reading)) == (len(examples), [])
    mailbox, starter = offerings(entities)
    assert [plan.kind for plan in mailbox.plans] == [PlanKind.RECURRING, PlanKind.TRIAL]
    assert starter.bundle is not None


def test_the_example_of_a_rejection_is_what_is_said(tmp_path: Path) -> None:
    category, offering = (json.loads(block) for block in _blocks(FEEDS, "json")[1:3])
    offering["productOfferingPrice"][1]["price"]["value"] = "12,5O"

    _, reading = read(feed_file(tmp_path, "\n" * 11 + array(category, offering)))

    assert f"catalog.json:{reasons(reading)[0]}" in section(FEEDS, "What keeps a bad feed out")


def test_the_examples_of_prices_are_what_is_computed(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    CliRunner().invoke(cli, ["init", str(shop)])
    import_feed(shop / "content" / "feed" / "catalog.json", shop / "var" / "catalog")

    for block in _blocks(PRICES, "console"):
        command, expected = block.removeprefix("$ awning ").split("\n", 1)
        result = CliRunner().invoke(cli, [*shlex.split(command), "--project", str(shop)])

        assert _pattern(expected).fullmatch(result.output), result.output


def test_the_example_of_the_ledger_adds_up() -> None:
    rows = table(section(CHECKOUT, "The ledger"))[1:]
    amounts = {(source, target): _euros(amount) for source, target, amount, *_ in rows}
    paid, tax = amounts.pop(("customer", "stripe")), amounts.pop(("stripe", "tax"))

    transfers = payment_transfers(paid, tax, [(target, money) for (_, target), money in amounts.items()])

    said = {(source, target, kind, _euros(amount)) for source, target, amount, kind in rows}
    assert {(each.source, each.target, each.kind, each.money) for each in transfers} == said


def _address(written: str) -> str:
    """A pattern of what the table of addresses writes: a slug, a number, a folder."""
    slug, number = "[a-z0-9-]+(?:~[0-9]+)?", "[0-9]+"
    parts = re.split(r"(<slug>|[0-9]+(?=[.]xml))", written)
    plain = "".join({"<slug>": slug, "1": number}.get(part) or re.escape(part) for part in parts)
    return f"{plain}.*" if written.endswith("/") else plain


def _blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", chapter(name), re.MULTILINE | re.DOTALL)


def _pattern(text: str) -> re.Pattern[str]:
    """The text, in which three dots stand for anything on a line."""
    return re.compile(".*".join(map(re.escape, text.split("..."))))


def _euros(text: str) -> Money:
    return Money.from_decimal(Decimal(text.replace(",", "")), "EUR")


def _command_section(name: str) -> str:
    for text in (chapter(SITE), chapter(CHECKOUT)):
        if found := re.search(rf"^### `{name}[ `].*?(?=^##|\Z)", text, re.MULTILINE | re.DOTALL):
            return found[0]
    return ""


def _commands(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with the names before it."""
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


def _options(command: click.Command) -> list[str]:
    return [parameter.opts[0] for parameter in command.params if isinstance(parameter, click.Option)]


def _fields_read(reader: str) -> set[str]:
    """The names a reader's modules ask for, as the first argument of one of the methods of `Fields`."""
    folder = ROOT / "site" / "awning" / "feeds"
    shared = [folder / "additions.py"] if reader in {"neutral", "tmf"} else []
    modules = [folder / f"{reader}.py", *(folder / reader).glob("*.py"), *shared]
    names: set[str] = set()
    for module in filter(Path.is_file, modules):
        for call in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in _ASKED_FOR:
                asked = [name.value for name in call.args[:1] if isinstance(name, ast.Constant)]
                names |= {name for name in asked if isinstance(name, str)}
    assert len(names) > 5, "the reader asks for its fields in another way now"
    return names


def _keys(model: type[BaseModel]) -> set[str]:
    """The keys of a settings section and of those inside it."""
    keys = set(model.model_fields)
    for each in model.model_fields.values():
        for kind in _kinds(each.annotation):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                keys |= _keys(kind)
    return keys


def _kinds(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in get_args(annotation):
        yield from _kinds(inner)


def _leads(here: Path, page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = here / name if name else page
    if not anchor or not target.is_file():
        return target.exists()
    titles = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
    return anchor in {re.sub(r"[^\w\- ]", "", title).lower().replace(" ", "-") for title in titles}
