"""Going through a page with the keyboard alone, seeing at every stop where one is."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

STOPS_MAX = 120
"""More presses of Tab than any page needs to get anywhere."""
# The outline may be drawn around the label that stands for a control, or around what makes a whole card a link.
_FOCUS_SEEN = """() => {
    const focused = document.activeElement, box = focused.getBoundingClientRect();
    const parts = [[focused], [focused, "::after"], [focused.closest("label") ?? focused]];
    const drawn = parts.map((part) => getComputedStyle(...part));
    const outlined = drawn.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
    return outlined && box.bottom > 0 && box.top < innerHeight && box.width > 0;
}"""
_FOCUSED = "() => document.activeElement.outerHTML.slice(0, 120)"


def tab_until(page: Page, reached: Callable[[], bool]) -> None:
    """Press Tab until somewhere; at every stop on the way it is seen where one is."""
    unseen: list[object] = []
    for _ in range(STOPS_MAX):
        if reached():
            break
        page.keyboard.press("Tab")
        at_the_end = page.evaluate("document.activeElement === document.body")
        if not at_the_end and not page.evaluate(_FOCUS_SEEN):
            unseen.append(page.evaluate(_FOCUSED))
    assert reached(), f"{STOPS_MAX} presses of Tab do not lead there"
    assert not unseen, f"where one is cannot be seen at {unseen}"


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until this has the focus."""
    expect(target).to_be_visible()
    tab_until(page, lambda: target.evaluate("it => it === document.activeElement"))


def press_on(page: Page, target: Locator) -> None:
    """Go to a link or a button, and press it."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def type_in(page: Page, field: Locator, text: str) -> None:
    """Go to a field, and write over what is in it."""
    tab_to(page, field)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def tick(page: Page, box: Locator) -> None:
    """Go to a box, and tick it."""
    tab_to(page, box)
    page.keyboard.press("Space")
    expect(box).to_be_checked()


def choose(page: Page, radio: Locator) -> None:
    """Go to the group of a radio button, and to the button with the arrows."""
    chosen = page.get_by_role("radio", checked=True).first
    tab_to(page, chosen)
    for _ in range(STOPS_MAX):
        if radio.is_checked():
            break
        page.keyboard.press("ArrowDown")
    expect(radio).to_be_checked()
    expect(radio).to_be_focused()
