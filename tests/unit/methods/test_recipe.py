"""Doing again what a recipe says: the same bits, and a sentence when something has changed since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from deblur_studio import places
from deblur_studio.engine import EngineSettings, JobContext, Region
from deblur_studio.errors import UserError
from deblur_studio.methods import FixSettings, MethodSpec, Parameter, Restoration, registry
from deblur_studio.methods.pipeline import cut, fix, whole
from deblur_studio.methods.recipe import (
    RecipeChanged,
    changed_since,
    photo_of,
    recipe_of,
    replay,
    settings_of,
)
from deblur_studio.photo import Photo, read
from deblur_studio.photo.sidecar import Recipe
from tests.unit.weights import tiny

CPU = EngineSettings(device="cpu", precision="fp32")


@pytest.fixture(autouse=True)
def nothing_bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")


@pytest.fixture
def photo(tmp_path: Path) -> Photo:
    path = tmp_path / "in" / "a.png"
    path.parent.mkdir()
    Image.fromarray(data.astronaut()[:72, 160:256]).save(path)
    return read(path)


@pytest.fixture
def installed() -> str:
    return tiny.install(places.user_weights_folder()).name


def made(photo: Photo, method: str, settings: FixSettings, format: str | None = None) -> Recipe:
    restoration = fix(photo, method, settings, JobContext())
    target = photo.path.parent.parent / "out" / "a_deblurred.png"
    return recipe_of(photo, restoration, whole(photo, restoration), target, format=format)


def again(recipe: Recipe, photo: Photo, **more: object) -> object:
    return replay(recipe, photo, Path(recipe.output.name), JobContext(), **more)  # type: ignore[arg-type]


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    "settings",
    [
        FixSettings(engine=CPU),
        FixSettings(strength=0.3, engine=CPU),
        FixSettings(region=Region(10, 8, 40, 30), engine=CPU),
        FixSettings(keep_bokeh=1.0, engine=CPU),
        FixSettings(strength=0.0, engine=CPU),
        FixSettings(engine=replace(CPU, tile=32)),
        FixSettings(engine=replace(CPU, precision="bf16")),
    ],
    ids=["plain", "strength", "region", "bokeh", "nothing", "tile", "bf16"],
)
def test_the_same_bits_come_out(photo: Photo, settings: FixSettings) -> None:
    method = "auto" if settings == FixSettings(engine=CPU) else "nafnet"
    recipe = made(photo, method, settings)
    kept = Recipe.from_json(recipe.to_json(), "r")
    assert kept == recipe
    result = replay(kept, photo, Path("a_deblurred.png"), JobContext())
    assert (result.same, result.changed, result.elsewhere) == (True, (), ())
    restoration = fix(photo, method, settings, JobContext())
    assert np.array_equal(result.restoration.pixels, restoration.pixels)


def test_the_recipe_says_what_was_done(photo: Photo, installed: str) -> None:
    recipe = made(photo, "auto", FixSettings(strength=0.5, engine=CPU))
    assert (recipe.method, recipe.title, recipe.strength) == ("nafnet", "NAFNet", 0.5)
    assert recipe.parameters == {"weights": installed}
    assert recipe.photo.path == "../in/a.png"
    assert [used.name for used in recipe.weights] == [installed]
    assert (recipe.machine.device, recipe.machine.precision) == ("cpu", "fp32")
    assert recipe.machine.memory > 0
    assert recipe.output.name == "a_deblurred.png"


@pytest.mark.usefixtures("installed")
def test_the_tiles_are_those_of_then_whatever_the_memory_is_now(
    photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = made(photo, "nafnet", FixSettings(engine=CPU))
    monkeypatch.setattr("deblur_studio.engine.devices._memory", lambda: 3 << 30)
    engine = settings_of(recipe).engine
    assert engine is not None
    assert (engine.device, engine.precision, engine.device_memory) == ("cpu", "fp32", recipe.machine.memory)


@pytest.mark.usefixtures("installed")
def test_another_photo_is_named(photo: Photo) -> None:
    recipe = made(photo, "nafnet", FixSettings(engine=CPU))
    Image.fromarray(data.astronaut()[:72, 161:257]).save(photo.path)
    with pytest.raises(RecipeChanged, match=r"the photo .*a\.png is not the one that was fixed") as told:
        again(recipe, read(photo.path))
    assert "--anyway" in str(told.value)
    result = replay(recipe, read(photo.path), Path("b.png"), JobContext(), anyway=True)
    assert not result.same
    assert len(result.changed) == 1


def test_other_weights_of_the_same_name_are_named(photo: Photo, installed: str) -> None:
    recipe = made(photo, "nafnet", FixSettings(engine=CPU))
    for path in places.user_weights_folder().iterdir():
        path.unlink()
    with pytest.raises(RecipeChanged, match=f"the weights {installed} are not installed"):
        again(recipe, photo)
    tiny.install(places.user_weights_folder(), installed, seed=1)
    with pytest.raises(RecipeChanged, match=f"the weights {installed} are not those that were used"):
        again(recipe, photo)
    result = replay(recipe, photo, Path("b.png"), JobContext(), anyway=True)
    assert not result.same


def test_weights_that_are_gone_can_be_replaced_by_what_is_there(photo: Photo, installed: str) -> None:
    recipe = made(photo, "nafnet", FixSettings(engine=CPU))
    for path in places.user_weights_folder().iterdir():
        path.unlink()
    tiny.install(places.user_weights_folder(), "else", seed=1)
    result = replay(recipe, photo, Path("b.png"), JobContext(), anyway=True)
    assert result.restoration.weights == "else"
    assert not result.same


def test_weights_that_were_renamed_are_found(photo: Photo, installed: str) -> None:
    recipe = made(photo, "nafnet", FixSettings(engine=CPU))
    for path in places.user_weights_folder().iterdir():
        path.unlink()
    tiny.install(places.user_weights_folder(), "renamed")
    result = replay(recipe, photo, Path("b.png"), JobContext())
    assert (result.same, result.restoration.weights) == (True, "renamed")


def test_weights_in_a_file_are_found_there(photo: Photo, tmp_path: Path) -> None:
    card = tiny.install(tmp_path / "mine", "mine")
    file = str(tmp_path / "mine" / card.file)
    recipe = made(photo, "nafnet", FixSettings(parameters={"weights": file}, engine=CPU))
    assert replay(recipe, photo, Path("b.png"), JobContext()).same


class Fading:
    """A method without weights, whose code may change between versions."""

    def __init__(self) -> None:
        self.share = np.float32(0.5)
        self.spec = MethodSpec(
            "fading",
            "Fading",
            "For tests.",
            (Parameter("by", "By", "how much", 1.0, 0.0, 2.0),),
            "none",
            "none",
        )

    def apply(self, pixels: np.ndarray, settings: FixSettings, context: JobContext) -> Restoration:
        by = np.float32(self.spec.values(settings.parameters).get("by", 1.0))
        return Restoration(cut(pixels * self.share * by, settings.region), "cpu", "fp32", peak_memory_mb=1.0)


@pytest.fixture
def fading(monkeypatch: pytest.MonkeyPatch) -> Fading:
    method = Fading()
    monkeypatch.setattr(registry, "METHODS", (*registry.METHODS, method))
    return method


def test_a_method_that_gives_something_else_is_named(photo: Photo, fading: Fading) -> None:
    recipe = made(photo, "fading", FixSettings(parameters={"by": 0.7}))
    assert recipe.parameters == {"by": 0.7}
    assert replay(recipe, photo, Path("b.png"), JobContext()).same
    fading.share = np.float32(0.4)
    with pytest.raises(RecipeChanged, match="the method 'fading' gives other pixels than it did"):
        again(recipe, photo)
    result = replay(recipe, photo, Path("b.png"), JobContext(), anyway=True)
    assert not result.same
    assert len(result.changed) == 1


def test_a_method_that_lost_a_setting_is_named(photo: Photo, fading: Fading) -> None:
    recipe = made(photo, "fading", FixSettings(parameters={"by": 0.7}))
    fading.spec = replace(fading.spec, parameters=())
    with pytest.raises(RecipeChanged, match=r"the method 'fading' is not what it was .*no setting 'by'"):
        again(recipe, photo)
    result = replay(recipe, photo, Path("b.png"), JobContext(), anyway=True)
    assert not result.same


def test_a_method_that_is_gone_is_named(
    photo: Photo, fading: Fading, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = made(photo, "fading", FixSettings())
    monkeypatch.setattr(registry, "METHODS", registry.METHODS[:-1])
    with pytest.raises(RecipeChanged, match="There is no method 'fading'"):
        again(recipe, photo)
    with pytest.raises(UserError, match="There is no method 'fading'"):
        again(recipe, photo, anyway=True)


@pytest.mark.usefixtures("fading")
@pytest.mark.parametrize(
    ("field", "value", "phrase"),
    [
        ("title", "Another chip", "device cpu (Another chip) then, cpu ("),
        ("precision", "bf16", "precision bf16 then, fp32 now"),
        ("torch", "1.0", "PyTorch 1.0 then, "),
    ],
)
def test_on_another_machine_small_differences_are_no_refusal(
    photo: Photo, field: str, value: str, phrase: str
) -> None:
    recipe = made(photo, "fading", FixSettings())
    machine = replace(recipe.machine, **{field: value})
    other = replace(recipe, machine=machine, output=replace(recipe.output, pixels_sha256="0" * 64))
    result = replay(other, photo, Path("b.png"), JobContext())
    assert not result.same
    assert result.changed == ()
    assert len(result.elsewhere) == 1
    assert result.elsewhere[0].startswith(phrase)


@pytest.mark.usefixtures("fading")
def test_a_device_that_is_not_here_gives_way_to_the_best_one(photo: Photo) -> None:
    recipe = made(photo, "fading", FixSettings())
    machine = replace(recipe.machine, device="cuda:7", title="A card", precision="fp16", memory=1 << 50)
    engine = settings_of(replace(recipe, machine=machine)).engine
    assert engine is not None
    assert engine.device_memory is not None
    assert engine.device_memory < 1 << 50
    assert engine.device != "cuda:7"
    if engine.device == "cpu":
        assert engine.precision == "fp32"  # processors compute no fp16
    with pytest.raises(UserError, match="no device 'cuda:9'"):
        settings_of(recipe, "cuda:9")


def test_the_photo_is_found_where_it_was_or_beside_the_recipe(
    photo: Photo, fading: Fading, tmp_path: Path
) -> None:
    recipe = made(photo, "fading", FixSettings())
    sidecar = tmp_path / "out" / "a_deblurred.png.deblur.json"
    sidecar.parent.mkdir()
    assert photo_of(recipe, sidecar) == photo.path
    moved = photo.path.rename(sidecar.with_name("a.png"))
    assert photo_of(recipe, sidecar) == moved
    moved.unlink()
    with pytest.raises(UserError, match=r"a\.png .* not where it was .*--photo"):
        photo_of(recipe, sidecar)


@pytest.mark.usefixtures("installed")
def test_nothing_slow_is_needed_to_see_what_changed(photo: Photo, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = made(photo, "nafnet", FixSettings(engine=CPU))
    slow: Callable[..., None] = lambda *_: pytest.fail("slow")  # noqa: E731
    monkeypatch.setattr("deblur_studio.methods.recipe.fix", slow)
    assert changed_since(recipe, photo.path) == ()
    photo.path.write_bytes(photo.path.read_bytes() + b"\0")
    with pytest.raises(RecipeChanged):
        again(recipe, photo)


@pytest.mark.parametrize(
    "method", [each.spec.name for each in registry.METHODS if not each.spec.needs], ids=lambda name: name
)
def test_every_method_without_weights_gives_the_same_bits_again(photo: Photo, method: str) -> None:
    recipe = Recipe.from_json(made(photo, method, FixSettings(engine=CPU)).to_json(), "r")
    assert replay(recipe, photo, Path("b.png"), JobContext()).same
