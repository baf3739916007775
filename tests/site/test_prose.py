"""Descriptions come from strangers: whatever they hold, a page stays a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awning.pages.prose import SUMMARY_LENGTH, first_sentence, html_of, shortened

_HARMLESS = {"http", "https", "mailto", "tel"}


class _Reader(HTMLParser):
    """What a browser would find."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(markdown: str) -> _Reader:
    reader = _Reader()
    reader.feed(str(html_of(markdown)))
    reader.close()
    return reader


def harms(markdown: str) -> list[str]:
    """Whatever in the page could script, style, frame or load."""
    page = seen(markdown)
    bad = [
        tag
        for tag in page.tags
        if tag in {"script", "style", "iframe", "object", "embed", "img", "svg", "form", "link", "base"}
    ]
    for name, value in page.attributes:
        if name.startswith("on") or name in {"style", "src", "srcset", "class", "id"}:
            bad.append(name)
        # Browsers pass over blanks and control characters.
        scheme = re.match(r"[a-z][a-z0-9+.-]*(?=:)", "".join(sign for sign in value if sign > " ").lower())
        if name == "href" and scheme and scheme.group() not in _HARMLESS:
            bad.append(value)
    return bad


@pytest.mark.parametrize(
    ("markdown", "sentence"),
    [
        ("A mailbox with **50 GB**.", "A mailbox with 50 GB."),
        ("[Webmail](https://example.com/), *always*!", "Webmail, always!"),
        ("Log **in**to `it`.", "Log into it."),
        ("| Mail | Chat |\n|---|---|", "Mail Chat"),
    ],
)
def test_a_summary_has_no_blank_where_the_text_has_none(markdown: str, sentence: str) -> None:
    assert first_sentence(markdown) == sentence


def test_markdown_becomes_html() -> None:
    html = html_of("A **mailbox**.\n\n- 50 GB\n- Webmail\n\n| Size | Price |\n|---|---|\n| S | 4 |")

    assert "<p>A <strong>mailbox</strong>.</p>" in html
    assert html.count("<li>") == 2
    assert "<td>S</td>" in html


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        '<iframe src="https://evil.example"></iframe>',
        "[click](javascript:alert(1))",
        "[click](JaVaScRiPt:alert(1))",
        "[click](java\nscript:alert(1))",
        "[click](&#106;avascript:alert(1))",
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        '<a href="vbscript:x">x</a>',
        '<p onclick="alert(1)" onmouseover=alert(1)>x</p>',
        '<img src=x onerror="alert(1)">',
        "![x](https://evil.example/pixel.png)",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        '<style>body{display:none}</style><p style="position:fixed">x</p>',
        '<form action="https://evil.example"><input name=card></form>',
        '<base href="https://evil.example/"><link rel=stylesheet href=//evil.example>',
        "<object data=x></object><embed src=x>",
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
        "```\n<script>alert(1)</script>\n```",
        "`<script>alert(1)</script>`",
        "<!--<script>--><script>alert(1)</script>",
        "<details ontoggle=alert(1) open>x",
    ],
)
def test_an_attack_comes_out_harmless(attack: str) -> None:
    assert harms(attack) == []
    assert harms(f"Good text.\n\n{attack}\n\nMore text.") == []
    assert "Good text." in html_of(f"Good text.\n\n{attack}\n\nMore text.")


@pytest.mark.parametrize(
    "broken", ["<b>never closed", "</p></div></main></body>", "<a href='x", "<<<>>>", "&&&amp;&#x0;", "<p><p><p"]
)
def test_broken_html_cannot_close_what_the_page_opened(broken: str) -> None:
    html = str(html_of(f"Before\n\n{broken}\n\nafter"))

    assert "</main>" not in html
    assert "</body>" not in html
    for tag in ("p", "a", "strong", "em"):
        assert html.count(f"<{tag}>") + html.count(f"<{tag} ") == html.count(f"</{tag}>")


def test_links_to_elsewhere_are_not_recommended_by_the_shop() -> None:
    assert html_of("[Vendor](https://vendor.example/)") == (
        '<p><a href="https://vendor.example/" rel="nofollow noopener">Vendor</a></p>'
    )


def test_headings_stand_below_those_of_the_page() -> None:
    assert html_of("# One\n\n## Two\n\n### Three\n\n#### Four") == (
        "<h3>One</h3>\n<h3>Two</h3>\n<h3>Three</h3>\n<h4>Four</h4>"
    )


def test_twenty_thousand_words_are_one_description() -> None:
    words = " ".join(f"word{number}." for number in range(20_000))

    assert seen(words).text == words
    assert first_sentence(words) == "word0."


def test_lists_in_lists_without_end_are_printed_as_they_are() -> None:
    assert seen("- " * 5_000 + "x").text == "- " * 5_000 + "x"


def test_right_to_left_and_emoji_survive() -> None:
    text = "صندوق بريد للشركات. 👩‍👩‍👧‍👦 תיבת דואר"

    assert seen(text).text == text
    assert first_sentence(text) == "صندوق بريد للشركات."


@pytest.mark.parametrize(
    ("description", "sentence"),
    [
        ("A **mailbox** with space. And more.", "A mailbox with space."),
        ("One line without an end", "One line without an end"),
        ("Costs 4.50 a month! Really.", "Costs 4.50 a month!"),
        ("## Heading\n\nText & more.", "Heading Text & more."),
        ("<script>alert(1)</script>Safe.", "Safe."),
        ("Fish &amp; chips <b>here</b>. Yes.", "Fish & chips here."),
        ("", ""),
    ],
)
def test_the_first_sentence_is_plain_text(description: str, sentence: str) -> None:
    assert first_sentence(description) == sentence


def test_a_long_sentence_is_cut_between_words() -> None:
    sentence = first_sentence("Mailbox " * 100)

    assert sentence == "Mailbox " * 18 + "Mailbox…"
    assert len(sentence) <= SUMMARY_LENGTH


def test_one_endless_word_is_cut_too() -> None:
    assert first_sentence("x" * 500) == "x" * 159 + "…"


@given(st.text(max_size=300), st.integers(1, 200))
def test_shortened_is_never_longer_than_asked(text: str, length: int) -> None:
    assert len(shortened(text, length)) <= max(length, 1)


_PIECES = st.sampled_from(
    ["<script>", "</script>", "<a href=", '"', "'", "javascript:", "data:", "[x](", ")", "<p ", "onclick=", "style=",
     "<svg", "<math>", "<style>", "`", "```\n", "<!--", "-->", "&#106;", "&lt;", "<![CDATA[", "]]>", "\n\n", "    ",
     "<img src=", ">", "/>", "*", "# ", "| a |\n|---|\n", "\x00", "\t"]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=6), max_size=14).map("".join))
def test_no_mixture_of_dangerous_pieces_makes_a_page_run_anything(markdown: str) -> None:
    assert harms(markdown) == []


@given(st.lists(_PIECES | st.text(max_size=30), max_size=14).map("".join))
def test_a_first_sentence_is_short_and_one_line(markdown: str) -> None:
    sentence = first_sentence(markdown)

    assert len(sentence) <= 160
    assert "\n" not in sentence
