"""Habits: what a reseller's settings say that is allowed and seldom meant, whatever the catalog holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from awning.checking.findings import Findings
from awning.config import Reseller, TaxDisplay
from awning.yamlfile import Where


def look_at_habits(folder: Path, reseller: Reseller, today: date, findings: Findings) -> None:
    """Warn of them; paths begin at the project folder."""
    for where, text in (*_tax(reseller), *_over(reseller, today), *_reached(folder, reseller)):
        findings.warn(reseller.slug, where, text)


def _tax(reseller: Reseller) -> Iterator[tuple[Where, str]]:
    tax = reseller.tax
    if tax.rate is not None and 0 < tax.rate < 1:
        percent = f"{(tax.rate * 100).normalize():f}"
        yield ("tax", "rate"), f"{tax.rate:f} is less than one percent. Write {percent} for {percent} %."
    if tax.display is TaxDisplay.BOTH and tax.exempt is not None:
        yield ("tax", "display"), "with tax.exempt there is no tax, and only one price to show. Leave out display."
    elif tax.display is TaxDisplay.BOTH and reseller.taxed_by == "stripe":
        text = "Stripe tells the tax only when somebody orders: pages cannot show prices with it. Leave out display."
        yield ("tax", "display"), text


def _over(reseller: Reseller, today: date) -> Iterator[tuple[Where, str]]:
    for section, entries in (("promotions", reseller.promotions), ("coupons", reseller.coupons)):
        for number, entry in enumerate(entries):
            last = entry.days[1]
            if last is not None and last < today:
                yield (section, number, "until"), f"has been over since {last}. Take it out."


def _reached(folder: Path, reseller: Reseller) -> Iterator[tuple[Where, str]]:
    content = reseller.content
    if "content" in reseller.model_fields_set and content is not None and not (folder / content).is_dir():
        text = f"{content} is not there. Make the folder or correct the path; it begins at the project folder."
        yield ("content",), text
    if "@" not in reseller.contact.email:
        text = f"{reseller.contact.email!r} is no e-mail address: it has no @. Customers write there."
        yield ("contact", "email"), text
