"""The real program as another one's editor: a file in, the result back, an exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deblur_studio import places
from tests.e2e.screen import ROOT, SOURCE, Program, Screen, until
from tests.unit.weights import tiny

SAMPLE = ROOT / "resources" / "samples" / "coffee.jpg"


def photo(path: Path) -> Path:
    """A small photo of 16 bits, as programs hand over."""
    with Image.open(SAMPLE) as image:
        pixels = np.asarray(image.resize((320, 240))).astype(np.uint16) * 257
    import tifffile

    tifffile.imwrite(path, pixels, photometric="rgb")
    return path


def on_the_processor(home: Path) -> Path:
    """A home whose settings choose the processor."""
    settings = home / "studio" / "config" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"device": "cpu", "theme": "dark"}')
    return home


@pytest.fixture
def editor(tmp_path: Path) -> Path:
    """The program under the name that other programs call."""
    path = tmp_path / "bin" / "deblur-studio-edit"
    path.parent.mkdir()
    path.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from deblur_studio.cli import main\nraise SystemExit(main())\n"
    )
    path.chmod(0o755)
    return path


def test_the_result_is_written_beside_the_photo_and_told(screen: Screen, tmp_path: Path) -> None:
    source = photo(tmp_path / "IMG 1-Edit.tif")
    before = source.read_bytes()
    with Program(screen, on_the_processor(tmp_path / "home"), "edit", source) as studio:
        studio.wait_for_title(r"IMG 1-Edit\.tif - Deblur Studio")
        studio.keys("f")
        studio.wait_for_title(r"IMG 1-Edit\.tif\* - Deblur Studio", 120)
        studio.keys("ctrl+s")
        result = tmp_path / "IMG 1-Edit_deblurred.tif"
        until(result.is_file, "the result")
        studio.wait_for_title(r"IMG 1-Edit\.tif - Deblur Studio")
        studio.keys("ctrl+q")
        assert studio.wait() == 0
        assert f"{result}\n" in studio.said()
    assert source.read_bytes() == before
    with Image.open(result) as image:
        assert image.size == (320, 240)
        assert image.tag_v2[258] == (16, 16, 16)


def test_under_its_other_name_it_writes_over_the_copy(screen: Screen, tmp_path: Path, editor: Path) -> None:
    source = photo(tmp_path / "copy.tif")
    before = source.read_bytes()
    command = [editor, source]
    with Program(screen, on_the_processor(tmp_path / "home"), command=command) as studio:
        studio.wait_for_title(r"copy\.tif - Deblur Studio")
        studio.keys("f")
        studio.wait_for_title(r"copy\.tif\* - Deblur Studio", 120)
        studio.keys("ctrl+s")
        studio.wait_for_title(r"copy\.tif - Deblur Studio")
        studio.keys("ctrl+q")
        assert studio.wait() == 0
    assert source.read_bytes() != before
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.tif"]
    with Image.open(source) as image:
        assert image.size == (320, 240)


def test_closing_without_saving_changes_nothing_and_is_no_error(
    screen: Screen, tmp_path: Path, editor: Path
) -> None:
    source = photo(tmp_path / "copy.tif")
    before = source.read_bytes()
    with Program(screen, on_the_processor(tmp_path / "home"), command=[editor, source]) as studio:
        studio.wait_for_title(r"copy\.tif - Deblur Studio")
        studio.keys("f")
        studio.wait_for_title(r"copy\.tif\* - Deblur Studio", 120)
        studio.keys("ctrl+q")
        studio.wait_for_window("Unsaved results")
        studio.keys("Tab", "space")  # the button beside the first: Discard
        assert studio.wait() == 0
        assert str(source) not in studio.said()
    assert source.read_bytes() == before


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [*SOURCE, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)


def test_what_cannot_be_edited_is_one_sentence_and_an_exit_code(tmp_path: Path) -> None:
    raw = tmp_path / "a.cr3"
    raw.write_bytes(b"x")
    for arguments, complaint in (
        ((tmp_path / "none.jpg",), "There is no photo"),
        (("--replace", raw), "cannot be written over"),
        ((), "PHOTO"),
    ):
        done = run("edit", *arguments)
        assert done.returncode == 2
        assert complaint in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_scripts_write_where_they_are_told(tmp_path: Path) -> None:
    tiny.install(places.user_weights_folder())
    options = ("--method", "nafnet", "--weights", "tiny", "--device", "cpu")
    source = photo(tmp_path / "a.tif")
    before = source.read_bytes()
    target = tmp_path / "BatchTool-x.digikamtempfile.tif"
    target.write_bytes(b"")
    bad = tmp_path / "bad.tif"
    bad.write_bytes(os.urandom(100))
    assert run("fix", source, "-o", target, "--overwrite", *options).returncode == 0
    assert source.read_bytes() == before
    with Image.open(target) as image:
        assert image.size == (320, 240)
    assert run("fix", bad, "-o", target, "--overwrite", *options).returncode == 2
