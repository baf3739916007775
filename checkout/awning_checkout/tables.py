"""The tables. Constraints refuse what the code should have refused, and read like sentences."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from awning_checkout.moments import Moment

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_by_%(column_0_N_name)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_is_unique",
        "ck": "%(constraint_name)s",
        "fk": "%(table_name)s_%(column_0_name)s_exists",
        "pk": "%(table_name)s_key",
    }
)

carts = Table(
    "cart",
    metadata,
    Column("id", String(64), primary_key=True, doc="Unguessable; whoever holds it may change the cart."),
    Column("reseller", String(63), nullable=False),
    Column("lines", JSON, nullable=False, doc="SKU, plan, quantity and the price shown, in the customer's order."),
    Column("coupon", String(40), nullable=False, default="", doc="The code the customer typed; empty for none."),
    Column("language", String(8), nullable=False, default="", doc="One of the shop's; empty for its first."),
    Column("created_at", Moment, nullable=False),
)

customers = Table(
    "customer",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("reseller", String(63), nullable=False),
    Column("name", Text, nullable=False),
    Column("company", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("country", String(2), nullable=False),
    Column("postcode", Text, nullable=False, default=""),
    Column("vat_number", Text, nullable=False, default="", doc="In its normal form, with its prefix."),
    Column("vat_confirmed", Boolean, doc="What the register said; null where it was not asked or did not answer."),
    Column("created_at", Moment, nullable=False),
)

orders = Table(
    "shop_order",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("number", String(24), nullable=False, unique=True, doc="What people call it."),
    Column("token", String(64), nullable=False, unique=True, doc="Unguessable; the address of the order page."),
    Column("reseller", String(63), nullable=False),
    Column("cart_id", String(64), ForeignKey("cart.id"), nullable=False, unique=True, doc="A cart is ordered once."),
    Column("customer_id", String(36), ForeignKey("customer.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("catalog", String(16), nullable=False, doc="The catalog revision it was priced from."),
    Column(
        "price_book", String(16), nullable=False, doc="The price-book revision; the price can be made again from it."
    ),
    Column("anchor", String(5), nullable=False, default="net", doc="Which side of its prices stands: net or gross."),
    Column("tax_country", Text, nullable=False, doc="Whose tax it is, ISO 3166-1; or an area that has none."),
    Column("tax_treatment", String(16), nullable=False, default="charged", doc="Why it bears the tax it bears."),
    Column("tax_rates", JSON, nullable=False, default=list, doc="Tax category and percent, as they held."),
    Column("tax_note", Text, nullable=False, default="", doc="What the order states of its tax, in its language."),
    Column("coupon", String(40), nullable=False, default="", doc="The code it was cheaper by; empty for none."),
    Column("priced_at", Moment, nullable=False),
    Column("terms_accepted_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
)

items = Table(
    "order_item",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("order_id", String(36), ForeignKey("shop_order.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("payment_id", String(36), ForeignKey("payment.id"), nullable=False),
    Column("fulfilment_id", String(36), ForeignKey("fulfilment.id")),
    Column("sku", Text, nullable=False),
    Column("plan_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("plan_title", Text, nullable=False),
    Column("period", String(8), nullable=False, doc="How often it is paid, ISO 8601; empty for once."),
    Column("kind", String(8), nullable=False, default="plan", doc="plan, or setup: a fee, which nobody delivers."),
    Column("bundle", Text, nullable=False, default="", doc="The bundle's name, of an item that is part of one."),
    Column("quantity", Integer, nullable=False, doc="What the unit price is multiplied by."),
    Column("pieces", Integer, nullable=False, doc="What is delivered: of a bundle, so many in each."),
    Column("unit_minor", BigInteger, nullable=False, doc="On the side the order's prices are anchored on."),
    Column("amount_minor", BigInteger, nullable=False, doc="The same side, before what a coupon takes off once."),
    Column("discount_minor", BigInteger, nullable=False, default=0, doc="Taken off the first payment, same side."),
    Column("net_minor", BigInteger, nullable=False, doc="Of the first payment."),
    Column("tax_minor", BigInteger, nullable=False, doc="Its part of the first payment's tax."),
    Column("tax_percent", String(16), nullable=False, doc="The rate it bears; empty where nobody knows any more."),
    Column("later", JSON, doc="Of a trial that goes on: the plan, its unit price, and the days of both ends."),
    Column("notice_days", Integer, doc="So long before the end of the term notice must be in; null where none is."),
    Column("last_notice_on", Date, doc="The last day on which notice ends it with its first term."),
    Column("cancel_until", Date, doc="The last day of the window in which it can be called off."),
    Column("answers", JSON, nullable=False, doc="Provisioning questions and what the customer answered."),
    Column("trail", JSON, nullable=False, doc="How the price came about."),
    Column("cuts", JSON, nullable=False, doc="Account to minor units; sums to net_minor."),
    Column("state", String(16), nullable=False, default=""),
    Column("activation", JSON, nullable=False, default=list),
    UniqueConstraint("order_id", "position"),
    CheckConstraint("quantity > 0", "an_item_has_a_quantity"),
    CheckConstraint("pieces > 0", "an_item_has_pieces"),
    CheckConstraint("amount_minor = unit_minor * quantity", "an_item_costs_unit_times_quantity"),
    CheckConstraint("discount_minor >= 0 AND discount_minor <= amount_minor", "a_discount_leaves_nothing_owed"),
)

payments = Table(
    "payment",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("order_id", String(36), ForeignKey("shop_order.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("period", String(8), nullable=False, doc="The billing period of its recurring items; empty for none."),
    Column("state", String(16), nullable=False),
    Column("net_minor", BigInteger, nullable=False),
    Column("tax_minor", BigInteger, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("sections", JSON, nullable=False, doc="The sums per period, as customers were shown them."),
    Column("lines", JSON, nullable=False, doc="What the Stripe page lists: name, unit, quantity, period, note."),
    Column("off_minor", BigInteger, nullable=False, default=0, doc="What Stripe takes off these lines, once."),
    Column("trial_days", Integer, nullable=False, default=0, doc="Its recurring lines begin so many days later."),
    Column("taxed_by_stripe", Boolean, nullable=False, default=False, doc="The tax is added on the Stripe page."),
    Column("attempt", Integer, nullable=False, default=0),
    Column("session_id", Text, unique=True),
    Column("session_url", Text),
    Column("paid_at", Moment),
    UniqueConstraint("order_id", "position"),
    CheckConstraint("total_minor = net_minor + tax_minor", "a_payment_is_net_and_tax"),
    CheckConstraint("total_minor >= 0", "nobody_is_paid_to_buy"),
    CheckConstraint("off_minor >= 0", "nothing_is_put_on"),
)

fulfilments = Table(
    "fulfilment",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("order_id", String(36), ForeignKey("shop_order.id"), nullable=False, index=True),
    Column("source", String(32), nullable=False, doc="Who delivers."),
    Column(
        "reference", String(18), nullable=False, unique=True, doc="What the distributor knows it by; made by us, once."
    ),
    Column("state", String(24), doc="The distributor's word for it; null until forwarded."),
    Column("distributor_order_id", Text),
    Column("checked_at", Moment),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", String(36), primary_key=True),
    Column(
        "fulfilment_id",
        String(36),
        ForeignKey("fulfilment.id"),
        nullable=False,
        unique=True,
        doc="Sent once.",
    ),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_try_at", Moment, nullable=False),
    Column("sent_at", Moment, doc="When it was last sent, or was about to be."),
    Column("error", Text),
    CheckConstraint("state IN ('waiting', 'sending', 'done', 'stuck')", "an_outbox_row_waits_or_is_done"),
    Index("outbox_by_turn", "state", "next_try_at"),
)

transfers = Table(
    "transfer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("payment_id", String(36), ForeignKey("payment.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("source", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("payment_id", "kind", "source", "target"),
    CheckConstraint("minor > 0", "a_transfer_moves_something"),
    CheckConstraint("source <> target", "a_transfer_goes_somewhere_else"),
)

order_events = Table(
    "order_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("order_id", String(36), ForeignKey("shop_order.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("subject", Text, nullable=False, doc="order, payment 1, fulfilment 2."),
    Column("state", String(24), nullable=False),
    Column("why", Text, nullable=False),
)

stripe_events = Table(
    "stripe_event",
    metadata,
    Column("account", Text, primary_key=True, doc="Empty for our own account."),
    Column("id", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("session_id", Text, doc="The session it speaks of; the rest is read from Stripe."),
    Column("received_at", Moment, nullable=False),
    Column("handled_at", Moment),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_try_at", Moment, nullable=False),
    Column("error", Text),
)
