"""The finder built: read, rendered in each of its languages, and put in its place when all of it is there."""

from __future__ import annotations

import hashlib
from pathlib import Path

from awning.config import Finder, read_project
from awning.delivery.addresses import Addresses
from awning.delivery.hosts import output_files, write_server_files
from awning.delivery.policy import Policy
from awning.delivery.site import Site
from awning.errors import BuildError
from awning.finder.edition import Edition
from awning.finder.front import Front, Shared
from awning.finder.goods import goods_of
from awning.finder.marks import Marks, marks_of
from awning.finder.roster import Roster
from awning.finder.sellers import Stand, private_names, read_resellers, sellers_of
from awning.finder.shops import ShopAddresses
from awning.formats import Wording
from awning.manifest import Output, Tally
from awning.pages.assets import Assets
from awning.pages.brand import brand_files
from awning.pages.gallery import Gallery
from awning.pages.leaks import LeakScan
from awning.pages.sitemaps import robots, sitemaps
from awning.pages.tags import Tags
from awning.pages.views import SearchView
from awning.pictures.cache import Cache
from awning.pointer import current_snapshot
from awning.resources import common_theme, shipped
from awning.search import Offer, build_index, overlay
from awning.shop_build import Built, Plan

FINDER = "finder"
"""The finder's folder beside those of the shops, its name in reports, and that of its templates' folder."""
_MODULES = ("search.js", "search-core.js")
"""What it takes of the behaviour that themes share: it has no cart."""
_NOWHERE = "001"
"""Unicode's code for the world: a finder has languages and no country."""


def build_finder(plan: Plan) -> Built:
    """Build the partner finder of a project.

    Raises:
        AwningError: the project has none, its settings are wrong, or something private stands in a page.
        OSError: the disk does not let us.
        Exception: whatever templates raise.
    """
    project = read_project(plan.project)
    settings = project.finder
    if settings is None:
        raise BuildError("config/awning.yaml has no finder. Describe it there under finder, with its url and its name.")
    with current_snapshot(plan.project / "var" / "catalog") as snapshot:
        stand = Stand(snapshot.offerings(), snapshot.categories())
        resellers = read_resellers(plan.project, project)
        engagement = project.distributor.engagement
        sellers = sellers_of(stand, resellers, engagement, plan.urls)
        goods = goods_of(snapshot, stand, sellers)
    url = plan.urls.get(FINDER, settings.url)
    base = Site(FINDER, url, ()).base
    cache = Cache(plan.project / "var" / "pictures")
    shared = Shared(
        settings=settings,
        url=url,
        goods=goods,
        roster=Roster(plan.project, sellers, base),
        shops=ShopAddresses(stand),
        gallery=Gallery(plan.project, plan.project / project.pictures, settings.brand, base, cache),
        engagement=engagement,
    )
    fronts = [Front(shared, Wording(each, _NOWHERE, common_theme() / "translations")) for each in _languages(settings)]
    marks = marks_of(settings, plan.project, shared.gallery, cache)
    files = _Files(plan, shared, fronts, marks, LeakScan(private_names(project, resellers)))
    try:
        files.write()
        tally = files.finish()
    except BaseException:
        files.output.abandon()
        raise
    return Built(
        slug=FINDER,
        catalog=goods.revision,
        offerings=len(goods.offerings),
        pages=files.output.pages,
        written=tally.written,
        unchanged=tally.unchanged,
        removed=tally.removed,
    )


class _Files:
    """All files of the finder, and their way into its folder."""

    def __init__(self, plan: Plan, shared: Shared, fronts: list[Front], marks: Marks, scan: LeakScan) -> None:
        self._plan = plan
        self._shared = shared
        self._scan = scan
        folders = [each / FINDER for each in (plan.project / "themes", shipped("themes"))]
        self._assets = _assets(plan.project, shared, folders)
        self._extra: dict[str, bytes] = {}
        templates = [each / "templates" for each in folders]
        tags = Tags(self._assets)
        self._editions = [Edition(front, self._searched(front), tags, templates, marks) for front in fronts]
        self._policy = Policy(payments=(), secure=shared.url.startswith("https:"))
        self._addresses = Addresses(plan.var / "addresses" / f"{FINDER}.json")
        self.output = Output(plan.output / FINDER, plan.var / "build" / f"{FINDER}.sqlite", trust=not plan.full)

    def write(self) -> None:
        """Render and look over everything."""
        for edition in self._editions:
            edition.render(self._editions, self._write)
        shared = self._shared
        made = {**self._assets.files, **shared.gallery.files, **shared.roster.files, **self._extra}
        for path, content in made.items():
            self._write(path, content.read_bytes() if isinstance(content, Path) else content)
        fresh = {address: at for edition in self._editions for address, at in edition.fresh.items()}
        home = f"{shared.url}/"
        for path, text in {**sitemaps(fresh, home), "robots.txt": robots(home)}.items():
            self._write(path, text)

    def finish(self) -> Tally:
        """Put it in its place, then remember where everything stands and tell hosts."""
        site = self._site()
        for path, text in output_files(self._policy, site).items():
            self._write(path, text)
        tally = self.output.finish()
        self._addresses.keep()
        write_server_files(self._plan.var / "delivery" / FINDER, self._policy, site)
        return tally

    def _write(self, path: str, content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        self._scan.check(path, data)
        self.output.write(path, data)

    def _site(self) -> Site:
        now = {
            f"{edition.front.wording.language} {key}": path
            for edition in self._editions
            for key, path in edition.addresses.items()
        }
        return Site(FINDER, self._shared.url, self.output.paths, self._addresses.moved(now))

    def _searched(self, front: Front) -> SearchView:
        """The search of a language; the file that says what is sold is empty of prices, and one for all languages."""
        index = build_index(front.entries())
        self._extra.update(index.files)
        found = overlay(index.skus, dict.fromkeys(index.skus, Offer()), currency="", decimals=0)
        path = f"search/shown.{hashlib.sha256(found).hexdigest()[:16]}.json"
        self._extra[path] = found
        base = self._shared.base
        return SearchView(f"{base}/{index.entry}", f"{base}/{path}")


def _assets(project: Path, shared: Shared, folders: list[Path]) -> Assets:
    made = {
        **{name: (common_theme() / "static" / name).read_bytes() for name in _MODULES},
        **brand_files(shared.settings.brand, project),
        "partners.css": shared.roster.css(),
    }
    # Of two files of one name the later one counts: the project's own before the shipped one.
    return Assets(shared.base, [each / "static" for each in reversed(folders)], made)


def _languages(settings: Finder) -> tuple[str, ...]:
    return tuple(dict.fromkeys((settings.language, *settings.languages)))
