"""Every file of ``tests/data/feeds/bad``: what is said of it, and that nothing but a whole catalog ever stands."""

from __future__ import annotations

import gzip
import os
import random
import shutil
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from awning.errors import FeedError, FeedMissing, FeedRefused, FeedUnreadable
from awning.feeds.sources.fetching import Limits, fetch
from awning.importing import Imported
from awning.intake import Request, import_project
from awning.pointer import current_revision, current_snapshot
from support_bmecat import document
from support_bmecat import product as laptop
from support_cloudblue import simple_plan, simple_product
from support_command import call
from support_feed_server import Answer, FeedServer, breaks_off, feed, redirect, says, trickles
from support_feeds import CATALOG, EMAIL, array, azure_row, feed_file, lines, offering_row
from support_ingram import product
from support_nce import nce_row, sheet
from support_pricefile import dandh, synnex
from support_settings import PROJECT, project_folder
from support_shops import files_of
from support_tmf import CATALOG as TMF_CATALOG
from support_tmf import category, offering, price, specification

BAD = Path(__file__).parents[1] / "data" / "feeds" / "bad"
READER = {"bmecat": "bmecat", "nce": "nce", "neutral": "neutral", "synnex": "pricefile"}
"""What a file's name begins with, and whose it is."""
ROWS = {"bmecat": 4, "nce": 3, "neutral": 5, "synnex": 3}
"""How many a good one of them has; each has three offerings."""


@dataclass(frozen=True)
class Refused:
    """Nothing of it can be trusted, whoever insists."""

    said: str
    """What follows the file's name."""
    kind: type[FeedError] = FeedUnreadable
    named: str = ""
    """The same where the format is named and this makes a difference."""


@dataclass(frozen=True)
class Damaged:
    """One row shows that the whole is wrong, whoever insists."""

    said: str
    """``line: reason``."""


@dataclass(frozen=True)
class Rejected:
    """One place is left out; the rest may go live if somebody insists."""

    said: str
    """``line: reason``."""
    offerings: int = 2
    more: int = 0
    """Rows it has beyond those of a good file."""


@dataclass(frozen=True)
class Good:
    """Not as usual, and nothing wrong with it."""


