"""A real browser for the page tests: Debian's Chromium, which sees loopback and nothing else.

Every page opened through ``page``, ``context`` or ``new_context`` is watched. A request to a foreign host, an
error in a script or a message on the error console (where breaches of the content security policy land) fails
its test. A test that means to provoke one says so first: ``watch.expect("status of 404")``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page

from awning_checkout.demo import Demo
from page_watch import NewContext, Watch
from support_customer import Customer
from support_faces import faces_project
from support_words import FACES, SHOPS, VISITED, ShopWords

_ARGUMENTS = (
    "--no-sandbox",  # Root in a container cannot have Chromium's own sandbox, and it loads our pages only.
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
_REPOSITORY = Path(__file__).parents[2]
_HOW_TO = "no Chromium: as root, apt-get install chromium-headless-shell; elsewhere set CHROMIUM to its path"


@pytest.fixture(scope="session")
def base_url() -> str | None:
    """Stand in for pytest-playwright's own, which pytest 9 warns about."""
    return None


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], browser_type: BrowserType) -> dict[str, Any]:
    chromium = (
        os.environ.get("CHROMIUM")
        or shutil.which("chromium-headless-shell")
        or shutil.which("chromium")
        or browser_type.executable_path  # Where `playwright install` would have put its own.
    )
    if not Path(chromium).exists():
        if os.environ.get("CI") == "true":
            pytest.fail(_HOW_TO, pytrace=False)
        pytest.skip(_HOW_TO)
    return {**browser_type_launch_args, "executable_path": chromium, "args": list(_ARGUMENTS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "en-GB",
        "timezone_id": "Europe/Amsterdam",
        "viewport": {"width": 1280, "height": 900},
        "service_workers": "block",
    }


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()

    yield watch

    assert watch.foreign == [], "the page asked other hosts"
    assert watch.unexpected() == [], "the page had errors"


@pytest.fixture
def new_context(new_context: NewContext, watch: Watch) -> NewContext:
    """Open a watched context; ``page`` and ``context`` come from here too."""

    def watched(**options: Any) -> BrowserContext:
        context = new_context(**options)
        watch.over(context)
        return context

    return watched


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Both sample shops with checkout and sandbox, on ports of their own, built once for all tests."""
    project = tmp_path_factory.mktemp("project")
    for folder in ("config", "content"):
        shutil.copytree(_REPOSITORY / folder, project / folder)

    with Demo(project, quiet=True) as demo:
        yield demo


@pytest.fixture(scope="session")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A small shop in each shipped theme, each in four languages, with checkout and sandbox."""
    with Demo(faces_project(tmp_path_factory.mktemp("faces") / "project"), quiet=True) as demo:
        yield demo


@pytest.fixture(params=FACES, ids=str)
def face_words(request: pytest.FixtureRequest) -> ShopWords:
    """Every theme in every language, by what is written in it."""
    return request.param


@pytest.fixture(params=SHOPS, ids=str)
def words(request: pytest.FixtureRequest) -> ShopWords:
    """One sample shop after the other, by what is written in it."""
    return request.param


@pytest.fixture(params=VISITED, ids=str)
def visitor(request: pytest.FixtureRequest, page: Page) -> Customer:
    """Somebody who looks at one shop after the other, in both themes; nothing moves on the page."""
    page.emulate_media(reduced_motion="reduce")  # Else the page is still scrolling to what has the focus.
    demo: Demo = request.getfixturevalue("demo" if request.param in SHOPS else "faces")
    return Customer(page, demo, request.param)
