"""What can go wrong between a cart and its settlement; none of it knows HTTP but the table at the end.

CheckoutError
├── BadRequest         what came in is not what our forms send
├── NotHere            no such cart, order or shop; also: not yours
├── PriceMoved         it costs more, or bears other tax, than the customer agreed to: ask again
├── MoveRefused        an order cannot go from its state to the one asked for
├── Unbalanced         a payment's postings do not add up; nothing is written
├── PaymentRefused     Stripe will never take this payment; a person has to help
├── PaymentUnavailable Stripe does not answer; the cart is kept
│   └── KeyTaken       it was asked for something else under the same idempotency key: ask under another
├── VatUnavailable     no register says whether a VAT number is anybody's
└── SignatureWrong     a webhook is not from Stripe
"""

from __future__ import annotations

from awning.errors import AwningError, TaxError


class CheckoutError(AwningError):
    """Something between cart and settlement could not be done."""


class BadRequest(CheckoutError):
    """A request carries what our own forms would never send."""


class NotHere(CheckoutError):
    """There is no such cart, order or shop, or it is not this reseller's."""


class PriceMoved(CheckoutError):
    """It would cost more than the customer agreed to, or bear other tax: it is put to them again."""


class MoveRefused(CheckoutError):
    """An order, payment or fulfilment was asked to make a move that is not in its table."""


class Unbalanced(CheckoutError):
    """The parts of a payment do not sum to it."""


class PaymentRefused(CheckoutError):
    """Stripe will not open a payment page for this, however often it is asked; nothing was charged."""


class PaymentUnavailable(CheckoutError):
    """Stripe cannot be reached or refuses for now; nothing was charged and the cart is kept."""


class KeyTaken(PaymentUnavailable):
    """Stripe was asked for other things under this idempotency key; it answers under a new one."""


class VatUnavailable(CheckoutError):
    """No register answers whether a VAT number is anybody's; its form is all that is known of it."""


class SignatureWrong(CheckoutError):
    """A webhook's signature is missing, wrong or too old."""


STATUS: dict[type[AwningError], int] = {
    BadRequest: 400,
    SignatureWrong: 400,
    NotHere: 404,
    PriceMoved: 409,
    MoveRefused: 409,
    PaymentRefused: 422,
    TaxError: 422,
    PaymentUnavailable: 503,
    VatUnavailable: 503,
}
"""From error to HTTP status; what is not listed is 500."""
