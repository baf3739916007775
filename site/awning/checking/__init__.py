"""`awning check`: every mistake in the settings, what is probably one, and which prices will change by themselves."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from awning.checking.addresses import look_at_addresses
from awning.checking.checked import LINES_SHOWN, MOMENTS_SHOWN, Checked
from awning.checking.engaged import look_at_engagement
from awning.checking.face import look_at_face
from awning.checking.feeds import look_at_feeds
from awning.checking.findings import PROJECT, Findings
from awning.checking.habits import look_at_habits
from awning.checking.naming import Names
from awning.checking.notice import NoticeCheck
from awning.checking.overlong import LengthCheck
from awning.checking.prices import PriceCheck
from awning.checking.promised import look_at_promotions
from awning.checking.shop import Shop
from awning.checking.slips import Slips
from awning.checking.stock import Stock
from awning.checking.words import WordCheck
from awning.config import Project, Reseller, mistakes_by_slug, read_project, read_reseller, reseller_slugs
from awning.dealings import day_of
from awning.errors import AwningError, SettingsError
from awning.pointer import current_revision, current_snapshot
from awning.price_history import PriceHistory
from awning.price_record import history_file
from awning.pricebook import PriceBook
from awning.pricing import Lowest
from awning.schedule import Schedule, due
from awning.settings.files import known_slugs
from awning.snapshot import Snapshot

__all__ = ["LINES_SHOWN", "MOMENTS_SHOWN", "Checked", "check_project"]


def check_project(project: Path, slugs: Sequence[str] = (), *, now: datetime | None = None) -> Checked:
    """Look at everything a project has set, and at what it makes of the current catalog.

    Args:
        project: the project folder.
        slugs: the resellers that are looked at; all when none is named.
        now: the moment that is checked, and from when on changes are looked for; the present by default.

    Mistakes in the project's own settings are found like all others; then the catalog is not looked at.
    """
    moment = now or datetime.now(UTC)
    findings = Findings(project)
    looked_at = list(dict.fromkeys(slugs)) or known_slugs(project)
    try:
        settings = read_project(project)
    except SettingsError:
        return _unread(project, looked_at, findings)
    with _noting(findings, PROJECT):
        looked_at = looked_at or reseller_slugs(project)
    schedule, words = Schedule(), WordCheck(project)
    with ExitStack() as opened:
        shops: list[Reseller] = []
        histories: dict[str, Lowest] = {}
        for slug in looked_at:
            with _noting(findings, slug):
                reseller = read_reseller(project, slug, settings)
                shops.append(reseller)
                look_at_habits(project, reseller, day_of(moment, settings), findings)
                words.look(reseller, findings)
                look_at_face(project, reseller, findings)
                if reseller.promotions:
                    kept = PriceHistory(history_file(project, slug), anchor=reseller.tax.anchor)
                    look_at_promotions(opened.enter_context(kept), settings, reseller, moment, findings)
                    histories[slug] = kept
        look_at_addresses(shops, findings)
        with _noting(findings, PROJECT):
            folder = project / "var" / "catalog"
            if current_revision(folder) is None:
                look_at_feeds(project, settings, findings)
            else:
                snapshot = opened.enter_context(current_snapshot(folder))
                _look(Stock.of(snapshot, moment), snapshot, settings, shops, findings)
                schedule = due(snapshot, settings, shops, now=moment, histories=histories)
    zone = ZoneInfo(settings.time_zone)
    return Checked(len(looked_at), findings.errors, findings.warnings, schedule.changes, schedule.unseen, zone)


def _unread(project: Path, slugs: Sequence[str], findings: Findings) -> Checked:
    """What is wrong in the files of a project whose own settings cannot be used."""
    for slug, lines in mistakes_by_slug(project, slugs).items():
        for line in lines:
            findings.errors.add(slug, line)
    return Checked(len(slugs), findings.errors, findings.warnings, (), 0, ZoneInfo("UTC"))


@contextmanager
def _noting(findings: Findings, slug: str) -> Generator[None]:
    """Make mistakes of what is raised, one for each line of it."""
    try:
        yield
    except AwningError as problem:
        for line in str(problem).splitlines():
            findings.errors.add(slug, line)


def _look(
    stock: Stock, snapshot: Snapshot, project: Project, resellers: Sequence[Reseller], findings: Findings
) -> None:
    """Look at settings with the catalog beside them, which is read once for all shops."""
    names, slips = Names(stock), Slips(stock, day_of(stock.moment, project))
    notices, lengths = NoticeCheck(stock), LengthCheck(stock)
    names.look_at_project(project, resellers, findings)
    slips.look_at_project(project, resellers, findings)
    slips.look_at_catalog(findings)
    for reseller in resellers:
        shop = Shop(project, reseller, PriceBook(snapshot, project, reseller, as_of=stock.moment), stock)
        names.look(shop, findings)
        slips.look(shop, findings)
        PriceCheck(shop).look(findings)
        notices.look(shop, findings)
        lengths.look(shop, findings)
        look_at_engagement(shop, findings)
