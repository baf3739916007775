"""The tags by which a page loads the theme's files: style sheets and scripts, each with the digest of what it is."""

from __future__ import annotations

from markupsafe import Markup

from awning.pages.assets import Assets


class Tags:
    """What ``asset``, ``style`` and ``script`` answer in templates."""

    def __init__(self, assets: Assets, origin: str = "") -> None:
        """Take the files; ``origin`` is scheme and host for pages that stand elsewhere.

        Those get no digests: browsers check them only on files of the own host, or where the other one allows it.
        """
        self._assets = assets
        self._origin = origin

    def asset(self, name: str) -> str:
        """The address of a file of ``static/``, or of one made for the shop, by its plain name.

        Raises:
            BuildError: the theme has no such file.
        """
        return f"{self._origin}{self._assets(name)}"

    def style(self, name: str) -> Markup:
        """The tag that loads a style sheet."""
        return Markup('<link rel="stylesheet" href="{}"{}>').format(self.asset(name), self._integrity(name))

    def script(self, name: str) -> Markup:
        """The tag that loads a script, a module, and before it those of the modules it imports."""
        if self._origin:
            return Markup('<script type="module" src="{}"></script>').format(self.asset(name))
        imports = Markup("").join(
            Markup('<link rel="modulepreload" href="{}"{}>\n').format(self.asset(each), self._integrity(each))
            for each in self._assets.imports_of(name)
        )
        tag = Markup('<script type="module" src="{}"{}></script>')
        return imports + tag.format(self.asset(name), self._integrity(name))

    def _integrity(self, name: str) -> Markup:
        if self._origin:
            return Markup("")
        return Markup(' integrity="{}" crossorigin="anonymous"').format(self._assets.integrity(name))
