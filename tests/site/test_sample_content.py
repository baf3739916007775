"""What the two sample firms say: every link leads somewhere, every answer has its page, every title has room."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from awning.config import read_project, read_reseller
from awning.pages.contents import DESCRIPTION_LENGTH, TITLE_LENGTH
from awning.pages.prose import plain_text
from awning.settings.asked import Asked, read_faq

EDITIONS = (("havelwerk", ""), ("havelwerk", "en/"), ("pebbletide", ""))
"""Each shop, and in which folder of it a language stands."""
LEGAL = ("imprint", "privacy", "terms")
SAMPLE = {"Mustertext.", "Sample text."}
"""How a page says that it is one, in each language."""
NAMES = [f"{shop}/{prefix}" for shop, prefix in EDITIONS]

every_edition = pytest.mark.parametrize(("shop", "prefix"), EDITIONS, ids=NAMES)


def content(project: Path, shop: str, prefix: str) -> Path:
    return project / "content" / "shops" / shop / prefix


def written(folder: Path, *kinds: str) -> dict[str, str]:
    """The Markdown of a language by name, as posts/spring-clean."""
    files = (file for kind in kinds or ("pages", "posts") for file in sorted((folder / kind).glob("*.md")))
    return {f"{file.parent.name}/{file.stem}": file.read_text(encoding="utf-8") for file in files}


def said(text: str, field: str) -> str:
    """What stands under a name at the head of a Markdown file."""
    found = re.search(rf"^{field}: (.+)$", text.partition("\n\n")[0], re.MULTILINE)
    assert found is not None, f"{field} is missing in {text[:60]!r}"
    return found.group(1)


def address(name: str, text: str) -> str:
    """Where the page stands in the folder of its language."""
    return ("news/" if name.startswith("posts/") else "") + said(text, "Slug") + ".html"


def hrefs(html: str) -> set[str]:
    """What the reseller's own text links to; the footer and the header are the theme's."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return {unescape(each) for each in re.findall(r'href="([^"]+)"', main)}


def leads_nowhere(output: Path, page: str, html: str) -> Iterator[str]:
    """The links to pages of the shop that are not there."""
    for href in sorted(hrefs(html)):
        parts = urlsplit(urljoin(f"https://shop.example/{page}", href))
        if parts.scheme == "https" and parts.netloc == "shop.example":
            path = unquote(parts.path).removeprefix("/")
            target = output / (f"{path}index.html" if path.endswith("/") or not path else path)
            if not target.is_file():
                yield f"{page}: {href}"


def about_one(questions: Sequence[Asked]) -> list[Asked]:
    """The questions that stand on products' pages."""
    return [each for each in questions if each.offering or each.category or each.vendor]


@every_edition
def test_every_link_of_a_page_or_a_post_leads_somewhere(sample_shops: Path, shop: str, prefix: str) -> None:
    output = sample_shops / "output" / shop

    pages = [f"{prefix}{address(*each)}" for each in written(content(sample_shops, shop, prefix)).items()]

    assert [each for page in pages for each in leads_nowhere(output, page, (output / page).read_text("utf-8"))] == []
    assert len(pages) >= len(LEGAL)


@every_edition
def test_answers_hold_no_links_into_the_shop(sample_shops: Path, shop: str, prefix: str) -> None:
    # They stand on pages of two depths, and the shop may lie under a path: none would be right everywhere.
    answers = [each.answer for each in read_faq(content(sample_shops, shop, prefix) / "faq.yaml")]

    schemes = {found[1] for answer in answers for found in re.finditer(r"\]\(([a-z]*)", answer)}

    assert schemes <= {"https", "mailto", "tel"}


@every_edition
def test_every_question_about_one_thing_stands_on_the_page_of_it(sample_shops: Path, shop: str, prefix: str) -> None:
    questions = about_one(read_faq(content(sample_shops, shop, prefix) / "faq.yaml"))

    folder = sample_shops / "output" / shop / prefix / "products"
    pages = [plain_text(page.read_text("utf-8").partition("<main")[2]) for page in folder.glob("*.html")]

    assert 3 <= len(questions) <= 5
    assert [each.question for each in questions if not any(each.question in page for page in pages)] == []


@every_edition
def test_the_page_of_questions_begins_with_the_shops_own(sample_shops: Path, shop: str, prefix: str) -> None:
    questions = read_faq(content(sample_shops, shop, prefix) / "faq.yaml")

    general = [each.question for each in questions if each not in about_one(questions)]
    page = plain_text((sample_shops / "output" / shop / prefix / "faq.html").read_text("utf-8").partition("<main")[2])

    assert 5 <= len(general) <= 7
    assert sorted(general, key=page.index) == general


@pytest.mark.parametrize("shop", ["havelwerk", "pebbletide"])
def test_whatever_is_written_in_one_language_is_written_in_the_others(sample_shops: Path, shop: str) -> None:
    languages = read_reseller(sample_shops, shop, read_project(sample_shops)).languages

    first = content(sample_shops, shop, "")

    for language in languages:
        other = content(sample_shops, shop, f"{language}/")
        assert written(other).keys() == written(first).keys()
        assert [_target(each) for each in read_faq(other / "faq.yaml")] == [
            _target(each) for each in read_faq(first / "faq.yaml")
        ]


@every_edition
def test_titles_and_summaries_stand_whole_where_search_engines_show_them(
    sample_shops: Path, shop: str, prefix: str
) -> None:
    texts = written(content(sample_shops, shop, prefix))
    name = read_reseller(sample_shops, shop, read_project(sample_shops)).name

    cut = {
        page: title
        for page, title in {page: f"{said(text, 'Title')} · {name}" for page, text in texts.items()}.items()
        if len(title) > TITLE_LENGTH
    }
    long = [page for page, text in texts.items() if len(said(text, "Summary")) > DESCRIPTION_LENGTH]

    assert (cut, long) == ({}, [])


@every_edition
def test_posts_have_a_day_of_this_year_and_a_length_one_reads_to_the_end(
    sample_shops: Path, shop: str, prefix: str
) -> None:
    posts = written(content(sample_shops, shop, prefix), "posts")

    days = {said(text, "Date") for text in posts.values()}
    words = {name: len(text.partition("\n\n")[2].split()) for name, text in posts.items()}

    assert len(days) == len(posts) == 3
    assert all(re.fullmatch(r"2026-\d\d-\d\d", day) for day in days)
    assert {name: count for name, count in words.items() if not 150 <= count <= 300} == {}


@every_edition
@pytest.mark.parametrize("name", LEGAL)
def test_a_sample_legal_page_says_first_that_it_is_a_sample(
    sample_shops: Path, shop: str, prefix: str, name: str
) -> None:
    text = written(content(sample_shops, shop, prefix), "pages")[f"pages/{name}"].partition("\n\n")[2]

    notice = re.match(r"> \*\*(.+?)\*\*", text)

    assert notice is not None
    assert notice.group(1) in SAMPLE


def test_the_shop_that_sells_to_consumers_leads_from_its_terms_to_withdrawal(sample_shops: Path) -> None:
    project = read_project(sample_shops)

    selling = [each for each, _ in EDITIONS if read_reseller(sample_shops, each, project).consumers]

    assert selling == ["pebbletide"]
    assert "withdrawal.html" in hrefs((sample_shops / "output" / "pebbletide" / "terms.html").read_text("utf-8"))


def _target(asked: Asked) -> tuple[str | None, str | None, str | None]:
    return asked.offering, asked.category, asked.vendor