EMPTY = Refused(" is empty: it holds no rows. The catalog stays as it was.", FeedError)
UTF_16 = Refused(", line 1: this is UTF-16 text. Save the feed as UTF-8.")
A_PAGE = Refused(", line 1: this is HTML or XML that no reader knows. A log-in page saved in place of the feed?")
CUT_GZIP = Refused(": the packed file is cut short. Fetch the feed again; the catalog stays as it was.")
CUT_ZIP = Refused(": this zip archive is cut short or damaged (")
ENTITIES = Refused(", line 3: the XML declares entities, and those are not unfolded: they can reach out to other files")
NO_NCE_HEADER = ", line 1: the header has no column 'ProductId', 'SkuId', 'TermDuration', 'BillingPlan', 'SkuTitle'"
UNKNOWN = ": no reader recognises this file. It begins with "
Outcome = Refused | Damaged | Rejected | Good
TABLE: dict[str, Outcome] = {
    "neutral-empty.json": EMPTY,
    "neutral-blank.json": EMPTY,
    "neutral-empty-list.json": Refused(UNKNOWN, FeedError, named=EMPTY.said),
    "neutral-login-page.json": A_PAGE,
    "neutral-error-page.ndjson": Rejected("4: The line is not JSON: "),
    "neutral-cut-short.json": Refused(", line 6, column 378: this is not JSON ("),
    "neutral-cut-short.ndjson": Rejected("5: The line is not JSON: "),
    "neutral-cut-short.json.gz": CUT_GZIP,
    "neutral-cut-at-the-end.json.gz": CUT_GZIP,
    "neutral-damaged.json.gz": Refused(": the packed file is damaged ("),
    "neutral-plain-text.json.gz": Good(),
    "neutral-cut-short.zip": CUT_ZIP,
    "neutral-damaged.zip": Refused("/catalog.json: the packed file is damaged ("),
    "neutral-utf-16-bom.json": UTF_16,
    "neutral-utf-16-be.json": UTF_16,
    "neutral-utf-16.ndjson": UTF_16,
    "neutral-latin-1.json": Refused(", line 6: byte 1066 is not UTF-8 text. Save the feed as UTF-8"),
    "neutral-latin-1.ndjson": Rejected("5: The line is not UTF-8 text (byte 65). Save the feed as UTF-8."),
    "neutral-bom.json": Good(),
    "neutral-bom.ndjson": Good(),
    "neutral-crlf.json": Good(),
    "neutral-crlf.ndjson": Good(),
    "neutral-nul.json": Refused(", line 5, column 66: this is not JSON ("),
    "neutral-nul-escaped.json": Rejected("5: name holds the character U+0000, which no page can show."),
    "neutral-nul.ndjson": Rejected("4: The line is not JSON: "),
    "neutral-comma.json": Rejected("5: productOfferingPrice 1: price: value '6,80' is not a number. Numbers are"),
    "neutral-comma.ndjson": Rejected("4: productOfferingPrice 1: price: value '6,80' is not a number. Numbers are"),
    "neutral-comma-bare.json": Refused(", line 5, column 435: this is not JSON ("),
    "neutral-two-documents.json": Refused(", line 8, column 1: there is more behind the end of the JSON."),
    "neutral-nested.json": Refused(", line 4, column 1: the JSON is nested too deeply to be a feed."),
    "neutral-below-zero.ndjson": Damaged("4: productOfferingPrice 1: price: value is '-6.80', below zero."),
    "neutral-unknown-currency.ndjson": Damaged("4: productOfferingPrice 1: price: unit 'EURO' is not a currency of"),
    "neutral-unknown-unit.ndjson": Damaged("4: productOfferingPrice 1: '1 moon' is not a period."),
    "neutral-two-of-a-kind.ndjson": Damaged("4: id MAIL-1 stands on line 3 of "),
    "nce-empty.csv": EMPTY,
    "nce-header-only.csv": EMPTY,
    "nce-login-page.csv": A_PAGE,
    "nce-login-page.zip": Refused("/sheet.csv" + A_PAGE.said),
    "nce-workbook.csv": Refused(": this is an Excel workbook. Save its sheet as CSV in UTF-8, and name that."),
    "nce-cut-short.csv": Rejected("4: The row has 15 columns where 19 belong."),
    "nce-cut-short.csv.gz": CUT_GZIP,
    "nce-cut-short.zip": CUT_ZIP,
    "nce-utf-16-bom.csv": UTF_16,
    "nce-utf-16.csv": UTF_16,
    "nce-latin-1.csv": Rejected("4: The line is not UTF-8 text (byte 0xFC). Save the feed as UTF-8."),
    "nce-bom.csv": Good(),
    "nce-lf.csv": Good(),
    "nce-crlf.csv": Good(),
    "nce-nul.csv": Rejected("3: The line holds the character U+0000, which no page can show."),
    "nce-doubled-column.csv": Refused(", line 1: more than one column is called 'Currency'. Leave one of each."),
    "nce-header-twice.csv": Rejected("3: UnitPrice 'UnitPrice' is not a number.", offerings=3, more=1),
    "nce-missing-column.csv": Refused(", line 1: the header has no column 'UnitPrice'."),
    "nce-semicolons.csv": Refused(UNKNOWN, FeedError, named=NO_NCE_HEADER),
    "nce-comma.csv": Rejected("3: UnitPrice '240,00' is not a number. Numbers are written with digits and a dot"),
    "nce-comma-unquoted.csv": Rejected("3: The row has 20 columns where 19 belong."),
    # The line behind it is in the same row now, and is counted as well.
    "nce-open-quote.csv": Rejected("3: The line is no row of a table (", offerings=1),
    "nce-below-zero.csv": Damaged("3: UnitPrice is '-240.00', below zero."),
    "nce-unknown-currency.csv": Damaged("3: Currency 'EURO' is not a currency of ISO 4217."),
    "synnex-empty.ap": EMPTY,
    "synnex-login-page.ap": A_PAGE,
    "synnex-cut-short.ap": Rejected("3: The row has 50 columns where 71 belong."),
    "synnex-cut-short.ap.gz": CUT_GZIP,
    "synnex-utf-16-bom.ap": UTF_16,
    "synnex-utf-16.ap": UTF_16,
    "synnex-latin-1.ap": Rejected("3: The line is not UTF-8 text (byte 0xE9). Save the feed as UTF-8."),
    "synnex-bom.ap": Good(),
    "synnex-lf.ap": Good(),
    "synnex-crlf.ap": Good(),
    "synnex-nul.ap": Rejected("2: The line holds the character U+0000, which no page can show."),
    "synnex-header-twice.ap": Rejected("3: contract_price 'H10' is not a number.", offerings=3, more=1),
    "synnex-comma.ap": Rejected("2: contract_price '412,10' is not a number. Numbers are written with digits"),
    "synnex-extra-tilde.ap": Rejected("2: The row has 72 columns where 71 belong."),
    "synnex-below-zero.ap": Damaged("2: contract_price is '-412.10', below zero."),
    "bmecat-empty.xml": EMPTY,
    "bmecat-no-products.xml": Refused(": holds no offering that can be used; the catalog stays as it was.", FeedError),
    "bmecat-login-page.xml": Refused(
        A_PAGE.said, named=", line 2: this is XML or HTML with html outermost where BMECAT belongs. A log-in page saved"
    ),
    "bmecat-cut-short.xml": Refused(", line 7, column 321: this is not XML ("),
    "bmecat-cut-short.xml.gz": CUT_GZIP,
    "bmecat-utf-16-bom.xml": UTF_16,
    "bmecat-utf-16.xml": UTF_16,
    "bmecat-latin-1.xml": Refused(", line 7, column 90: this is not XML ("),
    "bmecat-latin-1-declared.xml": Good(),
    "bmecat-unknown-encoding.xml": Refused(", line 1: the encoding it declares is not known ("),
    "bmecat-bom.xml": Good(),
    "bmecat-crlf.xml": Good(),
    "bmecat-nul.xml": Refused(", line 6, column 88: this is not XML ("),
    "bmecat-nul-escaped.xml": Refused(", line 6, column 88: this is not XML ("),
    "bmecat-crossed-tags.xml": Refused(", line 6, column 93: this is not XML ("),
    "bmecat-two-headers.xml": Refused(", line 4: HEADER stands here, and a catalog has only one header"),
    "bmecat-no-header.xml": Refused(": has no HEADER, so nobody knows whose catalog it is. Fetch it again."),
    "bmecat-comma.xml": Rejected("6: PRODUCT_PRICE 1: PRICE_AMOUNT '999,00' is not a number."),
    "bmecat-below-zero.xml": Damaged("6: PRODUCT_PRICE 1: PRICE_AMOUNT is '-999.00', below zero."),
    "bmecat-unknown-currency.xml": Damaged("6: PRODUCT_PRICE 1: PRICE_CURRENCY 'EURO' is not a currency of ISO 4217."),
    "bmecat-billion-laughs.xml": ENTITIES,
    "bmecat-quadratic-blow-up.xml": ENTITIES,
    "bmecat-external-entity.xml": ENTITIES,
    "bmecat-parameter-entity.xml": ENTITIES,
    # It is named, and never fetched.
    "bmecat-external-dtd.xml": Good(),
}
CASES = [
    pytest.param(name, format_name, id=f"{name} as {format_name}")
    for name in TABLE
    for format_name in ("auto", READER[name.partition("-")[0]])
]


