"""Which row of a diagram each node stands in, and in what order: the longest way down, then the middle of neighbours.

After Sugiyama: a line that passes a row gets a lane there, so that it passes between boxes and not through them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_SWEEPS = 12
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Lane:
    """The place where a line passes a row."""

    bus: int
    """Whose line it is, by number."""


Cell = str | Lane
"""What stands in a row: a node, by its id, or a lane."""


@dataclass(slots=True)
class Bus:
    """A line that leaves one node and arrives at one or several, each in a row below."""

    upper: str
    links: dict[str, int]
    """The nodes it arrives at, with the number of the link."""
    turned: bool = False
    """Whether its link points upwards: one that would lead back to where it came from."""


@dataclass(slots=True)
class Rows:
    """Nodes and lanes, row by row from the top, and the lines between them."""

    cells: list[list[Cell]]
    buses: list[Bus]
    row_of: dict[str, int] = field(default_factory=dict[str, int])

    def drops(self, row: int) -> list[tuple[int, Cell, list[Cell]]]:
        """The lines between a row and the next: the number of the bus, where it comes from, and where it arrives."""
        found: list[tuple[int, Cell, list[Cell]]] = []
        for number, bus in enumerate(self.buses):
            first, last = self.row_of[bus.upper], max(self.row_of[each] for each in bus.links)
            if first <= row < last:
                start: Cell = bus.upper if row == first else Lane(number)
                ends: list[Cell] = [each for each in bus.links if self.row_of[each] == row + 1]
                if last > row + 1:
                    ends.append(Lane(number))
                found.append((number, start, ends))
        return found


def arranged(nodes: Sequence[str], links: Sequence[Pair], across: int) -> Rows:
    """Rows of at most so many nodes each, with as few crossing lines as some sweeps can reach.

    Args:
        nodes: their ids, in the order a person would name them.
        links: from where to where; both ends are nodes, and no link begins where it ends.
        across: so many nodes fit beside each other.
    """
    ways = _downwards(nodes, links)
    layers = _layers(nodes, ways)
    cells: list[list[Cell]] = []
    for layer in layers:
        count = -(-len(layer) // across)
        size = -(-len(layer) // count)
        cells += [list[Cell](layer[at : at + size]) for at in range(0, len(layer), size)]
    rows = Rows(cells, _buses(links, ways))
    rows.row_of = {cell: number for number, row in enumerate(cells) for cell in row if isinstance(cell, str)}
    for number in range(len(cells) - 1):
        cells[number + 1] += [end for _, _, ends in rows.drops(number) for end in ends if isinstance(end, Lane)]
    _order(rows)
    return rows


def _downwards(nodes: Sequence[str], links: Sequence[Pair]) -> list[Pair]:
    """Each link from above to below: those that would close a circle are turned round."""
    after: dict[str, list[int]] = {node: [] for node in nodes}
    for number, (source, _) in enumerate(links):
        after[source].append(number)
    begun, done = set[str](), set[str]()
    turned = set[int]()

    def visit(node: str) -> None:
        begun.add(node)
        for number in after[node]:
            target = links[number][1]
            if target in begun and target not in done:
                turned.add(number)
            elif target not in begun:
                visit(target)
        done.add(node)

    for node in nodes:
        if node not in begun:
            visit(node)
    return [(target, source) if at in turned else (source, target) for at, (source, target) in enumerate(links)]


def _layers(nodes: Sequence[str], ways: Sequence[Pair]) -> list[list[str]]:
    """The nodes by the longest way to them; what begins a way stands right above; what has no link stands last."""
    depth = dict.fromkeys(nodes, 0)
    for _ in nodes:
        for upper, lower in ways:
            depth[lower] = max(depth[lower], depth[upper] + 1)
    reached = {lower for _, lower in ways}
    for node in nodes:
        below = [depth[lower] for upper, lower in ways if upper == node]
        if below and node not in reached:
            depth[node] = min(below) - 1
    linked = {node for way in ways for node in way}
    last = max((depth[node] for node in linked), default=-1) + 1
    depth |= {node: last for node in nodes if node not in linked}
    return [layer for at in range(last + 1) if (layer := [node for node in nodes if depth[node] == at])]


def _buses(links: Sequence[Pair], ways: Sequence[Pair]) -> list[Bus]:
    """One line for all that leaves a node, and one for each link that was turned round."""
    buses: list[Bus] = []
    known: dict[str, Bus] = {}
    for number, (link, (upper, lower)) in enumerate(zip(links, ways, strict=True)):
        if link != (upper, lower):
            buses.append(Bus(upper, {lower: number}, turned=True))
        elif upper in known:
            known[upper].links[lower] = number
        else:
            known[upper] = Bus(upper, {lower: number})
            buses.append(known[upper])
    return buses


def _order(rows: Rows) -> None:
    """Sort each row by the middle of its neighbours above, then below, and keep the order with the fewest crossings."""
    pairs = [
        [(start, end) for _, start, ends in rows.drops(number) for end in ends] for number in range(len(rows.cells) - 1)
    ]
    best, fewest = [list(row) for row in rows.cells], _crossings(rows.cells, pairs)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        numbers = range(1, len(rows.cells)) if down else range(len(rows.cells) - 2, -1, -1)
        for number in numbers:
            other = rows.cells[number - 1 if down else number + 1]
            known = {cell: _share(at, len(other)) for at, cell in enumerate(other)}
            between = pairs[number - 1] if down else [(end, start) for start, end in pairs[number]]
            _sort(rows.cells[number], known, between)
        crossings = _crossings(rows.cells, pairs)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows.cells], crossings
    rows.cells[:] = best


def _sort(row: list[Cell], known: Mapping[Cell, float], between: Sequence[tuple[Cell, Cell]]) -> None:
    middles = {cell: _share(at, len(row)) for at, cell in enumerate(row)}
    for cell in row:
        near = [known[other] for other, mine in between if mine == cell]
        if near:
            middles[cell] = sum(near) / len(near)
    row.sort(key=lambda cell: middles[cell])


def _share(at: int, count: int) -> float:
    return (at + 0.5) / count


def _crossings(cells: Sequence[Sequence[Cell]], pairs: Sequence[Sequence[tuple[Cell, Cell]]]) -> int:
    count = 0
    for upper, lower, between in zip(cells, cells[1:], pairs, strict=False):
        above, below = ({cell: at for at, cell in enumerate(row)} for row in (upper, lower))
        places = [(above[start], below[end]) for start, end in between]
        count += sum((a - c) * (b - d) < 0 for at, (a, b) in enumerate(places) for c, d in places[at + 1 :])
    return count
