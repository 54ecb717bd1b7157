"""DMENet as its authors publish it, in arrays of TensorLayer: converted, used, and refused where damaged."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from deblur_studio import weights
from deblur_studio.errors import UserError
from deblur_studio.networks.dmenet import DMENet
from deblur_studio.weights.architectures import recognise
from deblur_studio.weights.importing import import_weights
from deblur_studio.weights.reading import read_tensors

ROOT = "main_net/defocus_net"
Arrays = dict[str, np.ndarray]


@pytest.fixture(autouse=True)
def no_bundled_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")


class Published:
    """Arrays as that file has them, of a network of another width; and what they make of a photo."""

    def __init__(self, width: int = 4, units: int = 2) -> None:
        self.random = np.random.default_rng(0)
        self.arrays: Arrays = {}
        w, self.units = width, units
        inputs = 3
        for stage, (count, outputs) in enumerate(
            zip((2, 2, 4, 4, 4), (w, 2 * w, 4 * w, 8 * w, 8 * w), strict=True)
        ):
            for number in range(count):
                self.convolution(f"encoder/conv{stage + 1}_{number + 1}", inputs, outputs)
                inputs = outputs
        for level, (into, outputs) in {3: (16 * w, 4 * w), 2: (8 * w, 2 * w), 1: (4 * w, w)}.items():
            for number in range(3):
                self.layer(f"decoder/u{level}", str(number + 1), into if number == 0 else outputs, outputs)
        self.layer("decoder/u0", "_init", 2 * w, w)
        for unit in range(units):
            self.layer("decoder/u0", f"_res{unit}", w, w, 1)
            for number in (1, 2):
                self.layer("decoder/u0", f"{unit}_{number}", w, w)
        self.layer("decoder/uf", "1", w, w)
        self.layer("decoder/uf", "2", w, w // 2)
        self.convolution("decoder/uf/c3", w // 2, 1)
        # What only trainings need.
        self.layer("decoder/u4_aux", "1", 8 * w, 4 * w)
        self.convolution("encoder/conv6_1", 8 * w, w)
        self.arrays["main_net/feature/h0/W_conv2d:0"] = np.ones((4, 4, w, w), np.float32)

    def convolution(self, name: str, inputs: int, outputs: int, side: int = 3) -> None:
        strength = np.sqrt(2 / (side * side * inputs))
        weight = self.random.normal(0, strength, (side, side, inputs, outputs))
        # The network itself takes numbers up to 255.
        weight = weight / 64 if name == "encoder/conv1_1" else weight
        self.arrays[f"{ROOT}/{name}/W_conv2d:0"] = weight.astype(np.float32)
        self.arrays[f"{ROOT}/{name}/b_conv2d:0"] = self.random.normal(0, 0.1, outputs).astype(np.float32)

    def layer(self, at: str, name: str, inputs: int, outputs: int, side: int = 3) -> None:
        self.convolution(f"{at}/c{name}", inputs, outputs, side)
        for kind, low, high in (("beta", -0.5, 0.5), ("moving_mean", -0.5, 0.5), ("moving_variance", 0.5, 2)):
            values = self.random.uniform(low, high, outputs)
            self.arrays[f"{ROOT}/{at}/b{name}/{kind}:0"] = values.astype(np.float32)

    def conv(self, x: Tensor, name: str) -> Tensor:
        """As TensorFlow does it: kernels (height, width, inputs, outputs), edges repeated."""
        kernel = torch.from_numpy(self.arrays[f"{ROOT}/{name}/W_conv2d:0"])
        bias = torch.from_numpy(self.arrays[f"{ROOT}/{name}/b_conv2d:0"])
        reach = kernel.shape[0] // 2
        padded = F.pad(x, (reach,) * 4, mode="replicate")
        total = bias.view(1, -1, 1, 1)
        height, width = x.shape[-2:]
        for row in range(kernel.shape[0]):
            for column in range(kernel.shape[1]):
                seen = padded[..., row : row + height, column : column + width]
                total = total + torch.einsum("nihw,io->nohw", seen, kernel[row, column])
        return total

    def block(self, x: Tensor, at: str, name: str) -> Tensor:
        x = self.conv(x, f"{at}/c{name}")
        beta, mean, variance = (
            torch.from_numpy(self.arrays[f"{ROOT}/{at}/b{name}/{kind}:0"]).view(1, -1, 1, 1)
            for kind in ("beta", "moving_mean", "moving_variance")
        )
        return F.leaky_relu((x - mean) / (variance + 1e-5).sqrt() + beta, 0.2)

    def map(self, photo: Tensor) -> Tensor:
        """METHODS of the paper, step by step, by the names of the arrays."""
        x = 255 * photo.flip(1) - torch.tensor([103.939, 116.779, 123.68]).view(1, 3, 1, 1)
        taps = []
        for stage, count in enumerate((2, 2, 4, 4, 4)):
            x = F.max_pool2d(x, 2) if stage else x
            for number in range(count):
                x = self.conv(x, f"encoder/conv{stage + 1}_{number + 1}").relu()
            taps.append(x)
        for level in (3, 2, 1):
            x = torch.cat([F.interpolate(x, scale_factor=2, mode="nearest"), taps[level]], dim=1)
            for number in (1, 2, 3):
                x = self.block(x, f"decoder/u{level}", str(number))
        x = torch.cat([F.interpolate(x, scale_factor=2, mode="nearest"), taps[0]], dim=1)
        x = self.block(x, "decoder/u0", "_init")
        for unit in range(self.units):
            beside = self.block(x, "decoder/u0", f"_res{unit}")
            for number in (1, 2):
                x = self.block(x, "decoder/u0", f"{unit}_{number}")
            x = x + beside
        x = self.block(self.block(x, "decoder/uf", "1"), "decoder/uf", "2")
        return self.conv(x, "decoder/uf/c3").sigmoid()


@pytest.fixture(scope="module")
def published() -> Published:
    return Published()


def saved(path: Path, arrays: Arrays) -> Path:
    np.savez(path, **arrays)  # type: ignore[arg-type]
    return path


class TestImport:
    def test_it_is_converted_and_computes_what_was_published(
        self, published: Published, tmp_path: Path
    ) -> None:
        card = import_weights(saved(tmp_path / "DMENet_BDCS.npz", published.arrays))
        assert (card.architecture, card.name) == ("DMENet", "dmenet_bdcs")
        assert (card.arguments["width"], card.arguments["units"], card.arguments["circles"]) == (4, 2, True)
        for words in ("AGPL-3.0", "CC BY-NC"):
            assert words in card.licence
            assert words in weights.architectures.notice(card)
        assert "only its training needed was left out" in card.notes
        network = weights.load(card.name)
        assert isinstance(network, DMENet)
        photo = torch.rand(1, 3, 32, 48, generator=torch.Generator().manual_seed(1))
        with torch.inference_mode():
            told, sigma = network(photo), network.sigma(photo)
        wanted = published.map(photo)
        assert float(wanted.std()) > 1e-3, "or all would agree"
        torch.testing.assert_close(told, wanted, atol=2e-4, rtol=0)
        torch.testing.assert_close(sigma, ((15 * wanted - 1) / 2).clamp_min(0), atol=2e-3, rtol=0)

    def test_the_published_layout_is_known(self) -> None:
        state = {name: torch.from_numpy(array) for name, array in Published(64, 7).arrays.items()}
        row = recognise(state, "file.npz")
        arguments = row.arguments(state)
        assert arguments["width"] == 64
        assert "no published" not in row.describe(arguments, "x.npz").notes
        assert row.convert is not None
        with torch.device("meta"):
            wanted = DMENet(**arguments).state_dict()
        found = row.convert(state)
        assert {name: tensor.shape for name, tensor in found.items()} == {
            k: v.shape for k, v in wanted.items()
        }

    def test_factors_of_normalisations_are_kept_where_there_are_some(self, published: Published) -> None:
        state = {name: torch.from_numpy(array) for name, array in published.arrays.items()}
        row = recognise(state, "file.npz")
        assert row.convert is not None
        assert (row.convert(state)["tail.0.norm.weight"] == 1).all()
        state[f"{ROOT}/decoder/uf/b1/gamma:0"] = torch.full((4,), 3.0)
        assert (row.convert(state)["tail.0.norm.weight"] == 3).all()

    def test_it_may_be_said_what_it_is(self, published: Published, tmp_path: Path) -> None:
        path = saved(tmp_path / "a.npz", published.arrays)
        assert import_weights(path, said="dmenet").architecture == "DMENet"
        with pytest.raises(UserError, match="is no NAFNet"):
            import_weights(path, "other", said="nafnet")

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (lambda a: a.pop(f"{ROOT}/decoder/u2/c2/W_conv2d:0"), "1 tensors are missing"),
            (lambda a: a.pop(f"{ROOT}/decoder/u2/b2/beta:0"), "2 tensors are missing"),
            (lambda a: a.pop(f"{ROOT}/encoder/conv1_1/W_conv2d:0"), "belongs to no network"),
            (lambda a: a.pop(f"{ROOT}/decoder/u0/c_res0/W_conv2d:0"), "not numbered"),
            (
                lambda a: a.update(
                    {f"{ROOT}/encoder/conv1_1/W_conv2d:0": np.zeros((3, 3, 1, 4), np.float32)}
                ),
                "pictures of 1 channels",
            ),
            (
                lambda a: a.update({f"{ROOT}/decoder/uf/c3/b_conv2d:0": np.full(1, np.nan, np.float32)}),
                "not numbers",
            ),
            (
                lambda a: a.update({f"{ROOT}/decoder/uf/c3/b_conv2d:0": np.zeros(1, np.int32)}),
                "special kind",
            ),
        ],
    )
    def test_what_does_not_fit_is_told(
        self, change: Any, told: str, published: Published, tmp_path: Path
    ) -> None:
        arrays = dict(published.arrays)
        change(arrays)
        with pytest.raises(UserError, match=told):
            import_weights(saved(tmp_path / "a.npz", arrays))
        assert not weights.installed().entries


class Program:
    """Makes a file when it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.canary),)


