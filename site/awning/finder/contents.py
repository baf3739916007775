"""The finder's pages in one language: template, address, words and views."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from awning.catalog import Offering, RelationKind
from awning.finder import data
from awning.finder.front import PARTNERS, Front
from awning.finder.rows import Rows
from awning.finder.views import OfferingView, PartnerView
from awning.pages.contents import DESCRIPTION_LENGTH, TITLE_LENGTH, Made
from awning.pages.prose import body_of, shortened
from awning.pages.views import LinkView, PageView, SearchView


class Contents:
    """All pages of one language."""

    def __init__(self, front: Front, rows: Rows, search: SearchView) -> None:
        self._front = front
        self._rows = rows
        self._search = search
        self._site = front.site
        self._say = front.wording.gettext

    def pages(self) -> Iterator[Made]:
        """Every page."""
        yield self._home()
        yield from self._listings()
        for offering in self._front.shared.goods.offerings:
            yield self._offering(offering)
        yield self._partners()
        for partner in self._front.partners.values():
            yield self._partner(partner)
        search = {"search": self._search}
        yield Made("search", "search.html", self._page(self._say("Search"), "", "search.html", index=False), search)
        yield Made("404", "404.html", self._page(self._say("Page not found"), "", "404.html", index=False))

    def _home(self) -> Made:
        site, shelves = self._site, self._front.shelves
        page = PageView(
            shortened(f"{site.tagline} · {site.name}", TITLE_LENGTH),
            shortened(site.text, DESCRIPTION_LENGTH),
            "index.html",
            self._front.canonical("index.html"),
        )
        values = {"categories": shelves.navigation, "vendors": shelves.vendors}
        return Made("home", "home.html", page, values, (data.organization(site), data.website(site)))

    def _listings(self) -> Iterator[Made]:
        say, front = self._say, self._front
        for shelf, listing in front.shelves.listings():
            number = listing.number
            title = listing.title
            if number > 1:
                title = f"{title}, {say('page %(number)s') % {'number': number}}"
            here = listing.pages[number - 1].url if listing.pages else front.shelves.url(shelf)
            counted = front.wording.ngettext(
                "%(count)s product of %(name)s, and the partners who sell it.",
                "%(count)s products of %(name)s, and the partners who sell them.",
                listing.count,
            )
            about = listing.text or counted % {"count": listing.count, "name": listing.title}
            trail = [*((view.name, view.url) for view in listing.path), (listing.title, here)]
            listed = [(card.name, card.url) for card in listing.cards]
            yield Made(
                key=shelf if number == 1 else f"{shelf}~{number}",
                template="listing.html",
                page=self._page(title, about, self._path(here)),
                values={"listing": listing},
                data=(data.breadcrumb(self._site, trail), data.item_list(self._site, title, listed)),
                skus=tuple(card.sku for card in listing.cards),
            )

    def _offering(self, offering: Offering) -> Made:
        front = self._front
        card = front.cards[offering.id]
        view = self._view(offering)
        summary = card.summary or f"{card.name}, {card.vendor}"
        trail = [*((each.name, each.url) for each in view.path), (card.name, card.url)]
        return Made(
            key=f"product:{card.sku}",
            template="offering.html",
            page=self._page(card.name, summary, self._path(card.url)),
            values={"offering": view},
            data=(data.product(self._site, view), data.breadcrumb(self._site, trail)),
            skus=(card.sku,),
        )

    def _view(self, offering: Offering) -> OfferingView:
        front, language = self._front, self._front.wording.language
        goods, links = front.shared.goods, front.links(offering.id)
        substitutes = [front.cards[sku] for sku in offering.related(RelationKind.SUBSTITUTED_BY) if sku in front.cards]
        return OfferingView(
            card=front.cards[offering.id],
            description=body_of(offering.said_in(language).description),
            path=front.shelves.path(offering.category_id),
            specification=tuple(row.said_in(language) for row in offering.characteristics),
            part_number=offering.part_number,
            documents=tuple(LinkView(each.titled_in(language), each.url) for each in offering.documents),
            needs=goods.needs(offering, front.shared.engagement),
            substitute=substitutes[0] if substitutes else None,
            sellers=self._rows.of(links),
            count=len(links),
            filters=self._rows.filters([slug for slug, _ in links]),
        )

    def _partners(self) -> Made:
        say, site, partners = self._say, self._site, self._front.partners
        about = say("All partners of %(name)s, by region, language and certificate.") % {"name": site.name}
        values: dict[str, Any] = {
            "partners": tuple(partners.values()),
            "filters": self._rows.filters(tuple(partners), least=2),
        }
        listed = [(each.name, each.url) for each in partners.values()]
        page = self._page(say("Partners"), about, f"{PARTNERS}.html")
        return Made(PARTNERS, "partners.html", page, values, (data.item_list(site, say("Partners"), listed),))

    def _partner(self, partner: PartnerView) -> Made:
        site = self._site
        trail = [(self._say("Partners"), f"{site.root}/{PARTNERS}.html"), (partner.name, partner.url)]
        return Made(
            key=f"partner:{partner.slug}",
            template="partner.html",
            page=self._page(partner.name, partner.about, self._path(partner.url)),
            values={"partner": partner, "sold": self._front.sold(partner.slug)},
            data=(data.partner(site, partner), data.breadcrumb(site, trail)),
        )

    def _page(self, title: str, description: str, path: str, *, index: bool = True) -> PageView:
        room = max(TITLE_LENGTH - len(self._site.name) - 3, TITLE_LENGTH // 2)
        full = f"{shortened(title, room)} · {self._site.name}"
        description = shortened(description, DESCRIPTION_LENGTH)
        return PageView(shortened(full, TITLE_LENGTH), description, path, self._front.canonical(path), index)

    def _path(self, url: str) -> str:
        return url.removeprefix(f"{self._front.root}/")
