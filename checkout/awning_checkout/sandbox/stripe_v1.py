"""The part of Stripe's API that a checkout service calls."""

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, request

from awning_checkout.sandbox.stripe_context import StripeSandbox, sandbox
from awning_checkout.sandbox.stripe_coupons import make_coupon, valid_coupon
from awning_checkout.sandbox.stripe_errors import JsonObject, StripeRefusalError
from awning_checkout.sandbox.stripe_form import Fields, Flag, FormTree, Many, Text, decode_form, read
from awning_checkout.sandbox.stripe_query import EXPAND, PAGING, Expander, created_within, one_page, shown
from awning_checkout.sandbox.stripe_refunds import give_back
from awning_checkout.sandbox.stripe_session_request import session_request
from awning_checkout.sandbox.stripe_state import PLATFORM, Cause

api = Blueprint("stripe_v1", __name__, url_prefix="/v1")

_ACCOUNT = re.compile(r"acct_[A-Za-z0-9_]{1,64}")
_SESSION_FILTERS = Fields(
    {
        **PAGING,
        "status": Text(choices=("open", "complete", "expired")),
        "customer": Text(),
        "payment_intent": Text(),
        "subscription": Text(),
        "customer_details": Fields({"email": Text()}),
    },
    unmodelled=frozenset({"customer_account", "payment_link"}),
)
_EVENT_FILTERS = Fields({**PAGING, "type": Text(), "types": Many(Text()), "delivery_success": Flag()})


@api.before_request
def admit() -> None:
    """Check the key and the account, and make the fault that is due."""
    here = sandbox()
    key = request.authorization.token if request.authorization else None
    if key != here.api_key:
        given = f"{(key or '')[:8]}{'*' * 8}"
        raise StripeRefusalError(f"Invalid API Key provided: {given}", status=401)
    account = request.headers.get("Stripe-Account", PLATFORM)
    if not _ACCOUNT.fullmatch(account):
        raise StripeRefusalError(
            f"The provided key does not have access to account '{account}' (or that account does not exist).",
            code="account_invalid",
            status=403,
        )
    g.account = account
    if here.faults.take("fail_next_requests"):
        raise StripeRefusalError("The sandbox was told to fail.", kind="api_error", status=500)


def _account() -> str:
    return g.account


def _cause() -> Cause:
    return Cause(g.request_id, request.headers.get("Idempotency-Key"))


def _changing(work: Callable[[StripeSandbox, FormTree], JsonObject]) -> JsonObject:
    """Do the work of a POST once per idempotency key; posts are answered one after another."""
    here, account, key = sandbox(), _account(), request.headers.get("Idempotency-Key")
    params = tuple(sorted(request.form.items(multi=True)))
    with here.state.lock:
        answer = here.state.replay(account, key, request.path, params) if key else None
        g.replayed = answer is not None
        if answer is None:
            tree = decode_form(request.form.items(multi=True))
            thing = work(here, tree)
            answer = Expander(here.state, account).expand(shown(thing), read(EXPAND, tree.get("expand", {}), "expand"))
            if key:
                here.state.remember(account, key, request.path, params, answer)
    if here.faults.take("lose_next_answers"):
        raise StripeRefusalError("The sandbox did as asked and lost the answer.", kind="api_error", status=500)
    return answer


def _query(shape: Fields, tree: FormTree | None = None) -> JsonObject:
    return read(shape, decode_form(request.args.items(multi=True)) if tree is None else tree)


def _reading(thing: JsonObject, asked: JsonObject) -> JsonObject:
    return Expander(sandbox().state, _account()).expand(shown(thing), asked.get("expand", []))


def _one(kind: str, object_id: str, param: str) -> JsonObject:
    asked = _query(Fields({"expand": EXPAND}))
    return _reading(sandbox().state.get(_account(), object_id, kind=kind, param=param), asked)


@api.post("/checkout/sessions")
def create_session() -> JsonObject:
    """Open a checkout session."""

    def work(here: StripeSandbox, tree: FormTree) -> JsonObject:
        account = _account()
        wanted = session_request(
            tree,
            now=here.state.now(),
            connected=account != PLATFORM,
            has_customer=lambda who: (here.state.find(account, who) or {}).get("object") == "customer",
            coupon=lambda coupon_id, currency: valid_coupon(here.state, account, coupon_id, currency),
        )
        return here.payments.open(account, wanted, base_url=request.host_url.rstrip("/"))

    return _changing(work)


@api.get("/checkout/sessions")
def list_sessions() -> JsonObject:
    """List checkout sessions, the latest first."""
    tree = decode_form(request.args.items(multi=True))
    within = created_within(tree)
    asked = _query(_SESSION_FILTERS, tree)
    payer: JsonObject = asked.get("customer_details", {})
    sessions = [
        session
        for session in sandbox().state.newest_first(_account(), "checkout.session")
        if within(session)
        and all(
            session[name] == asked[name]
            for name in ("status", "customer", "payment_intent", "subscription")
            if name in asked
        )
        and payer.items() <= (session["customer_details"] or {}).items()
    ]
    return _reading(one_page(sessions, asked, url="/v1/checkout/sessions"), asked)


