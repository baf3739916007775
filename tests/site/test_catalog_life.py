"""Whatever days a catalog's owner has, a whole catalog stands, and the history knows which."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from awning.errors import AwningError
from awning.history import Event, earlier, events, record
from awning.importing import import_feeds
from awning.pointer import current_revision, current_snapshot, point_to
from support_catalog import Imports, last_event_stands, mailboxes
from support_core import NOON
from support_feeds import CATALOG, EMAIL, Record, array, feed_file, offering_row, price_row, without
from support_strategies import FEWER

GOOD = st.builds(mailboxes, st.integers(1, 6), st.sampled_from(["10.00", "10.50", "11.00", "99.00"]))
SLIPS: list[list[Record]] = [
    [],
    [without(offering_row("BAD"), "name")],
    [offering_row("BAD", productOfferingPrice=[price_row("-1")])],
    [offering_row("MAIL-1", name="Another")],
    mailboxes(1),
    [offering_row("CHF", productOfferingPrice=[price_row(price={"unit": "CHF", "value": "1"})])],
]


class Life(RuleBasedStateMachine):
    """A folder of snapshots through any days its owner may have."""

    factory: pytest.TempPathFactory

    def __init__(self) -> None:
        super().__init__()
        self.shop = Imports(self.factory.mktemp("life"))

    @rule(records=GOOD, slip=st.sampled_from(SLIPS), force=st.booleans(), keep=st.integers(1, 4))
    def imports(self, records: list[Record], slip: list[Record], *, force: bool, keep: int) -> None:
        before = self.shop.state
        try:
            imported = self.shop.take([*records, *slip], force=force, keep=keep)
        except AwningError:
            assert self.shop.state == before
        else:
            assert imported.rows == imported.used + imported.rejected
            assert current_revision(self.shop.folder) == imported.revision
            assert force or not imported.objections

    @rule(records=GOOD, end=st.floats(0, 1))
    def imports_what_was_cut_short(self, records: list[Record], end: float) -> None:
        before = self.shop.state
        feed = self.shop.feed(*records)
        text = array(CATALOG, EMAIL, *records).rstrip()
        feed_file(self.shop.base, text[: int(end * (len(text) - 1))], "feed.json")

        with pytest.raises(AwningError):
            import_feeds([feed], self.shop.folder)

        assert self.shop.state == before

    @precondition(lambda self: (self.shop.folder / "current").exists())
    @rule()
    def rolls_back(self) -> None:
        before = self.shop.state
        try:
            goal = earlier(self.shop.folder)
        except AwningError:
            assert self.shop.state == before
        else:
            was = current_revision(self.shop.folder)
            point_to(self.shop.folder, goal)
            record(self.shop.folder, Event(NOON, "rollback", goal, was))

    @precondition(lambda self: (self.shop.folder / "history.ndjson").exists())
    @rule()
    def loses_power_while_a_line_is_written(self) -> None:
        with (self.shop.folder / "history.ndjson").open("ab") as file:
            file.write(b'{"at": "2026-11-2')

    @invariant()
    def the_pointer_names_a_whole_snapshot_and_the_history_ends_with_it(self) -> None:
        if not (self.shop.folder / "current").exists():
            assert events(self.shop.folder) == []
            return
        with current_snapshot(self.shop.folder) as snapshot:
            assert snapshot.whole()
            assert len(list(snapshot.offerings())) == len(snapshot.digests()) > 0
        assert last_event_stands(self.shop.folder)
        assert not (self.shop.folder / ".draft.sqlite").exists()


def test_whatever_happens_a_whole_catalog_stands_and_the_history_knows(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    Life.factory = tmp_path_factory

    run_state_machine_as_test(
        Life, settings=settings(max_examples=max(1, FEWER.max_examples // 2), stateful_step_count=10)
    )
