"""What a customer fills in before paying: who they are, and what provisioning needs to know. Checked here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from awning import vat_numbers
from awning.catalog import Question
from awning.errors import VatNumberWrong
from awning.formats import Wording
from awning.tax.territories import DIVIDED, territory
from awning_checkout.countries import countries, country_name
from awning_checkout.fields import ANSWER_MAX, Field, field
from awning_checkout.quote_lines import QuoteLine
from awning_checkout.quotes import Quote

__all__ = ["ANSWER_MAX", "Details", "Field", "Form", "form"]


@dataclass(frozen=True, slots=True)
class Details:
    """A customer's own data and answers, checked."""

    name: str
    company: str
    email: str
    answers: Mapping[int, Mapping[str, str]]
    """Position of the quote's line to question to answer."""
    country: str = ""
    """ISO 3166-1; empty for the shop's own."""
    postcode: str = ""
    vat_number: str = ""
    """In its normal form; empty for none."""
    vat_confirmed: bool | None = None
    """What a register said of it; none where it was not asked or did not answer."""


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form: the customer's own fields, then each line's questions."""

    own: tuple[Field, ...]
    lines: tuple[tuple[QuoteLine, tuple[Field, ...]], ...]
    terms: Field
    home: str
    """The shop's country."""

    @property
    def mistakes(self) -> tuple[Field, ...]:
        """Every field with an error, in order."""
        fields = (*self.own, *(each for _, fields in self.lines for each in fields), self.terms)
        return tuple(each for each in fields if each.error)

    @property
    def country(self) -> str:
        """The country as it is chosen so far; the shop's where it is none."""
        chosen = self.value("country")
        return chosen if any(chosen == code for code, _ in self._field("country").options) else self.home

    def value(self, name: str) -> str:
        """What stands in one of the customer's own fields."""
        return self._field(name).value

    def details(self) -> Details:
        """What the form says; ask only when there are no mistakes."""
        number = self.value("vat_number")
        return Details(
            name=self.value("name"),
            company=self.value("company"),
            email=self.value("email"),
            answers={
                position: {each.name.split("-", 2)[2]: each.value for each in fields if each.value}
                for position, (_, fields) in enumerate(self.lines)
            },
            country=self.country,
            postcode=self.value("postcode"),
            vat_number=vat_numbers.checked(number, territory(self.country)) if number else "",
        )

    def known(self) -> Details | None:
        """What decides about the sums, as far as it is filled in well; none where it is not."""
        if any(self._field(name).error for name in ("country", "postcode", "vat_number")):
            return None
        details = self.details()
        return replace(details, email="") if self._field("email").error else details

    def refused(self, name: str, error: str) -> Form:
        """The form with a mistake that only somebody else could see."""
        return replace(self, own=tuple(replace(each, error=error) if each.name == name else each for each in self.own))

    def unchecked(self) -> Form:
        """The form as it was filled in so far, with nothing said against it yet."""

        def clean(fields: tuple[Field, ...]) -> tuple[Field, ...]:
            return tuple(replace(each, error="") for each in fields)

        lines = tuple((line, clean(fields)) for line, fields in self.lines)
        return replace(self, own=clean(self.own), lines=lines, terms=replace(self.terms, error=""))

    def _field(self, name: str) -> Field:
        return next(each for each in self.own if each.name == name)


def form(quote: Quote, wording: Wording, filled: Mapping[str, str] | None = None, *, home: str) -> Form:
    """The form for a quote: empty, or as it was filled in and with what is wrong; ``home`` is the shop's country."""
    say = wording.gettext
    known = {"country": home, **filled} if filled is not None else {"country": home}
    checked = filled is not None
    options = countries(wording)

    def own(name: str, label: str, kind: str = "text", *, required: bool = True, autocomplete: str) -> Field:
        chosen = options if name == "country" else ()
        return field(
            wording, known, name, label, kind, checked=checked, required=required, options=chosen,
            autocomplete=autocomplete,
        )  # fmt: skip

    fields = (
        own("name", say("Your name"), autocomplete="name"),
        own("company", say("Company"), autocomplete="organization", required=False),
        own("email", say("Email address"), "email", autocomplete="email"),
        own("country", say("Country"), "country", autocomplete="country"),
        own("postcode", say("Postcode"), autocomplete="postal-code", required=False),
        own("vat_number", say("VAT number"), autocomplete="off", required=False),
    )
    lines = tuple(
        (
            line,
            () if line.setup else tuple(_question(wording, filled, number, each) for each in line.offering.questions),
        )
        for number, line in enumerate(quote.lines)
    )
    accepted = "" if filled is None else filled.get("terms", "")
    error = say("Accept the terms to go on.") if checked and accepted != "yes" else ""
    terms = Field("terms", say("I accept the terms and conditions."), "check", accepted, required=True, error=error)
    result = Form(fields, lines, terms, home)
    return _checked_for_tax(result, wording) if checked else result


def _checked_for_tax(form: Form, wording: Wording) -> Form:
    """The form with what is wrong about the place and the number that decide about tax."""
    say, country = wording.gettext, form.country
    if country != form.home and country in DIVIDED and not form.value("postcode"):
        form = form.refused("postcode", say("Fill in the postcode: in your country it decides about the tax."))
    if number := form.value("vat_number"):
        name = country_name(country, wording)
        area = territory(country)
        if not vat_numbers.knows(area):
            text = say("Leave this field empty: VAT numbers of %(country)s are not known here.")
            return form.refused("vat_number", text % {"country": name})
        try:
            vat_numbers.checked(number, area)
        except VatNumberWrong:
            text = say("Check the number and the country: this is no VAT number of %(country)s. Or leave it empty.")
            return form.refused("vat_number", text % {"country": name})
    return form


def _question(wording: Wording, filled: Mapping[str, str] | None, position: int, question: Question) -> Field:
    return field(
        wording,
        filled or {},
        f"answer-{position}-{question.name}",
        question.asked_in(wording.language),
        question.kind.value,
        checked=filled is not None,
        required=question.required,
        choices=question.choices,
    )
