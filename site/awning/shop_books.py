"""Opens a shop's price book as it stands: its settings, the current catalog, and what the shop asked before."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from awning.config import read_project, read_reseller
from awning.pointer import current_snapshot
from awning.price_history import PriceHistory
from awning.price_record import history_file
from awning.pricebook import PriceBook


@contextmanager
def open_book(folder: Path, slug: str, as_of: datetime | None = None) -> Generator[PriceBook]:
    """A reseller's price book at a moment, by default now. It can be asked until the block ends.

    Raises:
        AwningError: the settings, the catalog or the price history cannot be used.
    """
    project = read_project(folder)
    reseller = read_reseller(folder, slug, project)
    with (
        current_snapshot(folder / "var" / "catalog") as snapshot,
        PriceHistory(history_file(folder, slug), anchor=reseller.tax.anchor) as history,
    ):
        yield PriceBook(snapshot, project, reseller, as_of=as_of or datetime.now(UTC), history=history)


def sellers_of(book: PriceBook) -> tuple[str, ...]:
    """The slugs of the resellers in the shop's chain, the owner of the shelf last."""
    return (*(seller.slug for seller in book.reseller.upstream), book.reseller.slug)
