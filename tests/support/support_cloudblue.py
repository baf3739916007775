"""Records of CloudBlue's SimpleAPI and of Connect, as their specifications shape them; the values are ours."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]
MONTH: Record = {"type": "month", "duration": 1}
YEAR: Record = {"type": "year", "duration": 1}
KEY = "276-377-545"


def amount(value: str, **changes: Any) -> Record:
    """A recurring price in US dollars."""
    return {"currency": "USD", "amount": value, "type": "recurring", "model": "FLAT"} | changes


def simple_product(**changes: Any) -> Record:
    """A mailbox of the SimpleAPI, for a year and paid by the month."""
    row: Record = {
        "id": "1000027",
        "mpn": "mailbox-annual",
        "vendor": "Mailwright",
        "serviceName": "MAILWRIGHT_APS2",
        "name": "Mailbox",
        "minimumQuantity": "1",
        "maximumQuantity": "300",
        "prices": [amount("6.00")],
        "costs": [amount("4.20")],
        "billingPeriod": MONTH,
        "subscriptionPeriod": YEAR,
        "billingModel": "chargeBeforeBillingPeriod",
        "dependsOn": [{"id": "1000001"}],
        "coterming": {"required": "ALLOWED", "type": "END_OF_MONTH"},
    }
    return row | changes


def simple_plan(**changes: Any) -> Record:
    """What the SimpleAPI says of the mailbox's plan."""
    row: Record = {
        "id": "1000027",
        "name": "Mailbox plan",
        "shortDescription": "A mailbox.",
        "longDescription": "A mailbox with **space**.",
        "published": True,
        "subscriptionPeriods": [YEAR | {"trial": False, "active": True}],
        "billingPeriod": MONTH,
        "billingModel": "chargeBeforeBillingPeriod",
        "planSwitches": [{"planId": 1000028, "subscriptionPeriod": YEAR}],
    }
    return row | changes


def simple_parameters(*parameters: Record, **changes: Any) -> Record:
    """An answer of the SimpleAPI's validation: what has to be known to activate the mailbox."""
    return {"id": "1000027", "mpn": "mailbox-annual", "vendor": "Mailwright", "parameters": list(parameters)} | changes


def connect_product(**changes: Any) -> Record:
    """A product of Connect, in its vendor's words."""
    row: Record = {
        "id": f"PRD-{KEY}",
        "name": "Mailwright Cloud",
        "status": "published",
        "short_description": "Mail for teams.",
        "detailed_description": "Mail, *hosted*.",
        "category": {"id": "CAT-1", "name": "Communication"},
        "owner": {"id": "VA-1", "name": "Mailwright"},
        "version": 2,
    }
    return row | changes


def connect_item(number: str = "0001", **changes: Any) -> Record:
    """An item of that product, a mailbox by the month."""
    row: Record = {
        "id": f"PRD-{KEY}-{number}",
        "name": "Mailbox",
        "display_name": "Mailbox 50 GB",
        "status": "published",
        "mpn": "MW-50",
        "unit": {"id": "unit-m", "name": "mailboxes", "title": "mailbox", "unit": "unit"},
        "type": "reservation",
        "period": "monthly",
        "precision": "integer",
        "commitment": {"multiplier": "billing_period", "count": 12},
        "description": "Fifty gigabytes.",
    }
    return row | changes


def connect_parameter(number: str = "0008", **changes: Any) -> Record:
    """A parameter of that product, asked when it is ordered."""
    row: Record = {
        "id": f"PRM-{KEY}-{number}",
        "name": "domain",
        "title": "Your domain",
        "description": "Mail is sent from it.",
        "type": "domain",
        "scope": "asset",
        "phase": "ordering",
        "constraints": {"required": True, "hidden": False, "unique": False},
    }
    return row | changes


def price_version(**changes: Any) -> Record:
    """A version of a price list that holds."""
    row: Record = {
        "id": "PLV-001-002-003-0001",
        "status": "active",
        "start_at": "2026-11-01T00:00:00+00:00",
        "pricelist": {"id": "PL-001-002-003", "name": "Europe", "currency": "EUR"},
    }
    return row | changes


def price_point(number: str = "0001", **attributes: Any) -> Record:
    """The prices of an item in the price list before it."""
    return {
        "id": "PPO-1",
        "item": {"global_id": f"PRD-{KEY}-{number}", "mpn": "MW-50", "product": {"id": f"PRD-{KEY}"}},
        "status": "filled",
        "attributes": attributes or {"price": "3.50", "st1p": "4.20", "st0p": "6.00", "v.Note": "x"},
    }
