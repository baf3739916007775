"""What customers read of notice: how long before the end of a term, and until when."""

from __future__ import annotations

from datetime import date

from awning.formats import Wording


def notice_texts(words: Wording, days: int, last_day: date, cancel_until: date | None) -> tuple[str, ...]:
    """The sentences on how something that runs on can be ended.

    Args:
        words: the shop's language.
        days: of notice, before the end of the term.
        last_day: for notice that ends it with its first term.
        cancel_until: the last day on which it can be called off; none where it cannot.
    """
    facts = {"days": days, "day": words.date(last_day)}
    if days:
        text = words.ngettext(
            "Notice: %(days)s day before the end of the term, so by %(day)s for the first one.",
            "Notice: %(days)s days before the end of the term, so by %(day)s for the first one.",
            days,
        )
    else:
        text = words.gettext("Notice: until %(day)s, the end of the first term.")
    window = words.gettext("It can be called off until %(day)s.")
    return (text % facts, *([window % {"day": words.date(cancel_until)}] if cancel_until else []))
