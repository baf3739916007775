"""One shop in one language, ready to be rendered: its views, its addresses, its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlsplit

from awning.catalog import Lifecycle, Offering, Plan, PlanKind, RelationKind, Text
from awning.formats import Wording
from awning.money import Money
from awning.pages.addresses import slugs_of
from awning.pages.answers import Answers
from awning.pages.bundles import BundlePrinter, PricedBundle
from awning.pages.facets import tokens_of
from awning.pages.gallery import Gallery
from awning.pages.priced import PricedPlan, digest_of, lead
from awning.pages.prices import PricePrinter
from awning.pages.prose import body_of, first_sentence
from awning.pages.shelving import Shelves
from awning.pages.shopface import shop_view
from awning.pages.views import CardView, LinkView, PlanView, ProductView, ShopView
from awning.pricebook import PriceBook

RELATED_MAX = 4
WITH_MAX = 6


@dataclass(frozen=True, slots=True)
class Place:
    """Where a shop stands, and what it is made with beside its price book."""

    url: str
    """Where the shop answers, without a slash at its end."""
    checkout_url: str
    """Where the checkout service answers."""
    together: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    """What others bought together with an offering, SKU by SKU, the best first."""
    stocked: frozenset[str] = frozenset()
    """The SKUs whose stock or delivery time is known."""
    answers: Answers = field(default_factory=Answers)
    """The reseller's answers to questions."""

    @property
    def base(self) -> str:
        """The path all files of the shop begin with."""
        return urlsplit(self.url).path.rstrip("/")


@dataclass(frozen=True, slots=True)
class Sold:
    """What can be put into a cart, for lists that machines read."""

    offering: Offering
    text: Text
    card: CardView
    plans: tuple[PlanView, ...]
    """Those that can be bought."""
    plan: Plan | None
    """The one whose price leads; none of a bundle, whose price has several parts."""
    gross: Money | None
    """The price of one with that plan, tax included; none of a bundle."""


@dataclass(frozen=True, slots=True)
class _Item:
    """An offering with what its card and its page share."""

    offering: Offering
    text: Text
    plans: list[PricedPlan]
    bundle: PricedBundle | None
    card: CardView


