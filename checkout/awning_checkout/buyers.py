"""What is known of a buyer that decides about tax and commissions, and what a register says of their VAT number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Protocol

from awning.config import Reseller
from awning.errors import TaxError
from awning.tax import Buyer, TaxContext, Treatment, for_buyer
from awning_checkout.details import Details
from awning_checkout.errors import VatUnavailable


class Register(Protocol):
    """Somebody who can say whether a VAT number is anybody's."""

    def confirm(self, number: str) -> bool:
        """What the register says of a number.

        Raises:
            VatUnavailable: nothing, for now.
        """
        ...


def buyer_of(details: Details, reseller: Reseller) -> Buyer:
    """The buyer as tax sees them."""
    return Buyer(
        country=details.country or reseller.country,
        vat_number=details.vat_number,
        vat_confirmed=details.vat_confirmed,
        exempt=is_one_of(details.email, reseller.tax.exempt_customers),
        postcode=details.postcode,
    )


def is_one_of(email: str, customers: Iterable[str]) -> bool:
    """Whether an address, or its domain, is among those of a setting."""
    whole = email.lower()
    return any(each in {whole, whole.rpartition("@")[2]} for each in customers)


def confirmed(
    details: Details, reseller: Reseller, home: TaxContext, today: date, register: Register | None
) -> Details:
    """The details with what the register says of the VAT number.

    It is asked only where the number decides who owes the tax. If it does not answer, the form of the number is all
    that is known of it, and the sale goes on.
    """
    if register is None or not details.vat_number:
        return details
    try:
        if for_buyer(home, buyer_of(details, reseller), today).treatment is not Treatment.REVERSE_CHARGE:
            return details
        return replace(details, vat_confirmed=register.confirm(details.vat_number))
    except (VatUnavailable, TaxError):
        return details
