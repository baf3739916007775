"""A price book: what one reseller sells and at which price, named by a revision that says if a price may differ."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.catalog import Category, Offering
from awning.chain import Chain, Link
from awning.config import Project, Reseller, Rule, read_project, read_reseller
from awning.dealings import chain_of, market_of
from awning.drafting import write_snapshot
from awning.errors import NotForSale, OfferingUnknown
from awning.pricebook import PriceBook
from awning.pricing import Price, Subject, price
from awning.rules import RuleBook
from awning.snapshot import Snapshot
from support_core import (
    AGENT,
    DISTRIBUTOR,
    NOON,
    OPERATOR,
    RESELLER,
    cost,
    eur,
    fee,
    markup,
    metered,
    offering,
    plan,
    srp,
)
from support_settings import PROJECT, changed, project_folder
from support_settings import RESELLER as RESELLER_FILE

SHELVES = [
    Category("communication", "Communication"),
    Category("email", "E-mail", parent_id="communication"),
    Category("backup", "Backup"),
]
MAILBOX = offering(plan(cost("10"), cost("9", tier="10")))
CHAT = offering(plan(cost("5")), id="CHAT-1", category_id="communication", vendor="Talkwell")
VAULT = offering(plan(cost("20")), id="VAULT-1", category_id="backup", vendor="Vaulted")
CATALOG = [*SHELVES, MAILBOX, CHAT, VAULT]


@contextmanager
def book(
    folder: Path,
    *,
    reseller: str = RESELLER_FILE,
    project: str = PROJECT,
    catalog: list[Category | Offering] | None = None,
) -> Generator[PriceBook]:
    """The price book of blue-sky on 22 November 2026."""
    settings = project_folder(folder, project=project, reseller=reseller)
    revision = write_snapshot(folder / "var", CATALOG if catalog is None else catalog)
    known = read_project(settings)
    with Snapshot(folder / "var" / f"{revision}.sqlite") as snapshot:
        yield PriceBook(snapshot, known, read_reseller(settings, "blue-sky", known), as_of=NOON)


def assortment(text: str) -> str:
    return f"{RESELLER_FILE}assortment:\n  {text}\n"


def test_settings_become_the_chain_and_the_market(tmp_path: Path) -> None:
    text = RESELLER_FILE + "agents:\n- {name: Ann, commission_percent: 5}\n"

    with book(tmp_path, reseller=text) as found:
        chain, market = found.chain, found.market

    assert chain == Chain(
        links=(
            Link(DISTRIBUTOR, RuleBook([markup("-3", buyer="gold")], ("blue-sky", "gold"))),
            Link(
                replace(RESELLER, name="Blue Sky IT"),
                RuleBook([markup("25"), markup("30.5", vendor="Mailwright")]),
            ),
        ),
        operator=fee(OPERATOR, "2.5"),
        agent=fee(AGENT, "5"),
    )
    assert (market.currency, market.tax.rate_percent, market.tax.country) == ("EUR", Decimal(19), "DE")
    assert [(rate.base, rate.quote, rate.rate) for rate in market.rates] == [("USD", "EUR", Decimal("0.9213"))]


def test_only_rates_into_the_shops_currency_are_kept(tmp_path: Path) -> None:
    project = PROJECT + "  - {base: USD, quote: GBP, rate: 0.77, date: 2026-11-20, source: ECB}\n"

    with book(tmp_path, project=project) as found:
        assert {rate.quote for rate in found.market.rates} == {"EUR"}


def test_a_price_of_the_book_goes_through_group_and_rules(tmp_path: Path) -> None:
    with book(tmp_path) as found:
        mailbox, chat = found.offering("MAIL-1"), found.offering("CHAT-1")
        by_vendor = found.price(mailbox, mailbox.plans[0], 3)
        for_all = found.price(chat, chat.plans[0])

    assert (by_vendor.unit, by_vendor.total) == (Decimal("12.66"), eur("37.98"))
    assert for_all.total == eur("6.06")


def test_a_rule_on_a_shelf_holds_for_the_shelves_inside_it(tmp_path: Path) -> None:
    text = changed(RESELLER_FILE, "  - vendor: Mailwright", "  - category: communication")

    with book(tmp_path, reseller=text) as found:
        mailbox, vault = found.offering("MAIL-1"), found.offering("VAULT-1")

        assert found.path("email") == ("email", "communication")
        assert found.price(mailbox, mailbox.plans[0]).trail[2].says == (
            "Reseller Blue Sky IT: +30.5 % on category communication"
        )
        assert found.price(vault, vault.plans[0]).trail[2].says == "Reseller Blue Sky IT: +25 % on everything"


@pytest.mark.parametrize(
    ("wanted", "skus"),
    [
        pytest.param("categories: []", ["MAIL-1", "CHAT-1", "VAULT-1"], id="everything"),
        pytest.param("categories: [communication]", ["MAIL-1", "CHAT-1"], id="a shelf and those inside it"),
        pytest.param("categories: [email, backup]", ["MAIL-1", "VAULT-1"], id="two shelves"),
        pytest.param("without: [CHAT-1]", ["MAIL-1", "VAULT-1"], id="less an offering"),
        pytest.param("without: [Vaulted]", ["MAIL-1", "CHAT-1"], id="less a vendor"),
        pytest.param("without: [communication]", ["VAULT-1"], id="less a shelf and those inside it"),
        pytest.param("{categories: [communication], without: [email]}", ["CHAT-1"], id="a shelf less one inside it"),
        pytest.param("categories: [nowhere]", [], id="a shelf that is not there"),
    ],
)
def test_a_shop_sells_what_its_assortment_says(wanted: str, skus: list[str], tmp_path: Path) -> None:
    with book(tmp_path, reseller=assortment(wanted)) as found:
        assert [sold.id for sold in found.offerings()] == skus


def test_what_the_shop_does_not_sell_is_unknown_to_it(tmp_path: Path) -> None:
    with book(tmp_path, reseller=assortment("without: [CHAT-1]")) as found:
        for sku in ("CHAT-1", "NEVER-1"):
            with pytest.raises(OfferingUnknown, match=f"Blue Sky IT does not sell '{sku}'"):
                found.offering(sku)


def test_each_tier_has_its_price(tmp_path: Path) -> None:
    with book(tmp_path) as found:
        mailbox = found.offering("MAIL-1")
        prices = [(start, price.unit) for start, price in found.tier_prices(mailbox, mailbox.plans[0])]

    assert prices == [(1, Decimal("12.66")), (10, Decimal("11.39"))]


def test_tiers_of_a_metered_plan_go_as_far_as_the_feed_does(tmp_path: Path) -> None:
    traffic = offering(metered(srp("1", tier="0"), srp("0.5", tier="500"), srp("0.25", tier="5000000")))

    with book(tmp_path, catalog=[*SHELVES, traffic]) as found:
        prices = [(start, price.unit) for start, price in found.tier_prices(traffic, traffic.plans[0])]

    assert prices == [(1, Decimal(1)), (500, Decimal("0.5")), (5_000_000, Decimal("0.25"))]


def test_what_is_not_for_sale_has_no_tiers_and_says_why(tmp_path: Path) -> None:
    swiss = offering(plan(cost("1", "CHF")))

    with book(tmp_path, catalog=[*SHELVES, swiss]) as found:
        assert found.tier_prices(swiss, swiss.plans[0]) == []
        with pytest.raises(NotForSale, match="no exchange rate to EUR"):
            found.price(swiss, swiss.plans[0])


def test_shelves_that_hold_each_other_are_walked_once(tmp_path: Path) -> None:
    ring = [Category("a", "A", parent_id="b"), Category("b", "B", parent_id="a"), Category("c", "C", parent_id="gone")]

    with book(tmp_path, catalog=[*ring, MAILBOX]) as found:
        assert found.path("a") == ("a", "b")
        assert found.path("c") == ("c",)
        assert found.path("nowhere") == ()


def revision(folder: Path, reseller: str = RESELLER_FILE, project: str = PROJECT) -> str:
    with book(folder, reseller=reseller, project=project) as found:
        return found.revision


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("  - markup: 25\n", "  - markup: 26\n", id="a markup"),
        pytest.param("vendor: Mailwright", "category: Mailwright", id="what a rule is for"),
        pytest.param("group: gold", "group: silver", id="the group"),
        pytest.param("rate: 19", "rate: 19.1", id="the tax"),
        pytest.param("currency: EUR", "currency: GBP", id="the currency"),
        pytest.param("contact:", "agents: [{name: Ann, commission_percent: 1}]\ncontact:", id="an agent"),
    ],
)
def test_whatever_may_change_a_price_changes_the_revision(old: str, new: str, tmp_path: Path) -> None:
    before = revision(tmp_path / "before")

    after = revision(tmp_path / "after", changed(RESELLER_FILE, old, new))

    assert before != after


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("tagline: Clouds for offices", "tagline: Clouds", id="a text"),
        pytest.param("'#1F5C4D'", "'#000000'", id="a colour"),
        pytest.param("  - markup: 25\n", "  - markup: 25.00\n", id="zeros behind a markup"),
        pytest.param("https://shop.example.com", "https://www.example.com", id="the address"),
    ],
)
def test_what_changes_no_price_keeps_the_revision(old: str, new: str, tmp_path: Path) -> None:
    before = revision(tmp_path / "before")

    after = revision(tmp_path / "after", changed(RESELLER_FILE, old, new))

    assert before == after


def test_rates_and_the_catalog_are_part_of_the_revision(tmp_path: Path) -> None:
    before = revision(tmp_path / "before")
    dearer = [*SHELVES, replace(MAILBOX, plans=(plan(cost("10.01")),))]

    other_rate = revision(tmp_path / "rate", project=changed(PROJECT, "rate: 0.9213", "rate: 0.9214"))
    with book(tmp_path / "catalog", catalog=dearer) as found:
        other_catalog = found.revision
        assert found.catalog_revision not in {before, other_catalog}

    assert len({before, other_rate, other_catalog}) == 3


def test_an_offering_called_none_is_not_no_offering(tmp_path: Path) -> None:
    named = changed(RESELLER_FILE, "  - vendor: Mailwright", "  - vendor: None")
    for_all = changed(
        changed(RESELLER_FILE, "  - markup: 25\n", ""), "  - vendor: Mailwright\n    markup", "  - markup"
    )

    assert revision(tmp_path / "one", named) != revision(tmp_path / "two", for_all)


@given(
    order=st.permutations(
        [
            Rule(markup=Decimal(25)),
            Rule(vendor="Mailwright", markup=Decimal(30)),
            Rule(category="email", markup=Decimal(35)),
            Rule(offering="CHAT-1", markup=Decimal(40)),
        ]
    )
)
def test_the_order_of_rules_in_the_file_does_not_matter(
    order: list[Rule], tmp_path_factory: pytest.TempPathFactory
) -> None:
    project, reseller = settings_once(tmp_path_factory)
    where = market_of(project, reseller, as_of=NOON)

    chain = chain_of(project, reseller.model_copy(update={"rules": tuple(order)}), today=NOON.date())

    units = [
        price(Subject(sold, sold.plans[0], shelves), chain, quantity=1, as_of=NOON, market=where).unit
        for sold, shelves in ((MAILBOX, ("email", "communication")), (CHAT, ("communication",)), (VAULT, ("backup",)))
    ]
    assert units == [Decimal("13.10"), Decimal("6.79"), Decimal("24.25")]


def settings_once(factory: pytest.TempPathFactory) -> tuple[Project, Reseller]:
    folder = factory.getbasetemp() / "settings"
    if not folder.exists():
        project_folder(folder)
    project = read_project(folder)
    return project, read_reseller(folder, "blue-sky", project)


def asked(known: PriceBook) -> list[Price]:
    """Some prices of everything the shop sells."""
    return [known.price(sold, sold.plans[0], quantity) for sold in known.offerings() for quantity in (1, 10, 999)]


def test_the_same_book_gives_the_same_prices_after_a_restart(tmp_path: Path) -> None:
    with book(tmp_path) as first:
        before, name = asked(first), first.revision

    project = read_project(tmp_path)
    [path] = (tmp_path / "var").glob("*.sqlite")
    with Snapshot(path) as snapshot:
        again = PriceBook(
            snapshot,
            project,
            read_reseller(tmp_path, "blue-sky", project),
            as_of=datetime(2026, 11, 22, 12, tzinfo=UTC),
        )

        assert asked(again) == before
        assert again.revision == name
