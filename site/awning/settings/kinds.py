"""The kinds of values settings are made of: currencies, days, percents, colours, addresses, customers."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Literal, cast, get_args
from zoneinfo import ZoneInfo

from babel import Locale
from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, WithJsonSchema

from awning.catalog import Period
from awning.money import CURRENCIES, exponent

Language = Literal["en", "de", "nl", "it"]
LANGUAGES: tuple[str, ...] = get_args(Language)
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(9998, 12, 31)
"""Between these every day has a day before and a year after it, wherever the market is."""
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_UNITS = {"D": "day", "W": "week", "M": "month", "Y": "year"}
# The Treaties write EL for Greece, and everybody UK.
_MISTAKEN = {"uk": "GB", "el": "GR", "england": "GB"}
_CUSTOMER = re.compile(r"([^@\s]+@)?[a-z0-9-]+(\.[a-z0-9-]+)+")


def _own_font(path: str) -> str:
    if not path.endswith(".woff2"):
        raise ValueError(f"{path[:60]!r} is no font: write the path of a .woff2 file, or a kind of font by its name")
    return path


def _theme(name: str) -> str:
    if not SLUG.fullmatch(name):
        raise ValueError(f"{name[:60]!r} is no theme: write canopy, marquee, or the name of a folder in themes/")
    return name


def _currency(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError(f"{code!r} is not a currency of ISO 4217, as EUR or GBP")
    return code


def _country(code: str) -> str:
    if code not in countries():
        by_name = {name.lower(): known for known, name in countries().items()} | _MISTAKEN
        meant = code.upper() if code.upper() in countries() else by_name.get(code.lower())
        advice = f"Did you mean {meant}? " if meant else ""
        raise ValueError(f"{code[:60]!r} is no country of ISO 3166. {advice}Write two capital letters, as DE")
    return code


@cache
def countries() -> dict[str, str]:
    """The countries of ISO 3166 by their two letters, with their English names, as Unicode's CLDR has them."""
    # It also has a few codes that ISO keeps free or for other ends.
    others = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}
    known = cast("dict[str, str]", dict(Locale("en").territories))
    return {code: name for code, name in known.items() if re.fullmatch("[A-Z]{2}", code) and code not in others}


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError(f"{value!r} is not a colour: write # and six hexadecimal digits, in quotes, as '#1f5c4d'")
    return value.lower()


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(/[^\s]*)?", value):
        raise ValueError(f"{value!r} is not a web address: write it whole, as https://shop.example.com")
    return value.rstrip("/")


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone: write its name as Europe/Berlin") from None
    return name


def _slug(name: str) -> str:
    if not SLUG.fullmatch(name):
        raise ValueError(f"{name!r} is no reseller: write the name of the reseller's file without .yaml, as blue-sky")
    return name


def _day(value: object) -> date:
    day = value if isinstance(value, date) else _written_day(value)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"'{day}' is out of reach: write a day from {FIRST_DAY} to {LAST_DAY}")
    return day


def _written_day(value: object) -> date:
    # Left alone, pydantic would take 20261130 for seconds since 1970.
    text = str(value)
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a day of the calendar") from None
    raise ValueError(f"{text[:60]!r} is not a day: write year, month and day, as 2026-11-30")


def _term(text: str) -> str:
    found = re.fullmatch(r"P([0-9]{1,5})([DWMY])", text)
    try:
        if found:
            return str(Period.of(int(found[1]), _UNITS[found[2]]))
    except ValueError:
        pass
    raise ValueError(f"{text!r} is no term: write P1M for a month, P1Y for a year, P30D for thirty days")


def _customer(text: str) -> str:
    plain = text.lower().removeprefix("@")
    if not _CUSTOMER.fullmatch(plain):
        raise ValueError(f"{text!r} is no customer: write an e-mail address, or its end, as example.com")
    return plain


def _code(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]{3,40}", text):
        raise ValueError(f"{text!r} is no coupon code: 3 to 40 letters from A to Z, digits and dashes, without spaces")
    return text.upper()


def _payable(amount: Decimal, info: ValidationInfo[dict[str, object] | None]) -> Decimal:
    currency = (info.context or {}).get("currency")
    decimals = exponent(currency) if isinstance(currency, str) and currency in CURRENCIES else None
    if decimals is not None and amount != round(amount, decimals):
        raise ValueError(f"{amount:f} has more decimals than {currency} has: {decimals}")
    return amount


def _ending(value: object) -> object:
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise ValueError("an ending is one to four digits, counted in the smallest coin, as '99'")
    return text


Currency = Annotated[str, AfterValidator(_currency), Field(json_schema_extra={"pattern": "^[A-Z]{3}$"})]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Colour = Annotated[str, AfterValidator(_colour), Field(json_schema_extra={"pattern": "^#[0-9a-fA-F]{6}$"})]
Address = Annotated[str, AfterValidator(_address)]
Slug = Annotated[str, AfterValidator(_slug)]
Country = Annotated[str, AfterValidator(_country), Field(json_schema_extra={"pattern": "^[A-Z]{2}$"})]
Words = Annotated[str, Field(min_length=1, max_length=2_000)]
OwnFont = Annotated[str, AfterValidator(_own_font)]
HeadingFont = Literal["sans", "serif", "geometric", "slab", "rounded"] | OwnFont
BodyFont = Literal["sans", "serif", "geometric", "rounded"] | OwnFont
ThemeName = Annotated[str, AfterValidator(_theme)]
Day = Annotated[date, BeforeValidator(_day)]
Term = Annotated[str, AfterValidator(_term)]
"""A period in ISO 8601, as ``Period`` writes it: ``P12M`` is ``P1Y``."""
Customer = Annotated[str, AfterValidator(_customer)]
"""An e-mail address, or the domain of many, in small letters and without a leading ``@``."""
CouponCode = Annotated[str, AfterValidator(_code)]
"""In capitals, however it was written."""
Ending = Annotated[str, BeforeValidator(_ending), WithJsonSchema({"type": ["string", "integer"]})]
Count = Annotated[int, Field(ge=1, le=1_000_000_000, strict=True)]
Days = Annotated[int, Field(ge=0, le=3_650, strict=True)]
Percent = Annotated[Decimal, Field(ge=-100, le=10_000, decimal_places=8, allow_inf_nan=False)]
Share = Annotated[Decimal, Field(ge=0, le=100, decimal_places=8, allow_inf_nan=False)]
Off = Annotated[Decimal, Field(gt=0, le=100, decimal_places=8, allow_inf_nan=False)]
"""A discount in percent: more than nothing, at most all."""
Margin = Annotated[Decimal, Field(ge=-100, lt=100, decimal_places=8, allow_inf_nan=False)]
OffSuggested = Annotated[Decimal, Field(ge=-100, le=100, decimal_places=8, allow_inf_nan=False)]
Amount = Annotated[
    Decimal,
    Field(gt=-1_000_000_000, lt=1_000_000_000, decimal_places=8, allow_inf_nan=False),
    AfterValidator(_payable),
]
"""In major units of the currency that the context of validation names; with no more decimals than that has."""
PriceAmount = Annotated[Amount, Field(ge=0)]
Several = Annotated[Amount, Field(gt=0)]
"""An amount above nothing."""
