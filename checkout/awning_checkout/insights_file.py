"""Insights of a shop on disk: read from its orders, and written where the next build finds them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa
import yaml
from sqlalchemy.exc import DBAPIError

from awning.errors import ProjectError
from awning_checkout import tables as t
from awning_checkout.insights import SUGGESTIONS_MAX, Bought
from awning_checkout.orders import OrderState
from awning_checkout.store import Store

_PAID = (OrderState.PAID, OrderState.FORWARDED, OrderState.ACTIVE)
_HEADER = """\
# What customers of {slug} ordered together. Written by `awning insights suggest`, which writes it anew: the reseller's
# own picks are goes_with in resellers/{slug}.yaml, and go before these.
# For each SKU up to {most} others, the best first. There is no customer data in it, and nothing that fewer than
# {customers} different customers ordered together.
"""


def bought_in(store: Store, reseller: str) -> list[Bought]:
    """The items of a shop's paid orders; fees apart.

    Raises:
        ProjectError: the database has no orders to read.
    """
    query = (
        sa.select(t.orders.c.id, t.customers.c.email, t.items.c.sku, t.items.c.bundle)
        .join(t.orders, t.orders.c.id == t.items.c.order_id)
        .join(t.customers, t.customers.c.id == t.orders.c.customer_id)
        .where(t.orders.c.reseller == reseller, t.orders.c.state.in_(_PAID), t.items.c.kind == "plan")
    )
    try:
        with store.reading() as db:
            # Addresses are told apart and never kept: what leaves this line is a digest.
            return [Bought(order, _stands_for(email), sku, bundle) for order, email, sku, bundle in db.execute(query)]
    except DBAPIError as problem:
        reason = str(problem.orig).strip().splitlines()[0]
        raise ProjectError(
            f"The orders cannot be read ({reason}). Check AWNING_DATABASE_URL; "
            "`awning checkout migrate` brings a database up to date."
        ) from None


def open_store(url: str) -> Store:
    """The database of a service that has run before; a file that is not there is not made.

    Raises:
        ProjectError: there is no such file, or this is not the address of a database.
    """
    file = sa.make_url(url).database if url.startswith("sqlite") else None
    if file and not Path(file).is_file():
        raise ProjectError(f"{file}: there are no orders yet. Set AWNING_DATABASE_URL if they are kept elsewhere.")
    return Store(url)


def write_insights(
    project: Path, slug: str, found: Mapping[str, Sequence[str]], *, customers_min: int
) -> tuple[Path, bool]:
    """Write what goes together into the project, in one rename, unless the file says just that already.

    Returns:
        The file, and whether it changed.

    Raises:
        ProjectError: the folder cannot be written.
    """
    file = project / "config" / "insights" / f"{slug}.yaml"
    told = {sku: list(others) for sku, others in found.items()}
    header = _HEADER.format(slug=slug, most=SUGGESTIONS_MAX, customers=customers_min)
    text = header + yaml.safe_dump({"together": told}, allow_unicode=True, default_flow_style=None, width=120)
    unfinished = file.with_name(f".{slug}-{os.getpid()}")
    try:
        if file.is_file() and file.read_bytes() == text.encode():
            return file, False
        file.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        unfinished.replace(file)
    except OSError as problem:
        raise ProjectError(f"{file}: cannot be written ({problem.strerror}). Check the folder and the disk.") from None
    finally:
        with suppress(OSError):
            unfinished.unlink()
    return file, True


def _stands_for(email: str) -> str:
    return hashlib.sha256(email.strip().casefold().encode()).hexdigest()
