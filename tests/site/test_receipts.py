"""Receipts: what `awning price` says of a SKU, in words and as JSON, for each viewer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from awning.errors import AwningError
from awning.receipts.as_json import receipt_json
from awning.receipts.asking import Question, receipts
from awning.receipts.text import receipt_text
from support_core import NOON
from support_feeds import Record, offering_row, price_row
from support_prices import priced_project
from support_settings import changed
from support_shops import small_project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """To be looked at only."""
    return priced_project(tmp_path_factory.mktemp("priced") / "project")


@pytest.fixture(scope="module")
def gross(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with tax in its prices; to be looked at only."""
    folder = tmp_path_factory.mktemp("gross")
    return written(folder, "rate: 20, display: excluding", "rate: 20, anchor: gross")


def written(folder: Path, old: str, new: str) -> Path:
    """The project with another line in the shop's file."""
    project = priced_project(folder / "project")
    path = project / "config" / "resellers" / "blue-sky.yaml"
    path.write_text(changed(path.read_text(), old, new))
    return project


def trial(**more: Any) -> Record:
    row = price_row("0", priceType="oneTime", trialDays=30, **more)
    return {name: cell for name, cell in row.items() if not name.startswith(("recurring", "productOfferingTerm"))}


def lines(project: Path, sku: str, reseller: str = "blue-sky", *, explain: bool = True, **asked: Any) -> list[str]:
    """The receipt with runs of spaces as one."""
    found = receipts(Question(project, sku, reseller, as_of=NOON, **asked))
    return [" ".join(line.split()) for line in receipt_text(found, explain=explain).splitlines()]


def as_json(
    project: Path, sku: str, reseller: str = "blue-sky", *, one_plan: bool = True, **asked: Any
) -> dict[str, Any]:
    found = receipts(Question(project, sku, reseller, as_of=NOON, **asked))
    return json.loads(receipt_json(found, one_plan=one_plan))


def test_a_receipt_goes_from_the_feed_to_everybodys_cut(project: Path) -> None:
    said = lines(project, "MAIL-2", quantity=4)

    assert said[:-1] == [
        "=Big mailbox (MAIL-2), plan P1Y-P1M: 1 year, paid monthly",
        "How the price of one comes about:",
        "Feed: cost 4.20 EUR",
        "Distributor Northgate: -3 % on everything, for gold 4.074 EUR",
        "the only rule for it (config/awning.yaml:5)",
        "Reseller Blue Sky IT: +50 % on vendor Mailwright 6.111 EUR",
        "the most specific of 2 rules that hold (config/resellers/blue-sky.yaml:12): it names",
        "the vendor; next would be +25 % on everything (config/resellers/blue-sky.yaml:11)",
        "Rounding: half up to 0.01 EUR 6.11 EUR",
        "4 x 6.11 EUR per user, per month 24.44 EUR net",
        "VAT 20 % 4.89 EUR",
        "In all 29.33 EUR",
        "Of 24.44 EUR net:",
        "Distributor Northgate 15.69 EUR 64.20 %",
        "Reseller Blue Sky IT 6.92 EUR 28.31 %",
        "Operator Platform 0.61 EUR 2.50 %",
        "Agent Ann 1.22 EUR 4.99 %",
        "By quantity, each, net:",
        "From 1 unit on 6.11 EUR",
        "From 10 units on 4.37 EUR 6 more than now",
        "Notice: 35 days before the end of the term. Who buys on this day gives it by 2027-10-18.",
        "The distributor must hear of it 30 days before the end.",
    ]
    assert said[-1].endswith("as of 2026-11-22 12:00 UTC")


def test_amounts_stand_dot_under_dot(project: Path) -> None:
    found = receipts(Question(project, "MAIL-2", "blue-sky", quantity=4, as_of=NOON))

    amounts = [line for line in receipt_text(found, explain=True).splitlines() if " EUR" in line[72:]]

    assert len(amounts) == 13
    assert len({line.index(".", 72) for line in amounts}) == 1


