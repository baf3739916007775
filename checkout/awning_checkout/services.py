"""The parts of the service, put together from its settings; routes find them through the application."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from flask import Flask, current_app

from awning_checkout.checkout import Checkout
from awning_checkout.settings import Settings
from awning_checkout.shops import Shops
from awning_checkout.store import Store
from awning_checkout.stripe_gateway import StripeGateway
from awning_checkout.vies import Vies


@dataclass(frozen=True, slots=True)
class Services:
    """What the routes work with."""

    store: Store
    shops: Shops
    gateway: StripeGateway
    checkout: Checkout
    clock: Callable[[], datetime]
    settings: Settings


def assemble(settings: Settings, clock: Callable[[], datetime] | None = None) -> Services:
    """Make the parts of the service from its settings; the tables must be there already."""
    tick = clock or now
    store = Store(settings.database_url)
    shops = Shops(settings.project, settings.shop_urls, settings.shells)
    gateway = StripeGateway(
        settings.stripe_key, settings.stripe_webhook_secret, account=settings.stripe_account, api=settings.stripe_api
    )
    register = Vies(settings.vies_url) if settings.vies_url else None
    checkout = Checkout(store, shops, gateway, public_url=settings.public_url, clock=tick, register=register)
    return Services(store, shops, gateway, checkout, tick, settings)


def services() -> Services:
    """The parts, from within a request."""
    return cast("Services", current_app.extensions["awning"])


def give(app: Flask, parts: Services) -> None:
    """Give an application its parts."""
    app.extensions["awning"] = parts


def now() -> datetime:
    """This moment, with its zone."""
    return datetime.now(UTC)
