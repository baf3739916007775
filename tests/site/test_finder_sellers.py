"""Who sells what, as the finder finds it out: what the price books of the shops say, without a price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.catalog import Category
from awning.config import Assortment, Engagement, Project, Reseller, read_project, read_reseller
from awning.drafting import write_snapshot
from awning.finder.sellers import Stand, private_names, sellers_of
from awning.pricebook import PriceBook
from awning.snapshot import Snapshot
from support_core import NOON, cost, offering, plan
from support_settings import RESELLER, changed, project_folder

SHELVES = [
    Category("communication", "Communication"),
    Category("email", "E-mail", parent_id="communication"),
    Category("phones", "Phones", parent_id="communication"),
    Category("backup", "Backup"),
]
VENDORS = ("Mailwright", "Vaulted")
GOODS = [
    replace(offering(plan(cost("10"))), id=f"{vendor[0]}-{shelf.id}-{number}", vendor=vendor, category_id=shelf.id)
    for vendor in VENDORS
    for shelf in SHELVES
    for number in range(2)
]
CARE = replace(GOODS[0], id="CARE", owner="blue-sky")
THEIRS = replace(GOODS[0], id="THEIRS", owner="green-sky")
CATEGORIES = st.sampled_from([shelf.id for shelf in SHELVES])
SKUS = st.sampled_from([each.id for each in GOODS])
TARGETS = st.one_of(
    st.fixed_dictionaries({"vendor": st.sampled_from(VENDORS)}),
    st.fixed_dictionaries({"category": CATEGORIES}),
    st.fixed_dictionaries({"offering": SKUS}),
)
CERTIFICATES = st.sampled_from(("Mail Pro", "Vault Expert"))
BUYERS = st.sampled_from(("gold", "silver", "blue-sky"))


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("catalog")
    revision = write_snapshot(folder, [*SHELVES, *GOODS, CARE, THEIRS])
    with Snapshot(folder / f"{revision}.sqlite") as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Reseller]:
    folder = project_folder(tmp_path_factory.mktemp("project"))
    project = read_project(folder)
    return project, read_reseller(folder, "blue-sky", project)


@given(
    only=st.lists(CATEGORIES, max_size=2),
    without=st.lists(st.one_of(CATEGORIES, SKUS, st.sampled_from(VENDORS)), max_size=3),
    certificates=st.lists(CERTIFICATES, max_size=2),
    certified=st.lists(st.tuples(TARGETS, CERTIFICATES), max_size=3),
    protected=st.lists(st.tuples(TARGETS, st.lists(BUYERS, max_size=2)), max_size=3),
)
def test_a_reseller_sells_in_the_finder_what_the_price_book_says(  # noqa: PLR0917  (hypothesis gives them by name)
    snapshot: Snapshot,
    settings: tuple[Project, Reseller],
    only: list[str],
    without: list[str],
    certificates: list[str],
    certified: Sequence[tuple[dict[str, str], str]],
    protected: Sequence[tuple[dict[str, str], list[str]]],
) -> None:
    project, reseller = settings
    engagement = Engagement.model_validate(
        {
            "certified": tuple({**of, "needs": needs} for of, needs in certified),
            "protected": tuple({**of, "for": tuple(buyers)} for of, buyers in protected),
        }
    )
    project = project.model_copy(
        update={"distributor": project.distributor.model_copy(update={"engagement": engagement})}
    )
    assortment = Assortment(categories=tuple(only), without=tuple(without))
    reseller = reseller.model_copy(update={"assortment": assortment, "certificates": tuple(certificates)})
    book = PriceBook(snapshot, project, reseller, as_of=NOON)

    found = Stand(snapshot.offerings(), snapshot.categories()).sold_by(reseller, engagement)

    assert found == {each.id for each in GOODS if book.sells(each)}


def test_who_sells_nothing_or_does_not_want_to_be_found_is_no_partner(
    snapshot: Snapshot, settings: tuple[Project, Reseller]
) -> None:
    _, reseller = settings
    hidden = reseller.model_copy(update={"finder": reseller.finder.model_copy(update={"listed": False})})
    empty = reseller.model_copy(update={"assortment": Assortment(categories=("nowhere",))})
    stand = Stand(snapshot.offerings(), snapshot.categories())

    found = sellers_of(stand, (hidden, empty, reseller), Engagement(), {"blue-sky": "http://127.0.0.1:9"})

    assert [(seller.reseller, seller.url) for seller in found] == [(reseller, "http://127.0.0.1:9")]
    assert found[0].own == (CARE,)
    assert found[0].skus == {each.id for each in GOODS}


def test_agents_the_operator_and_who_is_not_listed_are_private_unless_a_listed_shop_is_called_so(
    tmp_path: Path,
) -> None:
    text = f"{RESELLER}agents: [{{name: Ann, commission_percent: 5}}]\n"
    folder = project_folder(tmp_path, reseller=text)
    hidden = changed(changed(RESELLER, "Blue Sky IT\nurl", "Grey Sky\nurl"), "shop.example.com", "grey.example.com")
    (folder / "config" / "resellers" / "grey.yaml").write_text(f"{hidden}finder: {{listed: false}}\n")
    part = changed(RESELLER, "Blue Sky IT\nurl: https://shop.example.com", "Blue Sky\nurl: https://blue.example.com")
    (folder / "config" / "resellers" / "part.yaml").write_text(f"{part}finder: {{listed: false}}\n")
    project = read_project(folder)
    resellers = [read_reseller(folder, slug, project) for slug in ("blue-sky", "grey", "part")]

    private = private_names(project, resellers)

    assert private == {"Platform", "Ann", "Grey Sky", "grey.example.com", "blue.example.com"}
