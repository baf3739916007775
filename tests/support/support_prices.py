"""A project with something of everything a price list can hold: tiers, a set-up fee, a bundle, a price on request."""

from __future__ import annotations

from pathlib import Path

from support_feeds import offering_row, price_row
from support_settings import PROJECT
from support_shops import SHOP, small_project

SETUP = price_row("10.00", role="setup", planId="P1Y-P1M")
BUNDLE = {
    "discountPercent": "10",
    "items": [{"offering": "MAIL-1", "plan": "P1Y-P1M"}, {"offering": "MAIL-2", "plan": "P1Y-P1M"}],
}
PRICED_SHOP = (
    SHOP.replace("- markup: 0\n", "")
    + """\
- markup: 25
- vendor: Mailwright
  markup: 50
- offering: MAIL-3
  request: true
- offering: MAIL-4
  quantity: 10
  margin: 20
group: gold
agents: [{name: Ann, commission_percent: 5}]
wholesale: {rules: [{markup: 10}]}
"""
)
CORNER = SHOP.replace("Blue Sky IT", "Corner Shop").replace("- markup: 0\n", "- markup: 30\n") + "buys_from: blue-sky\n"


def priced_project(folder: Path) -> Path:
    """The shop `blue-sky`, and `corner`, which buys from it. A mailbox costs 4.20; from ten on MAIL-2 costs 3.00."""
    tiers = [price_row(), price_row("3.00", tier={"min": 10})]
    small_project(
        folder,
        offering_row("MAIL-1", i18n={}, productOfferingPrice=[price_row(), SETUP, price_row("5", role="floor")]),
        offering_row("MAIL-2", i18n={}, name="=Big mailbox", productOfferingPrice=tiers),
        offering_row("MAIL-3", i18n={}, name="Archive"),
        offering_row("MAIL-4", i18n={}, name="Chat"),
        offering_row("GONE-1", i18n={}, lifecycleStatus="Retired"),
        offering_row("DOLLARS", i18n={}, productOfferingPrice=[price_row(price={"unit": "CHF", "value": "1"})]),
        offering_row("PACK-1", i18n={}, name="Package", productOfferingPrice=[], bundle=BUNDLE),
        reseller=PRICED_SHOP,
        project=PROJECT,
    )
    (folder / "config" / "resellers" / "corner.yaml").write_text(CORNER, encoding="utf-8")
    return folder
