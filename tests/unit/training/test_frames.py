"""Pairs made of video whose motion is known."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from deblur_studio.errors import UserError
from deblur_studio.photo.flow_files import read_flow
from tests.unit.training.video_helpers import HEIGHT, SEVEN, STEP, WIDTH, moving, write_video
from training import command_line, frames, video
from training.datasets import Picture, read_pairs
from training.frames import FrameOptions, Outcome, Window, averaged, jumps, make_pairs, windows
from training.frames_command import run_frames
from training.recorded import ENDINGS
from training.teacher import DIS
from training.video import VideoError, frames_of


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


class TestWindows:
    def numbered(self, count: int) -> Iterator[Picture]:
        return (np.full((2, 2, 3), number, np.uint8) for number in range(count))

    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            (FrameOptions((3, 3)), [[0, 1, 2], [3, 4, 5], [6, 7, 8]]),
            (FrameOptions((3, 3), every=2), [[0, 1, 2], [2, 3, 4], [4, 5, 6], [6, 7, 8]]),
            (FrameOptions((3, 3), every=5), [[0, 1, 2], [5, 6, 7]]),
        ],
    )
    def test_follow_one_another(self, options: FrameOptions, expected: list[list[int]]) -> None:
        found = list(windows(self.numbered(10), options))
        assert [[int(each[0, 0, 0]) for each in w.frames] for w in found] == expected
        assert all(int(w.sharp[0, 0, 0]) == w.middle for w in found)

    def test_lengths_are_drawn_from_all_odd_ones(self) -> None:
        drawn = [list(windows(self.numbered(250), FrameOptions((3, 7), every=2, seed=s))) for s in (1, 1, 2)]
        lengths = [[len(w.frames) for w in each] for each in drawn]
        assert set(lengths[0]) == {3, 5, 7}
        assert lengths[0] == lengths[1] != lengths[2]
        assert all(int(w.sharp[0, 0, 0]) == w.middle for w in drawn[0])

    def test_no_window_has_frames_of_two_sizes(self) -> None:
        def mixed() -> Iterator[Picture]:
            yield from self.numbered(4)
            yield from (np.zeros((4, 4, 3), np.uint8) for _ in range(5))

        assert [w.middle for w in windows(mixed(), FrameOptions((3, 3), every=1))] == [1, 2, 5, 6, 7]

    def test_only_a_window_of_frames_is_held(self) -> None:
        alive = 0

        class Frame(np.ndarray):
            def __del__(self) -> None:
                nonlocal alive
                alive -= 1

        most = 0

        def made() -> Iterator[Picture]:
            nonlocal alive, most
            for _ in range(60):
                alive += 1
                most = max(most, alive)
                yield np.zeros((2, 2, 3), np.uint8).view(Frame)

        assert sum(1 for _ in windows(made(), FrameOptions((3, 5)))) == 12
        assert most <= 12

    def test_a_cut_is_a_jump_but_fast_motion_is_none(self) -> None:
        slow = (0.5, 0.25)
        assert jumps(moving(4, slow) + moving(3, slow, seed=7))
        assert jumps(moving(6, slow) + moving(1, seed=7))
        assert not jumps(moving(7, (8, 8)))
        assert not jumps(moving(1) * 7)
        assert jumps([*moving(1) * 4, *moving(1, seed=7) * 3])


class TestMean:
    def test_is_that_of_light(self) -> None:
        black, white = (np.full((4, 4, 3), value, np.uint8) for value in (0, 255))
        expected = round(255 * (1 / 3) ** (1 / 2.2))
        assert (averaged([black, white, black], 2.2) == expected).all()
        assert (averaged([black, white, black], 1.0) == 85).all()

    def test_of_one_picture_is_the_picture(self) -> None:
        picture = np.arange(256, dtype=np.uint8).reshape(16, 16, 1).repeat(3, 2)
        assert np.array_equal(averaged([picture] * 13, 2.2), picture)


class TestPairs:
    def test_files_hold_what_the_video_shows(self, tmp_path: Path, out: Path) -> None:
        source = write_video(tmp_path / "ride.avi", moving(14))
        outcome = make_pairs(source, out, SEVEN, DIS())
        assert (outcome.frames, outcome.written, outcome.still, outcome.cut) == (14, 2, 0, 0)
        names = {f"ride_{middle:06}{ending}" for middle in (3, 10) for ending in ENDINGS}
        assert {each.name for each in out.iterdir()} == names

        shown = list(frames_of(source))
        light = np.mean([(each / 255.0) ** 2.2 for each in shown[7:14]], axis=0)
        pair = read_pairs(out)[1]
        assert np.abs(pair.blurry - 255 * light ** (1 / 2.2)).max() <= 0.51
        assert np.array_equal(pair.sharp, shown[10])
        flow = read_flow(out / "ride_000010_flow.npz")
        known = cv2.imread(str(out / "ride_000010_known.png"), cv2.IMREAD_UNCHANGED)
        assert known is not None
        assert known.shape == (HEIGHT, WIDTH)
        assert set(np.unique(known)) == {0, 255}
        sure = known == 255
        assert sure.mean() > 0.6
        error = np.abs(flow - (3 * STEP[0], 3 * STEP[1], -3 * STEP[0], -3 * STEP[1]))[sure]
        assert np.median(error) < 0.2
        assert error.max() < 0.6

    def test_cuts_and_still_parts_are_left_out(self, tmp_path: Path, out: Path) -> None:
        scenes = [*moving(7), *moving(1) * 7, *moving(3), *moving(4, seed=8), *moving(7, seed=8)]
        outcome = make_pairs(write_video(tmp_path / "a.avi", scenes), out, SEVEN, DIS())
        assert (outcome.written, outcome.still, outcome.cut) == (2, 1, 1)
        assert {each.name for each in out.glob("*_blur.png")} == {"a_000003_blur.png", "a_000024_blur.png"}
        assert "1 windows without motion, 1 across cuts" in outcome.words()

    def test_a_cut_that_is_no_jump_is_found_by_the_flow(self, out: Path) -> None:
        """As in a scene that flickers: every frame is another picture."""
        outcome = Outcome()
        flicker = tuple(moving(1, seed=seed)[0] for seed in range(3))
        assert not jumps(flicker)
        frames.make_pair(out / "x", Window(1, flicker), 2.2, DIS(), outcome)
        assert (outcome.cut, outcome.written, list(out.iterdir())) == (1, 0, [])

    def test_an_object_that_moves_is_motion(self, tmp_path: Path, out: Path) -> None:
        scene, thing = moving(1)[0], moving(1, seed=4)[0][:48, :48]
        shown = []
        for number in range(7):
            shown.append(scene.copy())
            shown[-1][40:88, 40 + 2 * number : 88 + 2 * number] = thing
        outcome = make_pairs(write_video(tmp_path / "a.avi", shown), out, SEVEN, DIS())
        assert outcome.written == 1
        flow = read_flow(out / "a_000003_flow.npz")
        assert np.abs(flow[56:72, 60:76] - (6, 0, -6, 0)).max() < 0.5
        assert np.abs(flow[100:, :]).max() < 0.5

    def test_a_plain_wall_is_still(self, tmp_path: Path, out: Path) -> None:
        wall = [np.full((64, 64, 3), 120, np.uint8)] * 7
        outcome = make_pairs(write_video(tmp_path / "a.avi", wall), out, SEVEN, DIS())
        assert (outcome.written, outcome.still) == (0, 1)

    def test_motion_too_fast_for_the_frames_is_said(self, tmp_path: Path, out: Path) -> None:
        source = write_video(tmp_path / "a.avi", moving(3, (12, 0)))
        outcome = make_pairs(source, out, FrameOptions((3, 3)), DIS())
        assert (outcome.written, outcome.coarse) == (1, 1)
        assert "more than 8 px from frame to frame" in outcome.words()

    def test_goes_on_where_it_was_interrupted(self, tmp_path: Path, out: Path) -> None:
        source = write_video(tmp_path / "ride.avi", moving(21, (1.5, 1)))
        assert make_pairs(source, out, FrameOptions((7, 7), limit=2), DIS()).written == 2
        (out / "ride_000010_flow.npz").unlink()
        kept = {each: each.stat().st_mtime_ns for each in out.glob("ride_000003*")}
        asked = 0

        class Counting(DIS):
            def __call__(self, first: Picture, second: Picture) -> Any:
                nonlocal asked
                asked += 1
                return super().__call__(first, second)

        outcome = make_pairs(source, out, SEVEN, Counting())
        assert (outcome.kept, outcome.written) == (1, 2)
        assert asked == 2 * 12  # nothing of the pair that was there is computed again
        assert len(list(out.iterdir())) == 3 * len(ENDINGS)
        assert kept == {each: each.stat().st_mtime_ns for each in kept}

    def test_pairs_of_other_videos_or_options_are_not_taken_for_these(
        self, tmp_path: Path, out: Path
    ) -> None:
        make_pairs(write_video(tmp_path / "a.avi", moving(7)), out, SEVEN, DIS())
        with pytest.raises(UserError, match=r"a_000003_blur\.png is there already and is of another video"):
            make_pairs(tmp_path / "a.avi", out, FrameOptions((7, 7), gamma=1.0), DIS())
        write_video(tmp_path / "a.avi", moving(7, seed=3))
        with pytest.raises(UserError, match="choose another folder"):
            make_pairs(tmp_path / "a.avi", out, SEVEN, DIS())

    @pytest.mark.parametrize("writer", ["replacing", "flow"])
    def test_a_full_disk_is_said_and_leaves_no_pieces(
        self, tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch, writer: str
    ) -> None:
        def full(*_: object, **__: object) -> None:
            raise OSError(errno.ENOSPC, "no space")

        if writer == "replacing":
            monkeypatch.setattr("training.frames.png_write.encode", full)
        else:
            monkeypatch.setattr("numpy.savez_compressed", full)
        source = write_video(tmp_path / "a.avi", moving(7))
        with pytest.raises(UserError, match="the disk is full; make room"):
            make_pairs(source, out, SEVEN, DIS())
        left = {each.name for each in out.iterdir()}
        assert left == (
            set() if writer == "replacing" else {f"a_000003{end}" for end in ENDINGS} - {"a_000003_flow.npz"}
        )


class TestVideo:
    def test_a_video_that_is_cut_short_gives_what_it_has(
        self, tmp_path: Path, out: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        source = write_video(tmp_path / "a.avi", moving(21))
        data = source.read_bytes()
        source.write_bytes(data[: len(data) // 2])
        outcome = make_pairs(source, out, SEVEN, DIS())
        assert 7 <= outcome.frames < 14
        assert outcome.written == 1
        assert "of about 21 frames can be read" in caplog.text
        assert capfd.readouterr().err == ""

    def test_noise_in_the_middle_harms_no_other_pair(self, tmp_path: Path, out: Path) -> None:
        source = write_video(tmp_path / "a.avi", moving(21))
        data = bytearray(source.read_bytes())
        middle = len(data) // 2
        data[middle - 4000 : middle + 4000] = np.random.default_rng(0).bytes(8000)
        source.write_bytes(data)
        outcome = make_pairs(source, out, SEVEN, DIS())
        assert outcome.written >= 1
        assert len(list(out.iterdir())) == len(ENDINGS) * outcome.written

    @pytest.mark.parametrize(
        ("make", "reason"),
        [
            (lambda path: None, "there is no such file"),
            (lambda path: path.mkdir(), "it is a folder"),
            (lambda path: path.write_bytes(b""), "no video that can be read"),
            (lambda path: path.write_bytes(b"hello" * 999), "no video that can be read"),
            (lambda path: write_video(path, moving(5)), "5 frames can be read, and a window takes up to 7"),
            (lambda path: write_video(path, [np.zeros((24, 40, 3), np.uint8)] * 7), "its frames are 40 x 24"),
        ],
    )
    def test_says_what_is_wrong(
        self, tmp_path: Path, out: Path, make: Callable[[Path], object], reason: str
    ) -> None:
        make(tmp_path / "a.avi")
        with pytest.raises(VideoError, match=reason):
            make_pairs(tmp_path / "a.avi", out, SEVEN, DIS())
        assert not list(out.iterdir())

    def test_names_are_never_addresses_or_patterns(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        for number in range(3):
            cv2.imwrite(f"p{number:02}.png", moving(1)[0])
        for name in ("p%02d.png", "http://localhost/a.avi", "concat:a.avi"):
            with pytest.raises(VideoError, match="there is no such file"):
                list(frames_of(Path(name)))
        write_video(tmp_path / "b.avi", moving(4))
        (tmp_path / "file:b%02d.avi").write_bytes((tmp_path / "b.avi").read_bytes())
        assert len(list(frames_of(Path("file:b%02d.avi")))) == 4

    def test_nothing_is_read_after_the_limit(
        self, tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = write_video(tmp_path / "a.avi", moving(30, (1, 0.5)))
        released = []

        class Watched:
            def __init__(self, path: Path) -> None:
                self.video = opened(path)
                self.get, self.read = self.video.get, self.video.read

            def release(self) -> None:
                released.append(True)

        opened = video.opened
        monkeypatch.setattr(video, "opened", Watched)
        outcome = make_pairs(source, out, FrameOptions((3, 3), limit=2), DIS())
        assert (outcome.frames, outcome.written) == (6, 2)
        assert released == [True]


class TestCommand:
    def test_makes_pairs_of_all_videos(
        self, tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """One that cannot be used does not keep the others from it."""
        names = [
            write_video(tmp_path / "short.avi", moving(2)),
            write_video(tmp_path / "a.avi", moving(6)),
            write_video(tmp_path / "b.avi", moving(3, seed=1)),
        ]
        given = ["frames", *map(str, names), "--out", str(out / "new"), "--window", "3", "--limit", "1"]
        assert command_line.main(given) == 2
        told = capsys.readouterr().err.splitlines()[-1]
        assert "short.avi: 2 frames can be read" in told
        written = {each.name for each in (out / "new").glob("*_flow.npz")}
        assert written == {"a_000001_flow.npz", "b_000001_flow.npz"}
        assert command_line.main([given[0], *given[2:]]) == 0

    @pytest.mark.parametrize(
        ("more", "reason"),
        [
            (["--window", "6"], "odd number of frames"),
            (["--window", "9-7", "--gamma", "0", "--limit", "0"], "least first; gamma is 1 to 4; the limit"),
            (["--every", "0"], "at least 1 frame apart"),
            (["--seed", "-1"], "the seed is at least 0"),
        ],
    )
    def test_says_what_is_wrong(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], reason: str
    ) -> None:
        assert command_line.main(["frames", str(tmp_path / "a.avi"), "--out", str(tmp_path), *more]) == 2
        assert reason in capsys.readouterr().err

    def test_mistyped_names_are_said_before_anything_is_made(self, tmp_path: Path) -> None:
        good = write_video(tmp_path / "a.avi", moving(3))
        options = command_line.parser().parse_args(
            ["frames", str(good), str(tmp_path / "b.avi"), "--out", str(tmp_path / "out")]
        )
        with pytest.raises(UserError, match=r"b\.avi: there is no such file"):
            run_frames(options)
        assert not (tmp_path / "out").exists()

    def test_two_videos_of_one_name_are_refused(self, tmp_path: Path) -> None:
        given = ["frames", str(tmp_path / "x" / "A.mp4"), str(tmp_path / "a.avi"), "--out", str(tmp_path)]
        with pytest.raises(UserError, match="would have the same names"):
            run_frames(command_line.parser().parse_args(given))

    def test_a_folder_that_cannot_be_made_is_said(self, tmp_path: Path) -> None:
        good = write_video(tmp_path / "a.avi", moving(3))
        given = ["frames", str(good), "--out", str(good / "out")]
        with pytest.raises(UserError, match="Cannot make the folder"):
            run_frames(command_line.parser().parse_args(given))
