"""The diagram as SVG: boxes, lines and words, with classes for themes and no style of its own but its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import escape

from awning.pages.blueprint.lines import LINE, SIZE, Between, Drop, Gap, Line, gap_below
from awning.pages.blueprint.places import box_widths, placed
from awning.pages.blueprint.rows import Lane, arranged
from awning.pages.blueprint.text import wrapped

_BOX_NARROWEST = 72.0
_PAD = 12.0
_NAME_LINES_MAX, _COUNT_LINES_MAX = 4, 2
_BOLD = 1.07
_LEAVE, _TRACK, _AROUND, _ARRIVE = 12.0, 13.0, 5.0, 20.0
_ARROW = 9.0
_ROUND, _CORNER, _CORNER_MAX = 8.0, 9.0, 26.0
_EDGE = 2.0
_BASE = SIZE - 1.0
"""From the top of a line of text to where its letters stand."""


@dataclass(frozen=True, slots=True)
class Format:
    """For what width it is drawn, in units; 14 of them are the height of its letters."""

    name: str
    width: int
    across: int
    """So many boxes beside each other."""
    box: float
    """How wide a box is."""
    gap: float


@dataclass(frozen=True, slots=True)
class Node:
    """A box: a part of the bundle, or something outside it."""

    id: str
    name: str
    quantity: str = ""
    """How many of it, in the words of the page: 5 x, 12 users."""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow."""

    source: str
    """The id of a node, other than the target."""
    target: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class _Frame:
    """The edges of a box, or of all of a row."""

    x: float
    """The middle."""
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Space:
    """The heights at which the lines between two rows do what they do."""

    gap: Gap
    top: float
    """Of the row above."""
    bottom: float
    """Of that row, where the space begins."""

    @property
    def below(self) -> float:
        """Where the next row begins."""
        labels = self.gap.label_lines * LINE + 2 * _AROUND if self.gap.label_lines else 0
        return self.bottom + _LEAVE + self.gap.tracks * _TRACK + labels + _ARRIVE

    def track(self, line: Line) -> float:
        """Where a line crosses."""
        return self.bottom + _LEAVE + (line.track - 1) * _TRACK

    def words(self, lines: int) -> float:
        """Where a label of so many lines begins: short ones stand in the middle of long ones."""
        return self.below - _ARRIVE - _AROUND - (self.gap.label_lines + lines) * LINE / 2


def drawn(nodes: Sequence[Node], links: Sequence[Link], form: Format, *, key: str, title: str, description: str) -> str:
    """The ``svg`` element, the same for the same values; empty where its boxes would be too narrow to be read.

    Args:
        nodes: each with an id of its own.
        links: between them.
        form: how wide it may be.
        key: what its ids begin with; no other drawing of the page has the same.
        title: what it is called,
        description: and what can be seen in it, for people who cannot see it.
    """
    rows = arranged([node.id for node in nodes], [(link.source, link.target) for link in links], form.across)
    width = form.width - 2 * _EDGE
    boxes = box_widths(rows, width, form.gap, form.box)
    if min(boxes) < _BOX_NARROWEST:
        return ""
    places = placed(rows, boxes, width, form.gap)
    says = [link.says for link in links]
    known = {node.id: node for node in nodes}
    said: list[str] = []
    top = end = _EDGE
    for number, row in enumerate(rows.cells):
        shown = [_Shown(known[cell], boxes[number]) for cell in row if isinstance(cell, str)]
        height = max((each.height for each in shown), default=0.0)
        for each in shown:
            said += each.drawn(_Frame(places[number][each.node.id], top, boxes[number], height))
        space = _Space(Gap(), top, top + height)
        if number + 1 < len(rows.cells):
            space = _Space(gap_below(Between(rows, number, places, boxes), says, width), top, top + height)
            said += _lines(space)
        top, end = space.below, space.bottom + _EDGE
    high, ids = f"{end:.0f}", f"{escape(key)}-{form.name}"
    return (
        f'<svg class="blueprint-{form.name}" viewBox="0 0 {form.width} {high}" width="{form.width}" height="{high}"'
        f' role="img" aria-labelledby="{ids}-title" aria-describedby="{ids}-text" font-size="{SIZE}" fill="none"'
        f' stroke-width="1.5"><title id="{ids}-title">{escape(title)}</title><desc id="{ids}-text">'
        f"{escape(description)}</desc>"
        # What is used and not drawn in place is no text to those who read pages aloud: they have the description.
        f'<defs><g id="{ids}-drawing">{"".join(said)}</g></defs><use href="#{ids}-drawing" x="{_EDGE:.0f}"/></svg>'
    )


