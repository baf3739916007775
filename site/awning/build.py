"""Building storefronts: one job per reseller, side by side, each with its own result."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import jinja2

from awning.config import read_project, read_reseller, reseller_slugs
from awning.errors import AwningError
from awning.finder import FINDER, build_finder
from awning.pointer import current_snapshot
from awning.shop_build import Built, Plan, build_one

__all__ = ["Built", "Plan", "build", "build_shop", "now", "way_to_start"]


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
    known = [*reseller_slugs(plan.project), *([FINDER] if project.finder else [])]
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
        built = build_finder(plan) if slug == FINDER else build_one(plan, slug)
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
