"""Building storefronts: one job per reseller, side by side, each with its own result."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2
from pelican import Pelican
from pelican.log import console as pelican_console
from pelican.settings import read_settings

from awning.config import Project, Reseller, read_project, read_reseller, reseller_slugs
from awning.errors import AwningError, BuildError
from awning.formats import Wording
from awning.manifest import Output
from awning.pages.assets import Assets
from awning.pages.brand import brand_css
from awning.pages.compiled import compiled_in
from awning.pages.job import Job
from awning.pages.leaks import LeakScan
from awning.pages.oneshop import OneShop
from awning.pages.storefront import Storefront
from awning.pointer import current_snapshot
from awning.price_history import PriceHistory
from awning.price_record import history_file, recording
from awning.pricebook import PriceBook
from awning.resources import shipped


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


def build(
    plan: Plan,
    slugs: Sequence[str] = (),
    *,
    executor: Executor | None = None,
    jobs: int | None = None,
    built: Callable[[Built], None] = lambda _: None,
) -> list[Built]:
    """Build the shops of these resellers, or of all. One that fails does not stop the others.

    Args:
        plan: what to build.
        slugs: the resellers; none means all of the project.
        executor: where to run; a pool of processes on this machine by default.
        jobs: how many processes that pool has; one per processor by default.
        built: called with each result as it comes in.

    Raises:
        AwningError: the project as a whole cannot be built: its settings, its catalog.
    """
    project = read_project(plan.project)
    known = reseller_slugs(plan.project)
    for slug in slugs:
        if slug not in known:
            # Raises, and says which are known. One that is there and broken must not stop the others.
            read_reseller(plan.project, slug, project)
    current_snapshot(plan.project / "var" / "catalog").close()
    wanted = list(slugs) or known
    jobs = min(jobs or os.cpu_count() or 1, len(wanted))
    if executor is None and jobs == 1:
        return [_told(build_shop(plan, slug), built) for slug in wanted]
    pool = executor or ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context(way_to_start()))
    try:
        waiting = [pool.submit(build_shop, plan, slug) for slug in wanted]
        return [_told(_result(future, slug), built) for future, slug in zip(waiting, wanted, strict=True)]
    finally:
        if executor is None:
            pool.shutdown(cancel_futures=True)


def way_to_start() -> str:
    """How processes begin: as copies of this one, or where it has threads, as copies of a fresh one.

    A copy of a process with threads holds the locks they held, and nobody in it lets go of them: it may wait for ever.
    """
    return "fork" if threading.active_count() == 1 else "forkserver"


def build_shop(plan: Plan, slug: str) -> Built:
    """Build one shop and say what became of it; its mistakes are in the result."""
    start, cpu_start = time.perf_counter(), time.process_time()
    try:
        built = _build(plan, slug)
    except AwningError as problem:
        built = Built(slug, errors=tuple(str(problem).splitlines()))
    except jinja2.TemplateNotFound as problem:
        # Is an OSError too.
        built = Built(slug, errors=(f"The theme has no template {problem.name!r}.",))
    except OSError as problem:
        built = Built(slug, errors=(f"{problem.filename or slug}: {problem.strerror or problem}.",))
    except Exception as problem:  # noqa: BLE001
        # Templates and Markdown are other people's: whatever they raise ends their own shop and no other.
        built = Built(slug, errors=(_unforeseen(problem),))
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu_start
    return replace(built, seconds=round(seconds, 2), cpu_seconds=round(cpu_seconds, 2))


def _build(plan: Plan, slug: str) -> Built:
    project = read_project(plan.project)
    reseller = read_reseller(plan.project, slug, project)
    with (
        current_snapshot(plan.project / "var" / "catalog") as snapshot,
        PriceHistory(history_file(plan.project, slug), anchor=reseller.tax.anchor) as history,
    ):
        book = PriceBook(snapshot, project, reseller, as_of=plan.as_of, history=history)
        theme = shipped("themes") / "canopy"
        wording = Wording(reseller.language, reseller.country, theme / "translations")
        logo = plan.project / reseller.brand.logo
        pictures = plan.project / project.pictures
        front = Storefront(
            book,
            wording,
            url=plan.urls.get(slug, reseller.url),
            checkout_url=plan.checkout_url or project.checkout.url,
            pictures=pictures,
            logo=logo,
        )
    # What was made so far lives as long as the build: the collector need not look at it again and again.
    gc.freeze()
    output = Output(plan.output / slug, plan.var / "build" / f"{slug}.sqlite", trust=not plan.full)
    job = Job(
        storefront=front,
        brand=reseller.brand,
        logo=logo,
        pictures=pictures,
        assets=Assets(front.root, theme, {"brand.css": brand_css(reseller.brand).encode()}),
        output=output,
        scan=LeakScan(_private(plan.project, project, reseller)),
        theme=theme,
        shell=plan.var / "shells" / slug / f"{reseller.language}.html",
    )
    try:
        _run_pelican(plan, reseller, job)
        with _prices_kept(plan, book, front):
            tally = output.finish()
        job.write_shell()
    except BaseException:
        output.abandon()
        raise
    return Built(
        slug=slug,
        catalog=book.catalog_revision,
        prices=book.revision,
        offerings=len(front),
        pages=output.pages,
        written=tally.written,
        unchanged=tally.unchanged,
        removed=tally.removed,
    )


def _prices_kept(plan: Plan, book: PriceBook, front: Storefront) -> AbstractContextManager[object]:
    """Adds what the pages ask to the shop's history once they are in their places; previews ask nobody."""
    if plan.private is not None:
        return nullcontext()
    path = history_file(plan.project, book.reseller.slug)
    return recording(path, front.shelf_prices(), book.market.currency, plan.as_of, anchor=book.market.tax.anchor)


