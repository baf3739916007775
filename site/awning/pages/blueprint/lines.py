"""The lines between two rows of a diagram: where each leaves and arrives, at what height it crosses, what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from awning.pages.blueprint.places import spread
from awning.pages.blueprint.rows import Cell, Lane, Rows
from awning.pages.blueprint.text import text_width, wrapped

SIZE, LINE = 14, 17
"""Of labels: the font, and from one line to the next."""
_SNAP = 26.0
_CORNER = 4.0
_JOG = 9.0
"""A line that would step aside by less than this before it arrives comes straight."""
_NEAR = 0.7
"""How near to each other lines may arrive at a box, to come straight: of the distance they have if spread evenly."""
_PERMUTED_MAX = 5
_LABEL_LINES_MAX = 4
_SIDE = 6.0


@dataclass(slots=True)
class Label:
    """Words on a line: their middle, and their lines."""

    x: float
    lines: tuple[str, ...]


@dataclass(slots=True)
class Drop:
    """Where a line arrives."""

    cell: Cell
    x: float
    link: int | None
    """Its link, by number; none where it only passes the row below."""
    label: Label | None = None


@dataclass(slots=True)
class Line:
    """A line from one cell to those it arrives at in the next row."""

    start: Cell
    x: float
    drops: list[Drop]
    turned: bool
    track: int = 0
    """At which height it crosses, counted from above; 0 where it goes straight down."""

    @property
    def xs(self) -> tuple[float, float]:
        """How far it reaches to the left and to the right."""
        found = [self.x, *(drop.x for drop in self.drops)]
        return min(found), max(found)


@dataclass(slots=True)
class Gap:
    """All lines between a row and the next."""

    lines: list[Line] = field(default_factory=list[Line])

    @property
    def tracks(self) -> int:
        """How many heights there are at which lines cross."""
        return max((line.track for line in self.lines), default=0)

    @property
    def label_lines(self) -> int:
        """How many lines the longest label has."""
        return max((len(drop.label.lines) for line in self.lines for drop in line.drops if drop.label), default=0)


@dataclass(frozen=True, slots=True)
class Between:
    """A row and the next, and where all in them stands."""

    rows: Rows
    number: int
    """Of the upper row."""
    places: Sequence[Mapping[Cell, float]]
    """The middle of each cell, row by row."""
    boxes: Sequence[float]
    """How wide the boxes of each row are."""


def gap_below(between: Between, says: Sequence[str], width: float) -> Gap:
    """The lines below a row.

    Args:
        between: which rows.
        says: what each link says, in their order.
        width: between 0 and which labels stay.
    """
    rows, number, places, boxes = between.rows, between.number, between.places, between.boxes
    known = rows.drops(number)
    gap = Gap()
    for bus, start, ends in known:
        leaving = [each for each, cell, _ in known if cell == start]
        x = _port(places[number][start], boxes[number], leaving.index(bus), len(leaving))
        links = rows.buses[bus].links
        drops = [Drop(end, places[number + 1][end], None if isinstance(end, Lane) else links[end]) for end in ends]
        gap.lines.append(Line(start, x, drops, rows.buses[bus].turned))
    _arrive(gap, boxes[number + 1])
    _cross(gap.lines)
    _say(gap, says, width)
    return gap


def _port(middle: float, box: float, at: int, count: int) -> float:
    return middle + box * ((at + 0.5) / count - 0.5) if count > 1 else middle


def _arrive(gap: Gap, box: float) -> None:
    """Spread the lines that arrive at one box over its width; one that would jog a little goes straight instead."""
    arriving: dict[str, list[tuple[float, Drop]]] = {}
    for line in gap.lines:
        for drop in line.drops:
            if isinstance(drop.cell, str):
                arriving.setdefault(drop.cell, []).append((line.x, drop))
    room = box - 2 * _CORNER
    for found in arriving.values():
        found.sort(key=lambda each: each[0])
        if len(found) == 1:
            [(x, drop)] = found
            drop.x = x if abs(x - drop.x) < _SNAP else drop.x
            continue
        apart = room / len(found) * _NEAR
        left = found[0][1].x - room / 2
        count = len(found)
        xs = spread([x - left for x, _ in found], [1.0] * count, [apart] * count, room, 0)
        for (begins, drop), x in zip(found, xs, strict=True):
            drop.x = begins if abs(begins - left - x) < _JOG and _CORNER < begins - left < room - _CORNER else left + x


def _cross(lines: Sequence[Line]) -> None:
    """Give each line that crosses a height of its own among those it would meet, in the order that crosses least."""
    level = [line for line in lines if line.xs[1] - line.xs[0] > 1]
    orders = permutations(level) if len(level) <= _PERMUTED_MAX else [tuple(level)]
    best = min(orders, key=lambda order: sum(_cost(a, b) for at, a in enumerate(order) for b in order[at + 1 :]))
    for at, line in enumerate(best):
        line.track = 1 + max((each.track for each in best[:at] if _meet(each, line)), default=0)


def _meet(one: Line, other: Line) -> bool:
    (left, right), (begin, end) = one.xs, other.xs
    return left <= end + LINE and begin <= right + LINE


def _cost(above: Line, below: Line) -> int:
    """What it costs if one crosses above the other: 1 for a crossing, 20 for two lines on top of each other."""
    (left, right), (begin, end) = above.xs, below.xs
    falls = [drop.x for drop in above.drops]
    cost = sum(begin < x < end for x in falls) + (left < below.x < right)
    return cost + 20 * sum(abs(x - below.x) < SIZE / 2 for x in falls)


def _say(gap: Gap, says: Sequence[str], width: float) -> None:
    """Put what each link says where it arrives, between the lines to its left and to its right."""
    drops = sorted((drop for line in gap.lines for drop in line.drops), key=lambda drop: drop.x)
    for at, drop in enumerate(drops):
        text = says[drop.link] if drop.link is not None else ""
        if not text:
            continue
        left = _border(drop, drops[at - 1], says) + _SIDE if at else 0.0
        right = _border(drop, drops[at + 1], says) - _SIDE if at + 1 < len(drops) else width
        lines = wrapped(text, SIZE, right - left, _LABEL_LINES_MAX)
        half = max(text_width(line, SIZE) for line in lines) / 2
        drop.label = Label(min(max(drop.x, left + half), right - half), lines)


def _border(drop: Drop, other: Drop, says: Sequence[str]) -> float:
    """Up to where a label may reach: half way to another that has one, or nearly to a line that has none."""
    return (drop.x + other.x) / 2 if other.link is not None and says[other.link] else other.x