def test_without_explaining_it_is_three_lines(project: Path) -> None:
    said = lines(project, "MAIL-2", quantity=4, explain=False)

    assert said[1:] == ["4 x 6.11 EUR per user, per month 24.44 EUR net", "VAT 20 % 4.89 EUR", "In all 29.33 EUR"]


def test_the_floor_and_the_set_up_fee_have_their_lines(project: Path) -> None:
    said = lines(project, "MAIL-1", "corner", quantity=2, seen_as="reseller")

    assert "The floor is 5.00 EUR net: the price stands 0.83 EUR above it." in said
    setup = said.index("Set-up fee, once: 2 x 13.87 EUR 27.74 EUR net")
    assert said[setup + 1 : setup + 3] == ["VAT 20 % 5.55 EUR", "In all 33.29 EUR"]


def test_a_price_on_request_is_none(project: Path) -> None:
    said = lines(project, "MAIL-3")

    assert said[1] == "On request: customers are asked to write, and no price is named."
    assert as_json(project, "MAIL-3", plan_id="P1Y-P1M").items() >= {"sku": "MAIL-3", "on_request": True}.items()
    with pytest.raises(AwningError, match="it is not for sale at this moment"):
        receipts(Question(project, "MAIL-3", "blue-sky", as_of=NOON, seen_as="customer", quantity=0))


def test_so_many_as_are_sold_on_request_have_a_line_among_the_tiers(tmp_path: Path) -> None:
    folder = priced_project(tmp_path / "project")
    path = folder / "config" / "resellers" / "blue-sky.yaml"
    path.write_text(changed(path.read_text(), "  quantity: 10\n  margin: 20\n", "  quantity: 10\n  request: true\n"))

    said = lines(folder, "MAIL-4", quantity=4)
    known = as_json(folder, "MAIL-4", plan_id="P1Y-P1M", quantity=4)

    tiers = said.index("By quantity, each, net:")
    assert said[tiers + 1 : tiers + 3] == [
        "From 1 unit on 6.11 EUR",
        "From 10 units on on request 6 more than now",
    ]
    assert known["tiers"] == [{"from": 1, "unit": "6.11"}, {"from": 10, "on_request": True}]
    assert as_json(folder, "MAIL-4", plan_id="P1Y-P1M", quantity=10)["on_request"] is True


def test_a_bundle_shows_its_items_and_what_they_come_to(project: Path) -> None:
    said = lines(project, "PACK-1", quantity=2)
    known = as_json(project, "PACK-1", quantity=2)

    assert said[0] == "Package (PACK-1), 2 bundles of 2 items"
    assert said.count("Bundle Package: 1 in each, 10 % off 5.50 EUR") == 2
    assert said[-4:-1] == ["All items, per month 22.00 EUR net", "VAT 20 % 4.40 EUR", "In all 26.40 EUR"]
    assert sum(line.startswith("Notice: 35 days before the end of the term.") for line in said) == 2
    assert [item["sku"] for item in known["items"]] == ["MAIL-1", "MAIL-2"]
    assert known["sums"] == [{"period": "per month", "net": "22.00", "tax": "4.40", "gross": "26.40"}]


def test_a_retired_offering_says_so(project: Path) -> None:
    assert lines(project, "GONE-1")[1] == "No longer sold; this is what it would cost."


def test_a_reseller_reads_nothing_of_what_lies_before_them(project: Path) -> None:
    asked = Question(project, "MAIL-1", "corner", as_of=NOON, seen_as="reseller")
    text = receipt_text(receipts(asked), explain=True) + receipt_json(receipts(asked), one_plan=False)

    for secret in ("4.20", "4.074", "Northgate", "gold", "Platform", "Blue Sky", "blue-sky", "awning.yaml"):
        assert secret not in text
    assert "Your buy price" in text
    assert "config/resellers/corner.yaml:11" in text