@api.get("/checkout/sessions/<session_id>")
def retrieve_session(session_id: str) -> JsonObject:
    """Show one checkout session."""
    return _one("checkout.session", session_id, "session")


@api.get("/checkout/sessions/<session_id>/line_items")
def list_line_items(session_id: str) -> JsonObject:
    """List what a session is for, in the order it was asked."""
    state = sandbox().state
    state.get(_account(), session_id, kind="checkout.session", param="session")
    asked = _query(Fields(PAGING))
    url = f"/v1/checkout/sessions/{session_id}/line_items"
    return _reading(one_page(state.purchase(session_id).items, asked, url=url), asked)


@api.post("/checkout/sessions/<session_id>/expire")
def expire_session(session_id: str) -> JsonObject:
    """Close an open session."""

    def work(here: StripeSandbox, tree: FormTree) -> JsonObject:
        read(Fields({"expand": EXPAND}), tree)
        return here.payments.expire(_account(), session_id, _cause())

    return _changing(work)


@api.get("/payment_intents/<intent_id>")
def retrieve_intent(intent_id: str) -> JsonObject:
    """Show one payment."""
    return _one("payment_intent", intent_id, "intent")


@api.get("/subscriptions/<subscription_id>")
def retrieve_subscription(subscription_id: str) -> JsonObject:
    """Show one subscription."""
    return _one("subscription", subscription_id, "id")


@api.get("/invoices/<invoice_id>")
def retrieve_invoice(invoice_id: str) -> JsonObject:
    """Show one invoice."""
    return _one("invoice", invoice_id, "invoice")


@api.get("/customers/<customer_id>")
def retrieve_customer(customer_id: str) -> JsonObject:
    """Show one customer."""
    return _one("customer", customer_id, "customer")


@api.get("/charges/<charge_id>")
def retrieve_charge(charge_id: str) -> JsonObject:
    """Show one charge."""
    return _one("charge", charge_id, "charge")


@api.get("/account")
def retrieve_account() -> JsonObject:
    """Show the merchant the call is made for."""
    _query(Fields({"expand": EXPAND}))
    return sandbox().state.merchant(_account())


@api.post("/coupons")
def create_coupon() -> JsonObject:
    """Make a coupon."""
    return _changing(lambda here, tree: make_coupon(here.state, _account(), tree, _cause()))


@api.get("/coupons/<coupon_id>")
def retrieve_coupon(coupon_id: str) -> JsonObject:
    """Show one coupon."""
    return _one("coupon", coupon_id, "coupon")


@api.post("/refunds")
def create_refund() -> JsonObject:
    """Give money back."""
    return _changing(lambda here, tree: give_back(here.state, _account(), tree, _cause()))


@api.get("/refunds/<refund_id>")
def retrieve_refund(refund_id: str) -> JsonObject:
    """Show one refund."""
    return _one("refund", refund_id, "id")


@api.get("/events")
def list_events() -> JsonObject:
    """List what has happened, the latest first."""
    tree = decode_form(request.args.items(multi=True))
    within = created_within(tree)
    asked = _query(_EVENT_FILTERS, tree)
    kinds: list[str] = asked.get("types", []) + ([asked["type"]] if "type" in asked else [])
    events = [
        notice.event
        for notice in sandbox().state.notices(_account())
        if within(notice.event)
        and (not kinds or any(_same_kind(notice.event["type"], kind) for kind in kinds))
        and asked.get("delivery_success", notice.delivered) == notice.delivered
    ]
    return _reading(one_page(events, asked, url="/v1/events"), asked)


@api.get("/events/<event_id>")
def retrieve_event(event_id: str) -> JsonObject:
    """Show one event."""
    _query(Fields({"expand": EXPAND}))
    notice = sandbox().state.notice(event_id)
    if notice.account != _account():
        raise StripeRefusalError(f"No such event: '{event_id}'", param="id", code="resource_missing", status=404)
    return notice.event


def _same_kind(kind: str, wanted: str) -> bool:
    """Tell whether an event is of a type, or of a group such as ``charge.*``."""
    return kind.startswith(wanted[:-1]) if wanted.endswith("*") else kind == wanted


@api.route("/<path:rest>", methods=["GET", "POST", "DELETE"])
def not_modelled(rest: str) -> Any:
    """Refuse every other call, as Stripe refuses paths it does not know."""
    raise StripeRefusalError(
        f"Unrecognized request URL ({request.method}: /v1/{rest}). The sandbox models checkout only.",
        status=404,
    )
