"""Settings: checked as a whole, and every mistake said with its place and what to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from awning.config import (
    ExchangeRate,
    Reseller,
    Rule,
    TaxDisplay,
    digest,
    read_project,
    read_reseller,
    reseller_slugs,
)
from awning.errors import ProjectError, SettingsError
from support_settings import PROJECT, RESELLER, changed, project_folder


def read(folder: Path) -> Reseller:
    return read_reseller(folder, "blue-sky", read_project(folder))


def mistakes(folder: Path) -> list[str]:
    """What is said about the project, with the folder left out."""
    with pytest.raises(SettingsError) as refusal:
        read(folder)
    return [line.replace(f"{folder}/config/", "") for line in str(refusal.value).splitlines()]


def test_settings_are_read_as_they_are_written(tmp_path: Path) -> None:
    folder = project_folder(tmp_path)

    project = read_project(folder)
    reseller = read_reseller(folder, "blue-sky", project)

    assert project.distributor.groups == {"silver": 0, "gold": -3}
    assert project.operator is not None
    assert project.operator.fee_percent == Decimal("2.5")
    assert project.exchange_rates == (
        ExchangeRate(base="USD", quote="EUR", rate=Decimal("0.9213"), date=date(2026, 11, 20), source="ECB"),
    )
    assert (reseller.slug, reseller.name, reseller.currency) == ("blue-sky", "Blue Sky IT", "EUR")
    assert reseller.tax.shown is TaxDisplay.EXCLUDING
    assert reseller.brand.colour == "#1f5c4d"
    assert reseller.rules == (Rule(markup=Decimal(25)), Rule(vendor="Mailwright", markup=Decimal("30.5")))
    assert [(rule.method, rule.value) for rule in reseller.rules] == [
        ("markup", Decimal(25)),
        ("markup", Decimal("30.5")),
    ]


def test_a_shop_in_norway_stays_in_norway(tmp_path: Path) -> None:
    folder = project_folder(tmp_path, reseller=changed(RESELLER, "country: DE", "country: NO"))

    assert read(folder).country == "NO"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            "currency: EUR",
            "curency: EUR",
            "resellers/blue-sky.yaml:5:1: curency: there is no such setting. Did you mean currency? Known are name,",
            id="a misspelt key",
        ),
        pytest.param(
            "  colour: '#1F5C4D'",
            "  colour: '#1F5C4D'\n  color: '#000000'",
            "resellers/blue-sky.yaml:13:3: brand.color: there is no such setting. Did you mean colour? Known are logo,",
            id="a misspelt key, inside",
        ),
        pytest.param(
            "    markup: 30.5",
            "    markup: 30.5\n    vendr: x",
            "resellers/blue-sky.yaml:28:5: rules.2.vendr: there is no such setting. Did you mean vendor? Known are",
            id="a misspelt key in a list",
        ),
        pytest.param(
            "rules:",
            "agents:\n- name: Ann\n  commission: 5\nrules:",
            "resellers/blue-sky.yaml:26:3: agents.1.commission: there is no such setting. Did you mean commission_p",
            id="a misspelt key in an optional section",
        ),
        pytest.param(
            "country: DE",
            "country: DE\nslug: other",
            "resellers/blue-sky.yaml:5:1: slug: is not set here; it is the name of the file.",
            id="a slug",
        ),
        pytest.param("name: Blue Sky IT\n", "", "resellers/blue-sky.yaml:1:1: name: is missing. Add it.", id="no name"),
        pytest.param(
            "  tagline: Clouds for offices\n",
            "",
            "resellers/blue-sky.yaml:15:3: texts.tagline: is missing. Add it.",
            id="no tagline",
        ),
        pytest.param(
            "country: DE",
            "country: de",
            "resellers/blue-sky.yaml:4:10: country: 'de' is no country of ISO 3166. Did you mean DE? Write two capital",
            id="a country in small letters",
        ),
        pytest.param(
            "country: DE",
            "country: UK",
            "resellers/blue-sky.yaml:4:10: country: 'UK' is no country of ISO 3166. Did you mean GB? Write two",
            id="the United Kingdom by habit",
        ),
        pytest.param(
            "country: DE",
            "country: Germany",
            "resellers/blue-sky.yaml:4:10: country: 'Germany' is no country of ISO 3166. Did you mean DE? Write two",
            id="a country by its name",
        ),
        pytest.param(
            "country: DE",
            "country: XX",
            "resellers/blue-sky.yaml:4:10: country: 'XX' is no country of ISO 3166. Write two capital letters, as DE.",
            id="no country",
        ),
        pytest.param(
            "  - vendor: Mailwright\n",
            "  - {offering: HK-SRV, price: 14,90}\n  - vendor: Mailwright\n",
            "resellers/blue-sky.yaml:26:31: rules.2.price: 14,90 has a comma: write 14.90.",
            id="a comma for a dot",
        ),
        pytest.param(
            "country: DE",
            "country: false",
            "resellers/blue-sky.yaml:4:10: country: false does not fit: a text is needed here; put it in quotes.",
            id="a country that is false",
        ),
        pytest.param(
            "language: de",
            "language: fr",
            "resellers/blue-sky.yaml:3:11: language: 'fr' does not fit: input should be 'en', 'de', 'nl' or 'it'.",
            id="a language nobody translated",
        ),
        pytest.param(
            "currency: EUR",
            "currency: EURO",
            "resellers/blue-sky.yaml:5:11: currency: 'EURO' is not a currency of ISO 4217, as EUR or GBP.",
            id="a currency",
        ),
        pytest.param(
            "'#1F5C4D'",
            "green",
            "resellers/blue-sky.yaml:12:11: brand.colour: 'green' is not a colour: write # and six hexadecimal digits,",
            id="a colour by name",
        ),
        pytest.param(
            "'#1F5C4D'",
            "#1F5C4D",
            "resellers/blue-sky.yaml:12:10: brand.colour: nothing does not fit: a text is needed here; put it in "
            "quotes. `#` begins a comment: write '#1F5C4D', in quotes.",
            id="a colour without quotes is a comment",
        ),
        pytest.param(
            "https://shop.example.com",
            "shop.example.com",
            "resellers/blue-sky.yaml:2:6: url: 'shop.example.com' is not a web address: write it whole,",
            id="an address without its beginning",
        ),
        pytest.param(
            "content/logo.svg",
            "content/nowhere.svg",
            "resellers/blue-sky.yaml:11:9: brand.logo: content/nowhere.svg is not there. Put the logo there or correct",
            id="a missing logo",
        ),
        pytest.param(
            "content/logo.svg",
            "../../../../../etc/passwd",
            "resellers/blue-sky.yaml:11:9: brand.logo: ../../../../../etc/passwd is outside of the project folder.",
            id="a logo of somebody else",
        ),
        pytest.param(
            "content/logo.svg",
            "/etc/passwd",
            "resellers/blue-sky.yaml:11:9: brand.logo: /etc/passwd is outside of the project folder.",
            id="a logo of the machine",
        ),
        pytest.param(
            "content/logo.svg",
            "content",
            "resellers/blue-sky.yaml:11:9: brand.logo: content is not there.",
            id="a folder for a logo",
        ),
        pytest.param(
            "group: gold",
            "group: glod",
            "resellers/blue-sky.yaml:6:8: group: 'glod' is no group of the distributor. Did you mean gold? Groups",
            id="an unknown group",
        ),
        pytest.param(
            "group: gold",
            "content: /var/log",
            "resellers/blue-sky.yaml:6:10: content: /var/log is outside of the project folder.",
            id="texts of the machine",
        ),
        pytest.param(
            "  - markup: 25",
            "  - markup: -100.5",
            "resellers/blue-sky.yaml:25:13: rules.1.markup: '-100.5' does not fit: input should be greater than or",
            id="paying the customer",
        ),
        pytest.param(
            "  - markup: 25",
            "  - markup: a quarter",
            "resellers/blue-sky.yaml:25:13: rules.1.markup: 'a quarter' does not fit: a number is needed here,",
            id="a markup in words",
        ),
        pytest.param(
            "  - markup: 25",
            "  - markup: 1e-9",
            "resellers/blue-sky.yaml:25:13: rules.1.markup: '1E-9' does not fit: decimal input should have no more",
            id="a markup of many decimals",
        ),
        pytest.param(
            "  - markup: 25",
            "  - markup: .nan",
            "resellers/blue-sky.yaml:25:13: rules.1.markup: '.nan' does not fit",
            id="a markup that is no number",
        ),
        pytest.param(
            "  - vendor: Mailwright",
            "  - vendor: Mailwright\n    offering: MAIL-1",
            "resellers/blue-sky.yaml:26:5: rules.2: offering stands alone: an offering has one category and one vendor",
            id="a rule with two targets",
        ),
        pytest.param(
            "  - vendor: Mailwright\n",
            "  -\n",
            "resellers/blue-sky.yaml:27:5: rules.2: this and rules.1 (line 25) are for the same thing at the same",
            id="two rules for everything",
        ),
        pytest.param(
            "  - markup: 25\n  - vendor: Mailwright\n    markup: 30.5",
            "  markup: 25",
            "resellers/blue-sky.yaml:25:3: rules: a section does not fit: a list is needed here, each entry on a line",
            id="a rule outside of a list",
        ),
        pytest.param(
            "  - markup: 25\n  - vendor: Mailwright\n    markup: 30.5",
            "  []",
            "resellers/blue-sky.yaml:25:3: rules: a list does not fit: ",
            id="no rules",
        ),
        pytest.param(
            "tax:\n  name: MwSt.\n  rate: 19",
            "tax: 19",
            "resellers/blue-sky.yaml:7:6: tax: '19' does not fit: a section is needed here, with keys on lines",
            id="a number for a section",
        ),
        pytest.param(
            "  rate: 19",
            "  rate: 101",
            "resellers/blue-sky.yaml:9:9: tax.rate: '101' does not fit: input should be less than or equal to 100.",
            id="more tax than price",
        ),
        pytest.param(
            "  phone: +49 30 123456",
            "  phone: 4930123456",
            "resellers/blue-sky.yaml:22:10: contact.phone: '4930123456' does not fit: a text is needed here; put it in",
            id="a telephone number without spaces",
        ),
    ],
)
def test_a_mistake_is_said_with_its_place_and_what_to_do(old: str, new: str, said: str, tmp_path: Path) -> None:
    folder = project_folder(tmp_path, reseller=changed(RESELLER, old, new))

    found = mistakes(folder)

    assert any(line.startswith(said) for line in found), found


def test_all_mistakes_are_said_in_one_go(tmp_path: Path) -> None:
    spoilt = changed(changed(RESELLER, "currency: EUR", "currency: EURO"), "rate: 19", "rate: -1")
    folder = project_folder(tmp_path, reseller=changed(spoilt, "name: Blue Sky IT", "title: Blue Sky IT"))

    found = mistakes(folder)

    assert len(found) == 4
    assert all(line.startswith("resellers/blue-sky.yaml:") for line in found)


def test_a_logo_may_lie_behind_a_link_inside_the_project_and_not_outside(tmp_path: Path) -> None:
    folder = project_folder(tmp_path / "project", reseller=changed(RESELLER, "content/logo.svg", "content/link.svg"))
    (tmp_path / "secret.svg").write_text("<svg/>")
    link = folder / "content" / "link.svg"
    link.symlink_to("logo.svg")

    assert read(folder).brand.logo == "content/link.svg"
    link.unlink()
    link.symlink_to(tmp_path / "secret.svg")

    assert "content/link.svg is outside of the project folder" in mistakes(folder)[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            "distributor:",
            "distributer:",
            "awning.yaml:1:1: distributer: there is no such setting. Did you mean distributor?",
            id="a misspelt key",
        ),
        pytest.param(
            "    gold: -3",
            "    gold: cheap",
            "awning.yaml:5:11: distributor.groups.gold: 'cheap' does not fit",
            id="a group",
        ),
        pytest.param(
            "base: USD",
            "base: US$",
            "awning.yaml:10:11: exchange_rates.1.base: 'US$' is not a currency",
            id="a currency",
        ),
        pytest.param(
            "rate: 0.9213", "rate: 0", "awning.yaml:12:11: exchange_rates.1.rate: '0' does not fit", id="a rate of 0"
        ),
        pytest.param(
            "date: 2026-11-20",
            "date: yesterday",
            "awning.yaml:13:11: exchange_rates.1.date: 'yesterday' is not a day: write year,",
            id="a date",
        ),
        pytest.param(
            "    source: ECB\n",
            "    source: ECB\n  - {base: USD, quote: EUR, rate: 0.93, date: 2026-11-20, source: Bank}\n",
            "awning.yaml:15:5: exchange_rates.2: USD to EUR of 2026-11-20 stands there twice: keep one of them.",
            id="two rates of a day",
        ),
        pytest.param(
            "  fee_percent: 2.5",
            "  fee_percent: 101",
            "awning.yaml:8:16: operator.fee_percent: '101' does not fit",
            id="a fee above 100 %",
        ),
    ],
)
def test_mistakes_in_the_project_file_are_said_so_too(old: str, new: str, said: str, tmp_path: Path) -> None:
    folder = project_folder(tmp_path, project=changed(PROJECT, old, new))

    found = mistakes(folder)

    assert any(line.startswith(said) for line in found), found


def test_a_project_without_settings_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"awning\.yaml: there is no such file\. `awning init DIR` makes a project"):
        read_project(tmp_path)


def test_resellers_are_listed_by_their_files(tmp_path: Path) -> None:
    folder = project_folder(tmp_path)
    (folder / "config" / "resellers" / "alpha.yaml").write_text(RESELLER)

    assert reseller_slugs(folder) == ["alpha", "blue-sky"]


def test_a_project_without_resellers_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no reseller is here"):
        reseller_slugs(tmp_path)


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        pytest.param(
            "blue-ski", "there is no reseller 'blue-ski'. Did you mean blue-sky? Known are blue-sky.", id="near"
        ),
        pytest.param("zzz", "there is no reseller 'zzz'. Known are blue-sky.", id="far"),
        pytest.param("../awning", "a reseller's file is named with small letters, digits and dashes", id="a path"),
        pytest.param("Blue", "a reseller's file is named with small letters, digits and dashes", id="capitals"),
        pytest.param("", "a reseller's file is named with small letters, digits and dashes", id="nothing"),
    ],
)
def test_a_reseller_that_is_not_there_is_said_so(slug: str, said: str, tmp_path: Path) -> None:
    folder = project_folder(tmp_path)

    with pytest.raises(SettingsError) as refusal:
        read_reseller(folder, slug, read_project(folder))

    assert said in str(refusal.value)


def test_a_digest_says_whether_settings_changed(tmp_path: Path) -> None:
    folder = project_folder(tmp_path)
    reseller = read(folder)

    assert digest(reseller) == digest(read(folder))
    assert digest(reseller) != digest(reseller.model_copy(update={"name": "Red Sky"}))
