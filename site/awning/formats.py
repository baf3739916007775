"""Money, lengths of time and words, as each language writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision

from awning.catalog import Period, Plan, PlanKind
from awning.money import Money, exponent
from awning.texts import files_of, texts_of


def _(text: str) -> str:
    """Mark a text for translation; the language is chosen when it is said."""
    return text


# The units feeds use most. A unit that is not here is printed as the feed has it.
_UNITS = {
    unit: unit
    for unit in (
        _("user"), _("device"), _("server"), _("workspace"), _("site"), _("mailbox"), _("line"), _("room"),
        _("piece"), _("day"), _("hour"), _("package"), _("reservation"), _("minute"), _("messages"), _("vCPU hour"),
        _("licence"), _("license"),
    )
}  # fmt: skip
_PER_PERIOD = {"P1M": _("per month"), "P1Y": _("per year"), "P3M": _("per quarter")}
_EACH = {"P1D": _("Each day"), "P1M": _("Each month"), "P1Y": _("Each year")}
_PAID = {"P1M": _("paid monthly"), "P1Y": _("paid yearly"), "P3M": _("paid quarterly")}


class Wording:
    """One language in one country: its texts, its money, its dates."""

    def __init__(self, language: str, country: str, *folders: Path) -> None:
        """Take the translations of the core and of each folder that holds ``<language>.po``; later folders win.

        Raises:
            BuildError: one of the files is not what such files are.
        """
        self.language = language
        self.locale = _locale(language, country)
        self.files = files_of(language, folders)
        """What the texts were read from: wordings that have the same files say the same."""
        self._texts = texts_of(language, self.files)

    def gettext(self, text: str) -> str:
        """The text in this language, or as it stands where nobody translated it."""
        return self._texts.gettext(text) if text else ""

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form of the text that goes with the count."""
        return self._texts.ngettext(one, many, count)

    def money(self, money: Money) -> str:
        """An amount with its currency: 1.234,50 € or £1,234.50."""
        return _money(self.locale, money)

    def whole(self, money: Money) -> str:
        """An amount of whole major units, without its cents: 250 €."""
        pattern = self.locale.currency_formats["standard"].pattern.split(";")[0]
        whole = pattern.replace("0.00", "0")
        return format_currency(money.amount, money.currency, whole, locale=self.locale, currency_digits=False)

    def rate(self, amount: Decimal, currency: str) -> str:
        """A metered rate with all its decimals, at least those the currency has."""
        return _rate(self.locale, amount, currency)

    def number(self, number: Decimal | int) -> str:
        """A plain number with the language's separators."""
        return format_decimal(number, locale=self.locale)

    def percent(self, percent: Decimal) -> str:
        """A share: 19 % or 19%."""
        pattern = self.locale.percent_formats[None].pattern.replace("#0", "#0.##")
        return format_percent(percent / 100, pattern, locale=self.locale)

    def date(self, day: date) -> str:
        """A date, written out."""
        return format_date(day, format="long", locale=self.locale)

    def length(self, period: Period) -> str:
        """A length of time: 3 years, 1 month, 30 days."""
        count, text = period.count, self.ngettext
        match period.unit:
            case "day":
                words = text("%(count)s day", "%(count)s days", count)
            case "month":
                words = text("%(count)s month", "%(count)s months", count)
            case _:
                words = text("%(count)s year", "%(count)s years", count)
        return words % {"count": count}

    def unit(self, plan: Plan) -> str:
        """What one price is for: per user, per device, per 1K."""
        amount, _, word = plan.unit.partition(" ")
        if not word or not amount.isdigit():
            amount, word = "1", plan.unit
        said = self.gettext(_UNITS.get(word, word))
        return self.gettext("per %(unit)s") % {"unit": said if amount == "1" else f"{amount} {said}"}

    def each(self, period: Period | None) -> str:
        """What a sum is for: each month, each year, every 6 months; once where there is no period."""
        if period is None:
            return self.gettext("Once")
        known = _EACH.get(str(period))
        return self.gettext(known) if known else self.gettext("Every %(length)s") % {"length": self.length(period)}

    def period(self, plan: Plan) -> str:
        """How often the price is due: per month, per year, once; empty for what is metered."""
        if plan.billing is not None:
            known = _PER_PERIOD.get(str(plan.billing))
            return (
                self.gettext(known)
                if known
                else self.gettext("every %(length)s") % {"length": self.length(plan.billing)}
            )
        return self.gettext("once") if plan.kind is PlanKind.ONCE else ""

    def plan(self, plan: Plan) -> str:
        """A plan in a few words: 1 year, paid monthly."""
        match plan.kind:
            case PlanKind.TRIAL:
                return self.gettext("Free for %(length)s") % {"length": self.length(Period(plan.trial_days, "day"))}
            case PlanKind.METERED:
                return self._named(plan) or self.gettext("Pay as you go")
            case PlanKind.ONCE:
                name = self._named(plan) or self.gettext("One-off purchase")
                return f"{name}, {self.length(plan.commitment)}" if plan.commitment else name
            case _:
                return self._named(plan) or self._recurring(plan)

    def _named(self, plan: Plan) -> str:
        return plan.named_in(self.language)

    def _recurring(self, plan: Plan) -> str:
        if plan.billing is None:
            return self.length(plan.commitment or Period(1, "month"))
        if plan.commitment in {None, plan.billing} and plan.billing.months == 1:
            return self.gettext("Month by month")
        known = _PAID.get(str(plan.billing))
        every = self.gettext("paid every %(length)s") % {"length": self.length(plan.billing)}
        paid = self.gettext(known) if known else every
        return f"{self.length(plan.commitment or plan.billing)}, {paid}"


def _locale(language: str, country: str) -> Locale:
    try:
        return Locale.parse(f"{language}_{country}")
    except UnknownLocaleError:
        # Nobody has written down how German is written in Britain: then as at home.
        return Locale.parse(language)


@lru_cache(maxsize=50_000)
def _money(locale: Locale, money: Money) -> str:
    if get_currency_precision(money.currency) != exponent(money.currency):
        # Unicode leaves out the small coins of dinars and liras that are no longer minted: what is charged has them.
        return _rate(locale, money.amount, money.currency)
    return format_currency(money.amount, money.currency, locale=locale)


@lru_cache(maxsize=50_000)
def _rate(locale: Locale, amount: Decimal, currency: str) -> str:
    decimals = max(exponent(currency), -int(amount.as_tuple().exponent))
    pattern = locale.currency_formats["standard"].pattern.split(";")[0]
    whole = pattern.replace("0.00", "0." + "0" * decimals if decimals else "0")
    return format_currency(amount, currency, whole, locale=locale, currency_digits=False)
