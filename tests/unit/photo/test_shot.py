"""What an EXIF block says about how a photo was taken, and the words for it."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from deblur_studio.photo import Shot, profile_name, read, shot
from deblur_studio.photo.colour import adobe_rgb_profile, display_p3_profile, srgb_profile
from deblur_studio.photo.shot import exposure_text, f_number_text, focal_length_text, iso_text
from tests.unit.photo import makers


def block(first: dict[int, object], exif: dict[int, object]) -> bytes:
    written = Image.Exif()
    written.update(first)
    written.get_ifd(0x8769).update(exif)
    return written.tobytes()


FULL = block(
    {271: "NIKON CORPORATION", 272: "NIKON Z 6", 306: "2024:05:03 11:00:00"},
    {
        33434: IFDRational(1, 15),
        33437: IFDRational(28, 10),
        34855: 800,
        36867: "2024:05:01 18:20:05",
        37386: IFDRational(50, 1),
        41989: 75,
        42036: "NIKKOR Z 50mm f/1.8 S",
    },
)


def test_everything_a_camera_writes_is_found():
    assert shot(FULL) == Shot(
        camera="NIKON Z 6",
        lens="NIKKOR Z 50mm f/1.8 S",
        exposure=pytest.approx(1 / 15),
        f_number=pytest.approx(2.8),
        iso=800,
        focal_length=50,
        focal_length_35mm=75,
        taken="2024-05-01 18:20:05",
    )


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_block_of_a_photo_that_was_read(tmp_path, order):
    (tmp_path / "a.jpg").write_bytes(makers.jpeg(exif=b"Exif\0\0" + makers.camera_exif(order=order)))
    found = shot(read(tmp_path / "a.jpg").metadata.exif)
    assert found == Shot(
        camera="Testmaker", lens="50mm F1.8", exposure=pytest.approx(1 / 15), iso=800, f_number=None
    )


@pytest.mark.parametrize(
    ("maker", "model", "name"),
    [
        ("Canon", "Canon EOS R5", "Canon EOS R5"),
        ("SONY", "ILCE-7M3", "SONY ILCE-7M3"),
        ("", "X100", "X100"),
        ("Leica", "", "Leica"),
        ("   ", " ", None),
    ],
)
def test_the_maker_is_named_once(maker, model, name):
    assert shot(block({271: maker, 272: model}, {})).camera == name


def test_a_sensitivity_beyond_16_bits_stands_elsewhere():
    assert shot(block({}, {34855: 65535, 34866: 102400})).iso == 102400
    assert shot(block({}, {34855: 65535})).iso is None


def test_apex_values_serve_where_the_plain_ones_are_missing():
    found = shot(block({}, {37377: IFDRational(-2, 1), 37378: IFDRational(4, 1)}))
    assert (found.exposure, found.f_number) == (pytest.approx(4), pytest.approx(4))


@pytest.mark.parametrize(
    ("tag", "value", "field"),
    [
        (34855, 0, "iso"),
        (37386, IFDRational(0, 1), "focal_length"),
        (36867, "0000:00:00 00:00:00", "taken"),
        (36867, "    :  :     :  :  ", "taken"),
        (36867, "yesterday", "taken"),
        (42036, "\x01\x02\x03", "lens"),
    ],
)
def test_nonsense_is_unknown(tag, value, field):
    assert getattr(shot(block({}, {tag: value})), field) is None


@pytest.mark.parametrize(("above", "below"), [(1, 0), (0, 0), (0, 5), (4_000_000_000, 1)])
def test_an_exposure_that_makes_no_sense_is_unknown(above, below):
    sound = struct.pack(">II", 1, 15)
    data = makers.camera_exif()
    assert shot(data).exposure
    assert shot(data.replace(sound, struct.pack(">II", above, below))).exposure is None


def test_control_characters_never_reach_the_screen():
    lens = shot(block({}, {42036: "50mm\n\x1b[31m F1.8" + "x" * 500})).lens
    assert lens is not None
    assert lens.startswith("50mm [31m F1.8")
    assert lens.isprintable()
    assert len(lens) <= 120


def test_no_block_is_no_shot():
    assert shot(None) == shot(b"") == shot(b"MM\0*") == Shot()


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(data):
    assert isinstance(shot(b"II*\0\x08\0\0\0" + data), Shot)


@given(st.lists(st.tuples(st.integers(0, len(FULL) - 1), st.integers(0, 255)), max_size=12))
def test_a_damaged_block_gives_sane_values_or_none(damage):
    data = bytearray(FULL)
    for place, value in damage:
        data[place] = value
    found = shot(bytes(data))
    numbers = (found.exposure, found.f_number, found.iso, found.focal_length, found.focal_length_35mm)
    assert all(number is None or 0 < number < 1e9 for number in numbers)
    for text in (found.camera, found.lens, found.taken):
        assert text is None or (text and text.isprintable())
    if found.exposure:
        assert exposure_text(found.exposure).endswith(" s")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1 / 15, "1/15 s"),
        (1 / 8000, "1/8000 s"),
        (0.25, "1/4 s"),
        (0.5, "0.5 s"),
        (1.3, "1.3 s"),
        (30, "30 s"),
    ],
)
def test_exposure_in_words(seconds, text):
    assert exposure_text(seconds) == text


def test_other_words():
    assert [f_number_text(n) for n in (2.8, 0.95, 11, 4.0)] == ["f/2.8", "f/0.95", "f/11", "f/4"]
    assert iso_text(800) == "ISO 800"
    assert [focal_length_text(n) for n in (50, 5.7, 400.0, 23.98)] == ["50 mm", "5.7 mm", "400 mm", "24 mm"]


def test_profiles_by_the_names_people_use():
    from PIL import ImageCms

    theirs = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert profile_name(None) == profile_name(srgb_profile()) == profile_name(theirs) == "sRGB"
    assert profile_name(adobe_rgb_profile()) == "Adobe RGB (1998)"
    assert profile_name(display_p3_profile()) == "Display P3"
    assert profile_name(b"no profile") == ""
