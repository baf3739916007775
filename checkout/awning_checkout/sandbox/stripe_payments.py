"""What happens to a session: it is opened, paid, refused, settled late, expired, refunded."""

from dataclasses import replace
from enum import StrEnum

from awning_checkout.sandbox import stripe_objects as objects
from awning_checkout.sandbox import stripe_objects_billing as billing
from awning_checkout.sandbox import stripe_objects_payment as money
from awning_checkout.sandbox.stripe_coupons import use_coupon
from awning_checkout.sandbox.stripe_errors import JsonObject, SessionNotOpenError, StripeRefusalError
from awning_checkout.sandbox.stripe_fulfilment import change_intent, start_subscription, take_money
from awning_checkout.sandbox.stripe_session_request import SessionRequest, application_fee
from awning_checkout.sandbox.stripe_session_sums import session_sums, with_sums
from awning_checkout.sandbox.stripe_state import PLATFORM, Cause, Purchase, StripeState
from awning_checkout.sandbox.stripe_tax import Place

_PAGE = Cause()


class PaymentMethod(StrEnum):
    """How the customer pays; each stands for one of Stripe's test numbers."""

    CARD = "card"
    """4242 4242 4242 4242: succeeds."""
    DECLINED = "declined"
    """4000 0000 0000 0002: the bank declines."""
    SECURE = "secure"
    """4000 0025 0000 3155: the bank asks the customer first (3-D Secure)."""
    DELAYED = "delayed"
    """A SEPA debit: the session completes unpaid and is settled later."""


class Outcome(StrEnum):
    """Where an attempt to pay has led."""

    COMPLETE = "complete"
    """The session is complete, paid or not."""
    DECLINED = "declined"
    """The session is still open; the intent says why."""
    ACTION = "action"
    """The customer has to approve or refuse at their bank."""


