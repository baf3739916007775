"""Tax: what a sale bears, by where the buyer is, and what it comes to on a line and over a document."""

from __future__ import annotations

from awning.tax.context import STANDARD, Anchor, Rounding, TaxContext, Treatment
from awning.tax.place import REVERSE_CHARGE_NOTE, Buyer, context_of, for_buyer
from awning.tax.sums import Document, Line, Taxed, document, tax_in, tax_on, taxed

__all__ = [
    "REVERSE_CHARGE_NOTE",
    "STANDARD",
    "Anchor",
    "Buyer",
    "Document",
    "Line",
    "Rounding",
    "TaxContext",
    "Taxed",
    "Treatment",
    "context_of",
    "document",
    "for_buyer",
    "tax_in",
    "tax_on",
    "taxed",
]
