"""What a completed session brings about: subscription and first invoice, charge and payment."""

from awning_checkout.sandbox import stripe_objects_billing as billing
from awning_checkout.sandbox import stripe_objects_payment as money
from awning_checkout.sandbox.stripe_errors import JsonObject
from awning_checkout.sandbox.stripe_objects import whole_list
from awning_checkout.sandbox.stripe_objects_billing import Agreement
from awning_checkout.sandbox.stripe_objects_invoice import invoice, paid_invoice
from awning_checkout.sandbox.stripe_state import PLATFORM, Cause, Purchase, StripeState

_DAY_S = 24 * 3600


def start_subscription(state: StripeState, purchase: Purchase, *, customer_id: str) -> JsonObject:
    """Store and return the running subscription; its first invoice is open until the money is taken."""
    agreement = _agreement(state, purchase, customer_id)
    items: list[JsonObject] = []
    lines: list[JsonObject] = []
    for item in purchase.items:
        recurring = item["price"]["type"] == "recurring"
        source_id = state.new_id("si" if recurring else "ii")
        if recurring:
            items.append(
                billing.subscription_item(
                    item,
                    item_id=source_id,
                    subscription_id=agreement.subscription_id,
                    start=agreement.start,
                    end=agreement.end,
                )
            )
        lines.append(billing.invoice_line(item, agreement, line_id=state.new_id("il"), source_id=source_id))
    _store_invoice(state, purchase, agreement, lines)
    return state.put(purchase.account, billing.subscription(agreement, items))


def _agreement(state: StripeState, purchase: Purchase, customer_id: str) -> Agreement:
    request, now = purchase.request, state.now()
    line = request.recurring[0]
    asked = request.part("subscription_data")
    percent = asked.get("application_fee_percent")
    trial_end = now + request.trial_days * _DAY_S if request.trial_days else None
    return Agreement(
        subscription_id=state.new_id("sub"),
        invoice_id=state.new_id("in"),
        customer_id=customer_id,
        currency=request.currency,
        start=now,
        end=trial_end or billing.period_end(now, line.interval or "month", line.interval_count),
        metadata=asked.get("metadata", {}),
        description=asked.get("description"),
        application_fee_percent=None if percent is None else float(percent),
        application=None if purchase.account == PLATFORM else "ca_sandbox",
        trial_end=trial_end,
        discount_id=state.new_id("di") if request.coupon else None,
        taxed=request.taxed,
    )


def _store_invoice(state: StripeState, purchase: Purchase, agreement: Agreement, lines: list[JsonObject]) -> None:
    first = invoice(
        agreement,
        lines,
        email=purchase.email or "",
        number=f"SANDBOX-{agreement.invoice_id[-8:].upper()}-0001",
        merchant=state.merchant(purchase.account)["business_profile"]["name"],
        url=purchase.page_url,
    )
    links: list[JsonObject] = []
    if purchase.intent_id is not None:
        payment_id = state.new_id("inpay")
        links.append(billing.invoice_payment(payment_id=payment_id, invoice=first, intent_id=purchase.intent_id))
    payments = whole_list(links, url=f"/v1/invoice_payments?invoice={agreement.invoice_id}")
    state.put(purchase.account, {**first, "payments": payments})


def change_intent(state: StripeState, purchase: Purchase, changes: JsonObject) -> JsonObject:
    """Store and return the purchase's payment intent with some fields changed."""
    intent = state.get(purchase.account, purchase.intent_id or "", kind="payment_intent")
    return state.put(purchase.account, {**intent, **changes})


def take_money(state: StripeState, purchase: Purchase, *, delayed: bool) -> None:
    """Charge the intent, if anything is due, and pay the invoice, if there is one, and tell of both."""
    if purchase.intent_id is not None:
        _charge(state, purchase, delayed=delayed)
    session = state.get(purchase.account, purchase.session_id, kind="checkout.session")
    if session["invoice"] is not None:
        _pay_invoice(state, purchase, session["invoice"])


def _charge(state: StripeState, purchase: Purchase, *, delayed: bool) -> None:
    account, now = purchase.account, state.now()
    intent = state.get(account, purchase.intent_id or "", kind="payment_intent")
    charge = money.charge(
        intent,
        charge_id=state.new_id("ch"),
        transaction_id=state.new_id("txn"),
        created=now,
        email=purchase.email or "",
        delayed=delayed,
    )
    state.put(account, charge)
    state.put(account, money.balance_transaction(charge))
    changes = {"status": "succeeded", "amount_received": intent["amount"], "latest_charge": charge["id"]}
    state.record(account, "payment_intent.succeeded", change_intent(state, purchase, changes), Cause())


def _pay_invoice(state: StripeState, purchase: Purchase, invoice_id: str) -> None:
    account = purchase.account
    unpaid = state.get(account, invoice_id, kind="invoice")
    paid = paid_invoice(unpaid, paid_at=state.now())
    links = [
        billing.invoice_payment(payment_id=link["id"], invoice=paid, intent_id=purchase.intent_id or "")
        for link in unpaid["payments"]["data"]
    ]
    state.put(account, {**paid, "payments": {**unpaid["payments"], "data": links}})
    shown = {name: value for name, value in paid.items() if name != "payments"}
    state.record(account, "invoice.paid", shown, Cause())