def test_their_supplier_reads_nothing_of_the_shelf(project: Path) -> None:
    asked = Question(project, "MAIL-1", "corner", as_of=NOON, seen_as="blue-sky")
    text = receipt_text(receipts(asked), explain=True) + receipt_json(receipts(asked), one_plan=False)

    for secret in ("5.83", "Corner", "corner", "30 %", "13.87", "Northgate", "gold", "4.20", "floor", "Notice"):
        assert secret not in text
    assert "sold on" in text
    assert json.loads(receipt_json(receipts(asked), one_plan=False))["reseller"] == "blue-sky"


def test_an_agent_reads_net_price_and_commission(project: Path) -> None:
    said = lines(project, "MAIL-2", quantity=4, seen_as="agent", explain=False)

    assert said[1:] == [
        "4 x 6.11 EUR per user, per month 24.44 EUR net",
        "Of 24.44 EUR net:",
        "Your commission 1.22 EUR 5.00 %",
    ]


def test_an_agent_of_a_gross_shop_reads_a_sum_that_can_be_checked(gross: Path) -> None:
    said = lines(gross, "MAIL-2", quantity=4, seen_as="agent", explain=False)

    assert said[1:4] == [
        "4 x 7.33 EUR per user, per month 29.32 EUR gross",
        "Net 24.43 EUR",
        "Of 24.43 EUR net:",
    ]


def test_a_gross_shop_has_its_tax_included_and_a_floor_in_whole_cents(gross: Path) -> None:
    said = lines(gross, "MAIL-1")

    assert "The floor is 6.00 EUR gross: the price stands 1.33 EUR above it." in said
    assert "VAT 20 %, included 1.22 EUR" in said


def test_a_tax_that_is_added_at_payment_has_no_amount(tmp_path: Path) -> None:
    folder = written(tmp_path, "tax: {name: VAT, rate: 20, display: excluding}", "tax: {name: Sales tax, by: stripe}")

    said = lines(folder, "MAIL-2", explain=False)
    packed = lines(folder, "PACK-1", explain=False)
    known = as_json(folder, "MAIL-2", plan_id="P1Y-P1M")

    end = ["Sales tax: Stripe works it out at payment and adds it", "In all, before tax"]
    assert said[2:] == [end[0], f"{end[1]} 6.11 EUR"]
    assert packed[-2:] == [end[0], f"{end[1]} 11.00 EUR"]
    assert (known["total"], known["tax"], known["gross"]) == ("6.11", None, None)


@pytest.mark.parametrize(
    ("seen_as", "whose"),
    [
        pytest.param("", "Reseller Blue Sky IT", id="the distributor"),
        pytest.param("reseller", "Your rule", id="the reseller"),
    ],
)
def test_whoever_may_know_reads_which_rule_names_no_price(seen_as: str, whose: str, project: Path) -> None:
    said = " ".join(lines(project, "MAIL-3", seen_as=seen_as, explain=False)[2:])

    assert said.startswith(f"{whose}: price on request on offering MAIL-3: the most specific of 3 rules that hold ")
    assert "(config/resellers/blue-sky.yaml:14)" in said


def test_a_customer_reads_no_rule_of_what_is_on_request(project: Path) -> None:
    assert len(lines(project, "MAIL-3", seen_as="customer")) == 3
    assert "reasons" not in as_json(project, "MAIL-3", plan_id="P1Y-P1M", seen_as="customer")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param({}, "It ends by itself after 30 days.", id="it ends"),
        pytest.param(
            {"convertsTo": "P1Y-P1M", "reminderDays": 7},
            "After 30 days it goes on as plan P1Y-P1M: 1 year, paid monthly, 4.20 EUR per user, per month, net, "
            "unless it is cancelled. A reminder goes out 7 days before.",
            id="it goes on",
        ),
    ],
)
def test_a_trial_says_what_happens_at_its_end(more: dict[str, Any], said: str, tmp_path: Path) -> None:
    folder = small_project(tmp_path / "p", offering_row(i18n={}, productOfferingPrice=[trial(**more), price_row()]))

    told = lines(folder, "MAIL-1", plan_id="trial-P30D", explain=False)
    known = as_json(folder, "MAIL-1", plan_id="trial-P30D")["trial"]

    assert " ".join(told).endswith(said)
    assert (known["days"], known.get("converts_to"), known.get("reminder_days")) == (
        30, more.get("convertsTo"), more.get("reminderDays"),
    )  # fmt: skip


