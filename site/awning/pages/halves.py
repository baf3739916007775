"""Pelican's run in two halves: everything is read, and then everything is written."""

from __future__ import annotations

from typing import Any, cast

from pelican import Pelican
from pelican.plugins import signals


class Halves(Pelican):
    """Pelican for one language of a shop: several are read before the first is written.

    What ``Pelican.run`` does in between, emptying the output folder and telling how long it took, is left out.
    """

    def read(self) -> None:
        """Read all content, as the first half of ``Pelican.run`` does."""
        this = cast("Any", self)
        context = this.settings.copy()
        context.update(
            generated_content={}, static_links=set(), static_content={}, localsiteurl=this.settings["SITEURL"]
        )
        self._generators: list[Any] = [
            kind(
                context=context, settings=this.settings, path=this.path, theme=this.theme, output_path=this.output_path
            )
            for kind in this._get_generator_classes()  # noqa: SLF001  (this is a Pelican)
        ]
        for generator in self._generators:
            for step in ("generate_context", "check_disabled_readers"):
                getattr(generator, step, lambda: None)()
        signals.all_generators_finalized.send(self._generators)

    def write(self) -> None:
        """Write all pages, as the second half does."""
        for generator in self._generators:
            getattr(generator, "refresh_metadata_intersite_links", lambda: None)()
        writer = cast("Any", self)._get_writer()  # noqa: SLF001  (this is a Pelican)
        for generator in self._generators:
            if hasattr(generator, "generate_output"):
                generator.generate_output(writer)
        signals.finalized.send(self)
