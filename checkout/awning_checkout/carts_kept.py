"""The carts that are kept: each under an unguessable id, found in its own shop only, until it is ordered."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from awning_checkout import tables as t
from awning_checkout.carts import CartLine, merged
from awning_checkout.errors import NotHere
from awning_checkout.shops import Shops
from awning_checkout.store import Store

CODE_MAX = 40
"""Letters; no coupon has more."""


class KeptCarts:
    """Carts of all shops."""

    def __init__(self, store: Store, shops: Shops, clock: Callable[[], datetime]) -> None:
        """Take the parts; ``clock`` gives moments with a zone."""
        self._store = store
        self._shops = shops
        self._clock = clock

    def save(self, reseller: str, lines: Sequence[CartLine], cart_id: str | None = None, *, language: str = "") -> str:
        """Keep a cart, and give its unguessable id; an ordered or unknown cart is left alone for a new one.

        ``language`` is the one it is spoken of in from now on; one the shop does not speak changes nothing.
        """
        spoken = {"language": language} if language in self._shops.shop(reseller).languages else {}
        # One line per plan, so that a line's place in the cart is the one its quantity field names.
        rows = [asdict(line) for line in merged(lines)]
        with self._store.transaction() as db:
            if cart_id and self._changeable(db, reseller, cart_id):
                db.execute(t.carts.update().where(t.carts.c.id == cart_id).values(lines=rows, **spoken))
                return cart_id
            new = secrets.token_urlsafe(24)
            made = {"id": new, "reseller": reseller, "lines": rows, "created_at": self._clock(), **spoken}
            db.execute(t.carts.insert().values(made))
            return new

    def speak(self, reseller: str, cart_id: str, language: str) -> None:
        """Speak of a cart in another language from now on; one the shop does not speak changes nothing."""
        if language not in self._shops.shop(reseller).languages:
            return
        with self._store.transaction() as db:
            if self._changeable(db, reseller, cart_id):
                db.execute(t.carts.update().where(t.carts.c.id == cart_id).values(language=language))

    def language(self, reseller: str, cart_id: str) -> str:
        """The language a cart is spoken of in; empty for the shop's first, and of a cart that is not there."""
        query = sa.select(t.carts.c.language).where(t.carts.c.id == cart_id, t.carts.c.reseller == reseller)
        with self._store.reading() as db:
            return str(db.scalar(query) or "")

    def save_code(self, reseller: str, cart_id: str, code: str) -> None:
        """Lay a coupon's code into a cart, whatever it is worth; an empty one takes it out.

        Raises:
            NotHere: there is no such cart in this shop, or it was ordered.
        """
        # What cannot be printed is in no code, and some of it no database can keep.
        text = "".join(letter for letter in code.upper() if letter.isprintable() and not letter.isspace())[:CODE_MAX]
        with self._store.transaction() as db:
            if not self._changeable(db, reseller, cart_id):
                raise NotHere("There is no such cart.")
            db.execute(t.carts.update().where(t.carts.c.id == cart_id).values(coupon=text))

    def whole(self, reseller: str, cart_id: str) -> tuple[list[CartLine], str]:
        """The lines of a cart, and the code that lies in it.

        Raises:
            NotHere: there is no such cart in this shop.
        """
        query = sa.select(t.carts.c.lines, t.carts.c.coupon)
        with self._store.reading() as db:
            row = db.execute(query.where(t.carts.c.id == cart_id, t.carts.c.reseller == reseller)).one_or_none()
        if row is None:
            raise NotHere("There is no such cart.")
        return [CartLine(**line) for line in row.lines], row.coupon

    def lines(self, reseller: str, cart_id: str) -> list[CartLine]:
        """The lines of a cart.

        Raises:
            NotHere: there is no such cart in this shop.
        """
        return self.whole(reseller, cart_id)[0]

    def order_of(self, reseller: str, cart_id: str) -> str | None:
        """The token of the order that a cart of this shop became, or none."""
        query = sa.select(t.orders.c.token).where(t.orders.c.cart_id == cart_id, t.orders.c.reseller == reseller)
        with self._store.reading() as db:
            return db.scalar(query)

    def _changeable(self, db: sa.Connection, reseller: str, cart_id: str) -> bool:
        """Whether the cart is this shop's and not an order yet."""
        known = db.scalar(sa.select(t.carts.c.id).where(t.carts.c.id == cart_id, t.carts.c.reseller == reseller))
        ordered = db.scalar(sa.select(t.orders.c.id).where(t.orders.c.cart_id == cart_id))
        return known is not None and ordered is None
