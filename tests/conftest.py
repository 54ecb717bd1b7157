"""What every test gets: a home of its own, no leaked threads, and photos for checking where they are."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA_VARIABLE = "DEBLUR_STUDIO_CHECK_DATA"

# The first example of a property may load a library or compile a kernel; that is not what a deadline is for.
# Derandomized: a failure on one machine is a failure on every machine.
hypothesis.settings.register_profile("project", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("project")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that this test's program takes for the user's own: settings, imported weights, logs."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("DEBLUR_STUDIO_HOME", str(folder))
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    return folder


@pytest.fixture(autouse=True)
def no_leaked_thread() -> Iterator[None]:
    """Fail the test that leaves a Python thread running: it would disturb another one, or hang the exit.

    Threads that others started, Qt's, stay in Python's list for ever once they ran Python; the tests of the
    window watch those.
    """
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 2.0
    while leaked := [
        thread
        for thread in threading.enumerate()
        if thread not in before and not isinstance(thread, threading._DummyThread) and thread.is_alive()
    ]:
        if time.monotonic() > deadline:
            pytest.fail(f"threads left running: {', '.join(thread.name for thread in leaked)}")
        time.sleep(0.02)


@pytest.fixture(scope="session")
def check_data() -> Path:
    """The folder of real photos for checking (pairs/, real_blurry/, ...), which is not part of the project.

    It is DEBLUR_STUDIO_CHECK_DATA, else ../shared/data beside the checkout; a test that needs it is skipped
    where there is neither.
    """
    named = os.environ.get(DATA_VARIABLE)
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not (folder / "pairs").is_dir():
        pytest.skip(f"no photos for checking: {folder}/pairs is absent (set {DATA_VARIABLE})")
    return folder