def cases(*kinds: type[Outcome]) -> pytest.MarkDecorator:
    """Files of these kinds, each read as what it is taken for and as what it is said to be."""
    return pytest.mark.parametrize(
        ("name", "format_name"), [case for case in CASES if isinstance(TABLE[str(case.values[0])], kinds)]
    )


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a good catalog that stands. To be copied only."""
    settings = f"{PROJECT}feeds:\n- name: list\n  source: content/feed/catalog.json\n  currency: EUR\n"
    folder = project_folder(tmp_path_factory.mktemp("bad") / "project", project=settings)
    feed_file(folder / "content" / "feed", array(CATALOG, EMAIL, offering_row("OLD-1"), offering_row("OLD-2")))
    import_project(folder)
    return folder


@pytest.fixture
def project(kit: Path, tmp_path: Path) -> Path:
    """One's own copy of it."""
    return shutil.copytree(kit, tmp_path / "project")


def imported_from(project: Path, source: object, format_name: str = "auto", *, force: bool = True) -> Imported:
    """Import something in place of the project's feed; by default against all guards that can be forced."""
    imported = import_project(project, Request(str(source), format=format_name, force=force)).imported
    assert imported is not None
    return imported


def refusal_of(project: Path, source: object, format_name: str = "auto", *, force: bool = True) -> FeedError:
    """What is said when that is refused; all that stood stands as it was."""
    before = files_of(project)
    with pytest.raises(FeedError) as refusal:
        imported_from(project, source, format_name, force=force)
    assert files_of(project) == before
    return refusal.value