class StripePayments:
    """The moves of a session, each made under the state's lock and told to the webhooks."""

    def __init__(self, state: StripeState) -> None:
        """Work on this state."""
        self._state = state

    def open(self, account: str, request: SessionRequest, *, base_url: str) -> JsonObject:
        """Make a session with its lines, prices and products."""
        state, now = self._state, self._state.now()
        session_id = state.new_id("cs_test")
        url = f"{base_url}/pay/{session_id}"
        items: list[JsonObject] = []
        for line in request.lines:
            product = billing.product(line, product_id=state.new_id("prod"), created=now)
            price = billing.price(line, price_id=state.new_id("price"), product_id=product["id"], created=now)
            state.put(account, product)
            state.put(account, price)
            items.append(objects.line_item(line, item_id=state.new_id("li"), price=price))
        name: str = state.merchant(account)["business_profile"]["name"]
        sums = session_sums(request, None)
        session = objects.checkout_session(request, session_id=session_id, created=now, url=url, name=name, sums=sums)
        email = self._known_email(account, session)
        state.keep_purchase(Purchase(account, session_id, request, with_sums(items, request, None), url, email=email))
        return state.put(account, session)

    def session(self, session_id: str) -> JsonObject:
        """Return a session as it is now, whosever it is."""
        purchase = self._state.purchase(session_id)
        return self._state.get(purchase.account, session_id, kind="checkout.session")

    def intent(self, session_id: str) -> JsonObject | None:
        """Return the payment intent of a session, once anybody has tried to pay."""
        purchase = self._state.purchase(session_id)
        return self._state.find(purchase.account, purchase.intent_id or "")

    def expire(self, account: str, session_id: str, cause: Cause) -> JsonObject:
        """Close an open session unpaid."""
        with self._state.lock:
            session = self._state.get(account, session_id, kind="checkout.session", param="session")
            if session["status"] != "open":
                raise SessionNotOpenError(
                    'Only Checkout Sessions with a status in ["open"] can be expired. '
                    f"This Checkout Session has a status of `{session['status']}`.",
                    param="session",
                )
            return self._close(account, session, cause)

    def expire_due(self) -> None:
        """Close the sessions whose time has passed; asked before each answer, so that no timer is needed."""
        with self._state.lock:
            for purchase in self._state.purchases():
                session = self.session(purchase.session_id)
                if session["status"] == "open" and session["expires_at"] <= self._state.now():
                    self._close(purchase.account, session, _PAGE)

    def _close(self, account: str, session: JsonObject, cause: Cause) -> JsonObject:
        closed = self._state.put(account, {**session, "status": "expired", "url": None})
        self._state.record(account, "checkout.session.expired", closed, cause)
        return closed

    def pay(self, session_id: str, method: PaymentMethod, email: str, place: Place | None = None) -> Outcome:
        """Try to pay an open session; where it works tax out, the place says how much."""
        with self._state.lock:
            purchase = self._located(self._still_open(session_id), place)
            session = self.session(session_id)
            payer = self._known_email(purchase.account, session) or email
            purchase = self._state.keep_purchase(replace(purchase, email=payer))
            if not session["amount_total"]:
                return self._complete(purchase, "no_payment_required")
            purchase = self._with_intent(purchase, session)
            match method:
                case PaymentMethod.CARD:
                    return self._complete(purchase, "paid")
                case PaymentMethod.DELAYED:
                    return self._complete(purchase, "unpaid")
                case PaymentMethod.SECURE:
                    action = money.secure_action(f"{purchase.page_url}/secure")
                    change_intent(self._state, purchase, {"status": "requires_action", "next_action": action})
                    return Outcome.ACTION
                case PaymentMethod.DECLINED:
                    error = money.payment_error(
                        code="card_declined",
                        decline_code="generic_decline",
                        message="Your card was declined.",
                    )
                    return self._turn_down(purchase, error)

    def answer_bank(self, session_id: str, *, approved: bool) -> Outcome:
        """Give the customer's answer to their bank, 3-D Secure's end."""
        with self._state.lock:
            purchase = self._still_open(session_id)
            intent = self.intent(session_id)
            if intent is None or intent["status"] != "requires_action":
                raise SessionNotOpenError("This payment does not wait for the customer's bank.", param="session")
            if approved:
                return self._complete(purchase, "paid")
            error = money.payment_error(
                code="payment_intent_authentication_failure",
                message="We are unable to authenticate your payment method.",
            )
            return self._turn_down(purchase, error)

    def settle_late(self, session_id: str, *, succeeded: bool) -> JsonObject:
        """Bring a delayed payment to its end."""
        with self._state.lock:
            purchase, session = self._state.purchase(session_id), self.session(session_id)
            intent = self.intent(session_id)
            if intent is None or intent["status"] != "processing":
                raise StripeRefusalError("This session has no payment on its way.", param="session")
            if succeeded:
                take_money(self._state, purchase, delayed=True)
                session = self._state.put(purchase.account, {**session, "payment_status": "paid"})
                kind = "checkout.session.async_payment_succeeded"
            else:
                self._bounce(purchase, session)
                kind = "checkout.session.async_payment_failed"
            self._state.record(purchase.account, kind, session, _PAGE)
            return session

    def _bounce(self, purchase: Purchase, session: JsonObject) -> None:
        error = money.payment_error(code="debit_not_authorized", message="The customer's bank returned the debit.")
        change_intent(self._state, purchase, {"status": "requires_payment_method", "last_payment_error": error})
        running = self._state.find(purchase.account, session["subscription"] or "")
        if running is not None:
            self._state.put(purchase.account, {**running, "status": "past_due"})

    def _located(self, purchase: Purchase, place: Place | None) -> Purchase:
        """Take the buyer's place, and work the tax out for it."""
        request = purchase.request
        if not request.taxed or purchase.intent_id is not None:
            return purchase
        if place is None:
            raise StripeRefusalError("Tax cannot be worked out without an address.", param="address")
        self._state.put(purchase.account, {**self.session(purchase.session_id), **session_sums(request, place)})
        items = with_sums(purchase.items, request, place)
        return self._state.keep_purchase(replace(purchase, items=items, place=place))

    def _known_email(self, account: str, session: JsonObject) -> str | None:
        """Return the address the shop named, itself or by its customer; the payer cannot change it."""
        customer = self._state.find(account, session["customer"] or "") or {}
        return session["customer_email"] or customer.get("email")

    def _still_open(self, session_id: str) -> Purchase:
        self.expire_due()
        if (status := self.session(session_id)["status"]) != "open":
            raise SessionNotOpenError(f"This Checkout Session has a status of `{status}`.", param="session")
        return self._state.purchase(session_id)

    def _with_intent(self, purchase: Purchase, session: JsonObject) -> Purchase:
        if purchase.intent_id is not None:
            return purchase
        request = purchase.request
        intent = money.payment_intent(
            intent_id=self._state.new_id("pi"),
            secret=self._state.new_id("secret").removeprefix("secret_"),
            created=self._state.now(),
            amount=session["amount_total"],
            currency=request.currency,
            metadata=request.part("payment_intent_data").get("metadata", {}),
            description=request.part("payment_intent_data").get("description"),
            fee=application_fee(request, session["amount_total"]),
            application=None if purchase.account == PLATFORM else "ca_sandbox",
        )
        self._state.put(purchase.account, intent)
        if request.mode == "payment":
            self._state.put(purchase.account, {**session, "payment_intent": intent["id"]})
        return self._state.keep_purchase(replace(purchase, intent_id=intent["id"]))

    def _turn_down(self, purchase: Purchase, error: JsonObject) -> Outcome:
        changes = {"status": "requires_payment_method", "next_action": None, "last_payment_error": error}
        change_intent(self._state, purchase, changes)
        return Outcome.DECLINED

    def _complete(self, purchase: Purchase, payment_status: str) -> Outcome:
        """Make everything a completed session leads to, then tell of it in one go."""
        state, account = self._state, purchase.account
        email = purchase.email or ""
        session: JsonObject = {**self.session(purchase.session_id), "status": "complete", "url": None}
        address = purchase.place.address() if purchase.place else None
        session |= {"payment_status": payment_status, "customer_details": objects.customer_details(email, address)}
        if purchase.request.coupon:
            use_coupon(state, account, purchase.request.coupon["id"])
        if session["customer"] is None and session["customer_creation"] == "always":
            customer = objects.customer(customer_id=state.new_id("cus"), created=state.now(), email=email)
            session["customer"] = state.put(account, customer)["id"]
        if purchase.intent_id is not None:
            changes: JsonObject = {
                "customer": session["customer"],
                "next_action": None,
                "last_payment_error": None,
            }
            status = {"status": "processing"} if payment_status == "unpaid" else {}
            change_intent(self._state, purchase, changes | status)
        started = None
        if purchase.request.mode == "subscription":
            started = start_subscription(state, purchase, customer_id=str(session["customer"]))
            session |= {"subscription": started["id"], "invoice": started["latest_invoice"]}
        state.put(account, session)
        if started is not None:
            state.record(account, "customer.subscription.created", started, _PAGE)
        if payment_status != "unpaid":
            take_money(self._state, purchase, delayed=False)
        state.record(account, "checkout.session.completed", session, _PAGE)
        return Outcome.COMPLETE
