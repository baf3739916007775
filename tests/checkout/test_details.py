"""What a customer fills in: what is taken, what is sent back with an instruction, and where answers end up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awning.formats import Wording
from awning_checkout.details import ANSWER_MAX, Form
from awning_checkout.details import form as form_of
from awning_checkout.quotes import Quote
from awning_checkout.quoting import quote
from awning_checkout.shops import Shops
from support_checkout import ASKING, FILLED, MONTHLY, NOON, OTHER_SHOP, SHOP

AS_OF = datetime.fromtimestamp(NOON, UTC)
ANSWERED = {
    **FILLED, "answer-1-primary_domain": "brook.example", "answer-1-admin_email": "it@brook.example",
    "answer-1-mail_import": "Yes, over IMAP",
}  # fmt: skip


@pytest.fixture(scope="module")
def offer(shops: Shops) -> Quote:
    """A line without questions, then one with three."""
    return quote(shops.book(SHOP, AS_OF), [MONTHLY, ASKING])


@pytest.fixture(scope="module")
def wording(shops: Shops) -> Wording:
    return shops.shop(SHOP).wording


def form(offer: Quote, wording: Wording, filled: dict[str, str] | None = None) -> Form:
    """The form of a shop in Britain."""
    return form_of(offer, wording, filled, home="GB")


def mistakes(filled: Form) -> dict[str, str]:
    return {field.name: field.error for field in filled.mistakes}


def test_an_empty_form_has_no_mistakes_yet(offer: Quote, wording: Wording) -> None:
    empty = form(offer, wording)

    assert empty.mistakes == ()
    assert [field.name for field in empty.own] == [
        "name", "company", "email", "country", "postcode", "vat_number",
    ]  # fmt: skip
    assert [len(fields) for _, fields in empty.lines] == [0, 3]


def test_a_form_filled_in_well_gives_details_with_answers_by_line_and_question(offer: Quote, wording: Wording) -> None:
    filled = form(offer, wording, ANSWERED)

    details = filled.details()
    assert filled.mistakes == ()
    assert (details.name, details.company, details.email) == (
        "Anna Brook", "Brook & Daughters", "anna@brook.example",
    )  # fmt: skip
    assert details.answers[0] == {}
    assert details.answers[1] == {
        "primary_domain": "brook.example",
        "admin_email": "it@brook.example",
        "mail_import": "Yes, over IMAP",
    }


def test_questions_nobody_had_to_answer_are_left_out_when_empty(offer: Quote, wording: Wording) -> None:
    filled = form(offer, wording, {**ANSWERED, "answer-1-mail_import": ""})

    assert filled.mistakes == ()
    assert "mail_import" not in filled.details().answers[1]


def test_answers_to_questions_nobody_asked_are_not_kept(offer: Quote, wording: Wording) -> None:
    filled = form(offer, wording, {**ANSWERED, "answer-0-primary_domain": "x.example", "answer-1-admin": "yes"})

    assert filled.details().answers[0] == {}
    assert set(filled.details().answers[1]) == {"primary_domain", "admin_email", "mail_import"}


def test_everything_that_is_missing_is_named_at_once(offer: Quote, wording: Wording) -> None:
    assert mistakes(form(offer, wording, {})) == {
        "name": "Fill in this field.",
        "email": "Fill in this field.",
        "answer-1-primary_domain": "Fill in this field.",
        "answer-1-admin_email": "Fill in this field.",
        "terms": "Accept the terms to go on.",
    }


@pytest.mark.parametrize("value", ["", "no", "on", "YES"])
def test_terms_are_accepted_by_saying_yes(offer: Quote, wording: Wording, value: str) -> None:
    assert "terms" in mistakes(form(offer, wording, {**ANSWERED, "terms": value}))


@pytest.mark.parametrize(
    "value", ["a@b.example", "first.last+tag@sub.domain.example", "jörg@müller.example", " a@b.example "]
)
def test_an_email_address_is_taken(offer: Quote, wording: Wording, value: str) -> None:
    assert mistakes(form(offer, wording, {**ANSWERED, "email": value})) == {}


@pytest.mark.parametrize(
    "value",
    [
        "anna", "anna@", "@brook.example", "anna@brook", "anna@@brook.example", "anna@brook..example",
        "a b@brook.example", "anna@brook.example\nBcc: x@y.example", '"><script>@brook.example',
        "anna@.example", f"{'a' * 65}@brook.example",
    ],
)  # fmt: skip
def test_what_is_no_email_address_is_sent_back(offer: Quote, wording: Wording, value: str) -> None:
    assert mistakes(form(offer, wording, {**ANSWERED, "email": value})) == {
        "email": "Write an email address, as name@example.com."
    }


@pytest.mark.parametrize("value", ["brook.example", "Mail.Brook.Example", "xn--mller-kva.example"])
def test_a_domain_is_taken(offer: Quote, wording: Wording, value: str) -> None:
    assert mistakes(form(offer, wording, {**ANSWERED, "answer-1-primary_domain": value})) == {}


@pytest.mark.parametrize(
    "value",
    ["brook", "https://brook.example", "brook.example/", "-brook.example", "a@brook.example", ".example",
     f"{'a' * 64}.example", f"{'a.' * 130}example"],
)  # fmt: skip
def test_what_is_no_domain_is_sent_back(offer: Quote, wording: Wording, value: str) -> None:
    assert set(mistakes(form(offer, wording, {**ANSWERED, "answer-1-primary_domain": value}))) == {
        "answer-1-primary_domain"
    }


def test_a_choice_is_one_of_the_answers_offered(offer: Quote, wording: Wording) -> None:
    filled = form(offer, wording, {**ANSWERED, "answer-1-mail_import": "Yes, by pigeon"})

    assert mistakes(filled) == {"answer-1-mail_import": "Choose one of the answers."}


@pytest.mark.parametrize("value", ["a" * (ANSWER_MAX + 1), "Anna\x00", "An\u202ena", "Anna\x1b[31m"])
def test_names_are_short_and_plain(offer: Quote, wording: Wording, value: str) -> None:
    assert mistakes(form(offer, wording, {**ANSWERED, "name": value})) == {"name": "Write this shorter, in plain text."}


@pytest.mark.parametrize(
    ("value", "taken"), [("3", True), ("2,5", True), ("2.5", True), ("-1", False), ("many", False), ("٣", False)]
)
def test_a_number_is_written_in_digits(shops: Shops, wording: Wording, value: str, taken: bool) -> None:
    asking = quote(shops.book(SHOP, AS_OF), [ASKING.__class__("FW-RET-SUP", "P3M-P1M", 1)])
    answers = {"answer-0-it_contact": "it@brook.example", "answer-0-staff_count": value}

    assert ("answer-0-staff_count" not in mistakes(form(asking, wording, {**FILLED, **answers}))) is taken


def test_a_form_with_mistakes_keeps_what_was_written(offer: Quote, wording: Wording) -> None:
    filled = form(offer, wording, {**ANSWERED, "email": "anna@"})

    assert {field.name: field.value for field in filled.own}["name"] == "Anna Brook"
    assert filled.lines[1][1][0].value == "brook.example"
    assert filled.terms.value == "yes"


def test_mistakes_are_told_in_the_shops_language(offer: Quote, shops: Shops) -> None:
    german = shops.shop(OTHER_SHOP).wording

    told = mistakes(form(offer, german, {}))
    assert told["name"] != "Fill in this field."
    assert told["terms"] != "Accept the terms to go on."


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*ANSWERED, "agreed", "answer-1-"]), st.text(max_size=40)))
def test_whatever_is_filled_in_is_taken_or_sent_back(offer: Quote, wording: Wording, filled: dict[str, str]) -> None:
    result = form(offer, wording, filled)

    if not result.mistakes:
        details = result.details()
        texts = [details.name, details.company, details.email, *details.answers[1].values()]
        assert all(text.isprintable() and len(text) <= ANSWER_MAX for text in texts)
