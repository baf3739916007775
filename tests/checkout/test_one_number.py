"""One price: on the page, for search engines, in the cart, on Stripe's page, on the order: every plan of both shops."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient

from awning.building import build_project
from awning.money import Money
from awning.resources import shipped
from awning_checkout.carts import CartLine
from awning_checkout.order_page import order_page
from awning_checkout.quote_lines import QuoteLine
from awning_checkout.stripe_lines import to_stripe
from support_checkout import ANNA, World
from support_page_prices import Page, pages
from support_stripe_sandbox import API_KEY

LINES = 12
"""In one cart: Stripe's page lists no more than twenty recurring things."""
PLANS_MIN = 250


@pytest.fixture(scope="module")
def shops_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project, built."""
    folder = tmp_path_factory.mktemp("built")
    for part in ("config", "content"):
        shutil.copytree(shipped(part), folder / part)
    assert not build_project(folder, output=folder / "output", quiet=True).failed
    return folder


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("shop", ["havelwerk", "pebbletide"])
def test_the_price_on_the_page_is_the_price_everywhere_after_it(
    shop: str, shops_folder: Path, world: World, client: FlaskClient
) -> None:
    found = [page for page in pages(shops_folder / "output" / shop) if page.plans]
    wishes = [CartLine(page.sku, plan, 1, value) for page in found for plan, value in page.plans.items()]

    orders = [_ordered(world, client, shop, cart) for cart in _carts(wishes)]

    bought = {key: unit for order in orders for key, unit in order.items()}
    assert len(wishes) >= PLANS_MIN
    assert bought == {(wish.sku, wish.plan_id): Decimal(wish.shown) for wish in wishes}
    assert [page.offers for page in found if "bundle" not in page.plans] == [
        _offers(page) for page in found if "bundle" not in page.plans
    ]


def _carts(wishes: Sequence[CartLine]) -> Iterator[list[CartLine]]:
    """The wishes in carts of one kind of plan, so that each is paid in one step."""
    kinds: dict[str, list[CartLine]] = {}
    for wish in wishes:
        kinds.setdefault(wish.plan_id, []).append(wish)
    for alike in kinds.values():
        yield from (alike[start : start + LINES] for start in range(0, len(alike), LINES))


def _ordered(world: World, client: FlaskClient, shop: str, cart: list[CartLine]) -> dict[tuple[str, str], Decimal]:
    """Order a cart, look at every station, and give what each wish costs."""
    cart_id = world.cart(*cart, shop=shop)
    lines = world.checkout.offer(shop, cart_id, ANNA).lines
    review = client.get(f"/{shop}/checkout/{cart_id}").get_data(as_text=True)
    token = world.place(cart_id, shop=shop)
    address = world.checkout.pay(shop, token)
    order = order_page(world.store, world.shops.shop(shop), token)

    words = world.shops.shop(shop).wording
    units = [line.price.unit for line in lines]
    assert [Decimal(value) for value in re.findall(r'<p class="per">[^<]*<data value="([^"]+)"', review)] == units
    assert [item.unit for item in order.items] == [words.money(_money(line)) for line in lines]
    if address is not None:
        charged = Counter(to_stripe(_money(line)) for line in lines if not line.later and line.price.unit)
        asked = Counter(item["price"]["unit_amount"] for item in _session_lines(world, address))
        assert charged <= asked
    return _by_wish(lines)


def _by_wish(lines: Sequence[QuoteLine]) -> dict[tuple[str, str], Decimal]:
    """What one of each wish costs: of a bundle the sum of its items paid each month, as its page says first."""
    sums: dict[tuple[str, str], Decimal] = {}
    for line in lines:
        if not line.setup and (line.bundle is None or line.period == "P1M"):
            key = (line.wish.sku, line.wish.plan_id)
            sums[key] = sums.get(key, Decimal(0)) + line.price.unit
    return sums


def _money(line: QuoteLine) -> Money:
    return Money.from_decimal(line.price.unit, line.price.currency)


def _session_lines(world: World, address: str) -> list[dict[str, Any]]:
    """What Stripe's page lists, as Stripe tells it."""
    session = address.rpartition("/")[2]
    answer = httpx.get(
        f"{world.stripe.url}/v1/checkout/sessions/{session}/line_items",
        params={"limit": 100},
        headers={"Authorization": f"Bearer {API_KEY}"},
        trust_env=False,
    )
    return answer.raise_for_status().json()["data"]


def _offers(page: Page) -> list[str]:
    """What machines are told: every plan that costs something."""
    return sorted(value for value in page.plans.values() if Decimal(value))
