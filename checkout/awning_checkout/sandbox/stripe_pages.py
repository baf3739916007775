"""The hosted payment page: plain HTML from the server, no JavaScript, and never any money."""

from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from awning_checkout.sandbox.stripe_context import sandbox
from awning_checkout.sandbox.stripe_currencies import decimals
from awning_checkout.sandbox.stripe_errors import JsonObject, SessionNotOpenError, StripeRefusalError
from awning_checkout.sandbox.stripe_payments import Outcome, PaymentMethod
from awning_checkout.sandbox.stripe_session_lines import SessionLine
from awning_checkout.sandbox.stripe_session_request import SessionRequest, is_email
from awning_checkout.sandbox.stripe_tax import Place, states
from awning_checkout.sandbox.stripe_texts import TEXTS

pages = Blueprint("stripe_pages", __name__, url_prefix="/pay")

_NUMBERS = {
    PaymentMethod.CARD: "4242 4242 4242 4242",
    PaymentMethod.DECLINED: "4000 0000 0000 0002",
    PaymentMethod.SECURE: "4000 0025 0000 3155",
    PaymentMethod.DELAYED: "DE89 3704 0044 0532 0130 00",
}
_POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_Page = BaseResponse | tuple[Response, int]


class _Words:
    """The page's words and amounts in the session's language."""

    def __init__(self, locale: str | None) -> None:
        chosen = locale if locale not in (None, "auto") else request.accept_languages.best_match(["en", "de"])
        language = (chosen or "en").split("-")[0]
        self.language = language if language in TEXTS else "en"
        # A page in English writes its numbers in English too.
        self._numbers = "en_GB" if chosen == "en-GB" else self.language

    def say(self, key: str, **facts: object) -> str:
        return TEXTS[self.language][key].format(**facts)

    def amount(self, minor: int, currency: str) -> str:
        return format_currency(Decimal(minor).scaleb(-decimals(currency)), currency.upper(), locale=self._numbers)

    def period(self, line: SessionLine) -> str:
        if line.interval is None:
            return self.say("once")
        if line.interval_count == 1:
            return self.say(line.interval)
        return self.say(f"{line.interval}s", count=line.interval_count)


def _protected(body: str, status: int = 200) -> Response:
    response = make_response(body, status)
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _notice(
    session: JsonObject | None, kind: str, status: int, link: str | None = None, action: str = "back"
) -> Response:
    words = _Words(session["locale"] if session else None)
    merchant = _merchant(session) if session else ""
    facts: dict[str, Any] = {"say": words.say, "lang": words.language, "kind": kind, "link": link}
    body = render_template("stripe/notice.html", **facts, merchant=merchant, action=action)
    return _protected(body, status)


def _merchant(session: JsonObject) -> str:
    return session["branding_settings"]["display_name"]


def _is_locked(session: JsonObject) -> bool:
    """Tell whether the shop has named the payer's address."""
    return session["customer_email"] is not None or session["customer"] is not None


def _success_url(session: JsonObject) -> str:
    return session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])


def _closed(session: JsonObject, *, status: int) -> Response:
    if session["status"] == "expired":
        return _notice(session, "expired", 410, session["cancel_url"])
    kind = "processing" if session["payment_status"] == "unpaid" else "paid"
    return _notice(session, kind, status, _success_url(session))


@pages.errorhandler(StripeRefusalError)
def unknown(_refusal: StripeRefusalError) -> Response:
    """Say that there is no such page."""
    return _notice(None, "unknown", 404)


@pages.get("/<session_id>")
def show(session_id: str) -> _Page:
    """Show what is to be paid, and ask how."""
    session = sandbox().payments.session(session_id)
    if session["status"] != "open":
        return _closed(session, status=200)
    return _form(session, email=sandbox().state.purchase(session_id).email or "", method="")


@pages.post("/<session_id>")
def pay(session_id: str) -> _Page:
    """Try to pay, and go on to the shop, to the bank, or back to the form."""
    payments = sandbox().payments
    session = payments.session(session_id)
    locked = sandbox().state.purchase(session_id).email if _is_locked(session) else None
    email = locked or request.form.get("email", "").strip()
    method = request.form.get("method", "")
    place = _place() if session["automatic_tax"]["enabled"] else None
    checks = (
        ("email", not is_email(email)),
        ("method", method not in list(PaymentMethod)),
        ("address", place is not None and not place.postal_code),
    )
    wrong = {name for name, bad in checks if bad}
    if session["status"] == "open" and wrong - ({"method"} if not session["amount_total"] else set()):
        return _form(session, email=email, method=method, wrong=wrong, status=422)
    try:
        outcome = payments.pay(session_id, PaymentMethod(method or PaymentMethod.CARD), email, place)
    except SessionNotOpenError:
        return _closed(payments.session(session_id), status=409)
    return _onward(session_id, outcome)