def record(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def archive(path: Path, records: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, content in records.items():
            file.writestr(name, content)
    return path


class TestHostile:
    def test_no_program_in_it_is_run(self, published: Published, tmp_path: Path) -> None:
        canary = tmp_path / "canary"
        evil = np.array([Program(canary)], dtype=object)
        for arrays in ({**published.arrays, "more": evil}, {"arr_0": evil}):
            with pytest.raises(UserError, match="Python objects, and programs inside files are never run"):
                import_weights(saved(tmp_path / "a.npz", arrays))
        assert not canary.exists()

    def test_packed_ones_are_refused(self, tmp_path: Path) -> None:
        bomb = {"a.npy": record(np.zeros(10**6, np.float32))}
        with pytest.raises(UserError, match="packed again"):
            read_tensors(archive(tmp_path / "a.npz", bomb, zipfile.ZIP_DEFLATED))

    def test_claims_are_not_believed(self, tmp_path: Path) -> None:
        content = record(np.zeros((9, 9), np.float32)).replace(b"(9, 9), }", b"(9**9,9)}")
        huge = record(np.zeros((1000, 1000), np.float32))[:4000]
        for claimed in (huge, content, b"\x93NUMPY\x09\x00", b"", b"nonsense" * 20):
            with pytest.raises(UserError, match="damaged"):
                read_tensors(archive(tmp_path / "a.npz", {"a.npy": claimed}))

    def test_cut_off_and_changed_files_are_told(self, published: Published, tmp_path: Path) -> None:
        path = saved(tmp_path / "a.npz", published.arrays)
        content = path.read_bytes()
        for number, length in enumerate(np.linspace(0, len(content) - 1, 12).astype(int)):
            path.write_bytes(content[:length])
            with pytest.raises(UserError) as told:
                import_weights(path, f"cut-{number}")
            assert str(told.value).startswith(str(path))
        random = np.random.default_rng(0)
        for number in range(12):
            changed = bytearray(content)
            changed[random.integers(len(content) // 2)] ^= 255
            path.write_bytes(bytes(changed))
            with pytest.raises(UserError):
                import_weights(path, f"changed-{number}")
        assert not weights.installed().entries

    def test_too_many_arrays(self, tmp_path: Path) -> None:
        one = record(np.zeros(1, np.float32))
        many = {f"{number}.npy": one for number in range(2001)}
        with pytest.raises(UserError, match="2001 arrays"):
            read_tensors(archive(tmp_path / "a.npz", many))

    def test_other_orders_of_bytes_are_read(self, tmp_path: Path) -> None:
        values = np.arange(6, dtype=">f4").reshape(2, 3)
        read = read_tensors(saved(tmp_path / "a.npz", {"x": values, "y": np.asfortranarray(values)}))
        assert torch.equal(read["x"], torch.arange(6.0).view(2, 3))
        assert torch.equal(read["y"], read["x"])

    def test_other_archives_are_still_told_apart(self, tmp_path: Path) -> None:
        other = archive(tmp_path / "a.zip", {"readme.txt": b"hello", "a.npy": record(np.zeros(1))})
        with pytest.raises(UserError, match="archive of other files"):
            import_weights(other)
