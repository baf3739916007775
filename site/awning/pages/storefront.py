"""One shop ready to be rendered: its views, its addresses, its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from awning.catalog import Category, Lifecycle, Offering, PlanKind, RelationKind, Text
from awning.formats import Wording
from awning.money import exponent, step
from awning.pages.addresses import slugs_of
from awning.pages.bundles import BundlePrinter, PricedBundle
from awning.pages.priced import PricedPlan, digest_of, lead
from awning.pages.prices import PricePrinter
from awning.pages.prose import body_of, first_sentence
from awning.pages.views import CardView, CategoryView, LinkView, ListingView, PlanView, ProductView, ShopView
from awning.pricebook import PriceBook

PER_PAGE = 48
RELATED_MAX = 4


@dataclass(frozen=True, slots=True)
class _Item:
    """An offering with what its card and its page share."""

    offering: Offering
    text: Text
    plans: list[PricedPlan]
    bundle: PricedBundle | None
    card: CardView


class Storefront:
    """Everything templates need to know of one shop, made from its price book."""

    def __init__(
        self, book: PriceBook, wording: Wording, *, url: str, checkout_url: str, pictures: Path, logo: Path
    ) -> None:
        """Price and phrase the whole assortment.

        Args:
            book: the reseller's prices.
            wording: the shop's language.
            url: where the shop will answer, without a slash at its end.
            checkout_url: where the checkout service answers.
            pictures: the folder that holds the offerings' pictures.
            logo: the logo's file; a ``favicon.svg`` beside it is the shop's too.
        """
        self.book = book
        self.wording = wording
        self.root = urlsplit(url).path.rstrip("/")
        self._pictures = pictures
        printer = PricePrinter(book, wording)
        self._labels = printer.labels
        self._bundles = BundlePrinter(book, wording, printer)
        offerings = list(book.offerings())
        self._category_slugs = slugs_of(
            (category.id, category.said_in(wording.language).name) for category in book.categories.values()
        )
        self._slugs = slugs_of((offering.id, offering.said_in(wording.language).name) for offering in offerings)
        self._items = {offering.id: self._item(offering, printer) for offering in offerings}
        self._shelves: dict[str, list[_Item]] = {}
        for item in self._items.values():
            self._shelves.setdefault(item.offering.category_id, []).append(item)
        self.shop = self._shop_view(url, checkout_url, logo, printer.labels.summary(printer.categories))

    def __len__(self) -> int:
        """How many offerings the shop shows."""
        return len(self._items)

    @cached_property
    def used_pictures(self) -> tuple[str, ...]:
        """The pictures the shop's pages show, each once."""
        names = {item.offering.picture for item in self._items.values()}
        return tuple(sorted(name for name in names if name and (self._pictures / name).is_file()))

    @cached_property
    def navigation(self) -> tuple[CategoryView, ...]:
        """The outermost categories that hold anything."""
        children: dict[str | None, list[Category]] = {}
        for category in self.book.categories.values():
            children.setdefault(category.parent_id, []).append(category)
        return tuple(view for category in children.get(None, []) if (view := self._category(category, children)).count)

    @cached_property
    def _category_views(self) -> dict[str, CategoryView]:
        views: dict[str, CategoryView] = {}

        def collect(shelves: Iterable[CategoryView]) -> None:
            for view in shelves:
                views[view.id] = view
                collect(view.children)

        collect(self.navigation)
        return views

    def featured(self) -> tuple[CardView, ...]:
        """The offerings the reseller puts in the window; where none are named, the first of each category."""
        named = [self._items[sku].card for sku in self.book.reseller.featured if sku in self._items]
        if named:
            return tuple(named)
        return tuple(shelf[0].card for shelf in self._shelves.values())[:8]

    def shelf_prices(self) -> Iterator[tuple[str, str, Decimal]]:
        """SKU, plan and unit price of the smallest quantity, of all that can be had; trials ask for nothing."""
        for item in self._items.values():
            if not item.card.retired:
                for each in item.plans:
                    if each.plan.kind is not PlanKind.TRIAL and each.price:
                        yield item.offering.id, each.plan.id, each.price.unit

    def listings(self) -> Iterator[ListingView]:
        """Every page of every category that holds anything."""
        for view in self._category_views.values():
            # What is no longer sold stays to be found, behind what is.
            cards = sorted((item.card for item in self._shelves.get(view.id, [])), key=lambda card: card.retired)
            chunks = [cards[start : start + PER_PAGE] for start in range(0, len(cards), PER_PAGE)] or [[]]
            pages = tuple(LinkView(str(number), _page_url(view.url, number)) for number in range(1, len(chunks) + 1))
            for number, chunk in enumerate(chunks, start=1):
                yield ListingView(view, self._path(view.id)[:-1], tuple(chunk), number, pages if len(pages) > 1 else ())

    def products(self) -> Iterator[ProductView]:
        """The page of every offering."""
        for shelf in self._shelves.values():
            for position, item in enumerate(shelf):
                yield self._product(item, shelf, position)

    def _shop_view(self, url: str, checkout_url: str, logo: Path, tax_note: str) -> ShopView:
        reseller = self.book.reseller
        texts, brand = reseller.texts, reseller.brand
        return ShopView(
            slug=reseller.slug,
            name=reseller.name,
            url=url,
            root=self.root,
            language=reseller.language,
            currency=reseller.currency,
            tagline=texts.tagline,
            hero_title=texts.hero_title,
            hero_text=texts.hero_text,
            hero_button=texts.hero_button,
            footer=texts.footer,
            trust=tuple((reason.title, reason.text) for reason in texts.trust),
            email=reseller.contact.email,
            phone=reseller.contact.phone,
            address=tuple(line.strip() for line in reseller.contact.address.splitlines() if line.strip()),
            hero=brand.hero,
            header=brand.header,
            corners=brand.corners,
            logo=f"{self.root}/brand/{logo.name}",
            favicon=f"{self.root}/brand/{'favicon.svg' if logo.with_name('favicon.svg').is_file() else logo.name}",
            cart_action=f"{checkout_url}/{reseller.slug}/cart",
            tax_note=tax_note,
            anchor=self._labels.anchor.value,
            shown=self._labels.shown.value,
            other=self._labels.other,
            rounding=self.book.market.tax.rounding.value,
            decimals=exponent(reseller.currency),
            coin=step(reseller.currency),
            tax_included=self._labels.nothing_added,
        )

    def _item(self, offering: Offering, printer: PricePrinter) -> _Item:
        text = offering.said_in(self.wording.language)
        plans = printer.plans(offering)
        bundle = self._bundles.priced(offering)
        shown = lead(plans)
        face = bundle.plan if bundle else shown.view if shown else None
        face = face if offering.lifecycle is Lifecycle.ACTIVE else None
        category = self.book.categories[offering.category_id].said_in(self.wording.language).name
        card = CardView(
            sku=offering.id,
            name=text.name,
            vendor=offering.vendor,
            category=category,
            url=f"{self.root}/products/{self._slugs[offering.id]}.html",
            picture=self._picture(offering.picture),
            summary=first_sentence(text.description),
            price=face.price if face else None,
            price_is_from=len({each.price.unit for each in plans if each.price and each.price.unit}) > 1,
            price_unit=_price_unit(face, bundle),
            trial=any(each.view.kind == "trial" for each in plans),
            retired=offering.lifecycle is Lifecycle.RETIRED,
            bundle=offering.bundle is not None,
        )
        return _Item(offering, text, plans, bundle, card)

    def _product(self, item: _Item, shelf: list[_Item], position: int) -> ProductView:
        offering, language = item.offering, self.wording.language
        neighbours = [shelf[(position + step) % len(shelf)] for step in range(1, min(len(shelf), RELATED_MAX + 4))]
        related = [each.card for each in neighbours if not each.card.retired][:RELATED_MAX]
        substitutes = self._cards(offering, RelationKind.SUBSTITUTED_BY)
        sold = item.offering.lifecycle is not Lifecycle.RETIRED
        bundle = item.bundle
        return ProductView(
            card=item.card,
            description=body_of(item.text.description),
            path=self._path(offering.category_id),
            part_number=offering.part_number,
            plans=() if not sold else (bundle.plan,) if bundle else tuple(each.view for each in item.plans),
            specification=tuple(row.said_in(language) for row in offering.characteristics),
            questions=tuple(question.asked_in(language) for question in offering.questions),
            requires=self._cards(offering, RelationKind.REQUIRES),
            goes_with=self._cards(offering, RelationKind.GOES_WITH),
            upgrades=self._cards(offering, RelationKind.UPGRADES_TO),
            substitute=substitutes[0] if substitutes else None,
            related=tuple(related),
            tax_note=self._labels.summary(_tax_categories(item)),
            prices_digest=digest_of(item.plans, *([bundle.plan.parts] if bundle else [])),
            bundle=self._bundles.view(bundle, lambda sku: self._items[sku].card) if bundle and sold else None,
        )

    def _cards(self, offering: Offering, kind: RelationKind) -> tuple[CardView, ...]:
        """The cards of related offerings, as far as this shop sells them."""
        return tuple(self._items[sku].card for sku in offering.related(kind) if sku in self._items)

    def _picture(self, name: str) -> str:
        return f"{self.root}/pictures/{name}" if name and (self._pictures / name).is_file() else ""

    def _category(self, category: Category, children: dict[str | None, list[Category]]) -> CategoryView:
        inner = [self._category(child, children) for child in children.get(category.id, [])]
        text = category.said_in(self.wording.language)
        own = self._shelves.get(category.id, [])
        picture = next((item.card.picture for item in own if item.card.picture), "")
        return CategoryView(
            id=category.id,
            name=text.name,
            description=text.description,
            url=f"{self.root}/categories/{self._category_slugs[category.id]}.html",
            count=len(own) + sum(view.count for view in inner),
            picture=picture or next((view.picture for view in inner if view.picture), ""),
            children=tuple(view for view in inner if view.count),
        )

    def _path(self, category_id: str) -> tuple[CategoryView, ...]:
        return tuple(self._category_views[each] for each in reversed(self.book.path(category_id)))


def _price_unit(face: PlanView | None, bundle: PricedBundle | None) -> str:
    if face is None or face.price is None or face.price.free:
        return ""
    return " · ".join(filter(None, [face.unit, face.period, bundle.more if bundle else ""]))


def _tax_categories(item: _Item) -> set[str]:
    parts = [part.price for part in item.bundle.parts] if item.bundle else [each.price for each in item.plans]
    return {price.tax_category for price in parts if price} or {item.offering.tax_category}


def _page_url(url: str, number: int) -> str:
    return url if number == 1 else f"{url.removesuffix('.html')}-page-{number}.html"
