"""Nothing private is published: no cost, no margin, nobody else's name, no key."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from awning.errors import LeakFound
from awning.pages.leaks import LeakScan
from support_feeds import Record, offering_row, without
from support_settings import PROJECT, changed
from support_shops import SHOP, built, built_well, change_feed, files_of, small_project

OWN = {"havelwerk": b"Havelwerk", "pebbletide": b"Pebble &amp; Tide"}
OTHERS = {
    "havelwerk": ("Northgate", "Awning Cloud Operations", "Mittelstandskontor", "Pebble &amp; Tide", "pebbletide"),
    "pebbletide": ("Northgate", "Awning Cloud Operations", "Mittelstandskontor", "Havelwerk", "havelwerk"),
}


def numbers_of(amount: str) -> tuple[str, ...]:
    """An amount as English and German pages, scripts and digests would have it."""
    whole, _, decimals = amount.partition(".")
    return (amount, f"{whole},{decimals}", f"{whole}{decimals}", f"{int(whole):,}.{decimals}")


def private_page(project: Path, text: str) -> None:
    folder = project / "content" / "shops" / "blue-sky" / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "help.md").write_text(f"Title: Help\nSlug: help\n\n{text}\n", encoding="utf-8")


@pytest.mark.parametrize("shop", OTHERS)
def test_no_page_of_a_sample_shop_names_anybody_else_in_the_chain(sample_shops: Path, shop: str) -> None:
    files = files_of(sample_shops / "output" / shop) | files_of(sample_shops / "var" / "shells" / shop)

    found = [(path, name) for path, content in files.items() for name in OTHERS[shop] if name.encode() in content]

    assert found == []
    assert OWN[shop] in files["index.html"]


def test_costs_floors_and_markups_stand_in_no_file(project: Path) -> None:
    # Canaries: amounts so odd that they stand for nothing else.
    canaries = {"cost": 7136.29, "floor": 4917.83}

    def plant(row: Record) -> Record:
        prices = [price for price in row.get("productOfferingPrice", []) if price["role"] != "floor"]
        for price in [price for price in prices if price["role"] == "cost"]:
            price["price"]["value"] = canaries["cost"]
            prices.append(price | {"role": "floor", "price": price["price"] | {"value": canaries["floor"]}})
        return row | ({"productOfferingPrice": prices} if prices else {})

    for shop in OTHERS:
        settings = project / "config" / "resellers" / f"{shop}.yaml"
        settings.write_text(re.sub(r"markup: [\d.]+", "markup: 61.8347", settings.read_text("utf-8")), "utf-8")
    common = project / "config" / "awning.yaml"
    common.write_text(common.read_text("utf-8").replace("gold: -3 ", "gold: -3.4172 "), "utf-8")
    change_feed(project, plant)

    built_well(project)

    secrets = [*numbers_of("7136.29"), *numbers_of("4917.83"), "61.8347", "61,8347", "3.4172", "3,4172"]
    secrets += numbers_of(str(Decimal("7136.29") * (100 - Decimal("3.4172")) / 100)[:7])
    for shop in OTHERS:
        files = files_of(project / "output" / shop) | files_of(project / "var" / "shells" / shop)
        assert [(path, secret) for path, text in files.items() for secret in secrets if secret.encode() in text] == []
    # The price made of them is there: 7136.29 - 3.4172 % + 61.8347 % = 11154.34...
    pages = files_of(project / "output" / "havelwerk" / "products").values()
    assert sum("11.154,34\xa0€".encode() in page for page in pages) >= 3


def test_the_manifest_and_the_shells_lie_outside_of_what_is_published(six_shops: Path) -> None:
    names = [path.name for path in (six_shops / "output").rglob("*")]

    assert [name for name in names if name.endswith((".sqlite", ".yaml", ".md", ".py", ".env"))] == []


@pytest.mark.parametrize("key", ["sk_live_51Hx", "sk_test_51Hx", "rk_live_51Hx", "rk_test_51Hx", "whsec_9f2c"])
def test_a_key_of_stripe_in_a_page_fails_the_build_and_publishes_nothing(tmp_path: Path, key: str) -> None:
    project = small_project(tmp_path / "p", offering_row())
    built_well(project)
    before = files_of(project / "output") | files_of(project / "var" / "shells")
    private_page(project, f"Our key is\n`{key}`.")
    change_feed(
        project, lambda row: row | {"name": "New name", "i18n": {}} if row["@type"] == "ProductOffering" else row
    )

    shop = built(project)["blue-sky"]

    prefix = key.rpartition("_")[0] + "_"
    assert re.fullmatch(
        rf"help\.html, line \d+: '{prefix}' is private and stands in a page\. Remove it from the text, the template "
        r"or the feed; nothing of this shop was published\.",
        "".join(shop.errors),
    )
    assert files_of(project / "output") | files_of(project / "var" / "shells") == before


def test_a_leak_in_the_very_last_file_publishes_nothing_of_a_new_shop(tmp_path: Path) -> None:
    project = small_project(tmp_path / "p", offering_row())
    (project / "content" / "logo.svg").write_text("<svg><title>whsec_1</title></svg>")

    shop = built(project)["blue-sky"]

    assert shop.errors[0].startswith("brand/favicon.svg, line 1: 'whsec_' is private")
    assert list((project / "output").iterdir()) == []
    assert not (project / "var" / "shells").exists()


def test_a_publishable_key_may_be_seen(tmp_path: Path) -> None:
    project = small_project(tmp_path / "p", offering_row())
    private_page(project, "pk_live_51Hx")

    assert built(project)["blue-sky"].errors == ()


@pytest.mark.parametrize(
    ("field", "text"),
    [("name", "Mailbox by Northgate"), ("description", "Sold by Northgate to firms."), ("brand", "Platform")],
)
def test_a_name_of_the_chain_in_the_feed_fails_the_build(tmp_path: Path, field: str, text: str) -> None:
    row = without(offering_row(), "i18n")
    if field == "brand":
        row["productSpecification"] = row["productSpecification"] | {"brand": text}
    else:
        row[field] = text

    shop = built(small_project(tmp_path / "p", row))["blue-sky"]

    assert "is private and stands in a page" in shop.errors[0]


@pytest.mark.parametrize("name", ["Müller & Söhne", "O'Hara <IT>", 'The "Best"', "Blue\u2019s"])
def test_a_name_is_found_as_it_is_written_in_html_and_in_scripts(tmp_path: Path, name: str) -> None:
    row = without(offering_row(name=f"Mailbox of {name}"), "i18n", "description")
    project = PROJECT.replace("name: Northgate", f"name: {name!r}" if '"' in name else f'name: "{name}"')

    shop = built(small_project(tmp_path / "p", row, project=project))["blue-sky"]

    assert f"{name!r} is private" in shop.errors[0]


def test_two_shops_of_one_firm_on_one_host_are_not_leaks_of_each_other(tmp_path: Path) -> None:
    project = small_project(tmp_path / "p", offering_row())
    care = changed(changed(SHOP, "Blue Sky IT\nurl", "Blue Sky IT Care\nurl"), "example.com\n", "example.com/care\n")
    (project / "config" / "resellers" / "care.yaml").write_text(care)

    shops = built(project)

    assert shops["care"].errors == ()
    # The other way round it is a leak like any other: nothing of Care belongs into Blue Sky's pages.
    private_page(project, "Ask Blue Sky IT Care.")
    assert "'Blue Sky IT Care' is private" in built(project)["blue-sky"].errors[0]


def test_the_scan_says_file_line_and_what_to_do() -> None:
    scan = LeakScan(["Northgate"])

    scan.check("fine.html", b"<p>Northbound gates</p>")
    with pytest.raises(LeakFound) as leak:
        scan.check("page.html", b"<p>\n\n<b>Northgate</b>")

    assert str(leak.value) == (
        "page.html, line 3: 'Northgate' is private and stands in a page. "
        "Remove it from the text, the template or the feed; nothing of this shop was published."
    )


def test_an_empty_name_is_no_leak() -> None:
    LeakScan([""]).check("page.html", b"<p>Anything</p>")