def test_the_table_knows_every_file_of_the_folder() -> None:
    names = {path.name for path in BAD.iterdir()} - {".gitattributes"}

    assert names == TABLE.keys()
    # Else git would mend line ends, and break what is packed.
    assert (BAD / ".gitattributes").read_text() == "* -text\n"


@cases(Refused)
def test_what_cannot_be_trusted_is_refused_with_its_place(name: str, format_name: str, project: Path) -> None:
    expected = TABLE[name]
    assert isinstance(expected, Refused)
    said = (expected.named if format_name != "auto" else "") or expected.said

    problem = refusal_of(project, BAD / name, format_name)

    assert str(problem).startswith(f"{BAD / name}{said}")
    assert "\n" not in str(problem)
    assert isinstance(problem, expected.kind)


@cases(Damaged)
def test_a_row_that_shows_damage_keeps_the_whole_feed_out(name: str, format_name: str, project: Path) -> None:
    expected = TABLE[name]
    assert isinstance(expected, Damaged)

    problem = refusal_of(project, BAD / name, format_name)

    assert isinstance(problem, FeedRefused)
    [reason] = problem.reasons
    assert reason.startswith("1 row shows that the feed is damaged; --force does not help here.\n  ")
    assert f"\n  {BAD / name}:{expected.said}" in reason


@cases(Rejected)
def test_a_row_that_cannot_be_used_is_named_and_counted(name: str, format_name: str, project: Path) -> None:
    expected = TABLE[name]
    assert isinstance(expected, Rejected)
    place = f"{BAD / name}:{expected.said}"

    problem = refusal_of(project, BAD / name, format_name, force=False)
    imported = imported_from(project, BAD / name, format_name)

    assert isinstance(problem, FeedRefused)
    assert any(f"of its rows were rejected ({imported.rejected} of " in reason for reason in problem.reasons)
    assert any(f"The first: {place}" in reason for reason in problem.reasons)
    assert [str(rejection)[: len(place)] for rejection in imported.rejections] == [place]
    assert imported.rows == imported.used + imported.rejected == rows_of(name) + expected.more
    assert imported.rejected == 3 - expected.offerings + expected.more
    assert stands_whole(project) == (imported.revision, expected.offerings)


@cases(Good)
def test_what_is_only_unusual_is_read(name: str, format_name: str, project: Path) -> None:
    imported = imported_from(project, BAD / name, format_name)

    assert (imported.rejections, imported.rows, imported.used) == ((), rows_of(name), rows_of(name))
    assert stands_whole(project) == (imported.revision, 3)


@pytest.mark.parametrize("family", READER)
def test_line_ends_marks_and_packing_make_no_difference(family: str, project: Path) -> None:
    names = [name for name, outcome in TABLE.items() if isinstance(outcome, Good) and name.startswith(family)]

    revisions = {imported_from(project, BAD / name).revision for name in names}

    assert len(names) > 2
    assert len(revisions) == 1


@pytest.mark.parametrize("name", TABLE)
def test_on_the_command_line_every_file_ends_in_words(name: str, project: Path) -> None:
    before = files_of(project)

    said = call("import", BAD / name, "--project", project)
    forced = call("import", BAD / name, "--project", project, "--force")

    assert "Traceback" not in said.err + forced.err
    # A good one has none of what stood: without insisting, that is refused as well.
    assert said.code == 1
    assert said.err.startswith("awning: ") or "\nawning: " in said.err
    assert str(BAD / name) in said.err
    if isinstance(TABLE[name], Refused | Damaged):
        assert forced.code == 1
        assert files_of(project) == before
    else:
        assert forced.code == 0
        assert "3 offerings" in forced.out or isinstance(TABLE[name], Rejected)
        assert forced.err.count(f"rejected: {BAD / name}:") == isinstance(TABLE[name], Rejected)


