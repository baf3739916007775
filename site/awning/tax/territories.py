"""Whose value-added tax reaches a place: borders of tax are not borders of countries.

Articles 5 to 7 of Directive 2006/112/EC, and the Commission's list "Territorial scope", read for services. Places are
known by their own ISO code, or by the postcode where post writes the country they belong to.
"""

from __future__ import annotations

import re

EU = frozenset(  # The 27 codes, each in quotes, could not be read.
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)

# As tax offices and people write them. Northern Ireland (XI) is in the EU for goods alone.
_SPELLINGS = {"EL": "GR", "UK": "GB", "XI": "GB"}
# Liechtenstein shares Switzerland's tax area (Article 3 of the Swiss VAT act), Monaco that of France, the Isle of Man
# that of the United Kingdom.
_SHARED = {"IM": "GB", "LI": "CH", "MC": "FR"}

_PLACES = (
    ("CY", "9", "Northern Cyprus"),
    ("DE", "27498", "Heligoland"),
    ("DE", "78266", "CH"),  # Büsingen uses the Swiss tax, by treaty.
    ("DK", "39", "GL"),
    ("ES", "35", "IC"),
    ("ES", "38", "IC"),
    ("ES", "51", "EA"),
    ("ES", "52", "EA"),
    ("FI", "22", "AX"),
    ("FR", "971", "GP"),
    ("FR", "972", "MQ"),
    ("FR", "973", "GF"),
    ("FR", "974", "RE"),
    ("FR", "975", "PM"),
    ("FR", "976", "YT"),
    ("FR", "984", "TF"),
    ("FR", "986", "WF"),
    ("FR", "987", "PF"),
    ("FR", "988", "NC"),
    ("GB", "GX", "GI"),
    ("GB", "GY", "GG"),
    ("GB", "JE", "JE"),
    ("GR", "63086", "Mount Athos"),
    ("GR", "63087", "Mount Athos"),
    ("IT", "22061", "Campione d'Italia"),
    ("IT", "23041", "Livigno"),
    ("NO", "8099", "SJ"),
    ("NO", "917", "SJ"),
)

# In Germany two villages, and in Britain islands with codes of their own: nobody is asked for a postcode for these.
DIVIDED = frozenset(country for country, _, _ in _PLACES) - {"DE", "GB"}
"""Countries of which the postcode says whether their tax reaches an address."""

# Outside of the EU's tax, and inside the tax of the country they belong to when the seller is there.
_AT_HOME = {"AX": "FI", "GP": "FR", "MQ": "FR", "RE": "FR"}


def territory(country: str, postcode: str = "") -> str:
    """The tax area of an address: the ISO code of the country whose tax reaches it, or a place that has none of those.

    Args:
        country: ISO 3166-1, or a code that tax offices use: `EL`, `XI`.
        postcode: as written on letters; with the country before it, or none at all.
    """
    code = country.strip().upper()
    code = _SPELLINGS.get(code, code)
    written = re.sub(r"[^A-Z0-9]", "", postcode.upper())
    # A country may stand before it, as in AX-22100; the postcodes of Britain begin with letters of their own.
    digits = written if code == "GB" else re.sub(r"^[A-Z]{1,2}(?=\d)", "", written)
    for place, beginning, area in _PLACES:
        if place == code and digits.startswith(beginning):
            return area
    return _SHARED.get(code, code)


def same_area(seller: str, buyer: str) -> bool:
    """Whether a seller and a buyer, both given as `territory` gives them, are under one tax."""
    return seller == buyer or _AT_HOME.get(buyer) == seller
