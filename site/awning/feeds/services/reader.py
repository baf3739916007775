"""A reseller's own services, written by hand in YAML: a day on site, a care plan by the month."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from awning.catalog import (
    Category,
    Characteristic,
    FeedPrice,
    Notice,
    Offering,
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
from awning.feeds import Entity, Feed, Reading
from awning.feeds.fields import LONGEST_ID, UNPRINTABLE, Fields, RowRefused, shown
from awning.feeds.services.written import LANGUAGE, Mistake, Section, services_yaml

_TOP = ("vendor", "category", "categories", "services")
_CATEGORY = ("id", "name", "description")
_SERVICE = (
    *("sku", "name", "description", "price", "currency", "per", "every", "commitment", "category"),
    *("notice_days", "questions", "spec", "picture", "goes_with"),
)
_QUESTION = ("name", "label", "kind", "required", "choices")
_TRANSLATION = ("name", "description", "spec")
_LENGTH = re.compile(r"(?:([0-9]{1,5}) )?([a-z]+)")
_PICTURE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class ServicesReader:
    """Reads the services of one reseller; the feed's `owner` is the reseller's slug."""

    name = "services"

    def recognises(self, head: str) -> bool:
        """YAML with a list of services."""
        return re.search(r"^services:", head, re.MULTILINE) is not None and head.lstrip()[:1] not in {"{", "[", "<"}

    def read(self, feed: Feed, reading: Reading) -> Iterator[Entity]:
        """Give the categories, then the services; a mistake leaves out the one it stands in."""
        for file in feed.files:
            reading.file = file.name
            top = services_yaml(file)
            if top is not None:
                yield from _Shop(top, feed, reading).entities()


@dataclass(slots=True)
class _Shop:
    """One file of services while it is read."""

    top: Section
    feed: Feed
    reading: Reading
    skus: dict[str, int] = field(default_factory=dict[str, int])
    categories: dict[str, int] = field(default_factory=dict[str, int])
    refused: set[str] = field(default_factory=set[str])

    def entities(self) -> Iterator[Entity]:
        for mistake in self.top.mistakes(_TOP):
            self.reading.reject(mistake.line, mistake)
        for section in self._rows("category", "categories"):
            yield from self._entity(section, self._category)
        rows = list(self._rows("services"))
        self.skus = {str(row.get("sku")): 0 for row in rows}
        for section in rows:
            yield from self._entity(section, self._offering)

    def _rows(self, *keys: str) -> Iterator[Section]:
        """The sections under these keys, whether they stand alone or in a list."""
        for key in keys:
            value = self.top.get(key)
            if value is None:
                continue
            for item in cast("list[object]", value) if isinstance(value, list) else [value]:
                if isinstance(item, Section):
                    yield item
                else:
                    self.reading.reject(
                        self.top.lines[key], f"{key} holds {shown(item)} where `key: value` lines belong."
                    )

    def _entity(self, section: Section, made: Any) -> Iterator[Entity]:
        try:
            entity: Entity = made(section)
        except Mistake as mistake:
            self.reading.reject(mistake.line, mistake)
        except RowRefused as refusal:
            self.reading.reject(section.line, refusal)
        else:
            self.reading.use(section.line)
            yield entity

    def _category(self, section: Section) -> Category:
        fields = Fields(section)
        own = fields.identifier("id")
        self.refused.add(own)
        section.check(_CATEGORY, languages=True)
        if own in self.categories:
            raise fields.refuse(f"id {own} stands on line {self.categories[own]} already; this one is left out.")
        category = Category(
            id=self._own(fields, own),
            name=fields.text("name"),
            description=fields.text("description", ""),
            translations={
                language: Text(said.text("name"), said.text("description", ""))
                for language, said in _languages(section, ("name", "description"))
            },
        )
        self.categories[own] = section.line
        self.refused.discard(own)
        return category

    def _offering(self, section: Section) -> Offering:
        fields = Fields(section)
        section.check(_SERVICE, languages=True)
        sku = fields.identifier("sku")
        if self.skus.get(sku):
            raise fields.refuse(f"sku {sku} stands on line {self.skus[sku]} already; this one is left out.")
        picture = fields.text("picture", "")
        if picture and not _PICTURE.fullmatch(picture):
            raise fields.refuse(f"picture {shown(picture)} is not a plain file name.")
        offering = Offering(
            id=self._own(fields, sku),
            name=fields.text("name"),
            description=fields.text("description", ""),
            category_id=self._category_of(fields),
            vendor=self._vendor(fields),
            picture=picture,
            notices=(Notice(days),) if (days := fields.whole("notice_days", 0)) else (),
            plans=(_plan(fields, self.feed),),
            characteristics=_characteristics(section),
            questions=_questions(section, fields),
            relations=tuple(
                Relation(RelationKind.GOES_WITH, self._related(fields, each)) for each in section.texts("goes_with")
            ),
            translations={
                language: Text(said.text("name"), said.text("description", ""))
                for language, said in _languages(section, _TRANSLATION)
            },
            owner=self.feed.owner,
        )
        self.skus[sku] = section.line
        return offering

    def _own(self, fields: Fields, identifier: str) -> str:
        """The id all resellers together can tell from the others'."""
        result = f"{self.feed.owner}:{identifier}" if self.feed.owner else identifier
        if len(result) > LONGEST_ID:
            raise fields.refuse(
                f"{shown(identifier)} is too long: with the shop's name, {LONGEST_ID} letters is the most."
            )
        return result

    def _vendor(self, fields: Fields) -> str:
        vendor = Fields(self.top).text("vendor", self.feed.owner)
        if not vendor:
            raise fields.refuse("whose service is it? Write `vendor: Your name` at the top of the file.")
        return vendor

    def _category_of(self, fields: Fields) -> str:
        """One of this file's categories, or else one of the distributor's, by its id."""
        only = next(iter(self.categories)) if len(self.categories) == 1 else None
        named = fields.text("category", only)
        if named in self.refused and named not in self.categories:
            raise fields.refuse(f"its category {shown(named)} is left out itself; mend that one first.")
        return self._own(fields, named) if named in self.categories else named

    def _related(self, fields: Fields, sku: str) -> str:
        return self._own(fields, sku) if sku in self.skus else sku


