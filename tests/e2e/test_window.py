"""The real program with a real window: opened by drop, used with keys and mouse, seen from outside."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.e2e import eye
from tests.e2e.screen import ROOT, SOURCE, Program, Screen, until

SAMPLES = ROOT / "resources" / "samples"
LARGE = (1600, 1200)  # several tiles: there is time to look, pan and cancel
SMALL = (320, 240)
SMALL_PHOTO = (slice(360, 560), slice(470, 750))  # where such a photo lies in the window, at 100 %


def photo(path: Path, size: tuple[int, int], sample: str = "coffee") -> Path:
    """A blurry photo of that size, as the program's samples are."""
    with Image.open(SAMPLES / f"{sample}.jpg") as image:
        image.resize(size, Image.Resampling.LANCZOS).save(path, quality=95)
    return path


def fixed_by_command(program: Program, source: Path, target: Path, *options: object) -> bytes:
    """What `deblur-studio fix` makes of a photo on the same machine, for the same user."""
    command = [*SOURCE, "fix", source, "-o", target, "--device", "cpu", *options]
    subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=program.environment, check=True, timeout=240
    )
    return target.read_bytes()


def on_the_processor(home: Path) -> Path:
    """A home whose settings choose the processor: a graphics card would be done too soon."""
    settings = home / "studio" / "config" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"device": "cpu", "theme": "dark"}')
    return home


def wait_for_file(path: Path) -> bytes:
    """Wait until a file is there (it is renamed into its place, so it is whole then)."""
    until(path.is_file, f"the file {path.name}")
    return path.read_bytes()


@pytest.mark.slow
def test_a_photo_is_dropped_fixed_compared_and_saved(screen: Screen, tmp_path: Path) -> None:
    source = photo(tmp_path / "shaky.png", LARGE)
    before = source.read_bytes()
    with Program(screen, on_the_processor(tmp_path / "home"), "open") as studio:
        drop(screen, studio, source)
        studio.wait_for_title(r"shaky\.png - Deblur Studio")

        # At 100 %, beginning with the middle of the photo. What is shown is the original.
        studio.keys("z", "b")
        screen.move(*studio.at(*eye.MIDDLE))
        original = studio.steady()
        assert eye.progress(original) == 0

        # Fix; the visible part changes while the rest is to do. Then pan: the picture moves with the hand.
        studio.keys("a", "f")
        until(
            lambda: eye.difference(eye.left(studio.picture()), eye.left(original)) > 0.3,
            "a part that is done",
        )
        assert studio.title == "shaky.png - Deblur Studio", "the fix has not ended yet"
        studio.keys("b")
        screen.drag(studio.at(580, 500), studio.at(700, 560))
        panned = until(lambda: moved(studio, original, 120, 60), "the photo 120 pixels right and 60 down")
        assert panned
        assert studio.title == "shaky.png - Deblur Studio", "the fix has not ended yet"

        # Cancel: nothing is left of the result, and nothing is unsaved.
        studio.keys("Escape", "a")
        until(lambda: eye.progress(studio.picture()) == 0, "the end of the progress")
        screen.drag(studio.at(700, 560), studio.at(580, 500))
        until(lambda: moved(studio, original, 0, 0), "the original after cancelling")
        assert studio.title == "shaky.png - Deblur Studio"

        # Fix again, to the end this time.
        studio.keys("f")
        studio.wait_for_title(r"shaky\.png\* - Deblur Studio", 180)
        result = studio.steady()
        assert eye.difference(eye.left(result), eye.left(original)) > 0.3
        assert eye.difference(eye.right(result), eye.right(original)) > 0.3

        # Split at 100 %: the original left of the line, the result right of it.
        studio.keys("s")
        split = studio.steady()
        assert np.array_equal(eye.left(split), eye.left(original))
        assert np.array_equal(eye.right(split), eye.right(result))

        # Save at full strength: the same bytes as the command line writes.
        studio.keys("ctrl+s")
        saved = tmp_path / "shaky_deblurred.png"
        told = wait_for_file(saved)
        studio.wait_for_title(r"shaky\.png - Deblur Studio")
        assert told == fixed_by_command(studio, source, tmp_path / "command.png")

        # Strength down to 70 %, with the keyboard: what is seen follows, and saving again as well.
        screen.click(*eye.slider(studio))
        studio.keys("End", *["Left"] * 30)
        studio.wait_for_title(r"shaky\.png\* - Deblur Studio")
        studio.keys("a")
        weaker = studio.steady()
        expected = 0.7 * eye.right(result).astype(float) + 0.3 * eye.right(original)
        assert np.abs(eye.right(weaker) - expected).max() < 3
        studio.keys("ctrl+s")
        studio.wait_for_title(r"shaky\.png - Deblur Studio")
        assert saved.read_bytes() == fixed_by_command(
            studio, source, tmp_path / "weaker.png", "--strength", "0.7"
        )

        studio.keys("ctrl+q")
        assert studio.wait() == 0

    assert source.read_bytes() == before
    with Program(screen, tmp_path / "home", "open", saved) as studio:
        studio.wait_for_title(r"shaky_deblurred\.png - Deblur Studio")
        studio.keys("z", "b")
        screen.move(*studio.at(*eye.MIDDLE))
        reopened = studio.steady()
        assert eye.difference(eye.right(reopened), eye.right(weaker)) < 0.6, "what was saved is what was seen"
        studio.keys("ctrl+q")
        assert studio.wait() == 0


