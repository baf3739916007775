"""The whole checkout on loopback, as a customer, Stripe and a distributor see it, with a clock moved by hand."""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
import yaml
from flask import Flask

from awning.importing import import_feed
from awning.money import Money, total
from awning_checkout import tables as t
from awning_checkout.app import create_app
from awning_checkout.buyers import Register
from awning_checkout.carts import CartLine
from awning_checkout.checkout import Checkout
from awning_checkout.details import Details
from awning_checkout.distributors import Distributor
from awning_checkout.distributors.tmf622 import Tmf622Distributor
from awning_checkout.outbox import Worker
from awning_checkout.quotes import Quote
from awning_checkout.services import Services
from awning_checkout.settings import Settings
from awning_checkout.shops import Shops
from awning_checkout.store import Store
from awning_checkout.stripe_gateway import StripeGateway
from support_distributor import HandClock, SandboxDistributor
from support_stripe_sandbox import API_KEY, WEBHOOK_SECRET, RunningStripe

SHOP, OTHER_SHOP = "pebbletide", "havelwerk"
"""In pounds with 20 % VAT, in English; in euros with 19 % MwSt., in German."""
PUBLIC_URL = "http://127.0.0.1:8010"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
ROOT = Path(__file__).parents[2]

MONTHLY = CartLine("PB-FILTER", "P1M-P1M", 3)
YEARLY = CartLine("PB-FILTER", "P1Y-P1Y", 2)
TRIAL = CartLine("PB-FILTER", "trial-P14D", 5)
ONCE = CartLine("QW-OFFICE-ONE", "once", 1)
ASKING = CartLine("PB-MAIL-BUS", "P1M-P1M", 4)
METERED = CartLine("PB-RELAY", "metered", 1)
RETIRED = CartLine("PB-MAIL-CLASSIC", "P1Y-P1M", 1)
UNKNOWN = CartLine("NOBODY-SELLS-THIS", "once", 1)
HIDDEN = CartLine("KR-PAM", "P1M-P1M", 1)
"""Havelwerk sells it, Pebble & Tide does not."""

ANNA = Details("Anna Brook", "Brook & Daughters", "anna@brook.example", {})
FILLED = {"name": ANNA.name, "company": ANNA.company, "email": ANNA.email, "terms": "yes"}


def make_project(folder: Path) -> Path:
    """A project with the repository's shops and its sample feed imported."""
    shutil.copytree(ROOT / "config", folder / "config")
    for part in ("shops", "finder"):
        shutil.copytree(ROOT / "content" / part, folder / "content" / part)
    import_feed(ROOT / "content" / "feed" / "catalog.json", folder / "var" / "catalog")
    return folder


def change(project: Path, file: str, **keys: Any) -> Path:
    """Set keys of a settings file, by its path in ``config`` without the ending; none takes a key out."""
    path = project / "config" / f"{file}.yaml"
    told: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    told = {name: value for name, value in {**told, **keys}.items() if value is not None}
    path.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return project