def rows_of(name: str) -> int:
    """How many rows a good file of that kind has."""
    return ROWS[name.partition("-")[0]]


def stands_whole(project: Path) -> tuple[str | None, int]:
    """Which revision stands, and how many offerings it has; it is whole, and what stood before lies beside it."""
    folder = project / "var" / "catalog"
    with current_snapshot(folder) as snapshot:
        assert snapshot.whole()
        count = sum(1 for _ in snapshot.offerings())
    assert {path.name for path in folder.iterdir()} >= {"current", f"{current_revision(folder)}.sqlite"}
    assert len(list(folder.glob("*.sqlite"))) == 2
    return current_revision(folder), count


LONG = "(long)"
"""Ten megabytes, made when they are needed."""
TOO_LONG = "A field is longer than 100,000 characters; a quote may be missing."
LINE_TOO_LONG = "The line is longer than 4 MB, more than any record is."
RECORD_TOO_LONG = "column 1: a record is longer than 4 MB, or a quote or bracket is missing."


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        pytest.param(
            "a.ndjson",
            lines(CATALOG, EMAIL, offering_row(), offering_row("B", description=LONG)),
            f"4: {LINE_TOO_LONG}",
            id="neutral lines",
        ),
        pytest.param(
            "a.ndjson", lines(azure_row(), azure_row(skuId="B", location=LONG)), f"2: {LINE_TOO_LONG}", id="azure"
        ),
        pytest.param(
            "a.ndjson", lines(product("A"), product("B", extraDescription=LONG)), f"2: {LINE_TOO_LONG}", id="ingram"
        ),
        pytest.param(
            "a.ndjson",
            lines(simple_product(), simple_plan(longDescription=LONG)),
            f"2: {LINE_TOO_LONG}",
            id="cloudblue",
        ),
        pytest.param(
            "a.ndjson",
            lines(TMF_CATALOG, category(), price(), specification(), offering(), offering("B", description=LONG)),
            f"6: {LINE_TOO_LONG}",
            id="tmf",
        ),
        pytest.param("a.csv", sheet(nce_row(), nce_row(SkuId="2", SkuDescription=LONG)), f"3: {TOO_LONG}", id="nce"),
        pytest.param("a.ap", synnex() + synnex(F04="B", F49=LONG), f"2: {TOO_LONG}", id="synnex"),
        pytest.param("a.txt", dandh() + dandh(SKU="B", LongDesc=LONG), f"2: {TOO_LONG}", id="dandh"),
        pytest.param(
            "a.xml",
            document(laptop("A"), laptop("B", short=f"<DESCRIPTION_SHORT>{LONG}</DESCRIPTION_SHORT>")),
            "6: DESCRIPTION_SHORT is longer than 100,000 characters; an end tag may be missing.",
            id="bmecat",
        ),
    ],
)
def test_a_field_of_ten_megabytes_is_one_rejected_row(
    name: str, rows: str, said: str, project: Path, tmp_path: Path
) -> None:
    path = feed_file(tmp_path, rows.replace(LONG, "x" * 10_000_000), name)

    imported = imported_from(project, path)

    assert [str(rejection) for rejection in imported.rejections] == [f"{path}:{said}"]
    assert imported.rows == imported.used + 1
    assert stands_whole(project) == (imported.revision, 1)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        pytest.param(
            "a.json",
            array(CATALOG, EMAIL, offering_row(description=LONG)),
            f", line 4, {RECORD_TOO_LONG}",
            id="neutral",
        ),
        pytest.param(
            "a.json", array(product(), product(description=LONG)), f", line 3, {RECORD_TOO_LONG}", id="ingram"
        ),
        pytest.param(
            "services.yaml",
            f"services:\n- sku: A\n  name: {LONG}\n",
            ": is longer than 1 MB, more than a file of services is.",
            id="services",
        ),
    ],
)
def test_a_field_of_ten_megabytes_in_one_text_is_refused(
    name: str, content: str, said: str, project: Path, tmp_path: Path
) -> None:
    path = feed_file(tmp_path, content.replace(LONG, "x" * 10_000_000), name)

    problem = refusal_of(project, path)

    assert str(problem).startswith(f"{path}{said}")


