"""What `awning check` finds in settings once a catalog lies beside them, each at its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from awning.catalog import Lifecycle, Notice, Period, PlanKind
from awning.checking import LINES_SHOWN, check_project
from awning.price_record import history_file, record
from support_check import MAILBOX, VAULT, checked, engaged, rules, short
from support_core import NOON, cost, offering, plan, retired, srp
from support_settings import PROJECT, changed
from support_shops import SHOP

MONTHLY = plan(cost("1"), id="P1M-P1M", commitment=Period(1, "month"))
YEARLY = plan(cost("12"), id="P1Y-P1Y", billing=Period(1, "year"))
LINE = "blue-sky.yaml:11"
NOTICED = replace(MAILBOX, notices=(Notice(30),))
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


def test_a_catalog_and_settings_that_fit_leave_nothing_to_say(tmp_path: Path) -> None:
    found = checked(tmp_path)

    assert (found.errors, found.warnings) == ((), ())
    assert list(found.said()) == ["1 reseller checked, 0 mistakes found."]


@pytest.mark.parametrize(
    ("rule", "column", "says"),
    [
        ("{offering: MAIL-2, markup: 1}", 14, "offering: the catalog has no offering 'MAIL-2'. Did you mean MAIL-1?"),
        ("{offering: mail-1, markup: 1}", 14, "offering: the catalog has no offering 'mail-1'. Did you mean MAIL-1?"),
        (
            "{vendor: Mailright, markup: 1}",
            12,
            "vendor: the catalog has no vendor 'Mailright'. Did you mean Mailwright?",
        ),
        ("{category: emial, markup: 1}", 14, "category: the catalog has no category 'emial'. Did you mean email?"),
        (
            "{offering: MAIL-1, plan: P1Y-P1Y, markup: 1}",
            28,
            "plan: MAIL-1 has no plan 'P1Y-P1Y'. Did you mean P1Y-P1M? It has P1Y-P1M.",
        ),
        (
            "{vendor: Zorg, markup: 1}",
            12,
            "vendor: the catalog has no vendor 'Zorg'. Correct the name, or take it out.",
        ),
        (
            "{term: P3Y, markup: 1}",
            10,
            "term: no plan of the catalog has the term P3Y: this rule never decides. Known are P1Y.",
        ),
        (
            "{vendor: Vaulted, category: email, markup: 1}",
            31,
            "category: Vaulted has nothing in email: this rule never decides. Keep the vendor or the category.",
        ),
        (
            "{markup: 1, from: 2026-01-01, until: 2026-11-21}",
            40,
            "until: has been over since 2026-11-21, and decides nothing any more. Take it out.",
        ),
    ],
    ids=lambda value: value if str(value).startswith("{") else "",
)
def test_a_rule_that_fits_nothing_is_a_warning(rule: str, column: int, says: str, tmp_path: Path) -> None:
    found = checked(tmp_path, shop=rules(rule, "{markup: 0}"))

    assert found.errors == ()
    assert short(tmp_path, found.warnings) == [f"{LINE}:{column}: rules.1.{says}"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("assortment: {categories: [emial]}", "12:27: assortment.categories.1: the catalog has no category 'emial'."),
        ("assortment: {without: [Vaultd]}", "12:24: assortment.without.1: the catalog has no offering or vendor or"),
        ("featured: [MAIL-9]", "12:12: featured.1: the catalog has no offering 'MAIL-9'. Did you mean MAIL-1?"),
        ("tax: {categories: {emial: reduced}}", "5:27: tax.categories.emial: the catalog has no category or offering"),
        ("notice: {rules: [{days: 9, vendor: X}]}", "12:36: notice.rules.1.vendor: the catalog has no vendor 'X'."),
        ("coupons: [{code: ADVENT, off: 5, vendor: X}]", "12:42: coupons.1.vendor: the catalog has no vendor 'X'."),
        ("wholesale: {rules: [{markup: 1, category: X}]}", "12:43: wholesale.rules.1.category: the catalog has no"),
    ],
    ids=lambda value: str(value).partition(":")[0],
)
def test_names_that_the_catalog_does_not_have_are_warned_of(text: str, says: str, tmp_path: Path) -> None:
    shop = f"{SHOP}{text}\n"
    if text.startswith("tax"):
        shop = changed(SHOP, "tax: {name: VAT, rate: 20, display: excluding}", text)

    found = checked(tmp_path, shop=shop)

    assert found.errors == ()
    [line] = short(tmp_path, found.warnings)
    assert line.startswith(f"blue-sky.yaml:{says}" if not text.startswith("tax") else "blue-sky.yaml:6:27: tax.cat")


def test_the_projects_own_names_are_looked_at_too(tmp_path: Path) -> None:
    project = engaged("{certified: [{vendor: Vaultd, needs: V}]}")

    found = checked(tmp_path, project=project)

    [line] = short(tmp_path, found.warnings)
    assert line == (
        "awning.yaml:3:37: distributor.engagement.certified.1.vendor: the catalog has no vendor 'Vaultd'. "
        "Did you mean Vaulted?"
    )


def test_a_certificate_that_is_nearly_one_is_warned_of(tmp_path: Path) -> None:
    project = engaged("{certified: [{vendor: Vaulted, needs: Vault Partner}]}")

    found = checked(tmp_path, project=project, shop=SHOP + "certificates: [Vault Partnr]\n")

    assert short(tmp_path, found.warnings)[0] == (
        "blue-sky.yaml:12:16: certificates.1: no rule of engagement asks for 'Vault Partnr'. Did "
        "you mean Vault Partner?"
    )


@pytest.mark.parametrize(
    ("catalog", "more", "why"),
    [
        pytest.param([retired(*MAILBOX.plans)], "", "it is retired", id="retired"),
        pytest.param([MAILBOX], "assortment: {without: [email]}\n", "the shop does not sell it", id="left out"),
    ],
)
def test_what_stands_in_the_window_and_is_not_sold_is_warned_of(
    catalog: list[object], more: str, why: str, tmp_path: Path
) -> None:
    found = checked(tmp_path, *catalog, shop=f"{SHOP}featured: [MAIL-1]\n{more}")  # pyright: ignore[reportArgumentType]

    assert short(tmp_path, found.warnings) == [
        f"blue-sky.yaml:12:12: featured.1: MAIL-1 is not shown: {why}. Name another one."
    ]


@pytest.mark.parametrize("key", ["price", "add"])
def test_one_amount_for_months_and_years_is_warned_of(key: str, tmp_path: Path) -> None:
    found = checked(
        tmp_path, offering(MONTHLY, YEARLY), shop=rules("{markup: 5}", f"{{vendor: Mailwright, {key}: 20}}")
    )

    [line] = short(tmp_path, found.warnings)
    assert line.startswith(
        f"blue-sky.yaml:12:{31 if key == 'price' else 29}: rules.2.{key}: MAIL-1 can be paid in several rhythms, and "
        f"each would cost the same {key}. Name the plan or the term it is for"
    )


def test_an_amount_for_one_rhythm_is_as_it_should_be(tmp_path: Path) -> None:
    shop = rules("{markup: 5}", "{offering: MAIL-1, plan: P1Y-P1Y, price: 20}", "{term: P1M, price: 2}")

    assert checked(tmp_path, offering(MONTHLY, YEARLY), shop=shop).warnings == ()


def test_a_rule_of_the_distributor_for_who_buys_elsewhere_is_warned_of(tmp_path: Path) -> None:
    project = changed(
        PROJECT, "operator:", "  rules: [{buyer: blue-sky, markup: 1}, {buyer: corner, markup: 2}]\noperator:"
    )

    found = checked(
        tmp_path,
        project=project,
        shop=f"{SHOP}wholesale: {{rules: [{{markup: 5}}]}}\n",
        others={"corner": f"{SHOP}buys_from: blue-sky\n"},
    )

    assert found.errors == ()
    [line] = short(tmp_path, found.warnings)
    assert line == (
        "awning.yaml:6:49: distributor.rules.2.buyer: corner buys from blue-sky and not from the distributor: this "
        "rule never decides. Take it out, or name who buys from the distributor."
    )


def test_plans_without_a_price_are_named_once_for_all_shops(tmp_path: Path) -> None:
    dead = offering(plan(cost("1", valid_until=NOON)), id="DEAD-1")

    found = checked(tmp_path, MAILBOX, dead, others={"green-sky": SHOP})

    assert found.warnings == (
        "catalog: DEAD-1 (P1Y-P1M) cannot be bought: no price of the feed holds on 2026-11-22. Ask the distributor.",
    )


def test_prices_in_a_currency_without_a_rate_are_named_for_the_shop(tmp_path: Path) -> None:
    found = checked(tmp_path, shop=changed(SHOP, "currency: EUR", "currency: CHF"))

    [line] = short(tmp_path, found.warnings)
    assert line == (
        "blue-sky.yaml:5:11: currency: MAIL-1 (P1Y-P1M) and 1 more plan cannot be bought here: the feed has it in EUR "
        "and there is no exchange rate to CHF. Add one to exchange_rates in config/awning.yaml."
    )


def notice(text: str, folder: Path, *offerings: object) -> list[str]:
    """The mistakes of a shop with these notice settings on its last line."""
    found = checked(folder, *(offerings or (NOTICED,)), shop=f"{SHOP}notice: {text}\n")  # pyright: ignore[reportArgumentType]
    assert found.warnings == ()
    return short(folder, found.errors)


def test_too_little_notice_names_the_day_on_which_the_reseller_is_left_with_the_contract(tmp_path: Path) -> None:
    [line] = notice("{rules: [{days: 14, vendor: Mailwright}]}", tmp_path)
    assert line == (
        "blue-sky.yaml:12:25: notice.rules.1.days: MAIL-1 (P1Y-P1M): customers are asked for 14 days of notice, and "
        "the distributor needs 30. Of a contract begun on 2026-11-22 the distributor must hear by 2027-10-23, and "
        "the customer may still end it until 2027-11-08: on 2027-10-24 Blue Sky IT would be left holding it for 1 "
        "year more. Set days to 31 or more."
    )


def test_as_much_notice_as_the_distributor_asks_is_a_day_too_little(tmp_path: Path) -> None:
    [line] = notice("{rules: [{days: 30}]}", tmp_path)

    assert "by 2027-10-23, and notice that a customer gives on that very day comes too late to be passed on" in line
    assert "on 2027-10-24 Blue Sky IT would be left holding it" in line


@pytest.mark.parametrize("text", ["{extra_days: 1}", "{rules: [{days: 31}]}", "{extra_days: 0, rules: [{days: 31}]}"])
def test_a_day_more_is_enough(text: str, tmp_path: Path) -> None:
    assert notice(text, tmp_path) == []


def test_no_day_beyond_is_a_mistake_at_that_setting(tmp_path: Path) -> None:
    [line] = notice("{extra_days: 0}", tmp_path)

    assert line.startswith("blue-sky.yaml:12:22: notice.extra_days: MAIL-1 (P1Y-P1M): customers are asked for 30 days")
    assert line.endswith("set extra_days to 1 or more.")


LENGTHS = replace(offering(plan(cost("1")), MONTHLY), id="BOTH-1")


def test_a_rule_as_long_as_the_shortest_term_is_a_mistake(tmp_path: Path) -> None:
    [line] = notice("{rules: [{days: 28}]}", tmp_path, LENGTHS, replace(LENGTHS, id="BOTH-2"))

    assert line == (
        "blue-sky.yaml:12:25: notice.rules.1.days: BOTH-1 (P1M-P1M) and 1 more plan: customers are asked for 28 days "
        "of notice, and 1 month may have no more than 28: they could not give it after the term has begun, so shops "
        "ask for 27. Set days to fewer than 28, or name the term the rule is for."
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{rules: [{days: 27}]}", id="a day less"),
        pytest.param("{rules: [{days: 364, term: P1Y}]}", id="for another term"),
        pytest.param("{rules: [{days: 90}, {days: 20, offering: BOTH-1}]}", id="another rule decides"),
        pytest.param("{rules: [{days: 90, offering: BOTH-1}]}\nassortment: {without: [BOTH-1]}", id="left out"),
        pytest.param("{extra_days: 90}", id="extra days, which are cut"),
    ],
)
def test_a_rule_that_leaves_customers_a_day_is_none(text: str, tmp_path: Path) -> None:
    assert notice(text, tmp_path, LENGTHS) == []


def test_one_rule_for_many_plans_is_one_mistake(tmp_path: Path) -> None:
    plans = (plan(cost("1")), replace(MONTHLY, id="P1M-P1M"))
    many = [offering(*plans, id=f"MAIL-{number}", notices=(Notice(20),)) for number in range(1, 11)]
    strict = replace(VAULT, notices=(Notice(60),))

    [line] = notice("{rules: [{days: 7}]}", tmp_path, *many, strict)

    assert "VAULT-1 (P1Y-P1M) and 20 more plans: customers are asked for 7 days of notice" in line
    assert "on 2027-09-24 Blue Sky IT" in line
    assert "With other terms that day is 2026-12-03 (1 month)." in line
    assert line.endswith("Set days to 61 or more.")


def test_a_rule_for_one_offering_is_told_from_that_for_its_vendor(tmp_path: Path) -> None:
    other = replace(NOTICED, id="MAIL-2")

    [line] = notice("{rules: [{days: 40, vendor: Mailwright}, {days: 3, offering: MAIL-2}]}", tmp_path, NOTICED, other)

    assert "notice.rules.2.days: MAIL-2 (P1Y-P1M): customers" in line


@pytest.mark.parametrize(
    ("begins", "mistakes"),
    [pytest.param(NEW_YEAR, 1, id="in forty days"), pytest.param(NOON + timedelta(days=91), 0, id="in ninety-one")],
)
def test_what_the_distributor_will_ask_soon_is_looked_at(begins: datetime, mistakes: int, tmp_path: Path) -> None:
    changing = replace(MAILBOX, notices=(Notice(10, valid_until=begins), Notice(60, valid_from=begins)))

    found = notice("{rules: [{days: 45}]}", tmp_path, changing)

    assert len(found) == mistakes
    assert all(
        "asked for 45 days of notice, and from 2027-01-01 on the distributor needs 60. Of a "
        "contract begun on 2026-11-22 "
        "the distributor must hear by 2027-09-23" in line
        for line in found
    )


@pytest.mark.parametrize(
    "assortment", ["assortment: {without: [MAIL-1]}\n", "assortment: {categories: [backup]}\n"], ids=["SKU", "category"]
)
def test_what_the_shop_does_not_sell_is_not_judged(assortment: str, tmp_path: Path) -> None:
    assert notice(f"{{extra_days: 0}}\n{assortment}", tmp_path, NOTICED, VAULT) == []


def test_a_certificate_that_is_missing_is_named(tmp_path: Path) -> None:
    found = checked(
        tmp_path,
        MAILBOX,
        replace(MAILBOX, id="MAIL-2"),
        project=engaged("{certified: [{vendor: Mailwright, needs: Mail Partner}]}"),
        shop=f"{SHOP}assortment: {{without: [VAULT-1]}}\n",
        others={"green-sky": f"{SHOP}certificates: [Mail Partner]\n"},
    )

    [line] = short(tmp_path, found.errors)
    assert line == (
        "blue-sky.yaml:12:13: assortment: 2 offerings of the assortment (MAIL-1, MAIL-2) are not sold: vendor "
        "Mailwright is for resellers with the certificate 'Mail Partner' (config/awning.yaml, "
        "distributor.engagement.certified.1). Write Mail Partner under certificates once the reseller has it, or "
        "leave them out under assortment.without."
    )


def test_breaches_of_all_resellers_are_told_at_once(tmp_path: Path) -> None:
    names = ["alpha", "beta", "gamma"]

    found = checked(
        tmp_path,
        project=engaged("{protected: [{offering: VAULT-1, for: [beta]}]}"),
        others=dict.fromkeys(names, SHOP),
    )

    assert [line.partition(":")[0] for line in short(tmp_path, found.errors)] == [
        "alpha.yaml", "blue-sky.yaml", "gamma.yaml",
    ]  # fmt: skip
    assert all("1 offering of the assortment (VAULT-1) is not sold: offering VAULT-1 is kept for beta" in line
               for line in found.errors)  # fmt: skip


def test_what_is_left_out_already_is_no_breach(tmp_path: Path) -> None:
    found = checked(
        tmp_path,
        project=engaged("{protected: [{offering: VAULT-1, for: []}, {vendor: Mailwright, for: []}]}"),
        shop=f"{SHOP}assortment: {{without: [VAULT-1, MAIL-1]}}\n",
    )

    assert found.errors == ()


def promoted(folder: Path, begins: str, until: str = "2026-12-31") -> list[str]:
    shop = f"{SHOP}promotions:\n- {{name: Advent, off: 20, from: {begins}, until: {until}}}\n"
    return short(folder, checked(folder, shop=shop).errors)


def test_a_promotion_without_any_price_history_can_begin_thirty_days_after_the_first_build(tmp_path: Path) -> None:
    [line] = promoted(tmp_path, "2026-12-01")
    assert line == (
        "blue-sky.yaml:13:33: promotions.1.from: the promotion is not shown on 2026-12-01: a reduction is announced "
        "with the lowest price of the 30 days before it (Directive 98/6/EC, Article 6a), and none are kept yet: "
        "`awning build` keeps them. Built today, it can begin on 2026-12-23 at the earliest."
    )


@pytest.mark.parametrize(
    ("began", "begins", "mistakes"),
    [
        pytest.param(datetime(2026, 11, 1, tzinfo=UTC), "2026-12-01", 0, id="thirty days to the hour"),
        pytest.param(datetime(2026, 11, 1, 0, 0, 1, tzinfo=UTC), "2026-12-01", 1, id="a second less"),
        pytest.param(datetime(2026, 11, 1, 0, 0, 1, tzinfo=UTC), "2026-12-02", 0, id="so it begins a day later"),
    ],
)
def test_prices_must_have_been_kept_for_thirty_days(
    began: datetime, begins: str, mistakes: int, tmp_path: Path
) -> None:
    record(history_file(tmp_path, "blue-sky"), [("MAIL-1", "P1Y-P1M", Decimal("4.20"))], "EUR", began)

    found = promoted(tmp_path, begins)

    assert len(found) == mistakes
    assert all("they are kept since 2026-11-01 only. It can begin on 2026-12-02 at the earliest." in it for it in found)


def test_a_promotion_that_is_over_is_nobodys_matter(tmp_path: Path) -> None:
    assert promoted(tmp_path, "2026-11-01", "2026-11-21") == []


def test_a_damaged_price_history_is_a_mistake_and_the_rest_is_looked_at(tmp_path: Path) -> None:
    history_file(tmp_path, "blue-sky").parent.mkdir(parents=True)
    history_file(tmp_path, "blue-sky").write_text("not a database, and longer than a hundred bytes" * 9)

    found = promoted(tmp_path, "2026-12-01")

    assert len(found) == 1
    assert "var/prices/blue-sky.sqlite" in found[0]


def test_resellers_can_be_named(tmp_path: Path) -> None:
    checked(tmp_path, others={"green-sky": changed(SHOP, "name: VAT", "nam: VAT")})

    assert check_project(tmp_path, ["blue-sky"], now=NOON).errors == ()
    assert len(check_project(tmp_path, ["green-sky"], now=NOON).errors) == 1
    assert (
        check_project(tmp_path, ["gren-sky"], now=NOON)
        .errors[0]
        .endswith("there is no reseller 'gren-sky'. Did you mean green-sky? Known are blue-sky, green-sky.")
    )


def test_a_mistake_in_a_file_that_many_build_on_is_one(tmp_path: Path) -> None:
    base = changed(SHOP, "name: Blue Sky IT\n", "") + "featured: [MAIL-9]\n"
    names = [f"shop-{number}" for number in range(3)]
    others = {"_base": base} | {
        name: f"extends: _base\nname: {name}\nurl: https://{name}.example.com\n" for name in names
    }

    found = checked(tmp_path, others=others)

    assert short(tmp_path, found.warnings) == [
        "_base.yaml:11:12: featured.1: the catalog has no offering 'MAIL-9'. Did you mean MAIL-1?"
    ]
    assert next(iter(found.complaints())).endswith("Did you mean MAIL-1? (and in 2 more shops)")


def test_certificates_that_look_alikes_lack_are_one_mistake(tmp_path: Path) -> None:
    base = changed(SHOP, "name: Blue Sky IT\n", "") + "certificates: [Other]\n"
    names = ["alpha", "beta"]
    others = {"_base": base} | {
        name: f"extends: _base\nname: {name}\nurl: https://{name}.example.com\n" for name in names
    }
    project = engaged("{certified: [{vendor: Mailwright, needs: Mail Partner}]}")

    found = checked(tmp_path, project=project, shop=f"{SHOP}certificates: [Mail Partner]\n", others=others)

    [line] = short(tmp_path, found.errors)
    assert line.startswith("_base.yaml:11:15: certificates: 1 offering of the assortment (MAIL-1) is not sold")


def test_two_shops_at_one_address_are_one_mistake_that_names_both(tmp_path: Path) -> None:
    found = checked(tmp_path, others={"green-sky": "extends: blue-sky\nname: Green Sky\n"})

    [line] = short(tmp_path, found.errors)
    assert line == (
        "blue-sky.yaml:2:6: url: blue-sky.yaml, green-sky.yaml have the same address https://shop.example.com. "
        "Give each shop a url of its own."
    )


def test_findings_of_several_resellers_stand_under_their_names(tmp_path: Path) -> None:
    shop = rules("{offering: MAIL-9, markup: 1}", "{markup: 1}")

    found = checked(tmp_path, shop=shop, others={"green-sky": f"{shop}notice: {{extra_days: 0}}\n"})
    said = short(tmp_path, tuple(found.complaints()))

    assert said == [
        "blue-sky: 0 mistakes and 1 warning",
        f"{LINE}:14: warning: rules.1.offering: the catalog has no offering 'MAIL-9'. Did you mean MAIL-1?",
        "green-sky: 0 mistakes and 1 warning",
        "green-sky.yaml:11:14: warning: rules.1.offering: the catalog has no offering 'MAIL-9'. Did you mean MAIL-1?",
    ]
    assert next(found.said()) == "2 resellers checked, 0 mistakes and 2 warnings found."


def test_hundreds_of_findings_are_cut_short_for_people_and_not_for_programs(tmp_path: Path) -> None:
    found = checked(tmp_path, shop=rules("{markup: 1}", *(f"{{offering: X-{n:03}, markup: 1}}" for n in range(150))))

    assert len(found.as_json()["warnings"]) == 150
    said = list(found.complaints())
    assert len(said) == LINES_SHOWN + 1
    assert said[-1] == "  and 130 more warnings; --json lists them."


def test_what_is_retired_or_a_trial_is_not_asked_for_more(tmp_path: Path) -> None:
    trial = plan(cost("0"), id="trial-P30D", kind=PlanKind.TRIAL, commitment=None, billing=None, trial_days=30)
    gone = replace(retired(plan(cost("9"), srp("9"))), id="OLD-1")

    found = checked(
        tmp_path,
        offering(trial, plan(cost("9"), srp("10"))),
        gone,
        shop=rules("{markup: 10}"),
        project=engaged("{price_band: {above_srp: 0}}"),
    )

    assert (found.errors, found.warnings) == ((), ())
    assert gone.lifecycle is Lifecycle.RETIRED
