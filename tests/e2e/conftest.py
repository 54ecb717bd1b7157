"""A screen for the tests of the real window; without one they are skipped, in CI they fail."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.e2e.screen import Screen, missing


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """A virtual screen."""
    reason = missing()
    if reason is not None:
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with Screen() as made:
        yield made
