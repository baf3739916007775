"""VAT numbers by their form: length, letters and check digits, as each country sets them. Nobody is asked.

Whether a number of the right form is anybody's, only a register knows; the checkout asks it.
"""

from __future__ import annotations

import re

from stdnum.ch import uid
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength, ValidationError
from stdnum.gb import vat as gb_vat
from stdnum.is_ import vsk
from stdnum.no import mva

from awning.errors import VatNumberWrong

# Countries whose businesses are numbered by another one.
_NUMBERED_BY = {"EL": "GR", "IM": "GB", "MC": "FR", "UK": "GB", "XI": "GB"}
_PREFIXES = {"CH": ("CHE",), "GB": ("GB", "XI"), "GR": ("EL", "GR")}
_NEIGHBOURS = frozenset({"CH", "GB", "IS", "LI", "NO"})
_CH_TAX = re.compile(r"(MWST|TVA|IVA|TPV)$")
_LI_NUMBER = re.compile(r"[0-9]{5}")


def knows(country: str) -> bool:
    """Whether the form of a country's numbers is known here: those of the EU, and of CH, GB, IS, LI and NO."""
    code = _numbered_by(country)
    return code in _NEIGHBOURS or code.lower() in eu_vat.MEMBER_STATES


def checked(text: str, country: str) -> str:
    """The number in its one normal form, its prefix before it: `DE136695976`, `EL094259216`, `CHE107787577`.

    Args:
        text: as somebody wrote it, with the prefix or without, with spaces, dots and dashes.
        country: of the address it stands with, ISO 3166-1.

    Raises:
        VatNumberWrong: it is no number of that country; the message says what is wrong with it.
    """
    code = _numbered_by(country)
    if not knows(code):
        raise VatNumberWrong(f"The VAT numbers of {code} are not known here. Leave the field empty.")
    number = re.sub(r"[^0-9A-Z+*]", "", text.upper())
    prefix = next((known for known in _PREFIXES.get(code, (code,)) if number.startswith(known)), "")
    try:
        return _normal(code, prefix, number.removeprefix(prefix))
    except ValidationError as problem:
        why = _why(number, prefix, problem)
    raise VatNumberWrong(f"{text.strip()!r} is no VAT number of {code}: {why}.")


def _numbered_by(country: str) -> str:
    code = country.strip().upper()
    return _NUMBERED_BY.get(code, code)


def _normal(code: str, prefix: str, digits: str) -> str:
    match code:
        case "CH":
            return uid.validate("CHE" + _CH_TAX.sub("", digits))
        case "GB":
            return (prefix or "GB") + gb_vat.validate(digits)
        case "IS":
            return "IS" + vsk.validate(digits)
        case "LI":
            if not _LI_NUMBER.fullmatch(digits):
                raise InvalidFormat
            return "LI" + digits
        case "NO":
            return "NO" + mva.validate(digits.removesuffix("MVA") + "MVA")
        case _:
            return eu_vat.validate(("EL" if code == "GR" else code) + digits)


def _why(number: str, prefix: str, problem: ValidationError) -> str:
    if not prefix and eu_vat.is_valid(number):
        return f"it is one of {number[:2]}, and the address is not"
    if isinstance(problem, InvalidLength):
        return "it is too long or too short"
    if isinstance(problem, InvalidChecksum):
        return "its check digit does not fit, so a digit is wrong or two have changed places"
    return "its letters and digits are not where they belong"
