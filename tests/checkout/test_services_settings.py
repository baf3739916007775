"""Settings of the service: all that is missing told at once, secrets from files, and never in print."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from awning.errors import SettingsError
from awning.price_record import history_file, record
from awning_checkout.errors import NotHere
from awning_checkout.quoting import quote
from awning_checkout.services import assemble
from awning_checkout.settings import from_environment
from awning_checkout.shops import Shops
from awning_checkout.stripe_gateway import StripeGateway
from support_checkout import MONTHLY, OTHER_SHOP, SHOP, change

WHOLE = {
    "AWNING_CHECKOUT_URL": "https://pay.example.com/",
    "AWNING_STRIPE_KEY": "rk_test_verysecretkey",
    "AWNING_STRIPE_WEBHOOK_SECRET": "whsec_verysecrethook",
    "AWNING_DISTRIBUTOR_URL": "https://api.distributor.example",
    "AWNING_DISTRIBUTOR_TOKEN": "verysecrettoken",
}


def test_what_is_needed_is_read_from_the_environment(tmp_path: Path) -> None:
    settings = from_environment(tmp_path, WHOLE)

    assert settings.public_url == "https://pay.example.com"
    assert settings.stripe_key == "rk_test_verysecretkey"
    assert settings.stripe_webhook_secret == "whsec_verysecrethook"
    assert settings.distributor_url == "https://api.distributor.example"
    assert settings.distributor_token == "verysecrettoken"
    assert (settings.stripe_account, settings.stripe_api) == (None, None)


def test_orders_are_kept_beside_the_catalog_unless_told_otherwise(tmp_path: Path) -> None:
    assert from_environment(tmp_path, WHOLE).database_url == f"sqlite:///{tmp_path}/var/orders.sqlite"


def test_everything_that_is_missing_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as problem:
        from_environment(tmp_path, {})

    said = str(problem.value)
    for name in WHOLE:
        assert (f"{name}: " in said) == (name != "AWNING_DISTRIBUTOR_TOKEN")
    assert "without it anybody could fake a payment" in said


@pytest.mark.parametrize("missing", [name for name in WHOLE if name != "AWNING_DISTRIBUTOR_TOKEN"])
@pytest.mark.parametrize("nothing", [{}, {"": ""}], ids=["left out", "left empty"])
def test_a_start_without_any_of_them_is_refused(tmp_path: Path, missing: str, nothing: Mapping[str, str]) -> None:
    environment = {**WHOLE, missing: ""} if nothing else {k: v for k, v in WHOLE.items() if k != missing}

    with pytest.raises(SettingsError, match=f"{missing}: "):
        from_environment(tmp_path, environment)


@pytest.mark.parametrize(
    "name", ["AWNING_STRIPE_KEY", "AWNING_STRIPE_WEBHOOK_SECRET", "AWNING_DISTRIBUTOR_TOKEN", "AWNING_DATABASE_URL"]
)
def test_a_secret_may_stand_in_a_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("sqlite:///from-a-file\n")

    settings = from_environment(tmp_path, {**WHOLE, f"{name}_FILE": str(tmp_path / "secret")})

    found = {settings.stripe_key, settings.stripe_webhook_secret, settings.distributor_token, settings.database_url}
    assert "sqlite:///from-a-file" in found


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, "AWNING_STRIPE_KEY_FILE: .*secret cannot be read", id="not there"),
        pytest.param(b"\xff\xfe", "AWNING_STRIPE_KEY_FILE: .*secret cannot be read", id="not text"),
        pytest.param(b" \n", "AWNING_STRIPE_KEY: ", id="empty"),
    ],
)
def test_a_file_that_holds_no_secret_is_told(tmp_path: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)

    with pytest.raises(SettingsError, match=said):
        from_environment(tmp_path, {**WHOLE, "AWNING_STRIPE_KEY_FILE": str(tmp_path / "secret")})


def test_secrets_never_print(tmp_path: Path) -> None:
    database = {"AWNING_DATABASE_URL": "postgresql+psycopg://shop:verysecretpassword@db/orders"}
    settings = from_environment(tmp_path, {**WHOLE, **database})

    assert "verysecret" not in repr(settings)
    assert "verysecret" not in str(settings)


@pytest.mark.parametrize(("key", "secret"), [("", "whsec_1"), ("sk_test_1", "")])
def test_a_gateway_without_a_secret_is_refused(key: str, secret: str) -> None:
    with pytest.raises(ValueError, match="are needed"):
        StripeGateway(key, secret)


def test_the_service_is_put_together_from_its_settings(project: Path) -> None:
    parts = assemble(from_environment(project, WHOLE))

    assert parts.store.is_sqlite
    assert parts.shops.shop(SHOP).reseller.name == "Pebble & Tide"
    assert parts.clock().utcoffset() is not None
    parts.store.close()


# The shops of a project.


@pytest.mark.parametrize("slug", ["", "nobody", "..", "../havelwerk", "Havelwerk", "havelwerk.yaml", "a\x00b"])
def test_there_is_no_shop_but_those_of_the_project(shops: Shops, slug: str) -> None:
    with pytest.raises(NotHere):
        shops.shop(slug)


def test_settings_changed_while_it_runs_are_seen(project: Path) -> None:
    shops = Shops(project)
    before = shops.shop(SHOP).reseller.name
    file = project / "config" / "resellers" / f"{SHOP}.yaml"
    file.write_text(file.read_text().replace("name: Pebble & Tide", "name: Pebble and Tide", 1))

    assert (before, shops.shop(SHOP).reseller.name) == ("Pebble & Tide", "Pebble and Tide")


def test_what_a_shop_builds_on_counts_as_its_own_settings(project: Path) -> None:
    base = project / "config" / "resellers" / "_base.yaml"
    base.write_text("coupons: [{code: SPRING, off: 10}]\n", encoding="utf-8")
    change(project, f"resellers/{SHOP}", extends="_base.yaml")
    shops = Shops(project)
    before = [coupon.code for coupon in shops.shop(SHOP).reseller.coupons]

    base.write_text("coupons: [{code: SUMMER, off: 10}]\n", encoding="utf-8")

    assert before == ["SPRING"]
    assert [coupon.code for coupon in shops.shop(SHOP).reseller.coupons] == ["SUMMER"]


def test_a_promotion_is_held_at_the_checkout_too(project: Path) -> None:
    asked, begins = datetime(2026, 9, 1, tzinfo=UTC), {"name": "Sale", "off": 50, "from": "2026-11-01"}
    record(history_file(project, SHOP), [("PB-FILTER", "P1M-P1M", Decimal("1.46"))], "GBP", asked)
    change(project, f"resellers/{SHOP}", promotions=[{**begins, "until": "2026-11-30"}])
    book = Shops(project).book(SHOP, datetime(2026, 11, 22, tzinfo=UTC))

    offer = quote(book, [MONTHLY])

    assert (offer.lines[0].price.promotion, offer.lines[0].price.was) == ("Sale", Decimal("1.46"))


def test_vat_numbers_are_confirmed_only_where_an_address_is_set(tmp_path: Path) -> None:
    without = from_environment(tmp_path, WHOLE)
    asked = from_environment(tmp_path, {**WHOLE, "AWNING_VIES_URL": "https://vies.example/check"})

    assert (without.vies_url, asked.vies_url) == ("", "https://vies.example/check")


def test_settings_that_are_broken_while_somebody_edits_do_not_stop_the_shop(project: Path) -> None:
    shops = Shops(project)
    shops.shop(SHOP)
    file = project / "config" / "resellers" / f"{SHOP}.yaml"
    file.write_text("name: [")

    assert shops.shop(SHOP).reseller.name == "Pebble & Tide"


def test_one_shops_broken_settings_do_not_stop_another(project: Path) -> None:
    shops = Shops(project)
    (project / "config" / "resellers" / f"{SHOP}.yaml").write_text("name: [")

    with pytest.raises(SettingsError):
        shops.shop(SHOP)
    assert shops.shop(OTHER_SHOP).reseller.name == "Havelwerk Systemhaus"


def test_a_shop_that_was_built_lends_its_face(project: Path) -> None:
    shell = project / "var" / "shells" / SHOP / "en.html"
    shell.parent.mkdir(parents=True)
    shell.write_text("<html><title><!--awning:title--> - Pebble</title><main><!--awning:content--></main></html>")

    page = Shops(project).shop(SHOP).page("Your cart", "<p>Empty</p>")

    assert page == "<html><title>Your cart - Pebble</title><main><p>Empty</p></main></html>"


def test_a_shop_that_was_never_built_sells_on_a_plain_page(shops: Shops) -> None:
    page = shops.shop(OTHER_SHOP).page("Warenkorb", "<p>Leer</p>")

    assert page.startswith('<!doctype html><html lang="de">')
    assert "<title>Warenkorb</title>" in page
    assert "<p>Leer</p>" in page
