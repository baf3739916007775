"""Redirects: whoever kept an old address finds the thing at its new one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.delivery.addresses import Addresses, Memory, Redirect
from awning.errors import ProjectError

_HISTORIES = st.lists(
    st.dictionaries(st.sampled_from("ABCD"), st.sampled_from(["a", "b", "c", "d", "e"]), max_size=4).filter(
        lambda standing: len(set(standing.values())) == len(standing)
    ),
    max_size=8,
)


def after(*builds: dict[str, str]) -> Memory:
    memory = Memory()
    for now in builds:
        memory = memory.after(now)
    return memory


@pytest.mark.parametrize(
    ("builds", "redirects"),
    [
        ([{"A": "a"}], []),
        ([{"A": "a"}, {"A": "b"}], [("a", "b")]),
        ([{"A": "a"}, {"A": "b"}, {"A": "c"}], [("a", "c"), ("b", "c")]),
        ([{"A": "a"}, {"A": "b"}, {"A": "a"}], [("b", "a")]),
        ([{"A": "a", "B": "b"}, {"A": "b", "B": "a"}], []),
        ([{"A": "a"}, {"A": "b", "B": "a"}], []),
        ([{"A": "a"}, {"A": "b", "B": "a"}, {"A": "b", "B": "c"}], [("a", "c")]),
        ([{"A": "a"}, {}], []),
        ([{"A": "a"}, {}, {"A": "b"}], [("a", "b")]),
        ([{"A": "a"}, {"A": "b"}, {}], []),
    ],
    ids=[
        "nothing moved",
        "one move",
        "two moves, one hop each",
        "there and back",
        "two that changed places",
        "another thing took the address",
        "the address follows who had it last",
        "gone is gone",
        "gone and returned elsewhere",
        "moved and gone",
    ],
)
def test_an_old_address_leads_to_where_the_thing_is(
    builds: list[dict[str, str]], redirects: list[tuple[str, str]]
) -> None:
    assert list(after(*builds).redirects(100)) == redirects


@given(_HISTORIES)
def test_every_address_ever_published_leads_in_one_hop_or_is_in_use_or_its_thing_is_gone(
    builds: list[dict[str, str]],
) -> None:
    last_owner = {address: thing for now in builds for thing, address in now.items()}
    standing = builds[-1] if builds else {}

    redirects = dict(after(*builds).redirects(100))

    used = set(standing.values())
    assert redirects == {
        address: standing[thing] for address, thing in last_owner.items() if address not in used and thing in standing
    }
    assert not used & set(redirects), "an address in use leads nowhere else"
    assert set(redirects.values()) <= used, "one hop"


def test_where_there_are_too_many_those_left_last_stay_in_the_order_of_their_names() -> None:
    memory = after({"A": "a", "B": "z"}, {"A": "m", "B": "z"}, {"A": "n", "B": "y"})

    assert memory.redirects(2) == (Redirect("m", "n"), Redirect("z", "y"))
    assert memory.redirects(3) == (Redirect("a", "n"), Redirect("m", "n"), Redirect("z", "y"))


def test_a_build_that_did_not_finish_teaches_nothing(tmp_path: Path) -> None:
    file = tmp_path / "var" / "havelwerk.json"
    first = Addresses(file)
    first.moved({"A": "a"})
    first.keep()

    killed = Addresses(file).moved({"A": "never-seen"})
    redirects = Addresses(file).moved({"A": "b"})

    assert killed == (Redirect("a", "never-seen"),)
    assert redirects == (Redirect("a", "b"),)


def test_the_memory_is_kept_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "havelwerk.json"
    for now in ({"A": "a", "B": "ü"}, {"A": "b", "B": "ü"}):
        addresses = Addresses(file)
        addresses.moved(now)
        addresses.keep()

    assert Addresses(file).moved({"A": "b", "B": "ue"}) == (Redirect("a", "b"), Redirect("ü", "ue"))
    assert [path.name for path in tmp_path.iterdir()] == ["havelwerk.json"]


def test_a_build_in_which_nothing_moved_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "havelwerk.json"
    addresses = Addresses(file)
    addresses.moved({"A": "a"})
    addresses.keep()
    written = file.stat().st_mtime_ns

    again = Addresses(file)
    again.moved({"A": "a"})
    again.keep()

    assert file.stat().st_mtime_ns == written


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", json.dumps({"change": 1, "standing": [], "left": {}}), json.dumps({"change": 1})],
    ids=["empty", "cut short", "a list", "wrong inside", "a part"],
)
def test_a_damaged_memory_is_said_and_not_forgotten(tmp_path: Path, content: str) -> None:
    file = tmp_path / "havelwerk.json"
    file.write_text(content)

    with pytest.raises(ProjectError, match=r"havelwerk\.json: is damaged\."):
        Addresses(file).moved({"A": "a"})


def test_a_place_that_takes_no_memory_is_named(tmp_path: Path) -> None:
    (tmp_path / "addresses").write_text("a file, not a folder")
    addresses = Addresses(tmp_path / "addresses" / "havelwerk.json")

    with pytest.raises(ProjectError, match=r"havelwerk\.json: cannot be read"):
        addresses.moved({"A": "a"})
