"""A reseller's own services: written by hand, so that every mistake is told with its line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.catalog import Category, Characteristic, Notice, Period, PlanKind, PriceRole, Question, QuestionKind, Text
from awning.errors import FeedError, FeedUnreadable
from awning.feeds import Entity, Reading
from awning.feeds.services import ServicesReader
from support_damage import scarred
from support_feeds import feed_file, offerings, read, reasons
from support_strategies import FEWER

DAY = """\
vendor: Pebble & Tide
category: {id: services, name: Our services, de: {name: Unsere Dienste}}
services:
- sku: ONSITE-DAY
  name: A day on site
  description: |
    We come to you.

    - with **tools**
  price: 890.00
  per: day
  notice_days: 30
  questions: [{name: address, label: Where?, required: true, de: Wo?}]
  spec: {Travel: included}
  picture: onsite.svg
  goes_with: [CARE, MAIL-1]
  de: {name: Ein Tag bei Ihnen, description: Wir kommen., spec: {Anfahrt: inbegriffen}}
- sku: CARE
  name: Care
  price: 49.90
  currency: CHF
  every: month
  commitment: 1 year
  category: email
"""


def _read(folder: Path, content: str, **settings: Any) -> tuple[list[Entity], Reading]:
    path = feed_file(folder, content, "services.yaml")
    return read(path, ServicesReader(), **{"owner": "pebble", "currency": "EUR", **settings})


def _service(**changes: str) -> str:
    """A file with one good service but for the changes; an empty text leaves a key out."""
    keys = {"sku": "CARE", "name": "Care", "price": "49.90"} | changes
    rows = [f"{key}: {value}" for key, value in keys.items() if value]
    return "category: {id: own, name: Own}\nservices:\n- " + "\n  ".join(rows) + "\n"


def test_a_service_becomes_an_offering_of_its_reseller(tmp_path: Path) -> None:
    entities, reading = _read(tmp_path, DAY)

    day, care = offerings(entities)
    [price] = day.plans[0].prices
    assert reasons(reading) == []
    assert (reading.rows, reading.used) == (3, 3)
    assert entities[0] == Category("pebble:services", "Our services", translations={"de": Text("Unsere Dienste")})
    assert (day.id, day.owner, day.vendor) == ("pebble:ONSITE-DAY", "pebble", "Pebble & Tide")
    assert (day.category_id, day.picture, day.notices) == ("pebble:services", "onsite.svg", (Notice(30),))
    assert day.description == "We come to you.\n\n- with **tools**"
    assert day.translations == {"de": Text("Ein Tag bei Ihnen", "Wir kommen.")}
    assert day.characteristics == (Characteristic("Travel", "included", {"de": ("Anfahrt", "inbegriffen")}),)
    assert day.questions == (Question("address", "Where?", labels={"de": "Wo?"}),)
    assert (day.plans[0].kind, day.plans[0].unit) == (PlanKind.ONCE, "day")
    assert (price.role, price.currency, str(price.amount)) == (PriceRole.SRP, "EUR", "890.00")
    assert (care.id, care.category_id) == ("pebble:CARE", "email")


def test_every_month_makes_a_plan_that_is_paid_by_the_month(tmp_path: Path) -> None:
    entities, _ = _read(tmp_path, DAY)

    [plan] = offerings(entities)[1].plans
    assert (plan.id, plan.kind) == ("P1Y-P1M", PlanKind.RECURRING)
    assert (plan.commitment, plan.billing) == (Period(1, "year"), Period(1, "month"))
    assert [(price.currency, price.amount) for price in plan.prices] == [("CHF", Decimal("49.90"))]


def test_what_a_service_goes_with_may_be_its_own_or_the_distributors(tmp_path: Path) -> None:
    entities, _ = _read(tmp_path, DAY)

    related = [relation.offering_id for relation in offerings(entities)[0].relations]
    assert related == ["pebble:CARE", "MAIL-1"]


def test_two_resellers_may_use_the_same_sku(tmp_path: Path) -> None:
    first, _ = _read(tmp_path, _service())
    second, _ = _read(tmp_path, _service(), owner="harbour")

    assert [offerings(each)[0].id for each in (first, second)] == ["pebble:CARE", "harbour:CARE"]


def test_words_and_numbers_stay_as_they_are_written(tmp_path: Path) -> None:
    entities, reading = _read(tmp_path, _service(sku="0815", name="no", per="1e3", price="12.50"))

    [found] = offerings(entities)
    assert reasons(reading) == []
    assert (found.id, found.name, found.plans[0].unit) == ("pebble:0815", "no", "1e3")
    assert str(found.plans[0].prices[0].amount) == "12.50"


@pytest.mark.parametrize(
    ("text", "plan_id"),
    [
        pytest.param("month", "P1M-P1M", id="month"),
        pytest.param("3 months", "P3M-P3M", id="three months"),
        pytest.param("1 year", "P1Y-P1Y", id="a year"),
        pytest.param("2 weeks", "P14D-P14D", id="two weeks"),
    ],
)
def test_a_length_of_time_is_written_as_people_say_it(text: str, plan_id: str, tmp_path: Path) -> None:
    entities, _ = _read(tmp_path, _service(every=text))

    assert offerings(entities)[0].plans[0].id == plan_id


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"prise": "1"}, "6: 'prise' is no key here. Did you mean price?", id="a slip"),
        pytest.param({"colour": "red"}, "6: 'colour' is no key here. Known are sku, name,", id="an unknown key"),
        pytest.param({"sku": ""}, "sku is missing.", id="no sku"),
        pytest.param({"sku": "A" * 95}, f"'{'A' * 59}... (97 characters) is too long", id="a long sku"),
        pytest.param({"price": ""}, "price is null; a number is needed.", id="no price"),
        pytest.param({"price": "ask us"}, "price 'ask us' is not a number.", id="a price in words"),
        pytest.param({"price": "-5"}, "price is '-5', below zero.", id="a negative price"),
        pytest.param({"currency": "EURO"}, "currency 'EURO' is not a currency of ISO 4217.", id="a currency"),
        pytest.param({"every": "fortnight"}, "every 'fortnight' is no length of time. Write month", id="a period"),
        pytest.param({"every": "0 months"}, "every '0 months' is no length of time.", id="no months"),
        pytest.param({"commitment": "1 year"}, "commitment needs `every`: how often is it paid?", id="a commitment"),
        pytest.param({"category": "[email]"}, "category is a list, which is not a text", id="a list of categories"),
        pytest.param({"picture": "../day.svg"}, "picture '../day.svg' is not a plain file name.", id="a path"),
        pytest.param({"notice_days": "soon"}, "notice_days 'soon' is not a number.", id="days in words"),
        pytest.param({"spec": "[Travel]"}, "spec is a list; an object {...} is needed.", id="spec as a list"),
        pytest.param({"spec": "{Travel: }"}, "spec: Travel is missing.", id="an empty row"),
        pytest.param({"spec": "{A: 1, A: 2}"}, "6: A stands on line 6 already.", id="a row twice"),
        pytest.param({"goes_with": "[{a: b}]"}, "goes_with 1 is ", id="goes with a section"),
        pytest.param({"questions": "[Where?]"}, "questions 1 is 'Where?'; an object", id="a question as text"),
        pytest.param({"questions": "[{name: a}]"}, "questions 1: label is missing.", id="a question without label"),
        pytest.param(
            {"questions": "[{name: a, label: A, kind: colour}]"},
            "questions 1: kind 'colour' is none of text, email, domain, number, choice.",
            id="a kind of question",
        ),
        pytest.param(
            {"questions": "[{name: a, label: A, kind: choice}]"},
            "questions 1: kind is choice and there are no choices.",
            id="no choices",
        ),
        pytest.param(
            {"questions": "[{name: a, label: A, required: yes}]"},
            "questions 1: required is 'yes'; true or false is needed.",
            id="yes for true",
        ),
        pytest.param(
            {"questions": "[{name: a, label: A}, {name: a, label: B}]"},
            "two of its questions have the same name",
            id="two questions of one name",
        ),
        pytest.param({"de": "{nmae: Pflege}"}, "6: 'nmae' is no key here. Did you mean name?", id="a translation"),
        pytest.param({"de": "{name: P, spec: {A: b}}"}, "de: spec has 1 rows where 0 are", id="rows of a translation"),
    ],
)
def test_a_mistake_leaves_out_its_service_and_no_other(changes: dict[str, str], reason: str, tmp_path: Path) -> None:
    content = _service(**changes) + "- {sku: GOOD, name: Good, price: 1}\n"

    entities, reading = _read(tmp_path, content)

    assert [found.id for found in offerings(entities)] == ["pebble:GOOD"]
    assert reasons(reading)[0].removeprefix("3: ").startswith(reason)
    assert (reading.rows, reading.used) == (3, 2)


def test_a_choice_is_asked_with_its_choices(tmp_path: Path) -> None:
    entities, _ = _read(
        tmp_path, _service(questions="[{name: day, label: When, kind: choice, required: false, choices: [no, 1]}]")
    )

    assert offerings(entities)[0].questions == (Question("day", "When", QuestionKind.CHOICE, False, ("no", "1")),)


def test_the_same_sku_a_second_time_is_left_out(tmp_path: Path) -> None:
    _, reading = _read(tmp_path, _service() + "- {sku: CARE, name: Other, price: 2}\n")

    assert reasons(reading) == ["6: sku CARE stands on line 3 already; this one is left out."]


def test_services_in_a_category_that_is_left_out_are_left_out(tmp_path: Path) -> None:
    content = "categories:\n- {id: own}\nservices:\n- {sku: A, name: A, price: 1, category: own}\n"

    _, reading = _read(tmp_path, content)

    assert reasons(reading) == [
        "2: name is missing.",
        "4: its category 'own' is left out itself; mend that one first.",
    ]


def test_among_several_categories_each_service_names_its_own(tmp_path: Path) -> None:
    content = "categories:\n- {id: a, name: A}\n- {id: b, name: B}\nservices:\n- {sku: A, name: A, price: 1}\n"

    _, reading = _read(tmp_path, content)

    assert reasons(reading) == ["5: category is missing."]


def test_a_key_at_the_top_that_nobody_reads_is_told(tmp_path: Path) -> None:
    _, reading = _read(tmp_path, "servces:\n- {sku: A}\nservices: [1]\nservices: []\n")

    assert reasons(reading) == [
        "4: services stands on line 3 already. Keep one of them.",
        "1: 'servces' is no key here. Did you mean services?",
        "3: services holds '1' where `key: value` lines belong.",
    ]


def test_without_an_owner_the_file_says_whose_services_they_are(tmp_path: Path) -> None:
    _, reading = _read(tmp_path, _service(), owner="")

    assert reasons(reading) == ["3: whose service is it? Write `vendor: Your name` at the top of the file."]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("a: [1\nb: 2\n", "services.yaml, line 2, column 2: this is not YAML: ", id="a bracket"),
        pytest.param("a: \x00", "services.yaml, line 1, column 4: this is not YAML: ", id="a NUL"),
        pytest.param("- a\n", "services.yaml, line 1: services are written as `key: value`", id="a list"),
        pytest.param("[" * 100_000, "services.yaml, line 1, column 1: this is not YAML: it is nested", id="brackets"),
        pytest.param("a: &a [*a]\n", "services.yaml, line 1, column 1: this is not YAML: it is nested", id="a circle"),
        pytest.param("{[a]: b}\n", "services.yaml, line 1, column 2: this is not YAML: a list or", id="a list as key"),
        pytest.param("a: b\n" * 300_000, "services.yaml: is longer than 1 MB", id="a long file"),
        pytest.param(
            "a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\n"
            "d: &d [*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n",
            "services.yaml: holds more than 100,000 values.",
            id="a billion laughs",
        ),
    ],
)
def test_a_file_that_is_no_yaml_is_unreadable(content: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(FeedUnreadable) as failure:
        _read(tmp_path, content)

    assert str(failure.value).startswith(message)


def test_a_file_in_another_encoding_is_unreadable(tmp_path: Path) -> None:
    path = feed_file(tmp_path, "services:\n- name: Jörg\n".encode("latin-1"), "services.yaml")

    with pytest.raises(FeedUnreadable, match=r"services\.yaml, line 2: byte 20 is not UTF-8 text"):
        read(path, ServicesReader())


@pytest.mark.parametrize(
    ("head", "known"),
    [
        pytest.param(DAY, True, id="services"),
        pytest.param('{"services": []}', False, id="JSON"),
        pytest.param("shops:\n", False, id="other YAML"),
    ],
)
def test_the_reader_knows_its_files(head: str, known: bool) -> None:
    assert ServicesReader().recognises(head) is known


@FEWER
@given(content=scarred(DAY.encode()) | st.text(max_size=40).map(lambda text: (DAY + text).encode(errors="replace")))
def test_services_are_used_or_rejected_whatever_is_wrong_in_the_file(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = feed_file(tmp_path_factory.getbasetemp(), content, "services.yaml")
    reading = Reading(path.name)

    try:
        entities, reading = read(path, ServicesReader(), owner="pebble", currency="EUR")
    except FeedError:
        entities = []

    assert reading.rows == reading.used + reading.rejected
    assert len(entities) == reading.used
