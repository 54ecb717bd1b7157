"""The list of methods: their speed here, those without weights, and what `fix` says of these."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deblur_studio import cli, weights
from deblur_studio.engine.context import Cancelled
from deblur_studio.methods import expected_time
from tests.unit.weights import tiny

pytestmark = pytest.mark.usefixtures("tiny_weights")

CPU = ("--device", "cpu")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expected_time, "LARGEST_ON_CPU", 128)


def listed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = cli.main(["methods", *arguments, "--json"])
    told = json.loads(capsys.readouterr().out)
    return code, {method["name"]: method for method in told["methods"]}


def test_methods_without_weights_stay_in_the_list_and_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    code, methods = listed(capsys)
    assert code == 0
    assert list(methods) == [
        "nafnet",
        "deblur-flow",
        "mimo-unet",
        "restormer",
        "deepdeblur",
        "defocus-deconvolution",
        "by-hand",
        "blind-l0",
        "blind-sparse",
    ]
    assert (methods["nafnet"]["missing"], methods["nafnet"]["weights"]) == ([], ["tiny"])
    assert (methods["restormer"]["missing"], methods["restormer"]["weights"]) == (["Restormer"], [])
    assert cli.main(["methods"]) == 0
    out = capsys.readouterr().out
    restormer = out[out.index("restormer: ") : out.index("deepdeblur: ")]
    assert "no weights: import some with 'deblur-studio weights import FILE'" in restormer
    assert "github.com/swz30/Restormer, for academic, non-commercial use" in restormer
    assert "no weights" not in out[: out.index("deblur-flow: ")]


def test_speeds_are_measured_once_and_remembered(capsys: pytest.CaptureFixture[str]) -> None:
    assert listed(capsys)[1]["nafnet"]["speeds"] == []
    code, methods = listed(capsys, "--measure", *CPU)
    assert code == 0
    (speed,) = methods["nafnet"]["speeds"]
    assert (speed["weights"], speed["precision"], speed["photos"]) == ("tiny", "fp32", 0)
    assert speed["seconds_per_megapixel"] > 0
    assert methods["restormer"]["speeds"] == []
    assert listed(capsys)[1]["nafnet"]["speeds"] == [speed]
    assert cli.main(["methods"]) == 0
    assert "speed here with tiny: about " in capsys.readouterr().out
    assert cli.main(["doctor", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["speeds"]
    assert (told["method"], told["weights"]) == ("nafnet", "tiny")
    assert told["told"].endswith(" in fp32")


def test_a_photo_that_was_fixed_is_the_better_measurement(
    tmp_path: Path, picture: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    source = picture(tmp_path / "a.png", 640, 480)
    assert cli.main(["fix", str(source), *CPU]) == 0
    capsys.readouterr()
    (speed,) = listed(capsys)[1]["nafnet"]["speeds"]
    assert speed["photos"] == 1


def test_damaged_weights_do_not_stop_the_others(
    capsys: pytest.CaptureFixture[str], tiny_weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tiny_weights / "tiny.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    assert cli.main(["methods", "--measure", *CPU]) == 2
    out, err = capsys.readouterr()
    assert "is damaged" in err
    assert "deepdeblur: " in out


def test_measuring_can_be_cancelled(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancelled(*_: object) -> None:
        raise Cancelled

    monkeypatch.setattr(expected_time, "measure", cancelled)
    assert cli.main(["methods", "--measure", *CPU]) == 130
    assert capsys.readouterr().err.endswith("Cancelled. What was measured until now is remembered.\n")


def test_a_busy_computer_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expected_time, "measure", lambda *_: None)
    assert cli.main(["methods", "--measure", *CPU]) == 0
    assert "NAFNet was not measured: other programs keep this computer too busy" in capsys.readouterr().err


def test_an_unknown_device_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["methods", "--measure", "--device", "cuda:7"]) == 2
    assert "no device 'cuda:7'" in capsys.readouterr().err


class TestFixing:
    def test_a_method_without_weights_is_one_sentence_however_many_photos(
        self,
        tmp_path: Path,
        picture: Callable[..., Path],
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("deblur_studio.queue.one.read", lambda path: pytest.fail("read"))
        sources = [str(picture(tmp_path / name)) for name in ("a.png", "b.png")]
        assert cli.main(["fix", *sources, "--method", "restormer", *CPU]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("deblur-studio: There are no weights for Restormer: ")
        assert err.endswith("for academic, non-commercial use.\n")
        assert err.count("\n") == 1

    def test_where_nothing_is_amiss_another_installation_is_not_advised(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        bundled = tmp_path / "bundled"
        monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: bundled)
        assert cli.main(["fix", "a.png", "--method", "restormer"]) == 2
        assert "install Deblur Studio again" in capsys.readouterr().err
        tiny.install(bundled, "theirs")
        assert weights.installed().problems == ()
        assert cli.main(["fix", "a.png", "--method", "restormer"]) == 2
        assert "install Deblur Studio again" not in capsys.readouterr().err

    def test_weights_for_another_network_are_told_at_once(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["fix", "a.png", "--method", "restormer", "--weights", "tiny"]) == 2
        assert "are for NAFNet, and this method needs Restormer" in capsys.readouterr().err
