"""The Pelican plugin: the catalog as a generator, and a writer that writes only what changed.

Use it with ``PLUGINS = ["awning.pages"]`` and the shop under ``AWNING_JOB``; `awning.build` does both.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from pelican import Pelican
from pelican.generators import Generator, StaticGenerator
from pelican.plugins import signals
from pelican.writers import Writer

from awning.errors import BuildError
from awning.pages.job import Job
from awning.pages.prose import shortened
from awning.pages.views import LinkView

DESCRIPTION_LENGTH = 155


class CatalogGenerator(Generator):
    """Makes the pages that come from the catalog: home, categories, products, cart, and the shell for checkout."""

    def generate_output(self, _writer: Writer) -> None:
        """Render every page of the catalog, then the map of the site."""
        job = _job(self.settings)
        shop = job.storefront.shop
        cast("dict[str, Any]", self.env.globals)["shop_pages"] = job.links
        addresses: list[str] = []
        for template, page, values in job.pages():
            info = replace(
                page,
                description=shortened(page.description, DESCRIPTION_LENGTH),
                canonical=f"{shop.url}/{page.path.removesuffix('index.html')}",
            )
            job.write(page.path, self.env.get_template(template).render(page_info=info, **values))
            if page.index:
                addresses.append(info.canonical)
        origin = shop.url.removesuffix(shop.root)
        addresses += [f"{origin}{link.url}" for link in job.links]
        job.write("sitemap.xml", self.env.get_template("sitemap.xml").render(addresses=sorted(addresses)))
        job.write("robots.txt", self.env.get_template("robots.txt").render())
        job.write_files()
        job.render_shell(self.env)


class AwningWriter(Writer):
    """Hands what Pelican writes to the job's output, which compares, renames and remembers."""

    def _open_w(self, filename: str, encoding: str, override: bool = False) -> Any:  # noqa: ARG002
        return _WholePage(_job(cast("Any", self).settings), filename)


class _WholePage(io.StringIO):
    """A page that is written when it is whole, and not at all when rendering failed."""

    def __init__(self, job: Job, filename: str) -> None:
        super().__init__()
        self._job = job
        self._filename = filename

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self._job.write(self._job.relative(self._filename), self.getvalue())
        super().__exit__(kind, value, traceback)


def _note_links(generators: Sequence[Generator]) -> None:
    """Once Pelican has read the reseller's Markdown, every template may link to it."""
    context = cast("dict[str, Any]", generators[0].context)
    if "AWNING_JOB" not in context:
        return
    job = _job(context)
    job.links = tuple(_links(context.get("pages", ()), job.storefront.root))
    context["shop_pages"] = job.links


def _take_files(generator: StaticGenerator) -> None:
    """Write the pictures and documents that the Markdown links to as everything else is written, and not past us."""
    context = cast("dict[str, Any]", cast("Any", generator).context)
    if "AWNING_JOB" not in context:
        return
    job = _job(context)
    for file in context["staticfiles"]:
        source = Path(file.source_path).resolve()
        # A link may say ../../config: what lies there is not for the world.
        if not source.is_relative_to(Path(context["PATH"]).resolve()):
            raise BuildError(f"{source}: a page links to this file, and it is outside of the shop's own folder.")
        job.write(job.relative(Path(job.output.folder, file.save_as).as_posix()), source.read_bytes())
    context["staticfiles"] = []


def _links(pages: Sequence[Any], root: str) -> Iterator[LinkView]:
    """The published pages in the order of their ``Order:``, then by title."""
    for page in sorted(pages, key=lambda page: (_order(page), str(page.title))):
        yield LinkView(str(page.title), f"{root}/{page.url}")


def _order(page: Any) -> int:
    written = str(getattr(page, "order", 100))
    try:
        return int(written)
    except ValueError:
        raise BuildError(f"{page.source_path}: Order: {written!r} is not a whole number, as in Order: 3.") from None


def _job(settings: Any) -> Job:
    """The job Pelican carries."""
    return cast("Job", settings["AWNING_JOB"])


# Signals belong to the process: another site, built after a shop in the same one, must not meet us.
def _generators(pelican: Pelican) -> Sequence[type[Generator]]:
    return [CatalogGenerator] if "AWNING_JOB" in pelican.settings else []


def _writer(pelican: Pelican) -> type[Writer] | None:
    return AwningWriter if "AWNING_JOB" in pelican.settings else None


def register() -> None:
    """Tell Pelican of the generator and the writer."""
    signals.get_generators.connect(_generators)
    signals.get_writer.connect(_writer)
    signals.all_generators_finalized.connect(_note_links)
    signals.static_generator_finalized.connect(_take_files)
