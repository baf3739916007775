"""The Pelican plugin: the catalog as a generator, and a writer that writes only what changed.

Use it with ``PLUGINS = ["awning.pages"]`` and a language of a shop under ``AWNING_EDITION``; `awning.build` does both.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from pelican import Pelican
from pelican.generators import Generator, StaticGenerator
from pelican.plugins import signals
from pelican.writers import Writer

from awning.errors import BuildError
from awning.pages.contents import DESCRIPTION_LENGTH
from awning.pages.edition import Edition, stem_of
from awning.pages.prose import plain_text, shortened
from awning.pages.views import LinkView, NewsView

_EDITION = "AWNING_EDITION"


class CatalogGenerator(Generator):
    """Makes the pages that come from the catalog and the settings, and the shell for the checkout."""

    def generate_output(self, _writer: Writer) -> None:
        """Render every page that the reseller did not write."""
        edition = _edition(self.settings)
        globals_ = cast("dict[str, Any]", self.env.globals)
        globals_.update(shop_pages=edition.links, service_pages=edition.service_pages)
        edition.render(self.env)
        edition.job.render_shell(edition, self.env)


class AwningWriter(Writer):
    """Hands what Pelican writes to the job's output, which compares, renames and remembers."""

    def write_file(self, name: Any, template: Any, context: Any, *args: Any, **more: Any) -> None:
        """Tell the template of the page it makes, as pages of the catalog are told."""
        page, post = more.get("page"), more.get("article")
        if page is not None or post is not None:
            edition = _edition(cast("Any", self).settings)
            more["page_info"] = edition.authored(page or post, post=post is not None)
        cast("Any", super()).write_file(name, template, context, *args, **more)

    def _open_w(self, filename: str, encoding: str, override: bool = False) -> Any:  # noqa: ARG002
        return _WholePage(_edition(cast("Any", self).settings), filename)


class _WholePage(io.StringIO):
    """A page that is written when it is whole, and not at all when rendering failed."""

    def __init__(self, edition: Edition, filename: str) -> None:
        super().__init__()
        self._job = edition.job
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
    if _EDITION not in context:
        return
    edition = _edition(context)
    pages = sorted(context.get("pages", ()), key=lambda page: (_order(page), str(page.title)))
    root = edition.front.root
    links = tuple(LinkView(str(page.title), f"{root}/{page.url}") for page in pages)
    written = {stem_of(page): str(page.url) for page in pages}
    edition.read(written, links, list(_posts(edition, context.get("articles", ()))))
    context.update(shop_pages=edition.links, service_pages=edition.service_pages)


def _take_files(generator: StaticGenerator) -> None:
    """Write the pictures and documents that the Markdown links to as everything else is written, and not past us."""
    context = cast("dict[str, Any]", cast("Any", generator).context)
    if _EDITION not in context:
        return
    edition = _edition(context)
    job = edition.job
    for file in context["staticfiles"]:
        source = Path(file.source_path).resolve()
        # A link may say ../../config: what lies there is not for the world.
        if not source.is_relative_to(Path(context["PATH"]).resolve()):
            raise BuildError(f"{source}: a page links to this file, and it is outside of the shop's own folder.")
        target = Path(job.output.folder, edition.prefix, file.save_as).as_posix()
        job.write(job.relative(target), source.read_bytes())
    context["staticfiles"] = []


def _posts(edition: Edition, articles: Sequence[Any]) -> Iterator[NewsView]:
    for article in articles:
        summary = shortened(plain_text(str(article.summary)), DESCRIPTION_LENGTH)
        day = article.date.date()
        # Pelican writes dates as the machine does that it runs on.
        article.locale_date = edition.front.wording.date(day)
        yield NewsView(
            title=str(article.title),
            url=f"{edition.front.root}/{article.url}",
            date=article.locale_date,
            iso=day.isoformat(),
            summary=summary,
        )


def _order(page: Any) -> int:
    written = str(getattr(page, "order", 100))
    try:
        return int(written)
    except ValueError:
        raise BuildError(f"{page.source_path}: Order: {written!r} is not a whole number, as in Order: 3.") from None


def _edition(settings: Any) -> Edition:
    """The language of a shop that Pelican carries."""
    return cast("Edition", settings[_EDITION])


# Signals belong to the process: another site, built after a shop in the same one, must not meet us.
def _generators(pelican: Pelican) -> Sequence[type[Generator]]:
    return [CatalogGenerator] if _EDITION in pelican.settings else []


def _writer(pelican: Pelican) -> type[Writer] | None:
    return AwningWriter if _EDITION in pelican.settings else None


def register() -> None:
    """Tell Pelican of the generator and the writer."""
    signals.get_generators.connect(_generators)
    signals.get_writer.connect(_writer)
    signals.all_generators_finalized.connect(_note_links)
    signals.static_generator_finalized.connect(_take_files)
