"""Generated offerings, categories and prices, as any reader could make them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st

from awning.catalog import (
    Bundle,
    BundleItem,
    Category,
    Characteristic,
    Connection,
    Document,
    FeedPrice,
    Lifecycle,
    Notice,
    Offering,
    Outside,
    Period,
    Plan,
    PlanKind,
    PriceRole,
    Question,
    QuestionKind,
    Relation,
    RelationKind,
    Text,
)

# For tests whose every example writes files.
FEWER = settings(max_examples=max(1, settings().max_examples // 4))

amounts = st.decimals(min_value=0, max_value=10**6, places=6, allow_nan=False)
exact_amounts = st.tuples(st.integers(0, 10**12), st.integers(0, 20)).map(
    lambda parts: Decimal(parts[0]).scaleb(-parts[1])
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ids = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
languages = st.sampled_from(["de", "fr", "pt-BR"])
moments = st.datetimes(timezones=st.just(UTC), min_value=datetime(1753, 1, 1))  # noqa: DTZ001
periods = st.builds(Period, st.integers(1, 60), st.sampled_from(["day", "month", "year"]))

feed_prices = st.builds(
    FeedPrice,
    role=st.sampled_from(PriceRole),
    currency=st.sampled_from(["EUR", "GBP", "USD", "JPY"]),
    amount=exact_amounts,
    tier_min=st.sampled_from([Decimal(1), Decimal(0), Decimal("0.5"), Decimal(10), Decimal("1E+3")]),
    valid_from=st.none() | moments,
    valid_until=st.none() | moments,
)
plans = st.builds(
    Plan,
    id=ids,
    kind=st.sampled_from(PlanKind),
    unit=texts,
    prices=st.lists(feed_prices, max_size=3).map(tuple),
    name=texts,
    commitment=st.none() | periods,
    billing=st.none() | periods,
    trial_days=st.integers(0, 90),
    converts_to=texts,
    reminder_days=st.integers(0, 90),
    names=st.dictionaries(languages, texts, max_size=2),
)
characteristics = st.builds(
    Characteristic, texts, texts, st.dictionaries(languages, st.tuples(texts, texts), max_size=3)
)
questions = st.builds(
    Question,
    name=ids,
    label=texts,
    kind=st.sampled_from(QuestionKind),
    required=st.booleans(),
    choices=st.lists(texts, max_size=3).map(tuple),
    labels=st.dictionaries(languages, texts, max_size=3),
    choice_labels=st.dictionaries(languages, st.dictionaries(texts, texts, min_size=1, max_size=2), max_size=2),
)
words = st.dictionaries(languages, texts, max_size=2)
documents = st.builds(Document, texts, texts.map("https://docs.example/{}".format), words)
notice_lists = st.lists(
    st.builds(Notice, st.integers(0, 365), st.integers(0, 30), st.none() | moments, st.none() | moments), max_size=3
).map(tuple)
bundles = st.builds(
    Bundle,
    st.lists(st.builds(BundleItem, ids, ids, st.integers(1, 100)), min_size=2, max_size=3).map(tuple),
    st.integers(0, 9_999).map(lambda hundredths: Decimal(hundredths).scaleb(-2)),
    st.lists(st.builds(Outside, ids, texts, words), max_size=2).map(tuple),
    st.lists(st.builds(Connection, ids, ids, texts, words), max_size=2).map(tuple),
)
translations = st.dictionaries(languages, st.builds(Text, texts, texts), max_size=3)
offerings = st.builds(
    Offering,
    id=ids,
    name=texts,
    category_id=texts,
    vendor=texts,
    plans=st.lists(plans, max_size=2).map(tuple),
    description=texts,
    part_number=texts,
    picture=texts,
    lifecycle=st.sampled_from(Lifecycle),
    notices=notice_lists,
    tax_category=st.sampled_from(["standard", "reduced", "super-reduced"]),
    bundle=st.none() | bundles,
    characteristics=st.lists(characteristics, max_size=2).map(tuple),
    pictures=st.lists(texts, max_size=2).map(tuple),
    documents=st.lists(documents, max_size=2).map(tuple),
    questions=st.lists(questions, max_size=2, unique_by=lambda question: question.name).map(tuple),
    relations=st.lists(st.builds(Relation, st.sampled_from(RelationKind), ids), max_size=2).map(tuple),
    translations=translations,
)
categories = st.builds(
    Category, id=ids, name=texts, description=texts, parent_id=st.none() | ids, translations=translations
)
catalogs = st.tuples(
    st.lists(categories, max_size=2, unique_by=lambda category: category.id),
    st.lists(offerings, max_size=3, unique_by=lambda offering: offering.id),
).map(lambda parts: [*parts[0], *parts[1]])
