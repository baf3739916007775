"""Rules of engagement: who may sell what, and that nothing else is sold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from awning.catalog import Category
from awning.changes import compare
from awning.config import Engagement, read_project, read_reseller
from awning.drafting import write_snapshot
from awning.effect_facts import ResellerEffect
from awning.effects import effects
from awning.engagement import Permit
from awning.errors import OfferingUnknown
from awning.pricebook import PriceBook
from awning.snapshot import Snapshot
from support_core import NOON, cost, offering, plan
from support_settings import PROJECT, RESELLER, changed, project_folder

SHELVES = [
    Category("communication", "Communication"),
    Category("email", "E-mail", parent_id="communication"),
    Category("backup", "Backup"),
]
PATH = ("email", "communication")
MAILBOX = offering(plan(cost("10")))
CARE = replace(MAILBOX, id="CARE-1", owner="blue-sky")


def permit(
    folder: Path, *, certified: Sequence[object] = (), protected: Sequence[object] = (), text: str = RESELLER
) -> Permit:
    """What blue-sky, a gold reseller, may sell under these rules."""
    project = project_folder(folder, reseller=text)
    engagement = Engagement.model_validate({"certified": tuple(certified), "protected": tuple(protected)})
    return Permit(engagement, read_reseller(project, "blue-sky", read_project(project)))


@pytest.mark.parametrize(
    ("of", "allowed"),
    [
        pytest.param({"vendor": "Mailwright"}, False, id="its vendor"),
        pytest.param({"vendor": "Vaulted"}, True, id="another vendor"),
        pytest.param({"category": "email"}, False, id="its category"),
        pytest.param({"category": "communication"}, False, id="a category around it"),
        pytest.param({"category": "backup"}, True, id="another category"),
        pytest.param({"offering": "MAIL-1"}, False, id="itself"),
        pytest.param({"offering": "MAIL-2"}, True, id="another offering"),
    ],
)
def test_what_needs_a_certificate_is_not_for_those_without(of: dict[str, str], allowed: bool, tmp_path: Path) -> None:
    found = permit(tmp_path, certified=[of | {"needs": "Mail Pro"}])

    assert found.allows(MAILBOX, PATH) is allowed


def test_with_the_certificate_it_is_sold(tmp_path: Path) -> None:
    text = RESELLER + "certificates: [Mail Pro]\n"

    found = permit(tmp_path, certified=[{"vendor": "Mailwright", "needs": "Mail Pro"}], text=text)

    assert found.allows(MAILBOX, PATH)


@pytest.mark.parametrize(
    ("names", "allowed"),
    [
        pytest.param(("gold",), True, id="its group"),
        pytest.param(("silver", "blue-sky"), True, id="itself"),
        pytest.param(("silver",), False, id="another group"),
        pytest.param((), False, id="nobody"),
    ],
)
def test_what_is_protected_is_for_those_named(names: tuple[str, ...], allowed: bool, tmp_path: Path) -> None:
    found = permit(tmp_path, protected=[{"category": "communication", "for": names}])

    assert found.allows(MAILBOX, PATH) is allowed


def test_every_rule_that_is_not_met_is_named(tmp_path: Path) -> None:
    found = permit(
        tmp_path,
        certified=[
            {"vendor": "Vaulted", "needs": "Vault Pro"},
            {"offering": "MAIL-1", "needs": "One"},
            {"vendor": "Mailwright", "needs": "Mail Pro"},
        ],
        protected=[{"category": "email", "for": ("silver",)}],
    )

    bars = list(found.bars(MAILBOX, PATH))

    assert [(bar.section, bar.number, bar.thing) for bar in bars] == [
        ("certified", 1, "offering MAIL-1"),
        ("certified", 2, "vendor Mailwright"),
        ("protected", 0, "category email"),
    ]


def test_a_resellers_own_services_are_its_own_matter(tmp_path: Path) -> None:
    found = permit(tmp_path, protected=[{"category": "email", "for": ()}])

    assert found.allows(CARE, PATH)
    assert not found.allows(MAILBOX, PATH)


def test_what_may_not_be_sold_is_not_in_the_shop(tmp_path: Path) -> None:
    project = changed(
        PROJECT,
        "  name: Northgate\n",
        "  name: Northgate\n  engagement: {certified: [{vendor: Mailwright, needs: M}]}\n",
    )
    folder = project_folder(tmp_path, project=project)
    revision = write_snapshot(tmp_path / "var", [*SHELVES, MAILBOX, replace(MAILBOX, id="CHAT-1", vendor="Talkwell")])
    settings = read_project(folder)

    with Snapshot(tmp_path / "var" / f"{revision}.sqlite") as snapshot:
        book = PriceBook(snapshot, settings, read_reseller(folder, "blue-sky", settings), as_of=NOON)

        assert [sold.id for sold in book.offerings()] == ["CHAT-1"]
        assert book.stocks(MAILBOX)
        with pytest.raises(OfferingUnknown):
            book.offering("MAIL-1")


def moved(folder: Path, before: str, after: str) -> ResellerEffect:
    """What becomes of a shop when the mailbox moves from one category to another, and `email` is protected."""
    project = changed(
        PROJECT, "  name: Northgate\n", "  name: Northgate\n  engagement: {protected: [{category: email, for: []}]}\n"
    )
    settings = read_project(project_folder(folder, project=project))
    paths = [
        folder / "var" / f"{write_snapshot(folder / 'var', [*SHELVES, replace(MAILBOX, category_id=category)])}.sqlite"
        for category in (before, after)
    ]
    with Snapshot(paths[0]) as old, Snapshot(paths[1]) as new:
        reseller = read_reseller(folder, "blue-sky", settings)
        [effect] = effects(compare(old, new), old, new, settings, [reseller], as_of=NOON)
    return effect


def test_what_moves_under_protection_leaves_the_shop(tmp_path: Path) -> None:
    effect = moved(tmp_path, "backup", "email")

    assert [(passing.sku, passing.why) for passing in effect.left.items] == [("MAIL-1", "moved")]


def test_what_is_freed_joins_the_shop(tmp_path: Path) -> None:
    effect = moved(tmp_path, "email", "backup")

    assert [(passing.sku, passing.why) for passing in effect.joined.items] == [("MAIL-1", "moved")]