class _Shown:
    """A node in lines that fit into its box."""

    def __init__(self, node: Node, box: float) -> None:
        self.node = node
        room = box - 2 * _PAD
        self._names = wrapped(node.name, SIZE * _BOLD, room, _NAME_LINES_MAX)
        self._counts = wrapped(node.quantity, SIZE, room, _COUNT_LINES_MAX)

    @property
    def _words(self) -> float:
        return (len(self._names) + len(self._counts)) * LINE

    @property
    def height(self) -> float:
        """The least that its box needs."""
        return 2 * _PAD + self._words

    def drawn(self, frame: _Frame) -> Iterator[str]:
        """The box with its words in the middle."""
        kind, dashes, corner = ("box", "", _CORNER)
        if self.node.outside:
            kind, dashes, corner = ("outside", ' stroke-dasharray="5 4"', min(frame.height / 2, _CORNER_MAX))
        yield (
            f'<rect class="blueprint-{kind}" x="{frame.x - frame.width / 2:.1f}" y="{frame.top:.1f}"'
            f' width="{frame.width:.1f}" height="{frame.height:.1f}" rx="{corner:.0f}" stroke="currentColor"{dashes}/>'
        )
        first = frame.top + (frame.height - self._words) / 2 + _BASE
        yield _text("name", frame.x, first, self._names, ' font-weight="600"')
        yield _text("quantity", frame.x, first + len(self._names) * LINE, self._counts)


def _text(kind: str, x: float, y: float, lines: Sequence[str], more: str = "") -> str:
    spans = "".join(
        f'<tspan x="{x:.1f}" y="{y + at * LINE:.1f}">{escape(line)}</tspan>' for at, line in enumerate(lines)
    )
    known = f'<text class="blueprint-{kind}" text-anchor="middle" fill="currentColor"{more}>{spans}</text>'
    return known if lines else ""


def _lines(space: _Space) -> Iterator[str]:
    """The lines below a row; one that only passes it begins at its top."""
    for line in space.gap.lines:
        start = space.top if isinstance(line.start, Lane) else space.bottom
        if line.turned and not isinstance(line.start, Lane):
            yield _arrow(line.x, start + 1, up=True)
            start += _ARROW
        for drop in line.drops:
            yield from _drop(line, drop, start, space)


def _drop(line: Line, drop: Drop, start: float, space: _Space) -> Iterator[str]:
    pointed = drop.link is not None and not line.turned
    path = f"M{line.x:.1f} {start:.1f}"
    across, track = drop.x - line.x, space.track(line)
    if abs(across) > 1:
        turn = min(_ROUND, abs(across) / 2)
        side = turn if across > 0 else -turn
        path += (
            f"V{track - turn:.1f}Q{line.x:.1f} {track:.1f} {line.x + side:.1f} {track:.1f}H{drop.x - side:.1f}"
            f"Q{drop.x:.1f} {track:.1f} {drop.x:.1f} {track + turn:.1f}"
        )
    if drop.label:
        words = space.words(len(drop.label.lines))
        path += f"V{words - 2:.1f}M{drop.x:.1f} {words + len(drop.label.lines) * LINE + 3:.1f}"
        yield _text("label", drop.label.x, words + _BASE, drop.label.lines)
    path += f"V{space.below - (_ARROW if pointed else 0):.1f}"
    yield f'<path class="blueprint-line" d="{path}" stroke="currentColor"/>'
    if pointed:
        yield _arrow(drop.x, space.below - 1, up=False)


def _arrow(x: float, y: float, *, up: bool) -> str:
    """A head whose tip is there."""
    high, half = _ARROW if up else -_ARROW, _ARROW / 2
    shape = f"M{x:.1f} {y:.1f}l{-half:.1f} {high:.0f}h{2 * half:.0f}z"
    return f'<path class="blueprint-arrow" d="{shape}" fill="currentColor"/>'