@dataclass(frozen=True)
class World:
    """Everything an order meets on its way."""

    store: Store
    shops: Shops
    stripe: RunningStripe
    distributor: SandboxDistributor
    distributor_client: httpx.Client
    gateway: StripeGateway
    settings: Settings
    register: Register | None = None

    @property
    def checkout(self) -> Checkout:
        """The use cases."""
        return Checkout(
            self.store, self.shops, self.gateway, public_url=PUBLIC_URL, clock=self.now, register=self.register
        )

    def moved_to(self, project: Path) -> "World":
        """The same world with the shops of another folder."""
        return replace(self, shops=Shops(project), settings=replace(self.settings, project=project))

    @property
    def clock(self) -> HandClock:
        """The one clock of all of them."""
        return self.distributor.clock

    def now(self) -> datetime:
        """The moment on that clock."""
        return datetime.fromtimestamp(self.clock(), UTC)

    def worker(self, distributor: Distributor | None = None) -> Worker:
        """A worker, with connections of its own unless it is given a distributor."""
        return Worker(
            self.store, self.checkout, distributor or Tmf622Distributor(self.distributor_client), clock=self.now
        )

    def cart(self, *lines: CartLine, shop: str = SHOP, code: str = "") -> str:
        """A cart with these lines, and a coupon's code."""
        cart_id = self.checkout.carts.save(shop, lines)
        if code:
            self.checkout.carts.save_code(shop, cart_id, code)
        return cart_id

    def place(self, cart_id: str, details: Details = ANNA, shop: str = SHOP) -> str:
        """Order a cart at what it costs this customer now, and give the order's token."""
        agreed = self.checkout.offer(shop, cart_id, details).consent
        return self.checkout.place(shop, cart_id, details, agreed)

    def order(self, *lines: CartLine, shop: str = SHOP, details: Details = ANNA, code: str = "") -> str:
        """Order these lines, and give the order's token."""
        return self.place(self.cart(*lines, shop=shop, code=code), details, shop)

    def session(self, token: str, shop: str = SHOP) -> str:
        """Go to the payment page, and give its session's id."""
        address = self.checkout.pay(shop, token)
        assert address is not None
        return address.rpartition("/")[2]

    def complete(self, session_id: str, method: str = "card", **more: Any) -> None:
        """Pay on the payment page."""
        self.stripe.control(f"complete/{session_id}", {"method": method, **more})

    def paid(self, *lines: CartLine, shop: str = SHOP, details: Details = ANNA, code: str = "") -> str:
        """Order these lines, pay for all of them, and give the order's token."""
        token = self.order(*lines, shop=shop, details=details, code=code)
        while address := self.checkout.pay(shop, token):
            session_id = address.rpartition("/")[2]
            self.complete(session_id)
            self.checkout.settle(session_id)
        return token

    def row(self, token: str) -> Any:
        """The order as the database has it."""
        return self.rows(t.orders, token=token)[0]

    def state(self, token: str) -> str:
        """The order's state."""
        return str(self.row(token).state)

    def payments(self, token: str) -> list[Any]:
        """The order's payments."""
        return sorted(self.rows(t.payments, order_id=self.row(token).id), key=lambda payment: payment.position)

    def rows(self, table: sa.Table, **where: Any) -> list[Any]:
        """Rows of a table whose columns have these values."""
        with self.store.transaction() as db:
            return list(db.execute(sa.select(table).filter_by(**where)).all())

    def count(self, table: sa.Table) -> int:
        """How many rows a table has."""
        with self.store.transaction() as db:
            return int(db.scalar(sa.select(sa.func.count()).select_from(table)) or 0)

    def tell(self, table: sa.Table, **values: Any) -> None:
        """Change every row of a table, as only a test may."""
        with self.store.transaction() as db:
            db.execute(table.update().values(**values))

    def contents(self) -> str:
        """A digest of everything in the database."""
        with self.store.transaction() as db:
            said = [
                (table.name, sorted(repr(tuple(row)) for row in db.execute(sa.select(table))))
                for table in t.metadata.sorted_tables
            ]
        return hashlib.sha256(repr(said).encode()).hexdigest()


def due_now(offer: Quote) -> Money:
    """What all first payments of a quote together come to."""
    return total([section.gross for section in offer.sections], offer.currency)


def settings_of(project: Path, database_url: str, stripe_url: str, distributor_url: str) -> Settings:
    """The service's settings on loopback."""
    return Settings(
        project=project,
        database_url=database_url,
        public_url=PUBLIC_URL,
        stripe_key=API_KEY,
        stripe_webhook_secret=WEBHOOK_SECRET,
        stripe_api=stripe_url,
        distributor_url=distributor_url,
    )


def app_of(world: World) -> Flask:
    """The service as it is served, in that world."""
    return create_app(Services(world.store, world.shops, world.gateway, world.checkout, world.now, world.settings))


def forwarded(world: World) -> list[str]:
    """The references of all orders the distributor has, each as often as it has it."""
    return sorted(str(order["externalId"]) for order in world.distributor.orders())


def sums(transfers: Sequence[Any]) -> dict[str, int]:
    """What each account holds after these rows of the ledger, in minor units."""
    held: dict[str, int] = {}
    for each in transfers:
        held[each.source] = held.get(each.source, 0) - each.minor
        held[each.target] = held.get(each.target, 0) + each.minor
    return held
