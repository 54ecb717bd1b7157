"""The stand-alone program with a real window; DEBLUR_STUDIO_APP says where it is."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.e2e import eye
from tests.e2e.screen import ROOT, Program, Screen, until

APP = os.environ.get("DEBLUR_STUDIO_APP", "")
SIZE = (1000, 750)

pytestmark = pytest.mark.skipif(not APP, reason="no stand-alone program is named in DEBLUR_STUDIO_APP")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A blurry photo that is larger than the viewer."""
    path = tmp_path / "shaky.jpg"
    with Image.open(ROOT / "resources" / "samples" / "coffee.jpg") as image:
        image.resize(SIZE, Image.Resampling.LANCZOS).save(path, quality=95)
    return path


def test_it_opens_fixes_and_saves_what_its_command_line_writes(
    screen: Screen, tmp_path: Path, source: Path
) -> None:
    with Program(screen, tmp_path / "home", source, command=[APP]) as studio:
        studio.wait_for_title(r"shaky\.jpg - Deblur Studio")
        studio.keys("z", "a")
        screen.move(*studio.at(*eye.MIDDLE))
        before = studio.steady()
        studio.keys("f")
        studio.wait_for_title(r"shaky\.jpg\* - Deblur Studio", 180)
        assert eye.difference(eye.left(studio.steady()), eye.left(before)) > 0.3
        studio.keys("ctrl+s")
        saved = tmp_path / "shaky_deblurred.jpg"
        until(saved.is_file, "the saved result")
        studio.wait_for_title(r"shaky\.jpg - Deblur Studio")
        command = [APP, "fix", str(source), "-o", str(tmp_path / "command.jpg")]
        subprocess.run(command, env=studio.environment, check=True, timeout=240)
        assert saved.read_bytes() == (tmp_path / "command.jpg").read_bytes()
        studio.keys("ctrl+q")
        assert studio.wait() == 0


def test_without_a_photo_it_opens_its_window_in_korean(screen: Screen, tmp_path: Path) -> None:
    """The welcome page, with other words than in English: translations and fonts travel along."""
    pictures = []
    for language in ("en_GB", "ko_KR"):
        with Program(screen, tmp_path / language, command=[APP], language=language) as studio:
            studio.wait_for_title("Deblur Studio")
            pictures.append(studio.steady())
            studio.keys("ctrl+q")
            assert studio.wait() == 0
    english, korean = pictures
    assert not np.array_equal(english[eye.ROWS.stop :], korean[eye.ROWS.stop :])


def test_nothing_of_other_windows_or_of_opencv_travels_along() -> None:
    names = [path.as_posix() for path in Path(APP).parent.rglob("*") if path.is_file()]
    for unwanted in ("cv2/qt/", "libgtk", "Qt6Qml", "Qt6Quick", "libQt5XcbQpa", "PyQt", "hypothesis-"):
        assert not [name for name in names if unwanted in name], unwanted
    for wanted in (
        "platforms/libqxcb",
        "platforms/libqwayland",
        "libibus",
        "qtbase_ko.qm",
    ):
        assert [name for name in names if wanted in name], wanted