def _run_pelican(plan: Plan, reseller: Reseller, job: Job) -> None:
    """Run Pelican over the shop's Markdown with our generator and writer; any error it logs is an error."""
    complaints = _Complaints()
    logger = logging.getLogger("pelican")
    logger.addHandler(complaints)
    pelican_console.quiet = True
    try:
        Pelican(read_settings(override=_pelican_settings(plan, reseller, job))).run()
    finally:
        logger.removeHandler(complaints)
    if complaints.said:
        raise BuildError("\n".join(complaints.said))


def _pelican_settings(plan: Plan, reseller: Reseller, job: Job) -> dict[str, Any]:
    content = plan.project / (reseller.content or f"content/shops/{reseller.slug}")
    content.mkdir(parents=True, exist_ok=True)
    words = job.storefront.wording
    return {
        "AWNING_JOB": job,
        "PLUGINS": ["awning.pages"],
        "PATH": str(content),
        "OUTPUT_PATH": str(job.output.folder),
        # Emptying the folder first would tear the shop down under its visitors.
        "DELETE_OUTPUT_DIRECTORY": False,
        "THEME": str(job.theme),
        "THEME_STATIC_PATHS": [],
        "THEME_TEMPLATES_OVERRIDES": [str(content / "templates")] if (content / "templates").is_dir() else [],
        "JINJA_ENVIRONMENT": {
            "trim_blocks": True,
            "lstrip_blocks": True,
            "autoescape": True,
            # Nobody edits a template while a shop is built; asking the disk on every page costs more than the page.
            "auto_reload": False,
            "extensions": ["jinja2.ext.i18n", OneShop],
            "undefined": jinja2.StrictUndefined,
            "bytecode_cache": compiled_in(reseller.language),
        },
        "JINJA_GLOBALS": {
            "shop": job.storefront.shop,
            "navigation": job.storefront.navigation,
            "asset": job.assets,
            "once": job.once,
            "_": words.gettext,
            "gettext": words.gettext,
            "ngettext": words.ngettext,
        },
        "SITENAME": reseller.name,
        "SITEURL": job.storefront.shop.url,
        "TIMEZONE": "UTC",
        "DEFAULT_LANG": reseller.language,
        "DEFAULT_DATE": "fs",
        "PAGE_PATHS": ["pages"],
        "PAGE_URL": "{slug}.html",
        "PAGE_SAVE_AS": "{slug}.html",
        "ARTICLE_PATHS": ["posts"],
        "ARTICLE_URL": "news/{slug}.html",
        "ARTICLE_SAVE_AS": "news/{slug}.html",
        "STATIC_PATHS": [],
        "DIRECT_TEMPLATES": [],
        "AUTHOR_SAVE_AS": "",
        "CATEGORY_SAVE_AS": "",
        "TAG_SAVE_AS": "",
        "FEED_ALL_ATOM": None,
        "CATEGORY_FEED_ATOM": None,
        "TRANSLATION_FEED_ATOM": None,
        "AUTHOR_FEED_ATOM": None,
        "AUTHOR_FEED_RSS": None,
        "CACHE_CONTENT": False,
        "LOAD_CONTENT_CACHE": False,
        # A page in reStructuredText could otherwise show any file of this machine.
        "DOCUTILS_SETTINGS": {"file_insertion_enabled": False},
    }


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


class _Complaints(logging.Handler):
    """Collects what Pelican logs as errors: left alone it would go on and exit 0 with half a shop."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        # The logger is one for all; another shop's build may run beside this one.
        if record.thread == self._thread:
            # Pelican logs while it handles what was raised, and keeps the reason to itself.
            reason = " ".join(str(sys.exception() or "").split())
            said = record.getMessage()
            self.said.append(f"{said}: {reason}" if reason and reason not in said else said)


def _unforeseen(problem: Exception) -> str:
    """Where it went wrong, in a template if one had a part in it, and why."""
    if isinstance(problem, jinja2.TemplateSyntaxError):
        return f"{problem.filename or problem.name}:{problem.lineno}: {problem.message}"
    frames = traceback.extract_tb(problem.__traceback__)
    in_templates = [frame for frame in frames if frame.filename.endswith((".html", ".xml", ".txt"))]
    place = (in_templates or frames)[-1]
    said = " ".join(str(problem).split())
    kind = "" if isinstance(problem, jinja2.TemplateError) else f"{type(problem).__name__}: "
    return f"{place.filename}:{place.lineno}: {kind}{said}"


def _result(future: Future[Built], slug: str) -> Built:
    try:
        return future.result()
    except BrokenExecutor:
        return Built(slug, errors=("The process was ended from outside, perhaps for want of memory. Try --jobs 1.",))


def _told(result: Built, built: Callable[[Built], None]) -> Built:
    built(result)
    return result


def now() -> datetime:
    """This moment, as a build without another one takes it."""
    return datetime.now(UTC)
