"""Units of BMEcat files: the codes of UN/ECE Recommendation 20 that hardware, software and services are sold in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from awning.feeds.fields import Fields, shown

ORDER_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "C62": "piece",
        "EA": "piece",
        "H87": "piece",
        "NAR": "piece",
        "NMP": "pack",
        "PCE": "piece",
        "PK": "pack",
        "PA": "packet",
        "XPK": "pack",
        "PF": "pallet",
        "PR": "pair",
        "NPR": "pair",
        "SET": "set",
        "KT": "kit",
        "AS": "assortment",
        "BX": "box",
        "XBX": "box",
        "CT": "carton",
        "CA": "case",
        "CS": "case",
        "BG": "bag",
        "BE": "bundle",
        "BO": "bottle",
        "CL": "coil",
        "RL": "reel",
        "RO": "roll",
        "TU": "tube",
        "DZN": "dozen",
        "CEN": "100 pieces",
        "MIL": "1,000 pieces",
        "MTR": "metre",
        "CMT": "centimetre",
        "FOT": "foot",
        "MTK": "square metre",
        "KGM": "kilogram",
        "GRM": "gram",
        "LTR": "litre",
        "MIN": "minute",
        "HUR": "hour",
        "DAY": "day",
        "WEE": "week",
        "MON": "month",
        "ANN": "year",
        "IE": "person",
        "E48": "service unit",
    }
)
"""Code to the word shops show. PCE, H87, XBX, XPK and E48 are not in BMEcat's own list and are met all the same."""

_SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        "C62": "",
        "MMT": "mm",
        "CMT": "cm",
        "MTR": "m",
        "INH": "in",
        "MTK": "m²",
        "GRM": "g",
        "KGM": "kg",
        "LTR": "l",
        "MLT": "ml",
        "SEC": "s",
        "MIN": "min",
        "HUR": "h",
        "MON": "months",
        "ANN": "years",
        "VLT": "V",
        "AMP": "A",
        "WTT": "W",
        "KWT": "kW",
        "HTZ": "Hz",
        "MHZ": "MHz",
        "A86": "GHz",
        "AD": "byte",
        "4L": "MB",
        "E34": "GB",
        "E35": "TB",
        "CEL": "°C",
        "P1": "%",
    }
)


def order_unit(order: Fields, units: Mapping[str, str]) -> str:
    """The word for ``ORDER_UNIT``: the feed's own settings first, then the table above.

    Raises:
        RowRefused: there is none.
        RowDamaging: nobody knows the code.
    """
    code = order.text("ORDER_UNIT")
    word = units.get(code) or ORDER_UNITS.get(code)
    if not word:
        raise order.damage(
            f"ORDER_UNIT {shown(code)} is no unit Awning knows: add it with its word under `units` of this feed."
        )
    return word


def symbol(code: str, units: Mapping[str, str]) -> str:
    """How a unit is written behind the value of a feature; one that is not known stays as it is."""
    return units.get(code) or _SYMBOLS.get(code, code)
