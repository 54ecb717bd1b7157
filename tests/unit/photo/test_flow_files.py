"""Motion is written and read back as it was; damaged files end in one sentence."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest

from deblur_studio.photo import PhotoError
from deblur_studio.photo.flow_files import CHANNELS, SUFFIXES, read_flow, write_flow


def field(channels: int = 2, height: int = 7, width: int = 11) -> np.ndarray:
    flow = np.random.default_rng(4).normal(0, 20, (height, width, channels)).astype(np.float32)
    flow[2, 3, :2] = np.nan
    return flow


def of_channels(suffix: str) -> np.ndarray:
    return field(CHANNELS[suffix])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_round_trip(tmp_path: Path, suffix: str) -> None:
    flow = of_channels(suffix)
    path = tmp_path / f"motion{suffix}"
    write_flow(path, flow)
    again = read_flow(path)
    assert again.shape == flow.shape
    assert again.dtype == np.float32
    assert np.array_equal(np.isnan(again), np.isnan(flow))
    apart = 1 / 128 if suffix == ".png" else 0
    assert np.nanmax(np.abs(again - flow)) <= apart
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_npz_holds_one_direction_too(tmp_path: Path) -> None:
    flow = field(2)
    write_flow(tmp_path / "a.npz", flow)
    assert np.array_equal(read_flow(tmp_path / "a.npz"), flow, equal_nan=True)


def test_flo_is_byte_for_byte_as_published(tmp_path: Path) -> None:
    flow = np.array([[[1, -2], [3.5, 0]], [[np.nan, 5], [6, 7]], [[0, 0], [np.inf, 0]]], np.float32)
    write_flow(tmp_path / "a.flo", flow)
    data = (tmp_path / "a.flo").read_bytes()
    assert data[:4] == struct.pack("<f", 202021.25)
    assert struct.unpack("<ii", data[4:12]) == (2, 3)
    values = struct.unpack("<12f", data[12:])
    assert values[:4] == (1, -2, 3.5, 0)
    assert values[4] > 1e9  # unknown
    assert values[6:8] == (6, 7)
    assert values[10] > 1e9


def test_flo_agrees_with_opencv(tmp_path: Path) -> None:
    flow = np.nan_to_num(field())
    write_flow(tmp_path / "ours.flo", flow)
    assert np.array_equal(cv2.readOpticalFlow(str(tmp_path / "ours.flo")), flow)
    cv2.writeOpticalFlow(str(tmp_path / "theirs.flo"), flow)
    assert np.array_equal(read_flow(tmp_path / "theirs.flo"), flow)
    assert (tmp_path / "ours.flo").read_bytes() == (tmp_path / "theirs.flo").read_bytes()


def test_png_is_as_kitti_has_it(tmp_path: Path) -> None:
    flow = np.array([[[1, -2], [0.25, 511.984375], [np.nan, 0], [-512, 0]]], np.float32)
    write_flow(tmp_path / "a.png", flow)
    levels = cv2.imread(str(tmp_path / "a.png"), cv2.IMREAD_UNCHANGED)
    assert levels.dtype == np.uint16
    red, green, blue = (levels[0, :, n].tolist() for n in (2, 1, 0))
    assert red == [32768 + 64, 32768 + 16, 0, 0]
    assert green == [32768 - 128, 65535, 0, 32768]
    assert blue == [1, 1, 0, 1]
    again = read_flow(tmp_path / "a.png")
    assert np.isnan(again[0, 2]).all()
    assert again[0, [0, 1, 3]].tolist() == flow[0, [0, 1, 3]].tolist()


@pytest.mark.parametrize("value", [511.999, -512.01, 9000.0])
def test_motion_too_long_for_png_is_refused(tmp_path: Path, value: float) -> None:
    flow = field()
    flow[0, 0, 1] = value
    with pytest.raises(PhotoError, match=r"beyond 511\.98 px; choose a name ending in"):
        write_flow(tmp_path / "a.png", flow)
    assert list(tmp_path.iterdir()) == []


def test_npz_of_other_programs(tmp_path: Path) -> None:
    flow = np.nan_to_num(field(4)).astype(np.float64)
    np.savez(
        tmp_path / "a.npz", forward=np.asfortranarray(flow[..., :2]), backward=flow[..., 2:].astype(">f4")
    )
    assert np.allclose(read_flow(tmp_path / "a.npz"), flow)
    huge = flow[..., :2].copy()
    huge[0, 0] = 1e300
    np.savez_compressed(tmp_path / "b.npz", forward=huge, size=np.array([3, 4]))
    assert np.isnan(read_flow(tmp_path / "b.npz")[0, 0]).all()
    write_flow(tmp_path / "c.npz", huge)
    assert np.isnan(read_flow(tmp_path / "c.npz")).sum() == 2


def test_content_counts_and_not_the_name(tmp_path: Path) -> None:
    write_flow(tmp_path / "a.flo", field())
    (tmp_path / "a.flo").rename(tmp_path / "a.dat")
    assert read_flow(tmp_path / "a.dat").shape == (7, 11, 2)


def sound(tmp_path: Path, suffix: str) -> bytes:
    path = tmp_path / f"sound{suffix}"
    write_flow(path, of_channels(suffix))
    data = path.read_bytes()
    path.unlink()
    return data


def said(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(PhotoError) as caught:
        read_flow(path)
    sentence = str(caught.value)
    assert sentence.startswith(f"Cannot open {path}: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_files_cut_short(tmp_path: Path, suffix: str) -> None:
    data = sound(tmp_path, suffix)
    for length in sorted({*range(16), *np.linspace(1, len(data) - 1, 24).astype(int).tolist()}):
        said(tmp_path / "cut", data[:length])


@pytest.mark.parametrize("suffix", [".png", ".npz"])
def test_files_with_wrong_bytes(tmp_path: Path, suffix: str) -> None:
    """Never anything but a field or a sentence; what is checked by a sum gives a sentence."""
    data = sound(tmp_path, suffix)
    draw = np.random.default_rng(8)
    refused = 0
    for _ in range(60):
        damaged = bytearray(data)
        for at in draw.integers(len(data), size=3):
            damaged[at] ^= int(draw.integers(1, 256))
        (tmp_path / "bad").write_bytes(damaged)
        try:
            assert read_flow(tmp_path / "bad").shape[2] in (2, 4)
        except PhotoError as error:
            refused += 1
            assert str(error).startswith("Cannot open ")  # noqa: PT017
    assert refused > 50


@pytest.mark.parametrize(
    ("width", "height", "reason"),
    [
        (0, 7, "no pixels"),
        (-11, -7, "no pixels"),
        (11, 8, "cut short"),
        (11, 6, "longer"),
        (2**31 - 1, 2**31 - 1, "limit"),
    ],
)
def test_flo_with_wrong_sizes(tmp_path: Path, width: int, height: int, reason: str) -> None:
    data = sound(tmp_path, ".flo")
    assert reason in said(tmp_path / "a.flo", data[:4] + struct.pack("<ii", width, height) + data[12:])


def test_flo_that_goes_on(tmp_path: Path) -> None:
    assert "longer than its 11 x 7" in said(tmp_path / "a.flo", sound(tmp_path, ".flo") + b"\0")


def test_pictures_are_no_motion(tmp_path: Path) -> None:
    for picture in (np.zeros((4, 5, 3), np.uint8), np.zeros((4, 5), np.uint16)):
        data = cv2.imencode(".png", picture)[1].tobytes()
        assert "a picture and holds no motion" in said(tmp_path / "a.png", data)
    jpeg = cv2.imencode(".jpg", np.zeros((4, 5, 3), np.uint8))[1].tobytes()
    assert "holds no motion; choose a .flo, .png or .npz" in said(tmp_path / "a.jpg", jpeg)
    assert "no such file" in said_of(tmp_path / "absent.flo")
    assert "folder" in said_of(tmp_path)


def said_of(path: Path) -> str:
    with pytest.raises(PhotoError) as caught:
        read_flow(path)
    return str(caught.value)


def npz(**arrays: np.ndarray) -> bytes:
    out = BytesIO()
    np.savez(out, **arrays)  # type: ignore[arg-type]
    return out.getvalue()


def test_npz_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    flow = np.zeros((3, 4, 2), np.float32)
    assert 'no array "forward"' in said(path, npz(flow=flow))
    assert "no flow (height, width, 2)" in said(path, npz(forward=flow[..., 0]))
    assert "no flow (height, width, 2)" in said(path, npz(forward=flow.astype(np.int32)))
    assert "differ in size" in said(path, npz(forward=flow, backward=flow[:2]))
    assert "no flow" in said(path, npz(forward=np.array([{"a": 1}], object)))
    assert "no pixels" in said(path, npz(forward=flow[:0]))


def test_npz_that_claims_more_than_it_holds(tmp_path: Path) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        array = BytesIO()
        np.lib.format.write_array_header_1_0(
            array, {"descr": "<f4", "fortran_order": False, "shape": (9000, 9000, 2)}
        )
        archive.writestr("forward.npy", array.getvalue() + bytes(64))
    assert "cut short" in said(tmp_path / "a.npz", out.getvalue())
    bomb = out.getvalue().replace(b"9000, 9000", b"90000,90000")
    assert "damaged" in said(tmp_path / "a.npz", bomb)


def test_an_old_file_stays_unless_it_may_go(tmp_path: Path) -> None:
    path = tmp_path / "a.flo"
    write_flow(path, field())
    before = path.read_bytes()
    with pytest.raises(PhotoError, match="such a file already"):
        write_flow(path, field(height=3))
    assert path.read_bytes() == before
    write_flow(path, field(height=3), overwrite=True)
    assert read_flow(path).shape == (3, 11, 2)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.npz"
    write_flow(path, field(4))
    before = path.read_bytes()

    def full(file: object, **arrays: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", full)
    with pytest.raises(PhotoError, match="the disk is full"):
        write_flow(path, field(4, 3), overwrite=True)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.npz"]


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    for path, reason in (
        (tmp_path / "a.jpg", "choose a name ending in .flo, .png or .npz"),
        (tmp_path / "a", "choose a name ending in"),
        (tmp_path / "none" / "a.flo", "there is no folder"),
        (Path(f"{tmp_path}/a\0.flo"), "zero byte"),
    ):
        with pytest.raises(PhotoError, match=reason):
            write_flow(path, field())
    (tmp_path / "b.flo").mkdir()
    with pytest.raises(PhotoError, match="it is a folder"):
        write_flow(tmp_path / "b.flo", field(), overwrite=True)


def test_a_large_field_comes_back(tmp_path: Path) -> None:
    flow = np.random.default_rng(1).uniform(-300, 300, (400, 500, 2)).astype(np.float32)
    for suffix, apart in ((".flo", 0), (".png", 1 / 128), (".npz", 0)):
        write_flow(tmp_path / f"a{suffix}", flow)
        assert np.abs(read_flow(tmp_path / f"a{suffix}") - flow).max() <= apart


def test_mistakes_are_refused(tmp_path: Path) -> None:
    for name, flow in (("a.flo", field(4)), ("a.png", field(4)), ("a.npz", field(3)), ("a.flo", field()[:0])):
        with pytest.raises(ValueError, match="floats"):
            write_flow(tmp_path / name, flow)
    with pytest.raises(ValueError, match="floats"):
        write_flow(tmp_path / "a.flo", np.zeros((3, 4, 2), np.int32))