CERTIFIED = "engagement: {certified: [{vendor: Mailwright, needs: Mail Pro}]}"
PROTECTED = "engagement: {protected: [{offering: MAIL-1, for: [gold-two]}]}"
BARRED = {
    ("certified", ""): "vendor Mailwright needs the certificate 'Mail Pro' (config/awning.yaml:",
    ("certified", "reseller"): "may not sell 'MAIL-1': vendor Mailwright needs the certificate 'Mail Pro'.",
    ("certified", "customer"): "does not sell 'MAIL-1'. SKUs",
    ("protected", "operator"): "offering MAIL-1 is protected for gold-two (config/awning.yaml:",
    ("protected", "reseller"): "may not sell 'MAIL-1': offering MAIL-1 is protected for others.",
}


@pytest.mark.parametrize(("rule", "seen_as"), [pytest.param(*who, id="-".join(who)) for who in BARRED])
def test_what_a_rule_of_engagement_keeps_from_a_shop_says_so(rule: str, seen_as: str, tmp_path: Path) -> None:
    folder = priced_project(tmp_path / "project")
    path = folder / "config" / "awning.yaml"
    settings = {"certified": CERTIFIED, "protected": PROTECTED}[rule]
    path.write_text(changed(path.read_text(), "    gold: -3\n", f"    gold: -3\n    gold-two: -4\n  {settings}\n"))

    with pytest.raises(AwningError) as refusal:
        receipts(Question(folder, "MAIL-1", "blue-sky", as_of=NOON, seen_as=seen_as))

    assert BARRED[rule, seen_as] in str(refusal.value)


def test_json_has_no_key_for_what_the_viewer_may_not_know(project: Path) -> None:
    known = as_json(project, "MAIL-2", plan_id="P1Y-P1M", quantity=4, seen_as="customer")

    assert {*known} == {
        *("sku", "name", "plan", "quantity", "unit", "currency", "total", "tax", "gross", "tax_line", "tiers"),
        *("notice", "price_book", "catalog", "as_of"),
    }
    assert known["notice"] == {"days": 35, "last_day": "2027-10-18"}
    assert known["tiers"] == [{"from": 1, "unit": "6.11"}, {"from": 10, "unit": "4.37"}]


def test_explaining_as_json_is_exact(project: Path) -> None:
    known = as_json(project, "MAIL-2", plan_id="P1Y-P1M", quantity=4)

    assert [step["amount"] for step in known["trail"]] == ["4.20", "4.074", "6.111", "6.11"]
    assert known["cuts"][0] == {"says": "Distributor Northgate", "amount": "15.69", "percent": "64.20"}
    assert known["tax_line"]["rate_percent"] == "20"


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a plan nobody has": ({"sku": "MAIL-1", "plan_id": "P9Y"}, "has no plan 'P9Y'. Its plans are: P1Y-P1M."),
    "a bundle's plan": ({"sku": "PACK-1", "plan_id": "P1Y"}, "its only plan is called bundle"),
    "a slip of the pen": ({"sku": "MIAL-1"}, "does not sell 'MIAL-1'. Did you mean MAIL-1? SKUs are"),
    "a viewer nobody is": ({"sku": "MAIL-1", "seen_as": "bob"}, "'bob' has no part in these prices"),
    "no exchange rate": ({"sku": "DOLLARS"}, "there is no exchange rate to EUR"),
    "no exchange rate, for others": ({"sku": "DOLLARS", "seen_as": "reseller"}, "not for sale at this moment"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_priced_is_refused_in_a_sentence(project: Path, why: str) -> None:
    asked, said = REFUSED[why]

    with pytest.raises(AwningError) as refusal:
        receipts(Question(project, reseller="blue-sky", as_of=NOON, **asked))

    assert said in str(refusal.value)
