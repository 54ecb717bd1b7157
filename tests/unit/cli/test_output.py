"""Printing: JSON that is always valid, streams that are gone, the progress line, file names."""

from __future__ import annotations

import io
import json
import signal
import sys
from pathlib import Path

import numpy as np
import pytest

from deblur_studio.commands import output
from deblur_studio.commands.fix import expand, prepare_output
from deblur_studio.commands.progress import TerminalContext, bar, clock, columns
from deblur_studio.engine.context import Cancelled, Progress
from deblur_studio.errors import UserError
from deblur_studio.photo import Metadata, Photo
from deblur_studio.photo.naming import suffix_for


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Gone(io.StringIO):
    """A pipe whose reader has left."""

    def write(self, text: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")

    def isatty(self) -> bool:
        return True


class TestJson:
    def test_what_json_lacks_becomes_null(self, capsys: pytest.CaptureFixture[str]) -> None:
        output.say_json({"a": float("inf"), "b": [float("nan"), 1.5], "c": {"d": None}, "e": Path("x")})
        assert json.loads(capsys.readouterr().out) == {
            "a": None,
            "b": [None, 1.5],
            "c": {"d": None},
            "e": "x",
        }

    def test_it_is_ascii_for_every_console(self, capsys: pytest.CaptureFixture[str]) -> None:
        output.say_json({"input": "사진\udcff😀.jpg"})
        text = capsys.readouterr().out
        assert text.isascii()
        assert json.loads(text) == {"input": "사진\udcff😀.jpg"}


@pytest.mark.parametrize("stream", [None, Gone()])
def test_a_stream_that_is_gone_stops_nothing(
    stream: io.StringIO | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", stream)
    output.say("one")
    output.say("two")
    output.say_json({})
    if sys.stdout is not None:
        sys.stdout.close()


def test_tables_are_aligned() -> None:
    assert output.table(("A", "BB"), [("long", "x"), ("y", "z")]) == "A     BB\nlong  x\ny     z"


class TestProgress:
    def test_the_line_says_how_far_and_how_long(self) -> None:
        text = bar(Progress(12, 40, "tiles", 31.4))
        assert text == "[#######.................] 12/40 tiles, 0:31 left"
        assert "left" not in bar(Progress(0, 40))
        assert bar(Progress(0, 0)).startswith("[....")

    @pytest.mark.parametrize(
        ("seconds", "text"), [(0.4, "0:00"), (61, "1:01"), (3725, "1:02:05"), (-3, "0:00")]
    )
    def test_times(self, seconds: float, text: str) -> None:
        assert clock(seconds) == text

    def test_on_a_terminal_photo_and_tiles_are_told_on_one_line(self) -> None:
        stream = Terminal()
        with TerminalContext(3, stream) as context:
            context.begin("a.jpg")
            context.begin("b.jpg")
            context.report(Progress(1, 1))
        text = stream.getvalue()
        assert "photo 2 of 3: b.jpg  [####" in text
        assert "\n" not in text
        *_, last, blank, end = text.split("\r")
        assert blank == " " * len(last)
        assert end == ""

    def test_a_shorter_line_covers_a_longer_one(self) -> None:
        stream = Terminal()
        with TerminalContext(1, stream) as context:
            context.begin("a-long-name.jpg")
            context.begin("b.jpg")
        assert stream.getvalue().split("\r")[2] == "b.jpg  reading".ljust(len("a-long-name.jpg  reading"))

    @pytest.mark.parametrize("letter", ["x", "사"])
    def test_a_long_name_does_not_wrap(self, letter: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "60")
        stream = Terminal()
        with TerminalContext(1, stream) as context:
            context.begin(letter * 300 + ".jpg")
            context.report(Progress(1, 2, "tiles", 5))
        lines = stream.getvalue().split("\r")
        assert max(map(columns, lines)) in (58, 59)
        assert any(line.rstrip().endswith("0:05 left") for line in lines)

    def test_elsewhere_nothing_is_drawn(self) -> None:
        stream = io.StringIO()
        with TerminalContext(1, stream) as context:
            context.begin("a.jpg")
            context.report(Progress(1, 1))
        assert stream.getvalue() == ""

    def test_a_terminal_that_goes_away_stops_nothing(self) -> None:
        with TerminalContext(1, Gone()) as context:
            context.begin("a.jpg")
            context.report(Progress(1, 1))

    def test_ctrl_c_cancels_at_the_next_checkpoint_and_only_inside(self) -> None:
        before = signal.getsignal(signal.SIGINT)
        with TerminalContext(1, io.StringIO()) as context:
            context.checkpoint()
            signal.raise_signal(signal.SIGINT)
            with pytest.raises(Cancelled):
                context.checkpoint()
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is before


class TestNames:
    def test_patterns_are_expanded_where_the_shell_does_not(self, tmp_path: Path) -> None:
        for name in ("b.jpg", "a.jpg", "c.png", "[x].jpg"):
            (tmp_path / name).touch()
        found = expand([str(tmp_path / "?.jpg"), str(tmp_path / "[x].jpg"), str(tmp_path / "a.jpg")])
        assert [path.name for path in found] == ["a.jpg", "b.jpg", "[x].jpg"]
        assert expand(["absent*.jpg"]) == [Path("absent*.jpg")]

    def test_a_folder_is_made_for_results(self, tmp_path: Path) -> None:
        assert prepare_output(str(tmp_path / "new" / "deep"), 2, None)
        assert (tmp_path / "new" / "deep").is_dir()
        assert prepare_output(str(tmp_path / "new"), 1, None)
        assert prepare_output(f"{tmp_path}/open/", 1, None)
        assert not prepare_output(None, 5, None)
        assert not prepare_output(str(tmp_path / "file.png"), 1, None)
        assert not prepare_output(str(tmp_path / "file"), 1, "PNG")

    def test_places_that_cannot_work_are_told_first(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        for place, count, sentence in (
            ("file", 2, "is a file; to fix 2 photos name a folder"),
            ("one.jpg", 2, "2 photos cannot all be written to"),
            ("file/in", 2, "cannot be made"),
            ("result.gif", 1, "names no format to write: end it in one of .jpg, .png, .tif, .webp"),
            ("absent/result.png", 1, "There is no folder"),
        ):
            with pytest.raises(UserError, match=sentence):
                prepare_output(str(tmp_path / place), count, None)

    @pytest.mark.parametrize(
        ("format", "bits", "source", "wanted", "suffix"),
        [
            ("JPEG", 8, "a.JPG", None, ".JPG"),
            ("JPEG", 8, "a.jpeg", None, ".jpeg"),
            ("JPEG", 8, "a.png", None, ".jpg"),
            ("TIFF", 16, "a.tiff", None, ".tiff"),
            ("RAW", 16, "a.CR3", None, ".tif"),
            ("HEIF", 8, "a.heic", None, ".jpg"),
            ("HEIF", 16, "a.heic", None, ".tif"),
            ("JPEG", 8, "a.jpg", "PNG", ".png"),
            ("PNG", 8, "a.PNG", "PNG", ".PNG"),
        ],
    )
    def test_the_suffix_suits_the_format(
        self, format: str, bits: int, source: str, wanted: str | None, suffix: str
    ) -> None:
        pixels = np.zeros((2, 2, 3), np.float32)
        photo = Photo(pixels, None, Metadata(), bits, False, Path(source), format)
        assert suffix_for(photo, Path(source), wanted) == suffix
