"""Output: it writes what differs, and puts it in place when all is known to be good."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from awning.errors import BuildError, ProjectError
from awning.manifest import STAGE, Output, Tally
from support_shops import files_of


def opened(folder: Path, *, trust: bool = True) -> Output:
    return Output(folder / "output" / "shop", folder / "var" / "shop.sqlite", trust=trust)


def written(folder: Path, files: dict[str, bytes], *, trust: bool = True) -> Tally:
    output = opened(folder, trust=trust)
    for path, content in files.items():
        output.write(path, content)
    return output.finish()


def standing(folder: Path) -> dict[str, bytes]:
    return files_of(folder / "output" / "shop")


@contextmanager
def room_for(size: int) -> Generator[None]:
    """A disk that takes so many bytes of a file, writes them, and raises on the next."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def killed_before_the_end(folder: Path, files: dict[str, bytes], *, in_place: int) -> None:
    """Build in a process that is killed when it has put so many files in their places."""
    child = os.fork()
    if child == 0:
        output = opened(folder)
        for path, content in files.items():
            output.write(path, content)
        for number, path in enumerate(list(files)[:in_place]):
            (output.folder / STAGE / str(number)).rename(output.folder / path)
        os.kill(os.getpid(), signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def test_a_new_shop_is_written_whole(tmp_path: Path) -> None:
    files = {"index.html": b"Home", "products/one.html": b"One", "empty.txt": b""}

    tally = written(tmp_path, files)

    assert tally == Tally(written=3, unchanged=0, removed=0)
    assert tally.files == 3
    assert standing(tmp_path) == files


def test_what_is_the_same_is_not_written_again(tmp_path: Path) -> None:
    written(tmp_path, {"index.html": b"Home", "a.html": b"A"})
    before = (tmp_path / "output" / "shop" / "index.html").stat()

    tally = written(tmp_path, {"index.html": b"Home", "a.html": b"B"})

    after = (tmp_path / "output" / "shop" / "index.html").stat()
    assert tally == Tally(written=1, unchanged=1, removed=0)
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_is_known_is_not_even_read(tmp_path: Path) -> None:
    written(tmp_path, {"index.html": b"Home"})
    page = tmp_path / "output" / "shop" / "index.html"
    stamp = page.stat().st_mtime_ns
    page.write_bytes(b"Mice")
    os.utime(page, ns=(stamp, stamp))

    trusting = written(tmp_path, {"index.html": b"Home"})
    page.write_bytes(b"Mice")
    os.utime(page, ns=(stamp, stamp))
    full = written(tmp_path, {"index.html": b"Home"}, trust=False)

    assert (trusting.written, full.written) == (0, 1)


def test_a_page_is_replaced_by_renaming_so_an_open_one_reads_on(tmp_path: Path) -> None:
    written(tmp_path, {"index.html": b"Old page"})

    with (tmp_path / "output" / "shop" / "index.html").open("rb") as visitor:
        begun = visitor.read(3)
        written(tmp_path, {"index.html": b"New page"})
        page = begun + visitor.read()

    assert page == b"Old page"
    assert standing(tmp_path) == {"index.html": b"New page"}


def test_nothing_is_in_its_place_before_the_end(tmp_path: Path) -> None:
    written(tmp_path, {"index.html": b"Old", "gone.html": b"Gone"})
    output = opened(tmp_path)

    output.write("index.html", b"New")
    output.write("more.html", b"More")
    during = {path: content for path, content in standing(tmp_path).items() if not path.startswith(".awning/")}
    output.finish()

    assert during == {"index.html": b"Old", "gone.html": b"Gone"}
    assert standing(tmp_path) == {"index.html": b"New", "more.html": b"More"}


def test_an_abandoned_build_leaves_the_old_shop_as_it_was(tmp_path: Path) -> None:
    written(tmp_path, {"index.html": b"Old", "gone.html": b"Gone"})
    output = opened(tmp_path)
    output.write("index.html", b"New")

    output.abandon()

    assert standing(tmp_path) == {"index.html": b"Old", "gone.html": b"Gone"}
    assert written(tmp_path, {"index.html": b"New"}) == Tally(written=1, unchanged=0, removed=1)


def test_an_abandoned_first_build_leaves_nothing(tmp_path: Path) -> None:
    output = opened(tmp_path)
    output.write("index.html", b"New")

    output.abandon()

    assert list((tmp_path / "output").iterdir()) == []


def test_files_that_nobody_wants_any_more_are_removed_with_their_folders(tmp_path: Path) -> None:
    written(tmp_path, {"index.html": b"Home", "products/deep/one.html": b"One"})
    (tmp_path / "output" / "shop" / "stray.bak").write_text("left by hand")
    (tmp_path / "output" / "shop" / "empty" / "deeper").mkdir(parents=True)

    tally = written(tmp_path, {"index.html": b"Home"})

    assert tally == Tally(written=0, unchanged=1, removed=2)
    assert [path.name for path in (tmp_path / "output" / "shop").rglob("*")] == ["index.html"]


def test_what_a_killed_build_left_half_done_is_cleared_away(tmp_path: Path) -> None:
    files = {f"{number}.html": b"x" * number for number in range(20)}
    killed_before_the_end(tmp_path, files, in_place=7)
    assert (tmp_path / "output" / "shop" / ".awning").is_dir()

    tally = written(tmp_path, files)

    assert tally == Tally(written=13, unchanged=7, removed=0)
    assert standing(tmp_path) == files
    assert not (tmp_path / "output" / "shop" / ".awning").exists()


def test_two_pages_at_one_address_are_refused(tmp_path: Path) -> None:
    output = opened(tmp_path)
    output.write("about.html", b"About us")

    output.write("about.html", b"About us")
    with pytest.raises(BuildError, match=r"shop/about\.html: two pages want this address\. Rename one of them\.$"):
        output.write("about.html", b"About them")
    output.abandon()


def test_after_a_kill_the_manifest_is_not_believed(tmp_path: Path) -> None:
    # Finished with A; then a build to B is killed with B in place; then A is wanted again. The manifest says A.
    shop_a = {"index.html": b"Price 4.50", "one.html": b"One"}
    shop_b = {"index.html": b"Price 4.60", "one.html": b"One"}
    written(tmp_path, shop_a)
    killed_before_the_end(tmp_path, shop_b, in_place=1)
    assert standing(tmp_path)["index.html"] == b"Price 4.60"

    tally = written(tmp_path, shop_a)

    assert tally == Tally(written=1, unchanged=1, removed=0)
    assert standing(tmp_path) == shop_a


def test_a_file_changed_by_hand_is_put_right_even_at_the_same_length(tmp_path: Path) -> None:
    written(tmp_path, {"index.html": b"Price 4.50"})
    (tmp_path / "output" / "shop" / "index.html").write_bytes(b"Price 0.01")

    tally = written(tmp_path, {"index.html": b"Price 4.50"})

    assert tally.written == 1
    assert standing(tmp_path) == {"index.html": b"Price 4.50"}


def test_a_manifest_made_for_another_folder_is_not_believed(tmp_path: Path) -> None:
    # `awning build --output A`, then `--output B` where an older shop stands, with one manifest for both.
    manifest = tmp_path / "shop.sqlite"
    for folder, price in (("b", b"4.50"), ("a", b"4.60"), ("b", b"4.60")):
        output = Output(tmp_path / folder, manifest)
        output.write("index.html", price)
        output.finish()

    assert files_of(tmp_path / "b") == {"index.html": b"4.60"}


def test_a_lost_file_is_written_again(tmp_path: Path) -> None:
    written(tmp_path, {"index.html": b"Home", "a/b.html": b"B"})
    (tmp_path / "output" / "shop" / "a" / "b.html").unlink()

    tally = written(tmp_path, {"index.html": b"Home", "a/b.html": b"B"})

    assert tally == Tally(written=1, unchanged=1, removed=0)


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_manifest_costs_time_and_nothing_else(tmp_path: Path, damage: bytes) -> None:
    written(tmp_path, {"index.html": b"Home"})
    (tmp_path / "var" / "shop.sqlite").write_bytes(damage)

    tally = written(tmp_path, {"index.html": b"Home"})

    assert tally == Tally(written=0, unchanged=1, removed=0)


def test_a_full_disk_is_said_in_one_line_and_the_old_shop_stands(tmp_path: Path) -> None:
    written(tmp_path, {"index.html": b"Old", "one.html": b"One"})
    output = opened(tmp_path)
    output.write("index.html", b"New")

    with room_for(70_000), pytest.raises(ProjectError) as refusal:
        output.write("big.html", b"x" * 70_001)
    output.abandon()

    assert str(refusal.value) == (
        f"{tmp_path}/output/shop/big.html: cannot be written (File too large). "
        "Make room or give yourself the right to write there."
    )
    assert standing(tmp_path) == {"index.html": b"Old", "one.html": b"One"}
    assert written(tmp_path, {"index.html": b"New"}) == Tally(written=1, unchanged=0, removed=1)


def test_an_output_that_cannot_be_a_folder_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("a file stands here")

    with pytest.raises(ProjectError, match=r"output/shop: cannot be written \(Not a directory\)\. Make room"):
        opened(tmp_path)

    assert (tmp_path / "output").read_text() == "a file stands here"


def test_a_second_build_of_the_same_shop_waits_its_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("awning.manifest._WAIT_S", 0)
    first = opened(tmp_path)

    with pytest.raises(ProjectError, match=r"another build of this shop is running\. Wait until it has ended"):
        opened(tmp_path)
    first.write("index.html", b"Home")
    first.finish()

    assert standing(tmp_path) == {"index.html": b"Home"}
    assert written(tmp_path, {"index.html": b"Home"}).unchanged == 1


def test_the_manifest_says_what_stands(tmp_path: Path) -> None:
    written(tmp_path, {"b.html": b"B", "a.html": b"A"})

    database = sqlite3.connect(tmp_path / "var" / "shop.sqlite")
    rows = database.execute("SELECT path, written_ns FROM built ORDER BY path").fetchall()
    database.close()

    folder = tmp_path / "output" / "shop"
    assert rows == [(name, (folder / name).stat().st_mtime_ns) for name in ("a.html", "b.html")]


def test_pages_are_counted_apart_from_files(tmp_path: Path) -> None:
    output = opened(tmp_path)
    for path in ("index.html", "a/b.html", "style.css"):
        output.write(path, b"x")
    output.finish()

    assert output.pages == 2