class Storefront:
    """Everything templates need to know of one shop in one language, made from its price book."""

    def __init__(self, book: PriceBook, wording: Wording, place: Place, gallery: Gallery) -> None:
        """Price and phrase the whole assortment.

        Args:
            book: the reseller's prices.
            wording: the language.
            place: where the shop stands.
            gallery: its pictures.
        """
        self.book = book
        self.wording = wording
        self.place = place
        first = wording.language == book.reseller.language
        self.root = place.base if first else f"{place.base}/{wording.language}"
        self._gallery = gallery
        printer = PricePrinter(book, wording)
        self._labels = printer.labels
        self._bundles = BundlePrinter(book, wording, printer)
        # Addresses come from the whole catalog: what one shop leaves out must not move another offering's page.
        catalog = list(book.everything())
        self.slugs = slugs_of((each.id, each.said_in(wording.language).name) for each in catalog)
        """SKU to the last part of its address, of the whole catalog."""
        self._vendor_slugs = slugs_of((name, name) for name in dict.fromkeys(each.vendor for each in catalog))
        self._items = {each.id: self._item(each, printer) for each in catalog if book.sells(each)}
        cards = [(item.offering.category_id, item.card) for item in self._items.values()]
        self.shelves = Shelves(wording, self.root, book.market.currency, book.categories, cards)
        self.shop: ShopView = shop_view(book, wording, place, gallery=gallery, root=self.root, printer=printer)

    def __len__(self) -> int:
        """How many offerings the shop shows."""
        return len(self._items)

    def card(self, sku: str) -> CardView | None:
        """The card of an offering, if the shop has it."""
        return self._items[sku].card if sku in self._items else None

    def cards(self) -> Iterator[CardView]:
        """Every offering's card, in the feed's order."""
        return (item.card for item in self._items.values())

    def sold(self) -> Iterator[Sold]:
        """Every offering that can be put into a cart, for lists that machines read."""
        for item in self._items.values():
            plans = tuple(plan for plan in _plans_of(item) if plan.buyable)
            if item.card.retired or not item.card.price or not plans:
                continue
            shown = lead([each for each in item.plans if each.view.buyable])
            gross, plan = None, None
            if shown is not None and shown.price is not None and item.bundle is None:
                gross, plan = self._labels.gross(shown.price.unit, shown.price.tax_category), shown.plan
            yield Sold(item.offering, item.text, item.card, plans, plan, gross)

    def featured(self) -> tuple[CardView, ...]:
        """The offerings the reseller puts in the window; where none are named, the first of each category."""
        named = [self._items[sku].card for sku in self.book.reseller.featured if sku in self._items]
        if named:
            return tuple(named)
        shelves = self.shelves.by_category.values()
        return tuple(sold[0] for shelf in shelves if (sold := [card for card in shelf if not card.retired]))[:8]

    @cached_property
    def bundles(self) -> tuple[CardView, ...]:
        """The bundles that can be bought."""
        return tuple(card for card in self.cards() if card.bundle and not card.retired and card.price)

    def shelf_prices(self) -> Iterator[tuple[str, str, Decimal]]:
        """SKU, plan and unit price of the smallest quantity, of all that can be had; trials ask for nothing."""
        for item in self._items.values():
            if not item.card.retired:
                for each in item.plans:
                    if each.plan.kind is not PlanKind.TRIAL and each.price:
                        yield item.offering.id, each.plan.id, each.price.unit

    def products(self) -> Iterator[ProductView]:
        """The page of every offering."""
        for category_id, shelf in self.shelves.by_category.items():
            for position, card in enumerate(shelf):
                yield self._product(self._items[card.sku], category_id, position)

    def _item(self, offering: Offering, printer: PricePrinter) -> _Item:
        text = offering.said_in(self.wording.language)
        plans = printer.plans(offering)
        bundle = self._bundles.priced(offering)
        shown = lead(plans)
        face = bundle.plan if bundle else shown.view if shown else None
        face = face if offering.lifecycle is Lifecycle.ACTIVE else None
        category = self.book.categories[offering.category_id].said_in(self.wording.language).name
        value = face.price.value if face and face.price else ""
        sold = [part.plan for part in bundle.parts] if bundle else [each.plan for each in plans if each.price]
        card = CardView(
            sku=offering.id,
            name=text.name,
            vendor=offering.vendor,
            category=category,
            url=f"{self.root}/products/{self.slugs[offering.id]}.html",
            picture=self._gallery.view(offering.picture),
            summary=first_sentence(text.description),
            price=face.price if face else None,
            price_is_from=len({each.price.unit for each in plans if each.price and each.price.unit}) > 1,
            price_unit=_price_unit(face, bundle),
            trial=any(each.view.kind == "trial" for each in plans),
            retired=offering.lifecycle is Lifecycle.RETIRED,
            bundle=offering.bundle is not None,
            vendor_url=f"{self.root}/vendors/{self._vendor_slugs[offering.vendor]}.html",
            facets=tokens_of(sold, Decimal(value) if value else None, self.book.market.currency) if face else "",
            value=value,
        )
        return _Item(offering, text, plans, bundle, card)

    def _product(self, item: _Item, category_id: str, position: int) -> ProductView:
        offering, language = item.offering, self.wording.language
        substitutes = self._cards(offering.related(RelationKind.SUBSTITUTED_BY))
        sold = not item.card.retired
        bundle = item.bundle
        plans = _plans_of(item)
        product = ProductView(
            card=item.card,
            description=body_of(item.text.description),
            path=self.shelves.path(category_id),
            part_number=offering.part_number,
            plans=plans if sold else (),
            specification=tuple(row.said_in(language) for row in offering.characteristics),
            gallery=tuple(view for name in offering.pictures if (view := self._gallery.view(name))),
            documents=tuple(LinkView(each.titled_in(language), each.url) for each in offering.documents),
            faq=(),
            questions=tuple(question.asked_in(language) for question in offering.questions),
            requires=self._cards(offering.related(RelationKind.REQUIRES)),
            addons=self._cards(self._addons.get(offering.id, ())),
            goes_with=self._cards(self._with(offering))[:WITH_MAX],
            upgrades=self._cards(offering.related(RelationKind.UPGRADES_TO)),
            substitute=substitutes[0] if substitutes else None,
            related=self._related(category_id, position),
            tax_note=self._labels.summary(_tax_categories(item)),
            prices_digest=digest_of(item.plans, *([bundle.plan.parts] if bundle else [])),
            stocked=offering.id in self.place.stocked,
            bundle=self._bundles.view(bundle, offering, lambda sku: self._items[sku].card) if bundle and sold else None,
        )
        return replace(product, faq=self.place.answers.about(offering, product, self.wording))

    @cached_property
    def _addons(self) -> dict[str, list[str]]:
        """What works only together with an offering, by its SKU."""
        found: dict[str, list[str]] = {}
        for item in self._items.values():
            if not item.card.retired:
                for needed in item.offering.related(RelationKind.REQUIRES):
                    found.setdefault(needed, []).append(item.offering.id)
        return found

    def _with(self, offering: Offering) -> list[str]:
        """What goes with an offering: the reseller's picks, what others bought too, what the feed says; each once."""
        picks = self.book.reseller.goes_with.get(offering.id, ())
        bought = self.place.together.get(offering.id, ())
        said = [*picks, *bought, *offering.related(RelationKind.GOES_WITH)]
        return [sku for sku in dict.fromkeys(said) if sku != offering.id]

    def _related(self, category_id: str, position: int) -> tuple[CardView, ...]:
        """The next ones on the shelf, from its beginning where it ends."""
        shelf = self.shelves.by_category[category_id]
        neighbours = [shelf[(position + step) % len(shelf)] for step in range(1, min(len(shelf), RELATED_MAX + 4))]
        return tuple(card for card in neighbours if not card.retired)[:RELATED_MAX]

    def _cards(self, skus: Sequence[str]) -> tuple[CardView, ...]:
        """The cards of related offerings, as far as this shop sells them."""
        return tuple(self._items[sku].card for sku in skus if sku in self._items)


def _plans_of(item: _Item) -> tuple[PlanView, ...]:
    return (item.bundle.plan,) if item.bundle else tuple(each.view for each in item.plans)


def _price_unit(face: PlanView | None, bundle: PricedBundle | None) -> str:
    if face is None or face.price is None or face.price.free:
        return ""
    return " · ".join(filter(None, [face.unit, face.period, bundle.more if bundle else ""]))


def _tax_categories(item: _Item) -> set[str]:
    parts = [part.price for part in item.bundle.parts] if item.bundle else [each.price for each in item.plans]
    return {price.tax_category for price in parts if price} or {item.offering.tax_category}