def drop(screen: Screen, studio: Program, *files: Path) -> None:
    """Drag files out of another program's window onto the middle of the studio."""
    x, y, width, _ = studio.geometry()
    command = [sys.executable, ROOT / "tests" / "e2e" / "drag_source.py", x + width + 20, y + 200, *files]
    with Program(screen, studio.home, command=command, title="Drag source") as source:
        left, top, wide, high = source.geometry()
        screen.drag((left + wide / 2, top + high / 2), studio.at(*eye.MIDDLE), steps=20)
        studio.focus()
        until(lambda: studio.title != "Deblur Studio", "a photo by drop")


def moved(studio: Program, original: np.ndarray, dx: int, dy: int) -> bool:
    """Whether the viewer shows what it showed, moved by so many pixels."""
    now, rows, columns = studio.picture(), eye.ROWS, eye.RIGHT
    there = original[rows.start - dy : rows.stop - dy, columns.start - dx : columns.stop - dx]
    return bool(np.array_equal(now[rows, columns], there))


def test_leaving_asks_about_a_result_that_is_not_saved(screen: Screen, tmp_path: Path) -> None:
    source = photo(tmp_path / "small.jpg", SMALL)
    with Program(screen, on_the_processor(tmp_path / "home"), "open", source) as studio:
        studio.wait_for_title(r"small\.jpg - Deblur Studio")
        studio.keys("f")
        studio.wait_for_title(r"small\.jpg\* - Deblur Studio", 120)

        studio.keys("ctrl+q")
        question = studio.wait_for_window("Unsaved results")
        studio.keys("Escape")
        studio.wait_until_gone(question)
        assert studio.title == "small.jpg* - Deblur Studio", "Cancel keeps window and result"

        studio.keys("ctrl+q")
        studio.wait_for_window("Unsaved results")
        studio.keys("Tab", "space")  # the button beside the first: Discard
        assert studio.wait() == 0
    assert [path.name for path in tmp_path.glob("small*")] == ["small.jpg"], "Discard writes nothing"


def test_leaving_can_save_first(screen: Screen, tmp_path: Path) -> None:
    source = photo(tmp_path / "small.jpg", SMALL)
    with Program(screen, on_the_processor(tmp_path / "home"), "open", source) as studio:
        studio.wait_for_title(r"small\.jpg - Deblur Studio")
        studio.keys("f")
        studio.wait_for_title(r"small\.jpg\* - Deblur Studio", 120)
        studio.keys("ctrl+q")
        studio.wait_for_window("Unsaved results")
        studio.keys("Return")
        assert studio.wait() == 0
        saved = (tmp_path / "small_deblurred.jpg").read_bytes()
        assert saved == fixed_by_command(studio, source, tmp_path / "command.jpg")


def test_ctrl_c_in_the_terminal_closes_the_window_while_it_works(screen: Screen, tmp_path: Path) -> None:
    source = photo(tmp_path / "shaky.jpg", LARGE)
    with Program(screen, on_the_processor(tmp_path / "home"), "open", source) as studio:
        studio.wait_for_title(r"shaky\.jpg - Deblur Studio")
        idle = studio.steady()
        studio.keys("f")
        until(lambda: not np.array_equal(studio.picture()[eye.PROGRESS], idle[eye.PROGRESS]), "a fix at work")
        studio.interrupt()
        assert studio.wait() == 0
    assert sorted(path.name for path in tmp_path.glob("shaky*")) == ["shaky.jpg"]


