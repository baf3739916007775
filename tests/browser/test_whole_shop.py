"""What `make audit` measures at length, in short: every link of a small shop, and what a product page weighs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from awning.pages.contents import DESCRIPTION_LENGTH, TITLE_LENGTH
from awning_checkout.demo import Demo
from support_crawl import Crawl
from support_weight import weight_of
from support_words import CANOPY, MARQUEE, THEMES, ShopWords


@pytest.mark.parametrize("theme", THEMES)
def test_every_address_leads_somewhere_and_every_page_can_be_found(faces: Demo, theme: str) -> None:
    crawl = Crawl(faces.project / "var" / "demo" / "shops" / theme, faces.shops[theme])

    assert len(crawl.pages) > 100
    assert crawl.broken == []
    assert crawl.orphans == []


@pytest.mark.parametrize("theme", THEMES)
def test_every_picture_has_a_text_and_every_page_a_head_of_the_right_length(faces: Demo, theme: str) -> None:
    crawl = Crawl(faces.project / "var" / "demo" / "shops" / theme, faces.shops[theme])

    assert crawl.without_text == []
    assert crawl.foreign() == []
    assert crawl.outside_limits(TITLE_LENGTH, DESCRIPTION_LENGTH) == []


@pytest.mark.parametrize("words", [CANOPY, MARQUEE], ids=str)
def test_a_product_page_weighs_little_on_a_phone(faces: Demo, browser: Browser, words: ShopWords) -> None:
    url = f"{faces.shops[words.slug]}{words.root}{words.pages['product']}"

    assert weight_of(browser, url).too_heavy() == []
