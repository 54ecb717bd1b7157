"""Recipes in files: the same after a round trip, and a sentence for whatever else lies there."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deblur_studio.photo import Metadata, Photo, read, write
from deblur_studio.photo.sidecar import (
    Machine,
    Output,
    PhotoFacts,
    Recipe,
    RecipeError,
    WeightsUsed,
    facts_of,
    read_recipe,
    sidecar_of,
    write_recipe,
)
from deblur_studio.photo.writing import pixels_written

SHA = "0123456789abcdef" * 4
RECIPE = Recipe(
    photo=PhotoFacts("사진 1.jpg", "../in/사진 1.jpg", 1234, SHA, 640, 480),
    method="nafnet",
    title="NAFNet",
    parameters={"weights": "tiny", "amount": 0.1, "times": 3, "gentle": True},
    strength=0.1 + 0.2,
    region=(1, 2, 30, 40),
    keep_bokeh=1.5,
    weights=(WeightsUsed("tiny", SHA), WeightsUsed("focus", SHA[::-1])),
    machine=Machine("cuda:0", "A card", "bf16", 8 << 30, 50.0, None, "2.6.0", 0),
    output=Output("사진 1_deblurred.jpg", "JPEG", 95, 8, SHA),
    program="0.1.0",
)


def changed(**fields: Any) -> str:
    return json.dumps({**json.loads(RECIPE.to_json()), **fields})


def part(name: str, /, **fields: Any) -> dict[str, Any]:
    return {**json.loads(RECIPE.to_json())[name], **fields}


def test_a_recipe_comes_back_as_it_was(tmp_path: Path) -> None:
    path = sidecar_of(tmp_path / "a.jpg")
    assert path.name == "a.jpg.deblur.json"
    for recipe in (RECIPE, replace(RECIPE, region=None, keep_bokeh=None, weights=(), parameters={})):
        write_recipe(recipe, path, overwrite=True)
        assert read_recipe(path) == recipe
    assert "사진" in path.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be there")
def test_names_that_are_no_text_survive(tmp_path: Path) -> None:
    odd = os.fsdecode(b"a\xff: \n.jpg")
    recipe = replace(RECIPE, photo=replace(RECIPE.photo, name=odd), output=replace(RECIPE.output, name=odd))
    write_recipe(recipe, tmp_path / "a.deblur.json")
    assert read_recipe(tmp_path / "a.deblur.json") == recipe


def test_a_recipe_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.deblur.json"
    path.write_text("precious")
    with pytest.raises(RecipeError, match="there is such a file already"):
        write_recipe(RECIPE, path)
    assert path.read_text() == "precious"
    assert len(list(tmp_path.iterdir())) == 1


def test_what_later_versions_add_is_left_alone() -> None:
    text = changed(machine=part("machine", driver="1.2"), comment="for Ann", version=1)
    assert Recipe.from_json(text, "r") == RECIPE


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is not valid JSON"),
        ("{", "is not valid JSON"),
        ("[" * 100_000, "nested too deeply"),
        (changed(strength=float("nan")), "NaN is no number"),
        ("[]", "is no recipe of Deblur Studio"),
        ('{"kind": "something else"}', "is no recipe of Deblur Studio"),
        (changed(version=2), "written by a later Deblur Studio (schema 2, this one knows 1)"),
        (changed(version=True), "version must be a whole number"),
        (changed(version="1"), "version must be a whole number"),
        (changed(requires=["mask"]), "does not know (mask)"),
        (changed(requires="mask"), "requires must be a list"),
        (changed(strength=1.5), "strength must be a number from 0 to 1"),
        (changed(strength=True), "strength must be a number"),
        (changed(region=[1, 2, 0, 4]), "region must be four whole numbers"),
        (changed(region=[1, 2, 3]), "region must be four whole numbers"),
        (changed(parameters={"a": [1]}), "parameters must be an object of switches, numbers and texts"),
        (changed(weights=[{"name": "a"}]), "weights.sha256 is missing"),
        (changed(weights=["a"]), "weights must be an object"),
        (changed(photo=[]), "photo must be an object"),
        (changed(photo=part("photo", sha256="xyz")), "photo.sha256 must be 64 hexadecimal digits"),
        (changed(photo=part("photo", bytes=-1)), "photo.bytes must be a whole number from 1"),
        (changed(output=part("output", name="../../evil.jpg")), "output.name must be the bare name"),
        (changed(output=part("output", name="..")), "output.name must be the bare name"),
        (changed(output=part("output", format="EXE")), "output.format must be one of JPEG"),
        (changed(output=part("output", quality=0)), "output.quality must be a whole number from 1 up to 100"),
        (changed(machine=part("machine", precision="fp8")), "machine.precision must be one of"),
        (changed(machine=part("machine", memory=1e30)), "machine.memory must be a whole number"),
        (changed(method=""), "method must be a short text"),
    ],
)
def test_anything_else_is_told_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(RecipeError) as told:
        Recipe.from_json(text, "r.deblur.json")
    assert sentence in str(told.value)
    assert "r.deblur.json" in str(told.value)
    assert len(str(told.value)) < 500


def test_a_missing_field_is_named_and_several_at_once() -> None:
    table = json.loads(RECIPE.to_json())
    del table["machine"], table["strength"]
    with pytest.raises(RecipeError, match="strength is missing; machine is missing"):
        Recipe.from_json(json.dumps(table), "r")


@pytest.mark.parametrize("content", [b"\xff\xd8\xff\xe0 a photo", b"", b"\xff\xfe{}"])
def test_a_file_that_is_no_recipe(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.deblur.json"
    path.write_bytes(content)
    with pytest.raises(RecipeError, match="recipe"):
        read_recipe(path)


def test_no_file_a_folder_and_a_huge_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RecipeError, match="There is no recipe"):
        read_recipe(tmp_path / "gone.deblur.json")
    with pytest.raises(RecipeError, match=r"not a file|cannot be read"):
        read_recipe(tmp_path)
    monkeypatch.setattr("deblur_studio.photo.sidecar._BIGGEST", 10)
    write_recipe(RECIPE, tmp_path / "a.deblur.json")
    with pytest.raises(RecipeError, match="larger than any recipe"):
        read_recipe(tmp_path / "a.deblur.json")


def test_facts_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert facts_of(tmp_path / "a") == (
        3,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    )
    with pytest.raises(RecipeError, match="cannot be read"):
        facts_of(tmp_path / "gone")


def picture(bits: int = 8) -> Photo:
    values = np.random.default_rng(0).random((20, 30, 3), dtype=np.float32)
    maximum = 255 if bits == 8 else 65535
    return Photo(np.round(values * maximum) / maximum, None, Metadata(), bits, False, Path("a.png"), "PNG")


def test_the_hash_of_what_is_written_is_that_of_what_is_read_back(tmp_path: Path) -> None:
    """Of lossless files; it tells depth and values apart, and knows nothing of the encoder or of metadata."""
    one = picture()
    told = pixels_written(one, tmp_path / "a.png")
    assert (told.format, told.bits) == ("PNG", 8)
    write(one, tmp_path / "a.png", method="m")
    assert pixels_written(read(tmp_path / "a.png"), tmp_path / "b.png") == told
    assert pixels_written(one, tmp_path / "a.jpg").sha256 == told.sha256
    assert pixels_written(replace(one, bits=16), tmp_path / "a.png").sha256 != told.sha256
    other = one.pixels.copy()
    other[3, 4, 1] += 1 / 255 if other[3, 4, 1] < 0.5 else -1 / 255
    assert pixels_written(one.with_pixels(other), tmp_path / "a.png").sha256 != told.sha256
    tiny = one.with_pixels(np.clip(one.pixels + np.float32(1e-6), 0, 1))
    assert pixels_written(tiny, tmp_path / "a.png") == told
