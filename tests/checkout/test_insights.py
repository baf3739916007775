"""What was bought together: counted over customers, told of nobody, and written for the next build."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from awning.errors import ProjectError
from awning_checkout import tables as t
from awning_checkout.carts import CartLine
from awning_checkout.insights import CUSTOMERS_MIN, SUGGESTIONS_MAX, Bought, together
from awning_checkout.insights_commands import insights
from awning_checkout.insights_file import bought_in, write_insights
from awning_checkout.orders import OrderState
from support_checkout import ANNA, MONTHLY, ONCE, SHOP, YEARLY, World

SKUS = ["MAIL", "FILTER", "VAULT", "PHONE", "DRIVE", "SIGN", "WIFI", "DESK", "LAMP"]
PEOPLE = ["ann", "ben", "cem", "dot"]


def orders(*carts: str, people: list[str] | None = None) -> Iterator[Bought]:
    """Carts of SKUs, each ordered once by every one of these people."""
    for number, cart in enumerate(carts):
        for person in people or PEOPLE[:CUSTOMERS_MIN]:
            yield from (Bought(f"{number}-{person}", person, sku) for sku in cart.split())


# The rules.


def test_what_three_customers_ordered_together_goes_together() -> None:
    found = together(orders("MAIL FILTER"), sold=SKUS)

    assert found == {"FILTER": ("MAIL",), "MAIL": ("FILTER",)}


def test_what_fewer_customers_ordered_is_not_told_however_often_they_did() -> None:
    often = [*orders(*["MAIL FILTER"] * 20, people=["ann", "ben"])]

    assert together(often, sold=SKUS) == {}
    assert together(often, sold=SKUS, customers_min=2) != {}


def test_orders_of_one_customer_are_not_one_order() -> None:
    assert together(orders("MAIL", "FILTER"), sold=SKUS) == {}


def test_what_everybody_buys_anyway_does_not_lead() -> None:
    crowd = [f"person {number}" for number in range(40)]
    bought = [*orders("DESK LAMP MAIL"), *orders("MAIL", people=crowd)]

    assert together(bought, sold=SKUS)["DESK"] == ("LAMP", "MAIL")


def test_items_of_one_bundle_were_not_chosen_together() -> None:
    bundled = [replace(each, bundle="Starter") for each in orders("MAIL FILTER")]
    beside = [*bundled, *orders("VAULT")]
    both = [replace(each, order=each.customer) for each in beside]

    assert together(bundled, sold=SKUS) == {}
    assert together(both, sold=SKUS) == {"FILTER": ("VAULT",), "MAIL": ("VAULT",), "VAULT": ("FILTER", "MAIL")}


def test_what_the_shop_sells_no_more_is_left_out() -> None:
    assert together(orders("MAIL FILTER VAULT"), sold=["MAIL", "VAULT"]) == {"MAIL": ("VAULT",), "VAULT": ("MAIL",)}


def test_there_are_at_most_six() -> None:
    found = together(orders(" ".join(SKUS)), sold=SKUS)

    assert {len(others) for others in found.values()} == {SUGGESTIONS_MAX}


@given(
    st.lists(
        st.builds(
            Bought,
            st.sampled_from("1234567"),
            st.sampled_from(PEOPLE),
            st.sampled_from(SKUS),
            st.sampled_from(["", "x"]),
        ),
        max_size=60,
    ),
    st.randoms(),
)
def test_no_suggestion_rests_on_fewer_customers_and_their_order_says_nothing(
    bought: list[Bought], shuffle: Any
) -> None:
    found = together(bought, sold=SKUS)
    shuffle.shuffle(bought)

    assert together(bought, sold=SKUS) == found
    for sku, others in found.items():
        assert sku not in others
        for other in others:
            mine = {(each.order, each.customer) for each in bought if each.sku == sku}
            theirs = {(each.order, each.customer) for each in bought if each.sku == other}
            assert len({customer for _, customer in mine & theirs}) >= CUSTOMERS_MIN


# From orders to the file.


def bought_by(world: World, *lines: CartLine, people: int) -> list[str]:
    """Let so many customers order and pay the same, and give the tokens of the orders."""
    who = [replace(ANNA, email=f"Person{number}@customer.example") for number in range(people)]
    return [world.paid(*lines, details=each) for each in who]


def run(project: Path, *arguments: str, url: str) -> Any:
    return CliRunner().invoke(
        insights, ["suggest", *arguments, "--project", str(project)], env={"AWNING_DATABASE_URL": url}
    )


@pytest.fixture
def suggest(project: Path, database_url: str) -> Callable[..., Any]:
    def call(*arguments: str) -> Any:
        return run(project, *arguments, url=database_url)

    return call


def test_paid_orders_make_suggestions_for_the_next_build(
    world: World, project: Path, suggest: Callable[..., Any]
) -> None:
    bought_by(world, MONTHLY, ONCE, people=3)

    said = suggest(SHOP)

    file = project / "config" / "insights" / f"{SHOP}.yaml"
    text = file.read_text(encoding="utf-8")
    assert said.exit_code == 0
    assert said.output == f"{SHOP}: 2 offerings with something that goes with them; {file} is written.\n"
    assert yaml.safe_load(text) == {"together": {"PB-FILTER": ["QW-OFFICE-ONE"], "QW-OFFICE-ONE": ["PB-FILTER"]}}
    assert text.endswith("together:\n  PB-FILTER: [QW-OFFICE-ONE]\n  QW-OFFICE-ONE: [PB-FILTER]\n")
    assert "@" not in text


def test_only_what_was_paid_counts(world: World, suggest: Callable[..., Any], project: Path) -> None:
    bought_by(world, MONTHLY, ONCE, people=2)
    world.order(MONTHLY, ONCE, details=replace(ANNA, email="never@customer.example"))

    suggest(SHOP)

    assert yaml.safe_load((project / "config" / "insights" / f"{SHOP}.yaml").read_text()) == {"together": {}}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("state", OrderState)
def test_orders_count_from_paid_on(world: World, state: OrderState) -> None:
    bought_by(world, MONTHLY, people=1)
    world.tell(t.orders, state=state)

    found = bought_in(world.store, SHOP)

    assert bool(found) is (state in {OrderState.PAID, OrderState.FORWARDED, OrderState.ACTIVE})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_address_in_other_letters_is_one_customer(world: World) -> None:
    for email in ("anna@brook.example", "ANNA@brook.example"):
        world.paid(MONTHLY, ONCE, details=replace(ANNA, email=email))

    assert len({each.customer for each in bought_in(world.store, SHOP)}) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_another_shops_orders_are_not_counted(world: World) -> None:
    world.paid(MONTHLY, YEARLY)

    assert bought_in(world.store, "havelwerk") == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_all_shops_are_asked_when_none_is_named(suggest: Callable[..., Any]) -> None:
    said = suggest("--json")

    told = json.loads(said.output)
    assert [(each["reseller"], each["skus"], each["changed"]) for each in told["resellers"]] == [
        ("havelwerk", 0, True), ("pebbletide", 0, True),
    ]  # fmt: skip


def test_a_file_that_says_the_same_is_not_touched(tmp_path: Path) -> None:
    file, first = write_insights(tmp_path, "shop", {"NO": ("1e3", "on: x")}, customers_min=3)
    before = file.stat().st_mtime_ns
    _, second = write_insights(tmp_path, "shop", {"NO": ("1e3", "on: x")}, customers_min=3)

    assert (first, second, file.stat().st_mtime_ns) == (True, False, before)
    assert yaml.safe_load(file.read_text(encoding="utf-8")) == {"together": {"NO": ["1e3", "on: x"]}}
    assert [each.name for each in file.parent.iterdir()] == ["shop.yaml"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file")

    with pytest.raises(ProjectError, match=r"shop\.yaml: cannot be written"):
        write_insights(tmp_path, "shop", {}, customers_min=3)


@pytest.mark.parametrize(
    ("arguments", "url", "said"),
    [
        (["nobody"], "sqlite:///x", "There is no reseller 'nobody' here. Known are havelwerk, pebbletide."),
        ([], "sqlite:////nowhere/orders.sqlite", "/nowhere/orders.sqlite: there are no orders yet."),
        ([], "sqlite://", "The orders cannot be read (no such table: order_item)."),
    ],
    ids=["unknown reseller", "no database", "no tables"],
)
def test_what_cannot_be_done_is_said(imported_project: Path, arguments: list[str], url: str, said: str) -> None:
    ended = run(imported_project, *arguments, url=url)

    assert isinstance(ended.exception, ProjectError)
    assert said in str(ended.exception)


def test_suggestions_of_one_customer_cannot_be_asked_for(tmp_path: Path) -> None:
    assert run(tmp_path, "--min-customers", "1", url="sqlite://").exit_code == 2
