"""Where results go, what formats keep, what is refused before anything is written."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from deblur_studio.gui.dialogs import export_presenter as presenter
from deblur_studio.gui.dialogs.export_presenter import ExportChoice, Fact, Mistake
from deblur_studio.photo import Metadata, Photo, PhotoError, read, write
from deblur_studio.photo.writing import LARGEST_SIDE


@dataclass
class Remembered:
    export_format: str = "source"
    export_quality: int = 95
    export_bits: int = 0
    last_folder: str = ""


def a_photo(
    path: Path, format: str = "JPEG", bits: int = 8, size: tuple[int, int] = (40, 60), **fields: object
) -> Photo:
    y, x = np.mgrid[0 : size[0], 0 : size[1]].astype(np.float32)
    grey = (0.5 + 0.4 * np.sin(x / 7) * np.cos(y / 5)).astype(np.float32)
    pixels = np.repeat(grey[..., None], 3, axis=2)
    photo = Photo(pixels, None, Metadata(), bits, False, path, format)
    return replace(photo, **fields)  # type: ignore[arg-type]


class TestDefaults:
    @pytest.mark.parametrize(
        ("name", "format", "bits", "wanted", "target"),
        [
            ("IMG_1.JPG", "JPEG", 8, "source", "IMG_1_deblurred.JPG"),
            ("IMG_1.CR3", "RAW", 16, "source", "IMG_1_deblurred.tif"),
            ("IMG_1.heic", "HEIF", 8, "source", "IMG_1_deblurred.jpg"),
            ("IMG_1.jpg", "JPEG", 8, "PNG", "IMG_1_deblurred.png"),
            ("IMG_1.jpg", "JPEG", 8, "GIF", "IMG_1_deblurred.jpg"),
        ],
    )
    def test_the_result_lies_beside_the_photo(
        self, tmp_path: Path, name: str, format: str, bits: int, wanted: str, target: str
    ) -> None:
        photo = a_photo(tmp_path / name, format, bits)
        assert presenter.default_target(photo, Remembered(wanted)) == tmp_path / target

    def test_a_photo_without_a_folder_goes_to_the_last_one_else_home(
        self, tmp_path: Path, home: Path
    ) -> None:
        photo = a_photo(Path("Pasted"), "PNG")
        assert presenter.default_target(photo, Remembered()) == home / "Pasted_deblurred.png"
        settings = Remembered(last_folder=str(tmp_path))
        assert presenter.default_target(photo, settings).parent == tmp_path
        settings.last_folder = str(tmp_path / "gone")
        assert presenter.default_target(photo, settings).parent == home

    def test_remembered_bits_count_where_the_format_has_them(self, tmp_path: Path) -> None:
        photo = a_photo(tmp_path / "a.tif", "TIFF", 8)
        assert presenter.default_choice(photo, Remembered(export_bits=16)).bits == 16
        assert presenter.default_choice(photo, Remembered("JPEG", export_bits=16)).bits == 0

    def test_a_choice_is_remembered(self, tmp_path: Path) -> None:
        settings, photo = Remembered(), a_photo(tmp_path / "a.tif", "TIFF", 16)
        presenter.remember(settings, photo, ExportChoice(tmp_path / "b.jpg", "JPEG", 80, 8))
        assert settings == Remembered("JPEG", 80, 8)
        presenter.remember(settings, photo, ExportChoice(tmp_path / "b.tif", "TIFF", 80, 32))
        assert settings == Remembered("source", 80, 0)

    def test_the_same_choice_for_another_file_follows_its_suffix(self, tmp_path: Path) -> None:
        choice = ExportChoice(tmp_path / "a.tif", "TIFF", 90, 16)
        other = choice.to(tmp_path / "b.jpg", overwrite=True)
        assert other == ExportChoice(tmp_path / "b.jpg", "JPEG", 90, 0, True)
        assert choice.to(tmp_path / "b", overwrite=False) == replace(choice, path=tmp_path / "b")


@pytest.mark.parametrize(
    ("name", "format", "whole"),
    [
        ("a", "JPEG", "a.jpg"),
        ("a.jpeg", "JPEG", "a.jpeg"),
        ("a.JPG", "JPEG", "a.JPG"),
        ("a.png", "TIFF", "a.tif"),
        ("IMG_1.5", "PNG", "IMG_1.5.png"),
        ("a.heic", "JPEG", "a.heic.jpg"),
        ("  a ", "WEBP", "a.webp"),
        ("a.", "PNG", "a.png"),
        ("", "PNG", ".png"),
        (".png", "PNG", ".png"),
    ],
)
def test_names_get_the_suffix_of_their_format(name: str, format: str, whole: str) -> None:
    assert presenter.completed(name, format) == whole


class TestMistakes:
    def check(self, path: Path, photo: Photo, format: str = "PNG", **fields: object) -> list[Mistake]:
        return presenter.mistakes(ExportChoice(path, format, **fields), photo)  # type: ignore[arg-type]

    def test_what_stands_in_the_way_is_told_before_writing(self, tmp_path: Path) -> None:
        photo = a_photo(tmp_path / "a.png", "PNG")
        (tmp_path / "there.png").touch()
        (tmp_path / "folder.png").mkdir()
        assert self.check(tmp_path / "new.png", photo) == []
        assert self.check(tmp_path / ".png", photo) == [Mistake.NO_NAME]
        assert self.check(tmp_path / "a\0.png", photo) == [Mistake.BAD_NAME]
        assert self.check(tmp_path / ("a" * 300 + ".png"), photo) == [Mistake.BAD_NAME]
        assert self.check(tmp_path / "absent" / "a.png", photo) == [Mistake.NO_FOLDER]
        assert self.check(tmp_path / "folder.png", photo) == [Mistake.IS_FOLDER]
        assert self.check(tmp_path / "there.png", photo) == [Mistake.EXISTS]
        assert self.check(tmp_path / "there.png", photo, overwrite=True) == []

    def test_the_photo_itself_is_special_by_whatever_name(self, tmp_path: Path) -> None:
        photo = a_photo(tmp_path / "a.png", "PNG")
        photo.path.touch()
        (tmp_path / "link.png").symlink_to(photo.path)
        (tmp_path / "sub").mkdir()
        for path in (photo.path, tmp_path / "link.png", tmp_path / "sub" / ".." / "a.png"):
            assert self.check(path, photo) == [Mistake.IS_SOURCE]

    def test_a_read_only_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "access", lambda path, mode: False)
        assert self.check(tmp_path / "a.png", a_photo(tmp_path / "b.png")) == [Mistake.READ_ONLY]

    def test_a_photo_too_large_for_the_format(self, tmp_path: Path) -> None:
        wide = a_photo(tmp_path / "b.png", size=(1, LARGEST_SIDE["WEBP"] + 1))
        assert self.check(tmp_path / "a.webp", wide, "WEBP") == [Mistake.TOO_LARGE]
        assert self.check(tmp_path / "a.png", wide) == []
        with pytest.raises(PhotoError, match="limited to"):
            write(wide, tmp_path / "a.webp", method="x")


class TestWriting:
    @pytest.mark.parametrize(
        ("format", "bits", "before", "after"),
        [
            ("TIFF", 0, 8, 8), ("TIFF", 16, 8, 16), ("TIFF", 32, 8, 32), ("TIFF", 0, 16, 16),
            ("TIFF", 8, 16, 8), ("PNG", 16, 8, 16), ("PNG", 0, 32, 16), ("JPEG", 0, 16, 8), ("WEBP", 0, 8, 8),
        ],
    )  # fmt: skip
    def test_the_file_has_the_depth_that_was_promised(
        self, tmp_path: Path, format: str, bits: int, before: int, after: int
    ) -> None:
        photo = a_photo(tmp_path / "a.tif", "TIFF", before)
        choice = ExportChoice(tmp_path / presenter.completed("b", format), format, 95, bits)
        assert presenter.written_bits(photo, choice) == after
        write(presenter.prepared(photo, choice), choice.path, method="x", format=format)
        assert read(choice.path).bits == after

    def test_sixteen_bits_keep_what_eight_lose(self, tmp_path: Path) -> None:
        photo = a_photo(tmp_path / "a.tif", "TIFF", 8)
        errors = {}
        for bits in (8, 16):
            choice = ExportChoice(tmp_path / f"{bits}.tif", "TIFF", bits=bits)
            write(presenter.prepared(photo, choice), choice.path, method="x")
            errors[bits] = float(np.abs(read(choice.path).pixels - photo.pixels).max())
        assert errors[16] < 1e-5 < 1e-3 < errors[8]

    @pytest.mark.parametrize("bits", [8, 16])
    def test_losses_that_are_told_are_those_the_writer_notes(self, tmp_path: Path, bits: int) -> None:
        alpha = np.ones((40, 60), np.float32)
        photo = a_photo(tmp_path / "a.tif", "TIFF", bits, alpha=alpha)
        for format in ("JPEG", "PNG", "TIFF", "WEBP"):
            choice = ExportChoice(tmp_path / presenter.completed("b", format), format, overwrite=True)
            notes = " ".join(
                write(presenter.prepared(photo, choice), choice.path, method="x", overwrite=True).notes
            )
            facts = presenter.facts(photo, choice)
            assert (Fact.DEPTH_LOST in facts) == ("bits per channel" in notes)
            assert (Fact.ALPHA_LOST in facts) == ("transparency" in notes)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a.jpg|.jpg", "a.jpg"),
        ("a.png|.jpg", "a.png"),
        ("a.TIF|.JPG", "a.TIF"),
        ("a.jp|.jpg", "a.jp.jpg"),
        ("a.jpg|_2.jpg", "a.jpg_2.jpg"),
        ("a.jpg.jpg|", "a.jpg.jpg"),
        (".jpg|.jpg", ".jpg.jpg"),
        ("a.xyz|.jpg", "a.xyz.jpg"),
    ],
)
def test_a_suffix_that_is_typed_replaces_the_old_one(text: str, meant: str) -> None:
    assert presenter.typed(text.replace("|", ""), text.index("|")) == meant


class TestFacts:
    def test_what_is_kept(self, tmp_path: Path) -> None:
        choice = ExportChoice(tmp_path / "b.tif", "TIFF")
        for icc, exif, fact in (
            (b"icc", b"exif", [Fact.PROFILE_AND_EXIF_KEPT]),
            (b"icc", None, [Fact.PROFILE_KEPT]),
            (None, b"exif", [Fact.EXIF_KEPT]),
            (None, None, []),
        ):
            photo = a_photo(tmp_path / "a.tif", "TIFF", metadata=Metadata(icc=icc, exif=exif))
            assert presenter.facts(photo, choice) == fact

    def test_light_beyond_white_grey_and_lossless(self, tmp_path: Path) -> None:
        photo = a_photo(tmp_path / "a.tif", "TIFF", 32, grey=True)
        photo = replace(photo, headroom=np.ones_like(photo.pixels))
        assert presenter.facts(photo, ExportChoice(tmp_path / "b.tif", "TIFF")) == []
        facts = presenter.facts(photo, ExportChoice(tmp_path / "b.webp", "WEBP", 100))
        assert facts == [Fact.DEPTH_LOST, Fact.ABOVE_WHITE_LOST, Fact.GREY_LOST, Fact.LOSSLESS]


class TestEstimate:
    @pytest.mark.parametrize(("format", "quality"), [("JPEG", 95), ("JPEG", 60), ("WEBP", 80)])
    def test_it_is_near_the_truth(self, tmp_path: Path, format: str, quality: int) -> None:
        photo = a_photo(tmp_path / "a.png", size=(900, 1200))
        noise = np.random.default_rng(1).normal(0, 0.03, photo.pixels.shape).astype(np.float32)
        photo = photo.with_pixels(photo.pixels + noise)
        choice = ExportChoice(tmp_path / presenter.completed("b", format), format, quality)
        size = presenter.estimate(photo, choice)
        write(photo, choice.path, method="x", quality=quality)
        assert not size.at_most
        assert size.bytes == pytest.approx(choice.path.stat().st_size, rel=0.15)

    def test_lossless_formats_have_a_bound(self, tmp_path: Path) -> None:
        photo = a_photo(tmp_path / "a.png", size=(300, 200))
        for bits in (8, 16):
            choice = ExportChoice(tmp_path / f"{bits}.tif", "TIFF", bits=bits)
            size = presenter.estimate(photo, choice)
            assert (size.at_most, size.bytes) == (True, 300 * 200 * 3 * bits // 8)

    def test_grey_photos(self, tmp_path: Path) -> None:
        photo = a_photo(tmp_path / "a.png", grey=True)
        assert presenter.estimate(photo, ExportChoice(tmp_path / "a.png", "PNG")).bytes == 40 * 60
        assert presenter.estimate(photo, ExportChoice(tmp_path / "a.jpg", "JPEG")).bytes > 100