def test_a_packed_feed_cut_short_behind_thousands_of_good_rows_leaves_nothing(project: Path, tmp_path: Path) -> None:
    noise = random.Random(20261122)
    rows = [offering_row(f"MAIL-{number}", description=noise.randbytes(10_000).hex()) for number in range(150)]
    packed = gzip.compress(lines(CATALOG, EMAIL, *rows).encode())

    problems = [
        refusal_of(project, feed_file(tmp_path, packed[: len(packed) * part // 10], "list.ndjson.gz"))
        for part in (5, 9)
    ]

    assert {str(problem) for problem in problems} == {f"{tmp_path}/list.ndjson.gz{CUT_GZIP.said}"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Generator[FeedServer]:
    """A server, and little patience with it. Proxies of the machine the tests run on lead nowhere from here."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    hasty = Limits(silence_s=0.5, answer_s=1, pace_s=0.1, waits_s=(0.01,))
    monkeypatch.setattr("awning.intake.fetch", partial(fetch, limits=hasty))
    with FeedServer() as running:
        yield running


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
GOOD = array(CATALOG, EMAIL, offering_row("NEW-1")).encode()
LOGIN = (BAD / "neutral-login-page.json").read_bytes()
SERVERS: dict[str, tuple[Answer, type[FeedError], str]] = {
    "a fault": (Answer(status=500), FeedError, ": the server has a fault of its own (HTTP 500)."),
    "away": (Answer(status=503), FeedError, ": the server is not there at the moment (HTTP 503)."),
    "a log-in wanted": (Answer(status=401), FeedError, ": the server wants a log-in, or another one (HTTP 401)."),
    "nothing there": (Answer(status=404), FeedMissing, ": the server has no such feed (HTTP 404)."),
    "a redirect loop": (redirect("/list.json"), FeedError, ": the server sends us round in circles."),
    "silence from the start": (says(b""), FeedError, ": the server fell silent for 0.5 seconds."),
    "silence in the middle": (says(HEAD + GOOD[:200]), FeedError, ": the server fell silent for 0.5 seconds."),
    "a trickle": (trickles(HEAD, b"[", 0.05), FeedError, ": trickles: "),
    "the line breaks": (breaks_off(HEAD + GOOD[:200]), FeedUnreadable, ": was cut short: 200 of 1,000 bytes came."),
    "a log-in page": (feed(LOGIN), FeedUnreadable, A_PAGE.said),
    "nothing": (feed(b""), FeedError, EMPTY.said),
    "half of it": (feed(GOOD[:-40]), FeedUnreadable, ", line 4, column "),
}


@pytest.mark.parametrize(("answer", "kind", "said"), SERVERS.values(), ids=SERVERS)
def test_a_server_that_gives_no_feed_is_named_and_all_stays(
    answer: Answer, kind: type[FeedError], said: str, server: FeedServer, project: Path
) -> None:
    address = server.give("/list.json", answer)
    before = files_of(project / "var" / "catalog")

    with pytest.raises(kind) as problem:
        imported_from(project, address)
    on_the_command_line = call("import", address, "--project", project, "--force")

    assert str(problem.value).startswith(f"{address}{said}")
    assert on_the_command_line.code == 1
    assert on_the_command_line.out == ""
    assert on_the_command_line.err.startswith(f"awning: {address}{said}")
    assert on_the_command_line.err.count("\n") == 1
    assert files_of(project / "var" / "catalog") == before


def test_a_server_that_comes_round_is_imported_from(server: FeedServer, project: Path) -> None:
    address = server.give("/list.json", Answer(status=503), feed(GOOD))

    imported = imported_from(project, address)

    assert len(server.asked) == 2
    assert stands_whole(project) == (imported.revision, 1)
