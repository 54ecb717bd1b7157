"""Finding, choosing, verifying and loading weights."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import torch

from deblur_studio import places, weights
from deblur_studio.errors import UserError
from deblur_studio.networks.nafnet import NAFNet
from tests.unit.weights import tiny


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in place of the weights that come with the program."""
    folder = tmp_path / "bundled"
    folder.mkdir()
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: folder)
    return folder


@pytest.fixture
def own() -> Path:
    """The user's folder (the test's own, see tests/conftest.py)."""
    return places.user_weights_folder()


class TestInstalled:
    def test_both_folders_are_looked_through_bundled_first(self, bundled: Path, own: Path) -> None:
        tiny.install(own, "mine")
        tiny.install(bundled, "theirs")
        found = weights.installed()
        assert [(e.card.name, e.origin) for e in found.entries] == [("theirs", "bundled"), ("mine", "user")]
        assert found.problems == ()

    def test_no_folder_means_no_weights(self, bundled: Path) -> None:
        bundled.rmdir()
        assert weights.installed() == weights.Library((), ())

    def test_a_broken_card_is_told_and_hides_nothing_else(self, bundled: Path) -> None:
        tiny.install(bundled, "good")
        (bundled / "bad.json").write_text("{}")
        (bundled / "binary.json").write_bytes(b"\xff\xfe\x00")
        found = weights.installed()
        assert [e.card.name for e in found.entries] == ["good"]
        assert len(found.problems) == 2
        assert "bad.json" in found.problems[0]
        assert "binary.json" in found.problems[1]

    def test_a_name_that_is_taken_is_ignored_with_a_sentence(self, bundled: Path, own: Path) -> None:
        tiny.install(bundled, "same", seed=1)
        tiny.install(own, "same", seed=2)
        found = weights.installed()
        assert [e.origin for e in found.entries] == ["bundled"]
        assert "the name same is taken" in found.problems[0]


class TestChoose:
    def test_auto_takes_the_bundled_weights_with_the_highest_gain(self, bundled: Path, own: Path) -> None:
        tiny.install(bundled, "poor", results={"pairs": {"psnr_gain": 0.1}})
        tiny.install(bundled, "rich", results={"pairs": {"psnr_gain": 0.9}})
        tiny.install(bundled, "unknown")
        tiny.install(own, "boast", results={"pairs": {"psnr_gain": 5.0}})
        assert weights.choose("NAFNet").card.name == "rich"
        assert weights.choose("NAFNet", "boast").card.name == "boast"

    def test_the_users_weights_serve_where_none_are_bundled(self, bundled: Path, own: Path) -> None:
        tiny.install(own, "mine")
        assert weights.choose("NAFNet").card.name == "mine"

    def test_of_unmeasured_weights_those_for_motion_are_taken(self, bundled: Path, own: Path) -> None:
        tiny.install(own, "a-motion", trained_on="for motion blur (GoPro)")
        tiny.install(own, "z-defocus", trained_on="for out-of-focus blur (DPDD)")
        assert weights.choose("NAFNet").card.name == "a-motion"

    def test_without_weights_the_user_is_told_what_to_do(self, bundled: Path) -> None:
        with pytest.raises(UserError, match=r"no weights for NAFNet.*weights import FILE"):
            weights.choose("NAFNet")

    def test_why_the_only_weights_do_not_count_is_told(self, bundled: Path) -> None:
        (bundled / "bad.json").write_text("{}")
        with pytest.raises(UserError, match=r"no weights for NAFNet .*bad\.json"):
            weights.choose("NAFNet")

    def test_an_unknown_name_lists_those_there_are(self, bundled: Path) -> None:
        tiny.install(bundled, "one")
        with pytest.raises(UserError, match="no weights named 'two'; installed: one"):
            weights.choose("NAFNet", "two")

    def test_weights_for_another_network_are_refused(self, bundled: Path) -> None:
        tiny.install(bundled, "other", architecture="Restormer")
        with pytest.raises(UserError, match="other are for Restormer, and this method needs NAFNet"):
            weights.choose("NAFNet", "other")

    def test_a_file_can_be_named(self, bundled: Path, tmp_path: Path) -> None:
        tiny.install(tmp_path / "somewhere", "run7")
        entry = weights.choose("NAFNet", str(tmp_path / "somewhere" / "run7.safetensors"))
        assert (entry.card.name, entry.origin) == ("run7", "file")

    def test_a_file_without_its_card_is_told(self, bundled: Path, tmp_path: Path) -> None:
        tiny.install(tmp_path, "run7")
        (tmp_path / "run7.json").unlink()
        with pytest.raises(UserError, match="no card beside it"):
            weights.find(str(tmp_path / "run7.safetensors"))
        with pytest.raises(UserError, match="no weights file"):
            weights.find(str(tmp_path / "run8.safetensors"))

    def test_a_card_of_another_file_is_told(self, bundled: Path, tmp_path: Path) -> None:
        tiny.install(tmp_path, "one")
        tiny.install(tmp_path, "two")
        os.replace(tmp_path / "two.json", tmp_path / "one.json")
        with pytest.raises(UserError, match=r"is for two\.safetensors, not for one\.safetensors"):
            weights.find(str(tmp_path / "one.safetensors"))


