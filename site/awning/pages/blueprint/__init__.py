"""The diagram of a solution: how the parts of a bundle have to do with each other, drawn when the page is built.

Plain values in, inline SVG out: without script, without a style attribute, in the colour of the text around it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from awning.catalog import Bundle, BundleItem
from awning.pages.blueprint.drawing import Format, Link, Node, drawn

__all__ = ["Link", "Node", "Words", "blueprint", "parts_of"]

NODES_MAX = 30
"""A diagram with more boxes helps nobody; the list of parts says it all."""
FORMATS = (
    Format("narrow", width=288, across=2, box=136, gap=12),
    Format("wide", width=640, across=3, box=176, gap=28),
)
"""One that fits the narrowest phone between its margins, and one for everything else; style sheets show one of them."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a diagram to those who cannot see it, in the language of the page."""

    title: str
    """What it is called: How the parts work together."""
    leads: str
    """The sentence for an arrow without words, with ``%(source)s`` and ``%(target)s``."""
    says: str
    """The sentence for an arrow with words, with ``%(says)s`` besides."""


def blueprint(nodes: Sequence[Node], links: Sequence[Link], words: Words, *, key: str = "blueprint") -> Markup:
    """The diagram in both formats, each an ``svg`` of its own within one ``div``; the same for the same values.

    Empty where there is nothing to draw: no links, no more than `NODES_MAX` boxes, or more lines beside each other than
    fit. The list of parts that stands on every bundle's page is enough then.

    Args:
        nodes: each with an id of its own.
        links: those that name no node, or one twice, are left out.
        words: for those who cannot see it.
        key: what the ids within begin with, for pages with several diagrams.
    """
    known = {node.id: node.name for node in nodes}
    links = [link for link in links if link.source != link.target and {link.source, link.target} <= known.keys()]
    if not links or len(nodes) > NODES_MAX:
        return Markup()
    said = " ".join(
        (words.says if link.says else words.leads)
        % {"source": known[link.source], "target": known[link.target], "says": link.says}
        for link in links
    )
    drawings = [drawn(nodes, links, form, key=key, title=words.title, description=said) for form in FORMATS]
    if not all(drawings):
        return Markup()
    # Everything that came from outside was escaped where it was put in.
    return Markup(f'<div class="blueprint">{"".join(drawings)}</div>')  # noqa: S704


def parts_of(
    bundle: Bundle, language: str, name: Callable[[str], str], quantity: Callable[[BundleItem], str]
) -> tuple[list[Node], list[Link]]:
    """What `blueprint` draws of a bundle.

    Args:
        bundle: of the catalog.
        language: of the page.
        name: gives what the offering of an item's SKU is called.
        quantity: gives how many there are of an item, in words; of two plans of one offering both are said.
    """
    nodes: dict[str, Node] = {}
    for item in bundle.items:
        many = quantity(item)
        known = nodes.get(item.offering_id)
        nodes[item.offering_id] = (
            replace(known, quantity=f"{known.quantity} + {many}")
            if known
            else Node(item.offering_id, name(item.offering_id), many)
        )
    outside = [Node(each.id, each.named_in(language), outside=True) for each in bundle.outside if each.id not in nodes]
    links: dict[tuple[str, str], Link] = {}
    for each in bundle.connections:
        way, says = (each.source, each.target), each.said_in(language)
        before = links[way].says if way in links else ""
        links[way] = Link(*way, ", ".join(filter(None, (before, says))))
    return [*outside, *nodes.values()], list(links.values())
