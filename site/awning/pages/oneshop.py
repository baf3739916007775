"""A template environment that serves one shop: what is the same on all its pages is settled once.

A shop has one language, so ``_("Cart")`` is translated when a template is compiled; and the variables every template
sees do not change while pages are made, so they are copied once into a plain mapping, which Jinja reads faster.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any, cast

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator
from jinja2.ext import Extension
from jinja2.visitor import NodeTransformer
from markupsafe import escape

from awning.formats import Wording


def said_in(wording: Wording) -> Callable[..., str]:
    """What ``_`` and ``gettext`` answer in templates: a text in the shop's language, with values where it has places.

    ``_("Committed for %(length)s", length=plan.commitment)``; values are escaped, as everywhere.
    """

    def said(text: str, **values: object) -> str:
        translated = wording.gettext(text)
        return escape(translated) % values if values else translated

    return said


_NAMES = frozenset({"_", "gettext"})


class OneShop(Extension):
    """Tells an environment that it serves one shop; its globals must be complete before the first template."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.code_generator_class = _Generator

        def plain_globals(given: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
            return {**environment.globals, **(given or {})}

        cast("Any", environment).make_globals = plain_globals


class _Generator(CodeGenerator):
    """Jinja's own, but for texts that are constant."""

    def visit_Template(self, node: nodes.Template, frame: Any = None) -> None:  # noqa: N802  (Jinja's own name)
        gettext = cast("Callable[[str], str] | None", self.environment.globals.get("gettext"))
        if gettext is not None:
            _Translated(gettext).visit(node)
        super().visit_Template(node, frame)


class _Translated(NodeTransformer):
    """Replaces ``_("...")`` by its translation; what has parameters or plurals is left to each page."""

    def __init__(self, gettext: Callable[[str], str]) -> None:
        self._gettext = gettext

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
        """Translate a call whose only argument is a text."""
        self.generic_visit(node)
        if (
            isinstance(node.node, nodes.Name)
            and node.node.name in _NAMES
            and len(node.args) == 1
            and isinstance(node.args[0], nodes.Const)
            and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        ):
            return nodes.Const(self._gettext(str(node.args[0].value)), lineno=node.lineno)
        return node
