"""One shop built: its prices, its languages, and Pelican over each of them."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from awning import availability
from awning.config import Project, Reseller, read_project, read_reseller, reseller_slugs
from awning.delivery.addresses import Addresses
from awning.delivery.hosts import output_files, write_server_files
from awning.delivery.policy import Policy
from awning.delivery.site import Site
from awning.errors import AwningError
from awning.formats import Wording
from awning.manifest import Output
from awning.pages.answers import Answers
from awning.pages.assets import Assets
from awning.pages.brand import brand_files
from awning.pages.edition import Edition
from awning.pages.gallery import Gallery
from awning.pages.host import run
from awning.pages.identity import Identity
from awning.pages.job import Job
from awning.pages.leaks import LeakScan
from awning.pages.searching import index_of, overlay_of
from awning.pages.shopface import AVAILABILITY
from awning.pages.storefront import Place, Storefront
from awning.pages.views import SearchView
from awning.pictures.cache import Cache
from awning.pointer import current_snapshot
from awning.price_history import PriceHistory
from awning.price_record import history_file, recording
from awning.pricebook import PriceBook
from awning.resources import common_theme, theme_folder, translation_folders
from awning.settings.asked import read_faq, read_together


@dataclass(frozen=True, slots=True)
class Plan:
    """What to build, from where to where."""

    project: Path
    output: Path
    as_of: datetime
    """The moment whose prices the pages show."""
    full: bool = False
    """Write without trusting what an earlier build remembers."""
    urls: Mapping[str, str] = field(default_factory=dict[str, str])
    """Reseller to another address than the settings', for previews."""
    checkout_url: str | None = None
    """Another address of the checkout than the settings', for previews."""
    private: Path | None = None
    """Where manifests and shells are kept; the project's ``var`` by default, elsewhere for previews."""

    @property
    def var(self) -> Path:
        """Where manifests and shells are kept."""
        return self.private or self.project / "var"


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one shop."""

    slug: str
    catalog: str = ""
    """The catalog revision."""
    prices: str = ""
    """The price-book revision."""
    offerings: int = 0
    pages: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    seconds: float = 0.0
    """Wall clock."""
    cpu_seconds: float = 0.0
    """Processor time, user and system: what a build costs, whatever else the machine is doing."""
    errors: tuple[str, ...] = ()


def build_one(plan: Plan, slug: str) -> Built:
    """Build one shop.

    Raises:
        AwningError: its settings, its texts or its theme are wrong, or something private stands in a page.
        OSError: the disk does not let us.
        Exception: whatever other people's templates and Markdown raise.
    """
    project = read_project(plan.project)
    reseller = read_reseller(plan.project, slug, project)
    with (
        current_snapshot(plan.project / "var" / "catalog") as snapshot,
        PriceHistory(history_file(plan.project, slug), anchor=reseller.tax.anchor) as history,
    ):
        book = PriceBook(snapshot, project, reseller, as_of=plan.as_of, history=history)
        job = _job(plan, project, reseller, book)
        try:
            run(content_of(plan.project, reseller), job.editions)
            job.write_files()
            delivery = Delivery(plan, project, job)
            delivery.write()
            with _prices_kept(plan, book, job.editions[0].front):
                tally = job.output.finish()
            delivery.keep()
            job.write_shells()
        except BaseException:
            job.output.abandon()
            raise
    return Built(
        slug=slug,
        catalog=book.catalog_revision,
        prices=book.revision,
        offerings=len(job.editions[0].front),
        pages=job.output.pages,
        written=tally.written,
        unchanged=tally.unchanged,
        removed=tally.removed,
    )


class Delivery:
    """What hosts need to know of a shop: headers, and where pages went that moved."""

    def __init__(self, plan: Plan, project: Project, job: Job) -> None:
        shop = job.editions[0].front.shop
        self._job = job
        self._servers = plan.var / "delivery" / shop.slug
        self._addresses = Addresses(plan.var / "addresses" / f"{shop.slug}.json")
        now = {f"{each.language} {key}": path for each in job.editions for key, path in each.addresses.items()}
        self._site = Site(shop.slug, shop.url, job.output.paths, self._addresses.moved(now))
        checkout = plan.checkout_url or project.checkout.url
        self._policy = Policy(checkout, secure=shop.url.startswith("https:"))

    def write(self) -> None:
        """Put into the shop what some hosts read there, once all else is in it."""
        for path, text in output_files(self._policy, self._site).items():
            self._job.write(path, text)

    def keep(self) -> None:
        """Remember the addresses, and write what other hosts read, once the shop stands."""
        self._addresses.keep()
        write_server_files(self._servers, self._policy, self._site)


def content_of(project: Path, reseller: Reseller) -> Path:
    """The folder of what the reseller writes."""
    return project / (reseller.content or f"content/shops/{reseller.slug}")


def _job(plan: Plan, project: Project, reseller: Reseller, book: PriceBook) -> Job:
    """The shop in all its languages, priced and phrased, and nothing of it rendered."""
    theme = theme_folder(plan.project, reseller.theme)
    url = plan.urls.get(reseller.slug, reseller.url)
    together = read_together(plan.project / "config" / "insights" / f"{reseller.slug}.yaml")
    stock = availability.read(plan.project / "var" / "catalog")
    cache = Cache(plan.project / "var" / "pictures")
    fronts: list[Storefront] = []
    gallery: Gallery | None = None
    spoken = translation_folders(theme, content_of(plan.project, reseller))
    for language in reseller.all_languages:
        wording = Wording(language, reseller.country, *spoken)
        faq = read_faq(content_of(plan.project, reseller) / _prefix(reseller, language) / "faq.yaml")
        place = Place(url, plan.checkout_url or project.checkout.url, together, frozenset(stock), Answers(faq))
        gallery = gallery or Gallery(plan.project, plan.project / project.pictures, reseller.brand, place.base, cache)
        fronts.append(Storefront(book, wording, place, gallery))
    assert gallery is not None, "a shop has a language"
    # What was made so far lives as long as the build: the collector need not look at it again and again.
    gc.freeze()
    base = fronts[0].place.base
    folders = [common_theme() / "static", theme / "static"]
    job = Job(
        assets=Assets(base, folders, brand_files(reseller.brand, plan.project)),
        gallery=gallery,
        identity=Identity(reseller.brand, plan.project, gallery, cache),
        output=Output(plan.output / reseller.slug, plan.var / "build" / f"{reseller.slug}.sqlite", trust=not plan.full),
        scan=LeakScan(_private(plan.project, project, reseller)),
        theme=theme,
        shells=plan.var / "shells" / reseller.slug,
    )
    skus = [card.sku for card in fronts[0].cards() if card.sku in stock]
    stocked = {AVAILABILITY: availability.overlay(stock, skus)} if stock else {}
    searched = [index_of(front, plan.var / "search") for front in fronts]
    priced = overlay_of(fronts, searched[0].skus)
    # The overlay counts as the index does: with another one it has another name.
    prices = f"search/prices.{hashlib.sha256(priced).hexdigest()[:16]}.json"
    job.extra = {prices: priced, **stocked}
    for index in searched:
        job.extra.update(index.files)
    for front, index in zip(fronts, searched, strict=True):
        search = SearchView(f"{base}/{index.entry}", f"{base}/{prices}")
        job.editions.append(Edition(job, front, _prefix(reseller, front.wording.language), search))
    return job


def _prefix(reseller: Reseller, language: str) -> str:
    return "" if language == reseller.language else f"{language}/"


def _prices_kept(plan: Plan, book: PriceBook, front: Storefront) -> AbstractContextManager[object]:
    """Adds what the pages ask to the shop's history once they are in their places; previews ask nobody."""
    if plan.private is not None:
        return nullcontext()
    path = history_file(plan.project, book.reseller.slug)
    return recording(path, front.shelf_prices(), book.market.currency, plan.as_of, anchor=book.market.tax.anchor)


def _private(folder: Path, project: Project, reseller: Reseller) -> set[str]:
    """The names that must not stand in this shop's pages: everybody in the chain but the reseller."""
    private = {project.distributor.name}
    if project.operator:
        private.add(project.operator.name)
    private |= {agent.name for agent in reseller.agents} | {seller.name for seller in reseller.upstream}
    for slug in reseller_slugs(folder):
        if slug != reseller.slug:
            try:
                other = read_reseller(folder, slug, project)
            except AwningError:
                # Its own build says what is wrong with it; this shop need not wait for that.
                continue
            private |= {other.name, other.url.partition("://")[2]}
    # A firm may have two shops, "Blue Sky" and "Blue Sky Care", at shops.example.com/sky and /sky-care.
    return {name for name in private if name not in reseller.name and name not in reseller.url}
