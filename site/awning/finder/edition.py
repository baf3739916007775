"""One language of the finder while it is built: its templates, and what the heads of its pages say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from awning.finder.contents import Contents
from awning.finder.front import Front
from awning.finder.marks import Marks
from awning.finder.rows import Rows
from awning.pages.compiled import compiled_in
from awning.pages.contents import Made
from awning.pages.edition import language_name
from awning.pages.head import Alternate, Face, head_of
from awning.pages.oneshop import OneShop, said_in
from awning.pages.tags import Tags
from awning.pages.views import LinkView, PageView, SearchView


class Edition:
    """The finder in one of its languages."""

    def __init__(self, front: Front, search: SearchView, tags: Tags, templates: Sequence[Path], marks: Marks) -> None:
        """Take what is rendered, and the folders of templates: of two files of one name the first one counts."""
        self.front = front
        self.addresses = dict(front.addresses())
        """Every page, what it is to its path from the finder's folder on."""
        self.fresh: dict[str, datetime | None] = {}
        """Full address of each page that may be listed, to the moment it last changed."""
        self._search = search
        self._environment = _environment(front, tags, templates)
        self._face = Face(
            site_name=front.site.name,
            locale=front.wording.language,
            origin=front.site.origin,
            image=f"{front.site.origin}{marks.card}",
            icons=marks.icons,
            feeds=Markup(),
        )

    def render(self, editions: Sequence[Edition], write: Callable[[str, str], None]) -> None:
        """Render every page.

        Args:
            editions: the finder in all its languages, this one included.
            write: takes the path of a file and its content.
        """
        front = self.front
        rows = Rows(self._environment, front.partners, front.shared.roster, front.wording.gettext)
        for made in Contents(front, rows, self._search).pages():
            page = self._informed(made, editions)
            html = self._environment.get_template(made.template).render(page_info=page, **made.values)
            write(f"{front.prefix}{made.page.path}", html)

    def _informed(self, made: Made, editions: Sequence[Edition]) -> PageView:
        """A page with all that its head says."""
        if made.page.index:
            self.fresh[made.page.canonical] = _newest(made.skus, self.front.shared.goods.changed)
        alternates = [each.alternate(made.key) for each in editions]
        several = len(alternates) > 1
        return replace(
            made.page,
            head=head_of(made.page, self._face, data=made.data, alternates=alternates),
            alternates=tuple(LinkView(each.name, each.url) for each in alternates) if several else (),
            alternate_codes=tuple(each.language for each in alternates) if several else (),
        )

    def alternate(self, key: str) -> Alternate:
        """A page in this language, or its home page where it has none such."""
        front = self.front
        path = self.addresses.get(key)
        url = f"{front.site.base}/{path or front.prefix}".removesuffix("index.html")
        return Alternate(front.wording.language, language_name(front.wording.language), url, path is not None)


def _environment(front: Front, tags: Tags, templates: Sequence[Path]) -> Environment:
    # The globals must stand before the first template is compiled: `OneShop` copies them.
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", OneShop],
        bytecode_cache=compiled_in(front.wording.language),
    )
    cast("dict[str, Any]", environment.globals).update(
        {
            "site": front.site,
            "navigation": front.shelves.navigation,
            "asset": tags.asset,
            "style": tags.style,
            "script": tags.script,
            "_": said_in(front.wording),
            "gettext": said_in(front.wording),
            "ngettext": front.wording.ngettext,
        }
    )
    return environment


def _newest(skus: Sequence[str], changed: Mapping[str, datetime | None]) -> datetime | None:
    return max((at for sku in skus if (at := changed.get(sku))), default=None)
