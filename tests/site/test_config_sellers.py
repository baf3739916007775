"""Resellers who buy from resellers: who is above whom, on which terms, and what cannot be."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from awning.config import Reseller, SellerRule, Supplier, digest, files_of, read_project, read_reseller
from awning.errors import SettingsError
from support_settings import RESELLER, changed, project_folder

_WHOLESALE = "wholesale: {rules: [{markup: 8}, {buyer: corner, margin: 5}]}\n"
_SUB = changed(RESELLER, "group: gold", "buys_from: blue-sky")


def chain(folder: Path, **files: str) -> Path:
    """Blue Sky sells to Corner, and Corner to Kiosk."""
    corner = changed(_SUB, "name: Blue Sky IT", "name: Corner") + "wholesale: {rules: [{add: 1}]}\n"
    kiosk = changed(changed(_SUB, "name: Blue Sky IT", "name: Kiosk"), "buys_from: blue-sky", "buys_from: corner")
    project_folder(folder, reseller=files.pop("blue_sky", RESELLER + _WHOLESALE))
    for name, text in {"corner": corner, "kiosk": kiosk, **files}.items():
        (folder / "config" / "resellers" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def read(folder: Path, slug: str) -> Reseller:
    return read_reseller(folder, slug, read_project(folder))


def mistakes(folder: Path, slug: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        read(folder, slug)
    return [line.replace(f"{folder}/config/resellers/", "") for line in str(refused.value).splitlines()]


def test_everybody_between_distributor_and_shop_is_known_the_nearest_last(tmp_path: Path) -> None:
    folder = chain(tmp_path)

    kiosk = read(folder, "kiosk")

    rules = (SellerRule(markup=Decimal(8)), SellerRule(buyer="corner", margin=Decimal(5)))
    assert kiosk.upstream == (
        Supplier(slug="blue-sky", name="Blue Sky IT", group="gold", currency="EUR", rules=rules),
        Supplier(slug="corner", name="Corner", group=None, currency="EUR", rules=(SellerRule(add=Decimal(1)),)),
    )
    assert (kiosk.group, kiosk.buyer_group) == (None, "gold")
    assert (read(folder, "blue-sky").upstream, read(folder, "blue-sky").buyer_group) == ((), "gold")


def test_all_files_prices_depend_on_are_named(tmp_path: Path) -> None:
    folder = chain(tmp_path, _house=RESELLER + _WHOLESALE, blue_sky="extends: _house\n")

    names = [path.name for path in files_of(folder, "kiosk")]

    assert names == ["awning.yaml", "kiosk.yaml", "corner.yaml", "blue-sky.yaml", "_house.yaml"]


def test_a_seller_with_other_prices_makes_other_settings(tmp_path: Path) -> None:
    folder = chain(tmp_path)
    before = digest(read(folder, "kiosk"))
    seller = folder / "config" / "resellers" / "blue-sky.yaml"

    seller.write_text(changed(seller.read_text(), "markup: 8", "markup: 9"))

    assert digest(read(folder, "kiosk")) != before


def test_what_a_seller_asks_of_customers_is_no_matter_of_those_below(tmp_path: Path) -> None:
    spoilt = changed(RESELLER, "  tagline: Clouds for offices\n", "") + _WHOLESALE
    folder = chain(tmp_path, blue_sky=spoilt)

    assert len(read(folder, "corner").upstream) == 1
    assert len(mistakes(folder, "blue-sky")) == 1


@pytest.mark.parametrize(
    ("seller", "said"),
    [
        pytest.param(RESELLER, "Blue Sky IT names no prices for resellers. Add them to blue-sky.yaml, as `wholesale:",
                     id="no prices"),
        pytest.param(RESELLER + "wholesale: {rules: []}\n", "blue-sky.yaml cannot be used: its own mistakes come "
                     "first.", id="no rules"),
        pytest.param("name: [\n", "blue-sky.yaml cannot be used: its own mistakes come first.", id="no YAML"),
        pytest.param(changed(RESELLER, "group: gold", "buys_from: corner") + _WHOLESALE,
                     "corner buys from blue-sky buys from corner: a circle. One of them has to buy from the distrib",
                     id="a circle"),
    ],
)  # fmt: skip
def test_a_seller_nobody_can_buy_from_is_refused(seller: str, said: str, tmp_path: Path) -> None:
    folder = chain(tmp_path, blue_sky=seller)

    [found] = mistakes(folder, "corner")

    assert f":6:12: buys_from: {said}" in found


@pytest.mark.parametrize(
    ("buys_from", "said"),
    [
        pytest.param("blue-ski", "there is no reseller 'blue-ski'. Did you mean blue-sky?", id="a misspelt one"),
        pytest.param("corner", "corner buys from corner: a circle.", id="itself"),
        pytest.param("Blue Sky", "'Blue Sky' is no reseller: write the name of the reseller's file", id="a name"),
        pytest.param("[a]", "a list does not fit: a text is needed here", id="several"),
    ],
)
def test_a_seller_that_is_not_there_is_refused(buys_from: str, said: str, tmp_path: Path) -> None:
    folder = chain(tmp_path, corner=changed(_SUB, "blue-sky", buys_from))

    [found] = mistakes(folder, "corner")

    assert found.startswith(f"corner.yaml:6:12: buys_from: {said}")


def test_only_who_buys_from_the_distributor_has_a_group(tmp_path: Path) -> None:
    folder = chain(tmp_path, corner=f"{_SUB}group: gold\n")

    assert mistakes(folder, "corner") == [
        "corner.yaml:28:8: group: groups are the distributor's, and this reseller buys from blue-sky: leave out group."
    ]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        pytest.param("{markup: 5}, {markup: 1}", "28:34: wholesale.rules.2: this and rules.1 (line 28)", id="doubles"),
        pytest.param("{price: 1.005}", "28:29: wholesale.rules.1.price: 1.005 has more dec", id="decimals"),
        pytest.param("{mark: 5}", "28:22: wholesale.rules.1.mark: there is no such se", id="a key"),
    ],
)
def test_wholesale_rules_are_looked_at_as_closely_as_others(rules: str, said: str, tmp_path: Path) -> None:
    folder = chain(tmp_path, blue_sky=f"{RESELLER}wholesale: {{rules: [{rules}]}}\n")

    found = mistakes(folder, "blue-sky")

    assert any(line.startswith(f"blue-sky.yaml:{said}") for line in found), found


@pytest.mark.parametrize(
    ("buyer", "said"),
    [
        pytest.param("cornr", "there is no reseller 'cornr'. Did you mean corner? Name one that buys from this one by "
                     "its slug.", id="a misspelt one"),
        pytest.param("gold", "'gold' is a group, and groups are the distributor's. Name a reseller that buys from this "
                     "one by its slug, or leave out buyer.", id="a group"),
        pytest.param("kiosk", "kiosk does not buy from blue-sky: this rule can never hold. Write buys_from: blue-sky "
                     "in kiosk.yaml, or take the rule out.", id="who buys from a buyer"),
        pytest.param("blue-sky", "blue-sky is this reseller itself. Name one that buys from it, or leave out buyer.",
                     id="itself"),
    ],
)  # fmt: skip
def test_wholesale_rules_are_for_those_who_buy_here(buyer: str, said: str, tmp_path: Path) -> None:
    folder = chain(tmp_path, blue_sky=f"{RESELLER}wholesale: {{rules: [{{markup: 8}}, {{buyer: {buyer}, add: 1}}]}}\n")

    found = mistakes(folder, "blue-sky")

    assert found == [f"blue-sky.yaml:28:42: wholesale.rules.2.buyer: {said}"]


def test_a_buyer_may_inherit_whom_it_buys_from(tmp_path: Path) -> None:
    heir = "extends: _below\n"
    folder = chain(tmp_path, blue_sky=RESELLER + _WHOLESALE, _below=_SUB, corner=f"{heir}wholesale: ~\n", kiosk=heir)

    [_, rule] = read(folder, "blue-sky").wholesale.rules  # pyright: ignore[reportOptionalMemberAccess]

    assert rule.buyer == "corner"


def test_a_buyer_with_mistakes_is_no_mistake_of_the_seller(tmp_path: Path) -> None:
    folder = chain(tmp_path, corner="name: [\n")

    assert read(folder, "blue-sky").wholesale is not None
