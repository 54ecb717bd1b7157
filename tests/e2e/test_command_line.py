"""The real program in a child process, on real files, with tiny weights or the bundled ones."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from deblur_studio import places, weights
from tests.unit.weights import tiny

PROGRAM = [sys.executable, "-m", "deblur_studio"]
TINY = ("--weights", "tiny", "--device", "cpu")


@pytest.fixture(autouse=True)
def tiny_weights() -> None:
    """Tiny weights in the user's folder of this test, which child processes inherit."""
    tiny.install(places.user_weights_folder())


@pytest.fixture
def bundled() -> str:
    """The name of the bundled weights."""
    entries = [entry for entry in weights.installed().entries if entry.origin == "bundled"]
    if not entries:
        pytest.skip("no weights are bundled in this checkout")
    return weights.choose("NAFNet").card.name


def run(*arguments: str | Path, timeout: float = 240, **streams: Any) -> subprocess.CompletedProcess[str]:
    options: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)], text=True, timeout=timeout, check=False, **options
    )


def waves(path: Path, width: int = 64, height: int = 48, **save: Any) -> Path:
    y, x = np.mgrid[0:height, 0:width]
    planes = [127 + 90 * np.sin((c + 1) * x / 9 + (c + 2) * y / 13) for c in range(3)]
    Image.fromarray(np.stack(planes, axis=-1).astype(np.uint8)).save(path, **save)
    return path


def test_a_photo_with_a_strange_name_is_fixed_and_told_as_json(tmp_path: Path) -> None:
    source = waves(tmp_path / "사진 'é' (1).jpg")
    done = run("fix", source, *TINY, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert Path(told["output"]) == tmp_path / "사진 'é' (1)_deblurred.jpg"
    with Image.open(told["output"]) as image:
        assert image.size == (told["width"], told["height"]) == (64, 48)


def test_a_turned_photo_keeps_its_data_and_is_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[1] = "N"
    source = waves(tmp_path / "turned.jpg", exif=exif)
    done = run("fix", source, *TINY, "-o", tmp_path / "out.jpg", "--json")
    assert done.returncode == 0, done.stderr
    with Image.open(tmp_path / "out.jpg") as image:
        assert image.size == (48, 64)
        found = image.getexif()
        assert found.get(0x0112, 1) == 1
        assert found[0x010F] == "Maker"
        assert found.get_ifd(0x8825)[1] == "N"
        assert found[0x0131] == "Deblur Studio, NAFNet"


def test_the_region_comes_out_as_in_the_whole(tmp_path: Path) -> None:
    source = waves(tmp_path / "a.png", 200, 160)
    assert run("fix", source, *TINY, "-o", tmp_path / "full.png").returncode == 0
    done = run("fix", source, *TINY, "-o", tmp_path / "part.png", "--region", "50,40,100,80")
    assert done.returncode == 0, done.stderr
    before, full, part = (
        np.asarray(Image.open(tmp_path / name)) for name in ("a.png", "full.png", "part.png")
    )
    assert np.array_equal(part[60:100, 70:130], full[60:100, 70:130])
    assert np.array_equal(part[:40], before[:40])


def test_a_broken_photo_among_others(tmp_path: Path) -> None:
    whole = waves(tmp_path / "whole.jpg")
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(whole.read_bytes()[:300])
    done = run("fix", broken, whole, *TINY)
    assert done.returncode == 2
    assert (tmp_path / "whole_deblurred.jpg").is_file()
    assert done.stderr.splitlines()[-1].endswith(f"1 of 2 photos could not be fixed: {broken}.")
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "broken.jpg",
        "whole.jpg",
        "whole_deblurred.jpg",
    ]


def test_a_mistake_is_answered_quickly(tmp_path: Path) -> None:
    start = time.monotonic()
    done = run("fix", tmp_path / "a.jpg", "--method", "magic")
    took = time.monotonic() - start
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", "import torch"], check=True, timeout=240)
    assert took < time.monotonic() - start


def test_pairs_are_measured(tmp_path: Path) -> None:
    waves(tmp_path / "one_sharp.png")
    waves(tmp_path / "one_blur.jpg", quality=30)
    done = run("evaluate", "--pairs", tmp_path, *TINY, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [pair["name"] for pair in told["pairs"]] == ["one"]
    assert told["mean"].keys() >= {"psnr_in", "psnr_out", "psnr_gain", "ssim_gain"}


def test_a_fault_of_ours_is_one_sentence_and_its_details_are_in_the_log(home: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from deblur_studio import cli, weights; "
        "weights.installed = lambda: 1 / 0; sys.exit(cli.main(['weights', 'list']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "fault of its own (ZeroDivisionError" in done.stderr
    log = home / "log" / "deblur-studio.log"
    assert str(log) in done.stderr
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_a_reader_that_leaves_early_is_no_fault() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = run("methods", stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(os.name != "posix", reason="closing streams this way is a shell's doing")
def test_closed_streams_stop_nothing(tmp_path: Path) -> None:
    source = waves(tmp_path / "a.png")
    command = '"$0" -m deblur_studio fix "$1" --weights tiny --device cpu <&- >&- 2>&-'
    done = subprocess.run(["sh", "-c", command, sys.executable, source], timeout=240, check=False)
    assert done.returncode == 0
    with Image.open(tmp_path / "a_deblurred.png") as image:
        assert image.size == (64, 48)


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_ctrl_c_on_a_terminal_cancels_and_leaves_nothing_behind(tmp_path: Path) -> None:
    import pty

    source = waves(tmp_path / "large.png", 3000, 2400)
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, "fix", str(source), *TINY, "--memory", "1"],
        stderr=slave,
        stdout=subprocess.PIPE,
        text=True,
    )
    os.close(slave)
    seen = b""
    try:
        while b"tiles" not in seen:  # the progress line: the network is at work
            seen += os.read(master, 4096)
        process.send_signal(signal.SIGINT)
        while chunk := _read(master):
            seen += chunk
        assert process.wait(60) == 130
        assert process.communicate()[0] == ""
    finally:
        process.kill()
        process.wait()
        os.close(master)
    text = seen.decode()
    assert "large.png  [" in text
    assert text.rstrip().endswith("deblur-studio: Cancelled.")
    assert "Traceback" not in text
    assert [path.name for path in tmp_path.iterdir()] == ["large.png"]


def _read(descriptor: int) -> bytes:
    """What a pseudo-terminal has to say; nothing once the other side is closed."""
    try:
        return os.read(descriptor, 4096)
    except OSError:
        return b""


def test_the_self_test_passes_with_the_bundled_weights(bundled: str) -> None:
    done = run("--self-test")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Self-test passed: ")
    assert done.stdout.count("\n") == 1
    assert bundled in done.stdout


@pytest.mark.slow
def test_real_blur_becomes_less(bundled: str, check_data: Path) -> None:
    """The bundled network on real pairs of other cameras than it was trained for."""
    done = run("evaluate", "--pairs", check_data / "pairs", "--json", timeout=900)
    assert done.returncode == 0, done.stderr
    pairs = json.loads(done.stdout)["pairs"]
    gains = {pair["name"]: pair["psnr_out"] - pair["psnr_in"] for pair in pairs}
    assert np.mean([gain for name, gain in gains.items() if name.startswith("reds")]) >= 1.0
    assert np.mean([gain for name, gain in gains.items() if name.startswith("gopro")]) > 0.8
    assert min(gains.values()) >= -0.05
