"""What customers write about: each with a mail link that begins the letter, until there is an inbox."""

from __future__ import annotations

from urllib.parse import quote

from awning.config import Reseller
from awning.formats import Wording
from awning.pages.views import TopicView


def topics_of(reseller: Reseller, wording: Wording) -> tuple[TopicView, ...]:
    """The topics of a shop; withdrawal only where consumers may buy."""
    say, to = wording.gettext, reseller.contact.email
    found = [
        _topic("contact", say("Ask a question"), to, say("A question"), ()),
        _topic(
            "quote",
            say("Ask for an offer"),
            to,
            say("Please make me an offer"),
            (say("Product:"), say("Quantity:"), say("Term:"), say("Company:"), say("Needed by:")),
        ),
        _topic(
            "cancel",
            say("Give notice"),
            to,
            say("Notice"),
            (say("Order number:"), say("Product:"), say("To end on (or at the next possible date):"), say("Name:")),
        ),
    ]
    if reseller.consumers:
        # Directive (EU) 2023/2673, Article 11a of Directive 2011/83/EU: in use since 19 June 2026.
        lines = (
            say("I withdraw from the contract named below."),
            say("Name:"),
            say("Order number:"),
            say("Where the confirmation should be sent:"),
        )
        subject = say("Withdrawal from a contract")
        found.append(_topic("withdrawal", say("Withdraw from a contract"), to, subject, lines))
    return tuple(found)


def _topic(key: str, title: str, to: str, subject: str, lines: tuple[str, ...]) -> TopicView:
    # RFC 6068: lines of the body end with CRLF.
    body = "\r\n".join(f"{line} " for line in lines)
    query = f"subject={quote(subject)}" + (f"&body={quote(body)}" if body else "")
    return TopicView(key, title, f"mailto:{quote(to, safe='@')}?{query}")