def test_the_samples_open_and_the_keyboard_walks_along_them(screen: Screen, tmp_path: Path) -> None:
    names = sorted(path.name for path in SAMPLES.glob("*.jpg"))
    with Program(screen, tmp_path / "home", "open", "--samples") as studio:
        for name in names:
            studio.wait_for_title(f"{name} - Deblur Studio")
            studio.keys("Right")
        studio.keys("Left")
        studio.wait_for_title(f"{names[-2]} - Deblur Studio")
        studio.keys("ctrl+w")
        studio.wait_for_title("Deblur Studio")
        studio.keys("ctrl+q")
        assert studio.wait() == 0


def test_size_and_view_are_as_they_were_left(screen: Screen, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Program(screen, home, "open", SAMPLES / "chelsea.jpg") as studio:
        studio.wait_for_title(r"chelsea\.jpg - .*")
        screen.do("windowsize", "--sync", next(iter(studio.titles())), 1200, 800)
        until(lambda: studio.geometry()[2:] == (1200, 800), "a smaller window")
        studio.keys("ctrl+q")
        assert studio.wait() == 0
    with Program(screen, home, "open") as studio:
        until(lambda: studio.geometry()[2:] == (1200, 800), "the window at the size it was left at")
        studio.keys("ctrl+q")
        assert studio.wait() == 0


def test_broken_settings_are_put_aside_and_the_window_opens(screen: Screen, tmp_path: Path) -> None:
    settings = tmp_path / "home" / "studio" / "config" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"theme": "dark", "langu')
    with Program(screen, tmp_path / "home", "open") as studio:
        studio.wait_for_title("Deblur Studio")
        studio.keys("ctrl+q")
        assert studio.wait() == 0
    assert settings.with_name("settings.json.broken").is_file()


def test_a_screen_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("X11 is for Linux")
    done = subprocess.run(
        [*SOURCE, "open"],
        env={"PATH": "", "HOME": str(tmp_path), "DISPLAY": ":4711"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "screen ':4711' does not answer" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_motion_of_a_photo_is_seen_unasked_and_shown_with_a_key(screen: Screen, tmp_path: Path) -> None:
    source = photo(tmp_path / "shaky.png", LARGE)
    with Program(screen, on_the_processor(tmp_path / "home"), "open", source) as studio:
        studio.wait_for_title(r"shaky\.png - Deblur Studio")
        screen.move(*studio.at(*eye.MIDDLE))
        plain = studio.steady()

        def shown() -> bool:
            studio.keys("m")  # does nothing until the motion is known
            return eye.difference(eye.left(studio.steady()), eye.left(plain)) > 3

        until(shown, "the motion over the photo", 60)
        studio.keys("m")
        until(
            lambda: eye.difference(eye.left(studio.picture()), eye.left(plain)) < 0.3, "the photo alone again"
        )
        studio.keys("ctrl+q")
        assert studio.wait() == 0


def test_the_focus_of_a_photo_is_seen_unasked_and_shown_and_marked_with_keys(
    screen: Screen, tmp_path: Path
) -> None:
    source = photo(tmp_path / "crisp.png", SMALL)
    with Image.open(source) as image:
        image.convert("L").save(source)  # the marks have a colour, the photo has none
    with Program(screen, on_the_processor(tmp_path / "home"), "open", source) as studio:
        studio.wait_for_title(r"crisp\.png - Deblur Studio")
        screen.move(*studio.at(*eye.MIDDLE))
        plain = studio.steady()

        def changed(part: tuple[slice, slice]) -> float:
            return eye.difference(studio.steady()[part], plain[part])

        def shown() -> bool:
            studio.keys("o")  # does nothing until the focus is known
            return changed(SMALL_PHOTO) > 3

        until(shown, "the map of focus over the photo", 60)
        studio.keys("o")
        until(lambda: changed(SMALL_PHOTO) < 0.3, "the photo alone again")

        # Peaking paints edges of the photo, and nothing else.
        studio.keys("p")
        until(lambda: eye.marked(studio.steady()[SMALL_PHOTO]) > 20, "the marks of the sharpest plane")
        assert eye.marked(plain[SMALL_PHOTO]) == 0
        assert changed(SMALL_PHOTO) < 30, "the photo is still seen"
        studio.keys("p")
        until(lambda: changed(SMALL_PHOTO) < 0.3, "the photo without marks")
        studio.keys("ctrl+q")
        assert studio.wait() == 0
