"""What holds for every test: no network but loopback (addopts in pyproject.toml), no outside settings."""

from __future__ import annotations

import os

import pytest

_OURS = ("AWNING_", "STRIPE_", "PG")


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own keys and databases must neither help nor hurt a test."""
    for name in list(os.environ):
        if name.startswith(_OURS) or name == "DATABASE_URL":
            monkeypatch.delenv(name)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Here and not beside the golden files, because pytest asks before it looks into folders."""
    parser.addoption("--update-golden", action="store_true", help="store today's shops in tests/golden as the expected")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in ``tests/browser`` carry its marker by living there: ``make test T="-m 'not browser'"``."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)