class TestLoad:
    def test_the_network_computes_what_was_written(self, bundled: Path) -> None:
        tiny.install(bundled, seed=3)
        expected = NAFNet(**tiny.ARGUMENTS).eval()
        expected.load_state_dict(tiny.state(seed=3))
        x = torch.rand(1, 3, 24, 20)
        with torch.no_grad():
            assert torch.equal(weights.load("tiny")(x), expected(x))

    def test_half_precision_on_disk_is_single_in_memory(self, bundled: Path) -> None:
        full = tiny.install(bundled, "full")
        half = tiny.install(bundled, "half", half=True)
        assert half.bytes < 0.7 * full.bytes
        assert half.parameters == full.parameters
        assert all(t.dtype == torch.float16 for t in weights.load_state(weights.find("half")).values())
        network = weights.load("half")
        assert all(p.dtype == torch.float32 for p in network.parameters())
        for name, tensor in tiny.state().items():
            torch.testing.assert_close(network.state_dict()[name], tensor, rtol=1e-3, atol=1e-4)

    def test_it_is_ready_for_use_not_for_training(self, bundled: Path) -> None:
        tiny.install(bundled)
        network = weights.load("tiny")
        assert not network.training
        assert not any(p.requires_grad for p in network.parameters())
        assert {p.device.type for p in network.parameters()} == {"cpu"}

    def test_arguments_can_be_overridden(self, bundled: Path) -> None:
        tiny.install(bundled)
        assert weights.load("tiny", local_size=96).local_size == 96

    def test_missing_file(self, bundled: Path) -> None:
        tiny.install(bundled)
        (bundled / "tiny.safetensors").unlink()
        with pytest.raises(UserError, match=r"tiny\.safetensors is missing: install Deblur Studio again"):
            weights.load("tiny")

    def test_truncated_file(self, own: Path, bundled: Path) -> None:
        tiny.install(own)
        path = own / "tiny.safetensors"
        path.write_bytes(path.read_bytes()[:-10])
        with pytest.raises(UserError, match=r"is damaged \(\d+ bytes, not \d+\): import or train them again"):
            weights.load("tiny")

    def test_one_changed_byte(self, bundled: Path) -> None:
        tiny.install(bundled)
        path = bundled / "tiny.safetensors"
        content = bytearray(path.read_bytes())
        content[-5] ^= 1
        path.write_bytes(content)
        with pytest.raises(UserError, match="its checksum differs"):
            weights.load("tiny")

    def test_a_file_damaged_after_its_first_use_is_noticed(self, bundled: Path) -> None:
        tiny.install(bundled)
        weights.load("tiny")
        path = bundled / "tiny.safetensors"
        content = bytearray(path.read_bytes())
        content[-5] ^= 1
        path.write_bytes(content)
        later = path.stat().st_mtime_ns + 1_000_000
        os.utime(path, ns=(later, later))
        with pytest.raises(UserError, match="its checksum differs"):
            weights.load("tiny")

    def test_the_checksum_is_computed_once(self, bundled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        tiny.install(bundled)
        entry = weights.find("tiny")
        weights.verify(entry)
        monkeypatch.setattr("hashlib.file_digest", lambda *_: pytest.fail("computed again"))
        weights.verify(entry)

    def test_a_whole_file_of_another_shape(self, bundled: Path) -> None:
        tiny.install(bundled, arguments={**tiny.ARGUMENTS, "width": 8})
        with pytest.raises(
            UserError, match=r"does not fit NAFNet: \d+ tensors are of another shape \(.*8x3x3x3"
        ):
            weights.load("tiny")

    def test_a_whole_file_with_other_tensors(self, bundled: Path) -> None:
        tiny.install(bundled, arguments={**tiny.ARGUMENTS, "enc_blocks": [1, 1], "middle_blocks": 2})
        with pytest.raises(UserError) as error:
            weights.load("tiny")
        text = str(error.value)
        assert "18 tensors are missing (middle_blks.1." in text
        assert "18 tensors are unexpected (encoders.1.1." in text
        assert text.count("\n") == 0

    def test_an_unknown_network(self, bundled: Path) -> None:
        tiny.install(bundled, architecture="FutureNet")
        with pytest.raises(UserError, match="a network named 'FutureNet'; this version knows NAFNet"):
            weights.load("tiny")

    def test_arguments_the_network_does_not_take(self, bundled: Path) -> None:
        tiny.install(bundled, arguments={**tiny.ARGUMENTS, "depth": 3})
        with pytest.raises(UserError, match="describes no NAFNet that can be built"):
            weights.load("tiny")


class TestWrite:
    def test_a_failed_write_leaves_the_old_weights(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tiny.install(tmp_path, seed=1)
        before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

        def full_disk(handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full_disk)
        with pytest.raises(OSError, match="No space"):
            tiny.install(tmp_path, seed=2)
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before

    def test_values_that_are_no_numbers_are_never_written(self, tmp_path: Path) -> None:
        bad = tiny.state()
        bad["intro.bias"][0] = float("nan")
        with pytest.raises(ValueError, match=r"intro\.bias holds values that are not finite"):
            weights.write_weights(tmp_path, "bad", bad, **tiny.FIELDS)

    def test_values_too_large_for_half_precision_are_told(self, tmp_path: Path) -> None:
        bad = tiny.state()
        bad["intro.bias"][0] = 1e6
        with pytest.raises(ValueError, match="not finite as float16"):
            weights.write_weights(tmp_path, "bad", bad, half=True, **tiny.FIELDS)

    def test_the_card_tells_the_truth_about_the_file(self, tmp_path: Path) -> None:
        card = tiny.install(tmp_path)
        assert card.bytes == (tmp_path / card.file).stat().st_size
        assert card.parameters == sum(t.numel() for t in tiny.state().values())
        assert json.loads((tmp_path / "tiny.json").read_text())["sha256"] == card.sha256

    def test_the_same_weights_make_the_same_file(self, tmp_path: Path) -> None:
        assert tiny.install(tmp_path / "a").sha256 == tiny.install(tmp_path / "b").sha256


def test_a_checkout_finds_its_top_level_folders() -> None:
    root = Path(places.__file__).resolve().parents[1]
    assert places.data_folder("resources") in (
        root / "resources",
        root / "deblur_studio" / "_data" / "resources",
    )


def test_the_frozen_program_looks_into_its_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deblur_studio.places.files", lambda package: tmp_path / "nowhere")
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert places.data_folder("weights") == tmp_path / "deblur_studio" / "_data" / "weights"


def test_without_the_variable_the_users_folder_is_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEBLUR_STUDIO_HOME")
    assert "deblur-studio" in str(places.user_weights_folder())
    assert places.user_weights_folder().is_relative_to(Path.home())
