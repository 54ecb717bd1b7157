"""methods, weights, evaluate, doctor and the self-test, called in this process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from deblur_studio import cli, metrics
from tests.unit.weights import tiny

pytestmark = pytest.mark.usefixtures("tiny_weights")

Picture = Callable[..., Path]


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, Any, str]:
    code = cli.main([*map(str, arguments), "--json"])
    out, err = capsys.readouterr()
    return code, json.loads(out), err


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


class TestMethods:
    def test_each_is_described(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, told, _ = run_json(capsys, "methods")
        assert code == 0
        assert told["default"] in [method["name"] for method in told["methods"]]
        nafnet = next(method for method in told["methods"] if method["name"] == "nafnet")
        assert nafnet["weights"] == ["tiny"]
        assert nafnet["parameters"][0]["name"] == "weights"
        assert "ECCV 2022" in nafnet["reference"]

    def test_for_people(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["methods"]) == 0
        out = capsys.readouterr().out
        assert "nafnet (auto): NAFNet." in out
        assert "weights installed: tiny" in out


class TestWeights:
    def test_list(self, capsys: pytest.CaptureFixture[str], tiny_weights: Path) -> None:
        (tiny_weights / "bad.json").write_text("{}")
        code, told, err = run_json(capsys, "weights", "list")
        assert code == 0
        assert [(one["name"], one["origin"]) for one in told["weights"]] == [("tiny", "user")]
        assert "bad.json" in told["problems"][0]
        assert "bad.json" in err
        assert cli.main(["weights", "list"]) == 0
        assert "Tiny" in capsys.readouterr().out

    def test_list_tells_source_state_and_methods(
        self, capsys: pytest.CaptureFixture[str], tiny_weights: Path
    ) -> None:
        tiny.install(tiny_weights, "official", recipe="imported")
        path = tiny_weights / "official.safetensors"
        path.write_bytes(path.read_bytes()[:-1] + b"?")
        _, told, _ = run_json(capsys, "weights", "list")
        found = {
            one["name"]: (one["source"], one["error"] is None, one["methods"]) for one in told["weights"]
        }
        assert found == {"tiny": ("trained", True, ["nafnet"]), "official": ("imported", False, ["nafnet"])}
        assert cli.main(["weights", "list"]) == 0
        lines = [line.split() for line in capsys.readouterr().out.splitlines()]
        assert {line[0]: line[1:3] for line in lines[1:]} == {
            "tiny": ["trained", "whole"],
            "official": ["imported", "damaged"],
        }

    def test_verify(self, capsys: pytest.CaptureFixture[str], tiny_weights: Path) -> None:
        code, told, _ = run_json(capsys, "weights", "verify")
        assert (code, told["weights"][0]["ok"], told["problems"]) == (0, True, [])
        tiny.install(tiny_weights, "second")
        path = tiny_weights / "tiny.safetensors"
        path.write_bytes(path.read_bytes()[:-1])
        code, told, err = run_json(capsys, "weights", "verify")
        assert code == 2
        assert {one["name"]: one["ok"] for one in told["weights"]} == {"second": True, "tiny": False}
        assert "is damaged" in err
        assert run_json(capsys, "weights", "verify", "second")[0] == 0

    def test_verify_without_any(self, capsys: pytest.CaptureFixture[str], tiny_weights: Path) -> None:
        shutil.rmtree(tiny_weights)
        assert run_json(capsys, "weights", "verify")[0] == 2

    def test_import(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        torch.save({"params": tiny.state(seed=4)}, tmp_path / "Official.pth")
        code, told, _ = run_json(capsys, "weights", "import", tmp_path / "Official.pth")
        assert (code, told["name"]) == (0, "official")
        assert Path(told["path"]).is_file()
        assert cli.main(["weights", "import", str(tmp_path / "Official.pth")]) == 2
        assert "installed already" in capsys.readouterr().err
        assert cli.main(["weights", "import", str(tmp_path / "Official.pth"), "--name", "again"]) == 0
        assert "deblur-studio fix IN --weights again" in capsys.readouterr().out

    def test_remove(self, capsys: pytest.CaptureFixture[str], tiny_weights: Path) -> None:
        tiny.install(tiny_weights, "second")
        code, told, _ = run_json(capsys, "weights", "remove", "tiny")
        assert (code, told["name"], told["removed"]) == (0, "tiny", True)
        assert not Path(told["path"]).exists()
        assert cli.main(["weights", "remove", "tiny"]) == 2
        assert "installed: second" in capsys.readouterr().err
        assert cli.main(["weights", "remove", "second"]) == 0
        assert "Removed second" in capsys.readouterr().out
        assert list(tiny_weights.iterdir()) == []


class TestEvaluate:
    @pytest.fixture
    def pairs(self, tmp_path: Path, picture: Picture) -> Path:
        folder = tmp_path / "pairs"
        for seed, name in enumerate(("b", "a")):
            picture(folder / f"{name}_sharp.png", 64, 48, seed)
            picture(folder / f"{name}_blur.jpg", 64, 48, seed + 0.2)
        (folder / "notes.txt").write_text("not a photo")
        return folder

    def test_the_numbers_are_those_of_the_files(
        self, capsys: pytest.CaptureFixture[str], pairs: Path, tmp_path: Path
    ) -> None:
        code, told, err = run_json(capsys, "evaluate", "--pairs", pairs, "--device", "cpu")
        assert (code, err) == (0, "")
        assert [pair["name"] for pair in told["pairs"]] == ["a", "b"]
        for pair in told["pairs"]:
            measures = {f"{key}_{end}" for key in ("psnr", "ssim", "gradient") for end in ("in", "out")}
            assert set(pair) == {"name", "seconds"} | measures
            blurry, sharp = pairs / f"{pair['name']}_blur.jpg", pairs / f"{pair['name']}_sharp.png"
            fixed = tmp_path / f"{pair['name']}.png"
            assert cli.main(["fix", str(blurry), "-o", str(fixed), "--device", "cpu"]) == 0
            for key, path in (("in", blurry), ("out", fixed)):
                assert pair[f"psnr_{key}"] == pytest.approx(
                    metrics.psnr(pixels(path), pixels(sharp)), abs=1e-3
                )
                assert pair[f"ssim_{key}"] == pytest.approx(
                    metrics.ssim(pixels(path), pixels(sharp)), abs=1e-4
                )
                assert pair[f"gradient_{key}"] == pytest.approx(
                    metrics.gradient_ratio(pixels(path), pixels(sharp)), abs=1e-3
                )
        mean = told["mean"]
        assert mean.keys() >= {"psnr_in", "psnr_out", "psnr_gain", "ssim_gain"}
        for key in measures:
            assert mean[key] == pytest.approx(np.mean([pair[key] for pair in told["pairs"]]), abs=1e-4)
        assert mean["psnr_gain"] == pytest.approx(mean["psnr_out"] - mean["psnr_in"], abs=1e-4)
        assert mean["ssim_gain"] == pytest.approx(mean["ssim_out"] - mean["ssim_in"], abs=1e-4)

    def test_for_people(self, capsys: pytest.CaptureFixture[str], pairs: Path) -> None:
        assert cli.main(["evaluate", "--pairs", str(pairs), "--device", "cpu"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line.split()[0] for line in lines] == ["PAIR", "a", "b", "mean"]

    def test_a_method_without_weights_is_one_sentence(
        self, capsys: pytest.CaptureFixture[str], pairs: Path
    ) -> None:
        assert cli.main(["evaluate", "--pairs", str(pairs), "--method", "restormer"]) == 2
        err = capsys.readouterr().err
        assert err.count("There are no weights for Restormer") == 1

    def test_a_pair_that_does_not_belong_together_does_not_stop_the_others(
        self, capsys: pytest.CaptureFixture[str], pairs: Path, picture: Picture
    ) -> None:
        picture(pairs / "a_sharp.png", 60, 48)
        code, told, err = run_json(capsys, "evaluate", "--pairs", pairs, "--device", "cpu")
        assert code == 2
        assert [pair["name"] for pair in told["pairs"]] == ["b"]
        assert [pair["name"] for pair in told["failed"]] == ["a"]
        assert "must have the same size" in err

    def test_folders_that_cannot_work(
        self, capsys: pytest.CaptureFixture[str], pairs: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "empty").mkdir()
        assert run_json(capsys, "evaluate", "--pairs", tmp_path / "empty")[0] == 2
        (pairs / "a_sharp.png").unlink()
        code, told, _ = run_json(capsys, "evaluate", "--pairs", pairs)
        assert code == 2
        assert "lack their blurry or sharp partner: a." in told["error"]


class TestDoctor:
    def test_it_tells_what_is_here(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, told, _ = run_json(capsys, "doctor")
        assert (code, told["problems"]) == (0, [])
        assert told["torch"] == torch.__version__
        assert [device["default"] for device in told["devices"]].count(True) == 1
        assert told["devices"][-1]["name"] == "cpu"
        assert all(device["precision"] in ("fp32", "bf16", "fp16") for device in told["devices"])
        assert told["weights"] == [{"name": "tiny", "origin": "user", "ok": True, "error": None}]
        assert all(told["formats"][name]["write"] for name in ("JPEG", "PNG", "TIFF", "WEBP"))
        assert all(told["formats"][name]["read"] for name in ("HEIF", "AVIF", "RAW"))
        assert cli.main(["doctor"]) == 0
        assert capsys.readouterr().out.endswith("All is well.\n")

    def test_what_is_wrong_is_told(self, capsys: pytest.CaptureFixture[str], tiny_weights: Path) -> None:
        (tiny_weights / "tiny.safetensors").unlink()
        code, told, _ = run_json(capsys, "doctor")
        assert code == 2
        assert "is missing" in told["problems"][0]
        assert "No weights can be used" in told["problems"][1]

    def test_a_format_that_fails_is_told(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken() -> str:
            raise ImportError("libheif is missing")

        monkeypatch.setattr("deblur_studio.commands.doctor._heif", broken)
        code, told, _ = run_json(capsys, "doctor")
        assert code == 2
        assert told["problems"] == ["These formats cannot be read here: HEIF (libheif is missing)."]


class TestSelfTest:
    def test_weights_that_do_harm_fail_it(
        self, capsys: pytest.CaptureFixture[str], tiny_weights: Path
    ) -> None:
        assert cli.main(["--self-test"]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("Self-test failed: ")

    def test_without_weights_it_says_so(self, capsys: pytest.CaptureFixture[str], tiny_weights: Path) -> None:
        shutil.rmtree(tiny_weights)
        assert cli.main(["--self-test"]) == 2
        assert "no weights for NAFNet" in capsys.readouterr().err


def test_a_fault_of_a_command_is_one_sentence_and_exit_code_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deblur_studio.weights.installed", lambda: 1 / 0)
    code, told, err = run_json(capsys, "weights", "list")
    assert code == 1
    assert "fault of its own (ZeroDivisionError: division by zero)" in told["error"]
    assert "Traceback" not in err
