"""Where in its row each node and lane stands: as near its neighbours as the order and the width allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from awning.pages.blueprint.rows import Cell, Lane, Rows

LANE = 14
"""The width of a lane."""
_WORDS = 92.0
"""How much room a line's words want where it arrives."""
_ROUNDS = 60
_LITTLE = 0.1
_JOG = 26.0
"""A line that would step aside by less than this as soon as it begins does not."""
_STRAIGHT = 6.0
"""How much more it matters that a line between two that have no other goes straight on."""
Place = tuple[int, Cell]
"""A row, by number, and what stands in it."""


def box_widths(rows: Rows, width: float, gap: float, box: float) -> list[float]:
    """How wide the boxes of each row are: as wide as they shall be, or as its lanes leave room for.

    Where several lines arrive at one box they have words each, and where there is room it is made wider for them.
    """
    arriving = Counter(node for bus in rows.buses for node in bus.links)
    found: list[float] = []
    for row in rows.cells:
        lanes = sum(isinstance(cell, Lane) for cell in row)
        boxes = len(row) - lanes
        room = width - lanes * LANE - (len(row) - 1) * gap
        wanted = max(box, _WORDS * max((arriving[cell] for cell in row if isinstance(cell, str)), default=0))
        found.append(min(wanted, room / boxes) if boxes else box)
    return found


def placed(rows: Rows, boxes: Sequence[float], width: float, gap: float) -> list[dict[Cell, float]]:
    """The middle of each cell, row by row, between 0 and the width.

    Each row in turn is drawn to the mean of its neighbours and then spread out again, the least that is needed: an
    isotonic regression, which has one answer.
    """
    widths = [
        [LANE if isinstance(cell, Lane) else box for cell in row] for row, box in zip(rows.cells, boxes, strict=True)
    ]
    found = [
        spread([width / 2] * len(row), [1.0] * len(row), each, width, gap)
        for row, each in zip(rows.cells, widths, strict=True)
    ]
    places = [dict(zip(row, xs, strict=True)) for row, xs in zip(rows.cells, found, strict=True)]
    near = _neighbours(rows)
    for turn in range(_ROUNDS):
        numbers = range(len(rows.cells)) if turn % 2 == 0 else range(len(rows.cells) - 1, -1, -1)
        for number in numbers:
            row = rows.cells[number]
            wanted = [_wanted((number, cell), near, places) for cell in row]
            xs = spread([x for x, _ in wanted], [weight for _, weight in wanted], widths[number], width, gap)
            places[number] = dict(zip(row, xs, strict=True))
    for bus in range(len(rows.buses)):
        _straighten(Lane(bus), rows, places, widths, gap)
    return places


def _straighten(
    lane: Lane, rows: Rows, places: list[dict[Cell, float]], widths: Sequence[Sequence[float]], gap: float
) -> None:
    """Let a line that passes several rows pass them in one stroke, as far as it has the room to."""
    upper = rows.buses[lane.bus].upper
    begins = places[rows.row_of[upper]][upper]
    passed: list[int] = []
    low, high = 0.0, float("inf")
    for number, row in enumerate(rows.cells):
        if lane not in row:
            continue
        at = row.index(lane)
        xs = [places[number][cell] for cell in row]
        left = xs[at - 1] + widths[number][at - 1] / 2 + gap + LANE / 2 if at else LANE / 2
        right = xs[at + 1] - widths[number][at + 1] / 2 - gap - LANE / 2 if at + 1 < len(row) else xs[at]
        if max(low, left) > min(high, right):
            passed, low, high = [], 0.0, float("inf")
        passed.append(number)
        low, high = max(low, left), min(high, right)
        wanted = sum(places[each][lane] for each in passed) / len(passed)
        if abs(begins - wanted) < _JOG:
            wanted = begins
        for each in passed:
            places[each][lane] = min(max(wanted, low), high)


def _neighbours(rows: Rows) -> dict[Place, list[Place]]:
    """Of each cell those it has a line to."""
    near: dict[Place, list[Place]] = {(number, cell): [] for number, row in enumerate(rows.cells) for cell in row}
    for number in range(len(rows.cells) - 1):
        for _, start, ends in rows.drops(number):
            for end in ends:
                near[number, start].append((number + 1, end))
                near[number + 1, end].append((number, start))
    return near


def _wanted(
    place: Place, near: Mapping[Place, Sequence[Place]], places: Sequence[Mapping[Cell, float]]
) -> tuple[float, float]:
    """Where a cell would like to be, and how much."""
    row, cell = place
    weights = [_STRAIGHT if _alone(place, other, near) else 1.0 for other in near[place]]
    if not weights:
        return places[row][cell], _LITTLE
    middles = [places[number][other] for number, other in near[place]]
    total = sum(weights)
    return sum(weight * x for weight, x in zip(weights, middles, strict=True)) / total, total


def _alone(place: Place, other: Place, near: Mapping[Place, Sequence[Place]]) -> bool:
    """Whether the line between two cells is the only one that the upper has downwards, and the lower upwards."""
    upper, lower = sorted((place, other), key=lambda each: each[0])
    below = sum(row > upper[0] for row, _ in near[upper])
    return below == 1 == sum(row < lower[0] for row, _ in near[lower])


def spread(
    wanted: Sequence[float], weights: Sequence[float], widths: Sequence[float], width: float, gap: float
) -> list[float]:
    """The places nearest to those wanted, in the same order, that do not overlap and lie within the width."""
    offsets: list[float] = []
    for at, each in enumerate(widths):
        offsets.append(offsets[-1] + widths[at - 1] / 2 + gap + each / 2 if at else each / 2)
    blocks: list[tuple[float, float, int]] = []
    for x, weight, offset in zip(wanted, weights, offsets, strict=True):
        mean, heavy, count = x - offset, weight, 1
        while blocks and blocks[-1][0] >= mean:
            before, weighed, many = blocks.pop()
            mean = (before * weighed + mean * heavy) / (weighed + heavy)
            heavy, count = weighed + heavy, many + count
        blocks.append((mean, heavy, count))
    room = max(width - (offsets[-1] + widths[-1] / 2), 0.0) if widths else 0.0
    shifts = [min(max(mean, 0.0), room) for mean, _, count in blocks for _ in range(count)]
    return [shift + offset for shift, offset in zip(shifts, offsets, strict=True)]