def _languages(section: Section, known: tuple[str, ...]) -> Iterator[tuple[str, Fields]]:
    fields = Fields(section)
    for key, value in section.items():
        if isinstance(value, Section) and LANGUAGE.fullmatch(key) and key not in _SERVICE:
            value.check(known)
            yield key, fields.inside(key)


def _plan(fields: Fields, feed: Feed) -> Plan:
    every, commitment = _length(fields, "every"), _length(fields, "commitment")
    if commitment and not every:
        raise fields.refuse("commitment needs `every`: how often is it paid?")
    amount, currency = fields.number("price"), fields.currency("currency", feed.currency or None)
    return Plan(
        id=f"{commitment or every}-{every}" if every else PlanKind.ONCE.value,
        kind=PlanKind.RECURRING if every else PlanKind.ONCE,
        unit=fields.text("per", "piece"),
        prices=(FeedPrice(PriceRole.SRP, currency, amount),),
        commitment=commitment,
        billing=every,
    )


def _length(fields: Fields, key: str) -> Period | None:
    """A length of time as people write it: month, 3 months, 1 year."""
    text = fields.text(key, "")
    if not text:
        return None
    found = _LENGTH.fullmatch(text)
    try:
        return Period.of(int(found[1] or 1) if found else 0, found[2] if found else text)
    except ValueError:
        raise fields.refuse(f"{key} {shown(text)} is no length of time. Write month, 3 months or 1 year.") from None


def _characteristics(section: Section) -> tuple[Characteristic, ...]:
    rows = _spec(section, Fields(section))
    said = {language: _spec(section[language], fields) for language, fields in _languages(section, _TRANSLATION)}
    for language, translated in said.items():
        if translated and len(translated) != len(rows):
            raise RowRefused(f"{language}: spec has {len(translated)} rows where {len(rows)} are to be translated.")
    return tuple(
        Characteristic(name, value, {language: words[number] for language, words in said.items() if words})
        for number, (name, value) in enumerate(rows)
    )


def _spec(section: Section, fields: Fields) -> list[tuple[str, str]]:
    spec = fields.inside("spec")
    if isinstance(found := section.get("spec"), Section):
        found.check(tuple(found))
    names = spec.keys()
    for name in names:
        if not name.strip() or UNPRINTABLE.search(name):
            raise spec.refuse(f"{shown(name)} cannot be shown as the name of a row.")
    return [(name, spec.text(name)) for name in names]


def _questions(section: Section, fields: Fields) -> tuple[Question, ...]:
    questions = tuple(
        _question(row, section["questions"][number]) for number, row in enumerate(fields.each("questions"))
    )
    if len({question.name for question in questions}) < len(questions):
        raise fields.refuse("two of its questions have the same name, so their answers could not be told apart.")
    return questions


def _question(fields: Fields, section: Section) -> Question:
    labels = {key: fields.text(key) for key in section if key not in _QUESTION and LANGUAGE.fullmatch(key)}
    section.check((*_QUESTION, *labels))
    kind = fields.text("kind", QuestionKind.TEXT)
    if kind not in set(QuestionKind):
        raise fields.refuse(f"kind {shown(kind)} is none of {', '.join(QuestionKind)}.")
    choices = section.texts("choices")
    if kind == QuestionKind.CHOICE and not choices:
        raise fields.refuse("kind is choice and there are no choices.")
    return Question(
        name=fields.identifier("name"),
        label=fields.text("label"),
        kind=QuestionKind(kind),
        required=fields.truth("required", default=True),
        choices=choices,
        labels=labels,
    )
