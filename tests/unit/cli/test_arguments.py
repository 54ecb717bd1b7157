"""Arguments: help for everything, mistakes in one sentence, quickly and without torch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from deblur_studio import __version__, cli


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"Deblur Studio {__version__}\n"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
@pytest.mark.parametrize("arguments", [[], ["open"], ["open", "--samples"]])
def test_without_a_screen_the_window_says_so(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    assert cli.main(arguments) == 2
    assert "There is no screen to open a window on" in capsys.readouterr().err


def test_no_arguments_and_photos_dropped_on_the_icon_mean_the_window(tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"")
    assert cli.with_command([]) == ["open"]
    assert cli.with_command([str(photo)]) == ["open", str(photo)]
    assert cli.with_command([str(tmp_path)]) == ["open", str(tmp_path)]
    assert cli.with_command(["fix", str(photo)]) == ["fix", str(photo)]
    assert cli.with_command([str(tmp_path / "gone.jpg")]) == [str(tmp_path / "gone.jpg")]
    assert cli.with_command(["--version"]) == ["--version"]


def test_under_the_editors_name_files_are_edited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["/opt/studio/deblur-studio-edit.exe"])
    assert cli.with_command(["/a/b.tif", "c.tif"]) == ["edit", "--replace", "/a/b.tif", "c.tif"]
    assert cli.with_command([]) == ["open"]
    for other in (["--version"], ["train", "run", "plan.json"]):  # as the program starts itself anew
        assert cli.with_command(other) == other


def test_a_file_named_like_a_command_does_not_hide_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fix").mkdir()
    assert cli.with_command(["fix", "a.jpg"]) == ["fix", "a.jpg"]


def test_every_command_is_known_as_one() -> None:
    (action,) = [each for each in cli.parser()._actions if each.dest == "COMMAND" or each.choices]
    assert set(cli.COMMANDS) == set(action.choices or ())


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["open"],
        ["fix"],
        ["edit"],
        ["batch"],
        ["replay"],
        ["report"],
        ["presets"],
        ["presets", "save"],
        ["presets", "import"],
        ["methods"],
        ["weights"],
        ["weights", "list"],
        ["weights", "verify"],
        ["weights", "import"],
        ["doctor"],
        ["evaluate"],
    ],
)
def test_every_command_explains_itself(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*command, "--help"]) == 0
    assert f"usage: {' '.join(['deblur-studio', *command])}" in capsys.readouterr().out


def test_the_help_says_what_a_region_does(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["fix", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    assert "the whole photo is written, the rest of it untouched" in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["fix"], "following arguments are required: IN"),
        (["fixx"], "invalid choice: 'fixx'"),
        (["fix", "a.jpg", "--strength", "2"], "a number from 0 to 1, not '2'"),
        (["fix", "a.jpg", "--strength", "nan"], "a number from 0 to 1, not 'nan'"),
        (["fix", "a.jpg", "--region", "1,2,3"], "wants X,Y,W,H in whole pixels, not '1,2,3'"),
        (["fix", "a.jpg", "--region", "1,2,0,4"], "at least one pixel"),
        (["fix", "a.jpg", "--region", "0.5,2,3,4"], "whole pixels"),
        (["fix", "a.jpg", "--format", "gif"], "wants jpeg, png, tiff or webp, not 'gif'"),
        (["fix", "a.jpg", "--quality", "0"], "a number from 1 to 100"),
        (["fix", "a.jpg", "--quality", "90.5"], "a whole number"),
        (["fix", "a.jpg", "--memory", "0"], "a number from 1 to 95"),
        (["fix", "a.jpg", "--set", "weights"], "wants NAME=VALUE"),
        (
            ["fix", "a.jpg", "--method", "magic"],
            "There is no method 'magic'; choose one of auto, nafnet, deblur-flow, mimo-unet, restormer, "
            "deepdeblur, defocus-deconvolution, by-hand, blind-l0, blind-sparse.",
        ),
        (["fix", "a.jpg", "--set", "x=1"], "there is no setting 'x'"),
        (["weights"], "following arguments are required: ACTION"),
        (["presets"], "following arguments are required: ACTION"),
        (["report", "a.jpg"], "required: -o/--output"),
        (["edit"], "required: PHOTO"),
        (["weights", "import"], "required: FILE"),
        (["evaluate"], "required: --pairs"),
        (["evaluate", "--pairs", "no-such-folder"], "There is no folder no-such-folder."),
    ],
)
def test_a_mistake_is_one_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert err.startswith("deblur-studio: ")
    assert err.count("\n") == 1


def test_with_json_a_mistake_is_an_object_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fix", "--json"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["error"] in err


def test_a_percent_sign_is_allowed() -> None:
    options = cli.parser().parse_args(["fix", "a.jpg", "--memory", "40%", "--format", "TIF"])
    assert options.memory == 40
    assert options.format == "TIFF"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["fix", "--help"],
        ["methods"],
        ["weights", "list"],
        ["fix", "a.jpg", "--method", "magic"],
    ],
)
def test_quick_answers_do_not_load_torch(arguments: list[str]) -> None:
    program = (
        "import sys; from deblur_studio import cli; cli.main(sys.argv[1:]); "
        "sys.exit(sorted(m for m in ('torch', 'cv2') if m in sys.modules) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
