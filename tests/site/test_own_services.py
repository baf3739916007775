"""Resellers' own services: in their shop alone, as they are priced, and nobody else's trouble."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from awning.catalog import PriceRole
from awning.chain import PartyRole
from awning.errors import NotForSale, OfferingUnknown
from awning.intake import Request, import_project
from support_catalog import SERVICES, book, feed_text, imported, mailboxes, sells_too, services, skus_of, unimported
from support_core import NOON, eur
from support_feeds import feed_file
from support_settings import changed
from support_shops import SHOP


def test_a_resellers_own_services_are_sold_in_that_shop_as_they_are_priced(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    sells_too(folder)
    text = changed(SHOP, "- markup: 0", "- markup: 50")
    (folder / "config" / "resellers" / "blue-sky.yaml").write_text(
        text + "agents: [{name: Ann, commission_percent: 5}]\n"
    )
    services(folder)

    came = imported(folder)

    assert (came.offerings, came.warnings) == (5, ())
    with book(folder) as prices:
        care = prices.offering("blue-sky:CARE")
        price = prices.price(care, care.plans[0])
    assert (care.source, care.owner, care.plans[0].prices[0].role) == ("own-blue-sky", "blue-sky", PriceRole.SRP)
    assert (price.unit, price.total) == (99, eur("99.00"))
    assert [(cut.party.role, f"{cut.money.amount}") for cut in price.cuts] == [
        (PartyRole.RESELLER, "91.58"),
        (PartyRole.OPERATOR, "2.47"),
        (PartyRole.AGENT, "4.95"),
    ]


def test_the_distributor_has_no_part_in_a_resellers_own_service(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    gold = SHOP + "group: gold\n"
    (folder / "config" / "resellers" / "blue-sky.yaml").write_text(gold)
    services(folder)
    imported(folder)

    with book(folder) as prices:
        own, mailbox = prices.offering("blue-sky:DAY"), prices.offering("MAIL-1")
        of_own, of_mailbox = prices.price(own, own.plans[0]), prices.price(mailbox, mailbox.plans[0])

    assert (of_own.unit, of_mailbox.unit) == (890, Decimal("9.70"))
    assert PartyRole.DISTRIBUTOR not in {cut.party.role for cut in of_own.cuts}
    assert PartyRole.DISTRIBUTOR in {cut.party.role for cut in of_mailbox.cuts}


def test_no_other_shop_sells_a_resellers_own_services(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    sells_too(folder)
    services(folder)
    imported(folder)

    with book(folder, "green-sky") as prices:
        assert [sold.id for sold in prices.offerings()] == ["MAIL-1", "MAIL-2", "MAIL-3"]
        with pytest.raises(OfferingUnknown):
            prices.offering("blue-sky:CARE")


def test_own_services_are_sold_whatever_the_assortment_says(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    (folder / "config" / "resellers" / "blue-sky.yaml").write_text(SHOP + "assortment: {categories: [nowhere]}\n")
    services(folder)
    imported(folder)

    with book(folder) as prices:
        assert [sold.id for sold in prices.offerings()] == ["blue-sky:CARE", "blue-sky:DAY"]


def test_services_lie_where_the_shops_content_lies(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    (folder / "config" / "resellers" / "blue-sky.yaml").write_text(SHOP + "content: content/blue\n")
    feed_file(folder / "content" / "blue", SERVICES, "services.yaml")

    assert imported(folder).offerings == 5


def test_a_service_in_another_currency_is_not_converted_without_a_rate(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    services(folder, changed(SERVICES, "price: 890", "price: 890\n  currency: CHF"))
    imported(folder)

    with book(folder) as prices:
        day = prices.offering("blue-sky:DAY")
        with pytest.raises(NotForSale, match="no exchange rate to EUR"):
            prices.price(day, day.plans[0])


def test_services_that_a_reseller_takes_back_are_gone(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    path = services(folder)
    imported(folder)
    path.unlink()

    came = imported(folder)

    assert (came.objections, came.changes.removed) == ((), ("blue-sky:CARE", "blue-sky:DAY"))


BROKEN: dict[str, tuple[bytes, str]] = {
    "no YAML": (b"services: [\n", "this is not YAML"),
    "in another encoding": (SERVICES.encode("utf-16"), "Save the feed as UTF-8"),
    "Latin-1": (SERVICES.replace("Care", "Pfl\u00e4ge").encode("latin-1"), "is not UTF-8 text"),
    "empty": (b"", "is empty"),
    "nothing that can be used": (b"services:\n- {sku: CARE, name: Care, price: a lot, category: email}\n", "a lot"),
}


@pytest.mark.parametrize(("content", "said"), BROKEN.values(), ids=BROKEN)
def test_broken_services_are_a_warning_and_what_stood_still_stands(content: bytes, said: str, tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    sells_too(folder)
    path = services(folder)
    services(folder, SERVICES, "green-sky")
    imported(folder)
    path.write_bytes(content)
    feed_file(folder / "content" / "feed", feed_text(*mailboxes(4)))

    outcome = import_project(folder, Request(moment=NOON))

    [warning] = outcome.warnings
    assert warning.startswith(f"{path}")
    assert said in warning
    assert warning.endswith("The services that stood before still stand.")
    assert sorted(skus_of(folder)) == sorted(
        [*(f"MAIL-{number}" for number in range(1, 5))]
        + [f"{slug}:{sku}" for slug in ("blue-sky", "green-sky") for sku in ("CARE", "DAY")]
    )


@pytest.mark.parametrize(("content", "said"), BROKEN.values(), ids=BROKEN)
def test_broken_services_are_warned_of_until_they_are_mended(content: bytes, said: str, tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    path = services(folder)
    imported(folder)
    path.write_bytes(content)
    imported(folder)

    again = imported(folder)
    path.write_text(SERVICES.replace("Care", "More care"))
    mended = imported(folder)

    assert again.unchanged
    assert [said in warning for warning in again.warnings] == [True]
    assert (mended.warnings, mended.changes.changed) == ((), ("blue-sky:CARE",))


def test_broken_services_before_the_first_import_keep_nothing_from_going_live(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    services(folder, "services: [\n")

    came = imported(folder)

    assert (came.offerings, len(came.warnings)) == (3, 1)


def test_one_wrong_service_is_a_rejected_row_and_the_guards_let_it_be(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    path = services(folder, changed(SERVICES, "price: 890", "price: -890"))

    came = imported(folder)

    assert (came.objections, came.offerings, came.rejected) == ((), 4, 1)
    assert str(came.rejections[0]).startswith(f"{path}:9: ")


def test_a_broken_resellers_file_is_a_warning_and_the_import_goes_on(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    sells_too(folder)
    services(folder)
    imported(folder)
    feed_file(folder / "content" / "feed", feed_text(*mailboxes(4)))
    (folder / "config" / "resellers" / "blue-sky.yaml").write_text(changed(SHOP, "name: VAT", "nam: VAT"))

    outcome = import_project(folder, Request(moment=NOON))

    [warning] = outcome.warnings
    assert warning.startswith(f"{folder}/config/resellers/blue-sky.yaml:6:7: tax.nam: there is no such setting.")
    assert warning.endswith("blue-sky: the report leaves this shop out; its own services stay.")
    assert skus_of(folder) == ["MAIL-1", "MAIL-2", "MAIL-3", "MAIL-4", "blue-sky:CARE", "blue-sky:DAY"]
    assert outcome.report is not None
    assert [effect.slug for effect in outcome.report.effects] == ["green-sky"]


def test_when_all_resellers_are_away_their_services_stay(tmp_path: Path) -> None:
    folder = unimported(tmp_path)
    services(folder)
    imported(folder)
    feed_file(folder / "content" / "feed", feed_text(*mailboxes(4)))
    (folder / "config" / "resellers" / "blue-sky.yaml").unlink()

    outcome = import_project(folder, Request(moment=NOON))

    [warning] = outcome.warnings
    assert warning.endswith("The resellers' own services stay as they are.")
    assert skus_of(folder) == ["MAIL-1", "MAIL-2", "MAIL-3", "MAIL-4", "blue-sky:CARE", "blue-sky:DAY"]
