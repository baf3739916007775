"""How hard Hypothesis tries (HYPOTHESIS_PROFILE=thorough for longer), and shops built once for many tests."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from support_shops import SIX, built_well, sample_project

# No deadline: a slow machine is not a wrong price. The one function-scoped fixture holds no state of a test.
_COMMON = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
settings.register_profile("everyday", parent=_COMMON, max_examples=200)
settings.register_profile("thorough", parent=_COMMON, max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))


@pytest.fixture(scope="session")
def sample_shops(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both sample shops with the whole sample feed, in output/ of a project. To be looked at only."""
    folder = sample_project(tmp_path_factory.mktemp("sample") / "project")
    built_well(folder)
    return folder


@pytest.fixture(scope="session")
def six_shops(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with six offerings. To be looked at only."""
    folder = sample_project(tmp_path_factory.mktemp("six") / "project", *SIX)
    built_well(folder)
    return folder


@pytest.fixture
def project(six_shops: Path, tmp_path: Path) -> Path:
    """A project of one's own with both shops built of six offerings."""
    return shutil.copytree(six_shops, tmp_path / "project")
