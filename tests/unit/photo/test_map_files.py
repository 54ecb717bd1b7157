"""Defocus maps are written and read back as they were; damaged files end in one sentence."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from deblur_studio.photo import PhotoError
from deblur_studio.photo.map_files import SUFFIXES, read_map, write_map


def a_map(height: int = 7, width: int = 11) -> np.ndarray:
    sigma = np.random.default_rng(4).uniform(0, 20, (height, width)).astype(np.float32)
    sigma[2, 3] = np.nan
    return sigma


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_round_trip(tmp_path: Path, suffix: str) -> None:
    sigma = a_map()
    path = tmp_path / f"defocus{suffix}"
    write_map(path, sigma)
    again = read_map(path)
    assert again.shape == sigma.shape
    assert again.dtype == np.float32
    assert np.array_equal(np.isnan(again), np.isnan(sigma))
    assert np.nanmax(np.abs(again - sigma)) <= (1 / 512 if suffix == ".png" else 0)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_png_for_other_programs(tmp_path: Path) -> None:
    """Any program sees 16 grey bits, 256 levels a pixel of sigma, and is told so."""
    write_map(tmp_path / "a.png", np.array([[0, 0.5, 1], [2.25, 255.99, np.nan]]))
    levels = cv2.imread(str(tmp_path / "a.png"), cv2.IMREAD_UNCHANGED)
    assert levels.dtype == np.uint16
    assert levels.tolist() == [[0, 128, 256], [576, 65533, 65535]]
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.mode == "I;16"
        assert "sigma in pixels of the photo = level / 256" in picture.info["Description"]


def test_png_of_other_programs(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.array([[0, 256, 65535]], np.uint16))
    assert np.array_equal(read_map(tmp_path / "a.png"), [[0, 1, np.nan]], equal_nan=True)


def test_numpy_reads_what_was_written(tmp_path: Path) -> None:
    write_map(tmp_path / "a.npy", a_map())
    write_map(tmp_path / "a.npz", a_map())
    assert np.array_equal(np.load(tmp_path / "a.npy"), a_map(), equal_nan=True)
    assert np.array_equal(np.load(tmp_path / "a.npz")["sigma"], a_map(), equal_nan=True)


def test_arrays_of_other_programs(tmp_path: Path) -> None:
    sigma = np.nan_to_num(a_map()).astype(np.float64)
    np.save(tmp_path / "a.npy", np.asfortranarray(sigma))
    assert np.allclose(read_map(tmp_path / "a.npy"), sigma)
    np.savez_compressed(tmp_path / "a.npz", sigma=sigma.astype(">f4"), other=np.arange(3))
    assert np.allclose(read_map(tmp_path / "a.npz"), sigma)
    np.save(tmp_path / "a.npy", sigma.astype(np.float16))
    assert np.allclose(read_map(tmp_path / "a.npy"), sigma, rtol=1e-3)


def test_what_is_no_sigma_is_unknown(tmp_path: Path) -> None:
    odd = np.array([[-0.1, np.inf, 1e300, -np.inf, 3.0]])
    for suffix in SUFFIXES:
        write_map(tmp_path / f"a{suffix}", odd)
        assert np.array_equal(read_map(tmp_path / f"a{suffix}"), [[np.nan] * 4 + [3]], equal_nan=True)
    np.save(tmp_path / "b.npy", odd)
    assert np.isnan(read_map(tmp_path / "b.npy")).sum() == 4


def test_too_soft_for_png(tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match=r"beyond 255\.99 px; choose a name ending in \.npy or \.npz"):
        write_map(tmp_path / "a.png", np.array([[256.0]]))
    assert list(tmp_path.iterdir()) == []


def test_content_counts_and_not_the_name(tmp_path: Path) -> None:
    write_map(tmp_path / "a.npy", a_map())
    (tmp_path / "a.npy").rename(tmp_path / "a.png")
    assert read_map(tmp_path / "a.png").shape == (7, 11)


def said(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return said_of(path)


def said_of(path: Path) -> str:
    with pytest.raises(PhotoError) as caught:
        read_map(path)
    sentence = str(caught.value)
    assert sentence.startswith(f"Cannot open {path}: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def sound(tmp_path: Path, suffix: str) -> bytes:
    write_map(tmp_path / f"sound{suffix}", a_map())
    return (tmp_path / f"sound{suffix}").read_bytes()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_files_cut_short(tmp_path: Path, suffix: str) -> None:
    data = sound(tmp_path, suffix)
    for length in sorted({*range(12), *np.linspace(1, len(data) - 1, 24).astype(int).tolist()}):
        said(tmp_path / "cut", data[:length])


def test_files_that_go_on(tmp_path: Path) -> None:
    assert "too long" in said(tmp_path / "a.npy", sound(tmp_path, ".npy") + b"\0")


@pytest.mark.parametrize("suffix", [".png", ".npz"])
def test_files_with_wrong_bytes(tmp_path: Path, suffix: str) -> None:
    """Never anything but a map or a sentence; what is checked by a sum gives a sentence."""
    data = sound(tmp_path, suffix)
    draw = np.random.default_rng(8)
    refused = 0
    for _ in range(60):
        damaged = bytearray(data)
        for at in draw.integers(len(data), size=3):
            damaged[at] ^= int(draw.integers(1, 256))
        (tmp_path / "bad").write_bytes(damaged)
        try:
            assert read_map(tmp_path / "bad").ndim == 2
        except PhotoError as error:
            refused += 1
            assert str(error).startswith("Cannot open ")  # noqa: PT017
    assert refused > 40


def saved(array: np.ndarray) -> bytes:
    out = BytesIO()
    np.save(out, array)
    return out.getvalue()


def test_arrays_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    assert "no map" in said(path, saved(np.zeros((3, 4, 2))))
    assert "no map" in said(path, saved(np.zeros((3, 4), np.int32)))
    assert "no map" in said(path, saved(np.array([{"a": 1}], object)))
    assert "no pixels" in said(path, saved(np.zeros((0, 4))))
    out = BytesIO()
    np.savez(out, depth=np.zeros((3, 4)))
    assert 'no array "sigma"' in said(tmp_path / "a.npz", out.getvalue())


def test_arrays_that_claim_more_than_they_hold(tmp_path: Path) -> None:
    header = BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f4", "fortran_order": False, "shape": (9000, 9000)}
    )
    data = header.getvalue() + bytes(64)
    assert "cut short" in said(tmp_path / "a.npy", data)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("sigma.npy", data)
    assert "cut short" in said(tmp_path / "a.npz", out.getvalue())
    bomb = data.replace(b"9000, 9000", b"90000,90000")
    assert "limit" in said(tmp_path / "a.npy", bomb)


def test_pictures_are_no_maps(tmp_path: Path) -> None:
    for picture in (np.zeros((4, 5, 3), np.uint16), np.zeros((4, 5), np.uint8)):
        data = cv2.imencode(".png", picture)[1].tobytes()
        assert "a picture and holds no defocus map" in said(tmp_path / "a.png", data)
    jpeg = cv2.imencode(".jpg", np.zeros((4, 5, 3), np.uint8))[1].tobytes()
    assert "choose a .png, .npy or .npz" in said(tmp_path / "a.jpg", jpeg)
    assert "no such file" in said_of(tmp_path / "absent.npy")


def test_an_old_file_stays_unless_it_may_go(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    write_map(path, a_map())
    before = path.read_bytes()
    with pytest.raises(PhotoError, match="such a file already"):
        write_map(path, a_map(3))
    assert path.read_bytes() == before
    write_map(path, a_map(3), overwrite=True)
    assert read_map(path).shape == (3, 11)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.npz"
    write_map(path, a_map())
    before = path.read_bytes()

    def full(file: object, **arrays: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", full)
    with pytest.raises(PhotoError, match="the disk is full"):
        write_map(path, a_map(3), overwrite=True)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.npz"]


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match=r"choose a name ending in \.png, \.npy or \.npz"):
        write_map(tmp_path / "a.jpg", a_map())
    with pytest.raises(PhotoError, match="there is no folder"):
        write_map(tmp_path / "none" / "a.npy", a_map())


def test_mistakes_are_refused(tmp_path: Path) -> None:
    for wrong in (np.zeros((3, 4, 1)), np.zeros((3, 4), np.uint16), np.zeros((0, 4))):
        with pytest.raises(ValueError, match="floats"):
            write_map(tmp_path / "a.npy", wrong)