def _place() -> Place:
    return Place("US", request.form.get("state", ""), request.form.get("postal_code", "").strip())


@pages.get("/<session_id>/secure")
def ask_bank(session_id: str) -> _Page:
    """Stand in for the customer's bank."""
    payments = sandbox().payments
    session, intent = payments.session(session_id), payments.intent(session_id)
    if session["status"] != "open" or intent is None or intent["status"] != "requires_action":
        return redirect(url_for(".show", session_id=session_id), code=303)
    words = _Words(session["locale"])
    amount = words.amount(session["amount_total"], session["currency"])
    facts: dict[str, Any] = {"say": words.say, "lang": words.language}
    body = render_template("stripe/bank.html", **facts, merchant=_merchant(session), amount=amount)
    return _protected(body)


@pages.post("/<session_id>/secure")
def answer_bank(session_id: str) -> _Page:
    """Take the customer's answer to their bank."""
    payments = sandbox().payments
    payments.session(session_id)
    try:
        outcome = payments.answer_bank(session_id, approved=request.form.get("answer") == "approve")
    except SessionNotOpenError:
        return redirect(url_for(".show", session_id=session_id), code=303)
    return _onward(session_id, outcome)


@pages.get("/<session_id>/done")
def done(session_id: str) -> _Page:
    """Thank the customer and send them back to the shop.

    The way back is a ``Refresh`` header, for browsers hold the redirects of a form to its page's
    ``form-action``, and that of this page names no other site.
    """
    session = sandbox().payments.session(session_id)
    if session["status"] != "complete":
        return redirect(url_for(".show", session_id=session_id), code=303)
    response = _notice(session, "done", 200, _success_url(session), action="done_link")
    response.headers["Refresh"] = f"0; url={_success_url(session)}"
    return response


def _onward(session_id: str, outcome: Outcome) -> _Page:
    match outcome:
        case Outcome.COMPLETE:
            return redirect(url_for(".done", session_id=session_id), code=303)
        case Outcome.ACTION:
            return redirect(url_for(".ask_bank", session_id=session_id), code=303)
        case Outcome.DECLINED:
            return redirect(url_for(".show", session_id=session_id), code=303)


def _form(
    session: JsonObject, *, email: str, method: str, wrong: set[str] | None = None, status: int = 200
) -> Response:
    here = sandbox()
    words = _Words(session["locale"])
    basket = here.state.purchase(session["id"]).request
    intent = here.payments.intent(session["id"])
    error = (intent or {}).get("last_payment_error")
    facts: dict[str, Any] = {
        "say": words.say,
        "lang": words.language,
        "session": session,
        "merchant": _merchant(session),
        "lines": _lines(basket, words),
        "total": words.amount(session["amount_total"], basket.currency),
        "off": _off(basket, words),
        "taxed": basket.taxed,
        "states": states(),
        "then": _then(basket, words),
        "email": email,
        "locked": _is_locked(session),
        "numbers": _NUMBERS,
        "chosen": method or PaymentMethod.CARD,
        "wrong": wrong or set(),
        "problem": _problem(error, words) if not wrong else None,
    }
    return _protected(render_template("stripe/pay.html", **facts), status)


def _problem(error: JsonObject | None, words: _Words) -> str | None:
    if error is None:
        return None
    return words.say("declined_error" if error["code"] == "card_declined" else "authentication_error")


def _lines(basket: SessionRequest, words: _Words) -> list[dict[str, str]]:
    return [
        {
            "name": line.name,
            "description": line.description or "",
            "each": words.say("each", quantity=line.quantity, unit=words.amount(line.unit_amount, line.currency)),
            "period": words.period(line) if basket.recurring else "",
            "amount": words.amount(line.amount, line.currency),
        }
        for line in basket.lines
    ]


def _then(basket: SessionRequest, words: _Words) -> str | None:
    """Return what the customer will pay each period after this one."""
    if not basket.recurring:
        return None
    again = sum(line.amount for line in basket.recurring)
    if basket.trial_days:
        facts = {"days": basket.trial_days, "amount": words.amount(again, basket.currency)}
        return words.say("then_after", **facts, period=words.period(basket.recurring[0]))
    return words.say("then", amount=words.amount(again, basket.currency), period=words.period(basket.recurring[0]))


def _off(basket: SessionRequest, words: _Words) -> dict[str, str] | None:
    """Return the name of the discount and what it takes off."""
    if basket.coupon is None:
        return None
    return {
        "name": basket.coupon["name"] or words.say("discount"),
        "amount": words.amount(-basket.amount_off, basket.currency),
    }
