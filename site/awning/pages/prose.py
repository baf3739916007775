"""Markdown of strangers as clean HTML, and its first sentence as plain text."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

import nh3
from markdown import Markdown
from markupsafe import Markup, escape

_TAGS = {
    "a", "blockquote", "br", "code", "dd", "dl", "dt", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong",
    "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "td": {"align"}, "th": {"align"}}
# A page has one h1, and its sections are h2: what a description calls a heading goes below.
_HEADINGS = re.compile(r"<(/?)h[1-3]\b")
# Python-Markdown wants an empty line before a list; nearly everybody else, and CommonMark, does without.
_LIST_AFTER_TEXT = re.compile(r"^(?![ \t]*(?:[-*+]|\d+\.)[ \t])([^\S\n]*\S.*)\n(?=(?:[-*+]|1\.)[ \t])", re.MULTILINE)
_OPENING = re.compile(r"\s*<p>(.*?)</p>\s*", re.DOTALL)
_SENTENCE = re.compile(r"(.+?[.!?])(?:\s|$)", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
# Inside a sentence, where a full stop follows the word and not a blank.
_INLINE_TAG = re.compile(r"</?(?:a|code|em|strong|sub|sup)\b[^>]*>")
SUMMARY_LENGTH = 160


@lru_cache(maxsize=4096)
def html_of(markdown: str) -> Markup:
    """The text as HTML that cannot script, frame, style or load anything."""
    if not markdown:
        return Markup()
    try:
        html = Markdown(extensions=["tables", "sane_lists"]).convert(_LIST_AFTER_TEXT.sub(r"\1\n\n", markdown))
    except RecursionError:
        # Hundreds of lists in lists: no person wrote this, and one bad text must not stop every shop.
        html = f"<p>{escape(markdown)}</p>"
    clean = nh3.clean(_HEADINGS.sub(r"<\1h3", html), tags=_TAGS, attributes=_ATTRIBUTES, link_rel="nofollow noopener")
    return Markup(clean)  # noqa: S704  (cleaned on the line above)


@lru_cache(maxsize=4096)
def first_sentence(markdown: str) -> str:
    """The first sentence without mark-up, at most 160 characters."""
    plain = plain_text(html_of(markdown[:2000]))
    found = _SENTENCE.match(plain)
    return shortened(found.group(1) if found else plain, SUMMARY_LENGTH)


def body_of(markdown: str) -> Markup:
    """The text as HTML without its first sentence, where that is a paragraph of its own: pages lead with it."""
    html = html_of(markdown)
    opening = _OPENING.match(html)
    if opening and plain_text(opening.group(1)) == first_sentence(markdown):
        return Markup(html[opening.end() :])  # noqa: S704  (a part of what was cleaned)
    return html


def plain_text(html: str) -> str:
    """The words of HTML, one blank between them."""
    return " ".join(unescape(_TAG.sub(" ", _INLINE_TAG.sub("", html))).split())


def shortened(text: str, length: int) -> str:
    """The text, cut between words with an ellipsis where it is longer."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
