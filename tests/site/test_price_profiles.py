"""Profiles of price files: one of your own says which column is what, and a wrong one says where it is wrong."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given

from awning.catalog import Category
from awning.errors import FeedError
from awning.feeds import Reading
from awning.feeds.pricefile import PriceFileReader
from awning.feeds.pricefile.profiles import profile_of, shipped_profiles
from support_damage import scarred
from support_feeds import feed_file, feed_of, offerings
from support_pricefile import OWN, one, own, prices, read, synnex
from support_strategies import FEWER


def test_a_profile_can_hold_the_currency_and_the_settings_come_first(tmp_path: Path) -> None:
    profile = own(tmp_path / "profiles")
    path = feed_file(tmp_path, "A;Cable;9.00\n")

    amounts = [one(path, profile, currency=said).plans[0].prices[0].currency for said in ("", "CHF")]

    assert amounts == ["EUR", "CHF"]


def test_a_profile_can_extend_a_shipped_one_and_take_something_away(tmp_path: Path) -> None:
    names = 'category: {names: {"011091": Office, "011091239": Other suites}}\n'
    more = f'{names}characteristics: {{Weight: "", EAN: upc_code}}\n'
    profile = own(tmp_path / "profiles", base="extends: synnex\nencoding: cp1252\npromotion:\n" + more)
    path = feed_file(tmp_path, synnex(F06="Büro", F46="Y", F48="20261130", F12="1.00").encode("cp1252"))

    entities, _ = read(path, profile)

    [found] = offerings(entities)
    assert [shelf.name for shelf in entities if isinstance(shelf, Category)] == ["Software", "Office", "Other suites"]
    assert (found.name, prices(found)[0]) == ("Büro", ("cost", "1.00", ""))
    assert [row.name for row in found.characteristics] == ["GTIN", "UNSPSC", "EAN"]


@pytest.mark.parametrize(
    ("profile", "reason"),
    [
        pytest.param(OWN + "colour: red\n", "own.yaml:9: colour: is no key of a profile.", id="a key too many"),
        pytest.param(OWN.replace("title", "# title"), "own.yaml:1: title: is missing.", id="a key missing"),
        pytest.param(OWN.replace("width: 3", "width: three"), "own.yaml:3: width: Input should be", id="no number"),
        pytest.param(OWN.replace("cost: 3", "cost: 4"), "own.yaml:4: columns.cost is 4; they go", id="a place"),
        pytest.param(
            OWN.replace("cost: cost", "cost: price"),
            "own.yaml:8: prices.cost names the column 'price', which is not one of columns.",
            id="no such column",
        ),
        pytest.param(OWN.replace(": EUR", ": euro"), "own.yaml:6: currency 'euro' is not", id="a currency"),
        pytest.param(OWN.replace("vendor: ", "# "), "own.yaml:7: offering.vendor names no", id="no vendor"),
        pytest.param(OWN + "mode: delta\n", "own.yaml:9: mode delta needs an action", id="changes of what"),
        pytest.param(OWN + "mode: auto\n", "own.yaml:9: mode: Input should be 'full' or 'delta'.", id="a mode"),
        pytest.param(OWN + "dates: d/m/y\n", "own.yaml:9: dates.0: is no form of a date; write", id="a form of dates"),
        pytest.param(OWN + "dates: mm/mm/yyyy\n", "own.yaml:9: dates.0: is no form of a date", id="no day"),
        pytest.param(OWN.replace('";"', ";;"), "own.yaml:2: delimiter: String should match", id="two delimiters"),
        pytest.param(
            OWN + "promotion: {ends: name}\n", "own.yaml:9: promotion: needs a column under price or", id="no promotion"
        ),
        pytest.param(
            OWN + "promotion: {ends: name, price: cost, flag: name}\n",
            "own.yaml:9: promotion: flag and flagged belong together.",
            id="half a flag",
        ),
        pytest.param(OWN + "title: Again\n", "own.yaml:9: title: the key stands here twice.", id="a key twice"),
        pytest.param(OWN + "nothing: [?\n", "own.yaml:10: this is not YAML", id="no YAML"),
        pytest.param("- a\n", "own.yaml:1: a profile is written as `key: value`", id="a list"),
        pytest.param("", "own.yaml:1: a profile is written as `key: value`", id="nothing"),
        pytest.param("a: \x07\n", "own.yaml:1: this is not YAML", id="a bell"),
        pytest.param("a: " + "[" * 600, "own.yaml:1: this is nested deeper", id="a well"),
        pytest.param("a: &b [1]\nc: *b\n", "own.yaml:2: write the values out; aliases", id="an alias"),
        pytest.param("extends: own.yaml\n", "own.yaml: extends: the profile extends itself.", id="itself"),
        pytest.param("extends: nobody\n", "profile nobody: there is no such profile.", id="nobody"),
        pytest.param("extends: [synnex]\n", "own.yaml:1: extends: one profile is named here.", id="several"),
        pytest.param(b"title: \xff\n", "own.yaml: byte 8 is not UTF-8 text.", id="other text"),
    ],
)
def test_a_wrong_profile_is_refused_with_file_line_and_key(profile: str | bytes, reason: str, tmp_path: Path) -> None:
    path = feed_file(tmp_path, "A;Cable;9.00\n", "feed")
    where = feed_file(tmp_path, profile, "own.yaml")

    with pytest.raises(FeedError) as refusal:
        read(path, str(where))

    assert str(refusal.value).removeprefix(f"{tmp_path}/").startswith(reason)


def test_all_mistakes_of_a_profile_are_told_at_once(tmp_path: Path) -> None:
    profile = own(tmp_path, "colour: red", "shape: round")
    path = feed_file(tmp_path, "A;Cable;9.00\n")

    with pytest.raises(FeedError) as refusal:
        read(path, profile)

    assert [line.rpartition("/")[2] for line in str(refusal.value).splitlines()] == [
        "own.yaml:9: colour: is no key of a profile.",
        "own.yaml:10: shape: is no key of a profile.",
    ]


def test_a_folder_is_no_profile(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").mkdir()
    path = feed_file(tmp_path, "A;Cable;9.00\n", "feed")

    with pytest.raises(FeedError, match=r"own.yaml: cannot be read \(Is a directory\)"):
        read(path, str(tmp_path / "own.yaml"))


def test_shipped_profiles_name_no_currency_because_the_same_layout_serves_several_countries() -> None:
    currencies = {name: profile_of(name).currency for name in shipped_profiles()}

    assert currencies == {"dandh": "", "ingram": "", "ingram-changes": "", "synnex": ""}


@FEWER
@given(content=scarred(OWN.encode()))
def test_a_damaged_profile_is_read_or_refused(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp()
    path = feed_file(folder, "A;Cable;9.00\nB;Cable;x\n", "own.txt")
    where = feed_file(folder, content, "damaged.yaml")
    reading = Reading(path.name)

    with contextlib.suppress(FeedError):
        list(PriceFileReader().read(feed_of(path, profile=str(where)), reading))

    assert reading.rows == reading.used + reading.rejected
