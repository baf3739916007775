"""What `awning check` warns of in settings that are right and seldom meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from support_check import checked, short
from support_settings import changed
from support_shops import SHOP


@pytest.mark.parametrize(
    ("added", "says"),
    [
        pytest.param("content: content/nowhere\n", "content: content/nowhere is not there.", id="no folder"),
        pytest.param(
            "coupons: [{code: ABC, off: 5, until: 2026-11-21}]\n",
            "coupons.1.until: has been over since 2026-11-21. Take it out.",
            id="a coupon that is over",
        ),
        pytest.param(
            "promotions: [{name: A, off: 5, from: 2026-11-01, until: 2026-11-21}]\n",
            "promotions.1.until: has been over since 2026-11-21. Take it out.",
            id="a promotion that is over",
        ),
    ],
)
def test_what_is_over_or_leads_nowhere_is_warned_of(added: str, says: str, tmp_path: Path) -> None:
    found = checked(tmp_path, shop=f"{SHOP}{added}")

    [line] = short(tmp_path, found.warnings)
    assert says in line


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param("rate: 20,", "rate: 0.2,", "tax.rate: 0.2 is less than one percent. Write 20 for 20", id="rate"),
        pytest.param(
            "hello@example.com",
            "hello.example.com",
            "contact.email: 'hello.example.com' is no e-mail address: it has no @.",
            id="an e-mail address",
        ),
        pytest.param(
            "rate: 20, display: excluding",
            "exempt: No VAT is charged, display: both",
            "tax.display: with tax.exempt there is no tax, and only one price to show. Leave out display.",
            id="no tax, shown both ways",
        ),
        pytest.param(
            "rate: 20, display: excluding",
            "by: stripe, display: both",
            "tax.display: Stripe tells the tax only when somebody orders:",
            id="a tax nobody knows yet",
        ),
    ],
)
def test_what_is_seldom_meant_is_warned_of(old: str, new: str, says: str, tmp_path: Path) -> None:
    found = checked(tmp_path, shop=changed(SHOP, old, new))

    [line] = short(tmp_path, found.warnings)
    assert says in line


def test_a_coupon_on_its_last_day_is_no_habit(tmp_path: Path) -> None:
    found = checked(tmp_path, shop=f"{SHOP}coupons: [{{code: ABC, off: 5, until: 2026-11-22}}]\n")

    assert found.warnings == ()
