"""What the Fix panel knows: offers, values that are kept, controls by type, weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from deblur_studio import places
from deblur_studio.gui.panels.fix_presenter import FixPresenter, Kind, scale
from deblur_studio.methods import MethodSpec, Parameter, registry
from tests.unit.weights import tiny


def spec(name: str, *parameters: Parameter, needs: tuple[str, ...] = ()) -> MethodSpec:
    return MethodSpec(name, name.title(), "Does something.", parameters, "Somebody 2020", "MIT", needs)


@pytest.fixture
def nothing_bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: tmp_path / "none")


def test_the_registry_is_on_offer_aliases_first() -> None:
    presenter = FixPresenter()
    names = [offer.name for offer in presenter.offers]
    assert names == list(registry.names())
    assert presenter.method == registry.AUTO
    assert presenter.spec is registry.get(registry.AUTO).spec
    assert [offer.is_alias for offer in presenter.offers[:2]] == [True, False]


def test_an_unknown_method_changes_nothing() -> None:
    presenter = FixPresenter([spec("one"), spec("two")], {"auto": "two"})
    assert presenter.choose("one")
    assert not presenter.choose("three")
    assert (presenter.method, presenter.spec.name) == ("one", "one")


def test_without_methods_there_is_nothing_to_present() -> None:
    with pytest.raises(ValueError, match="no method"):
        FixPresenter([])


def test_values_are_kept_for_each_method_and_only_changes_are_told() -> None:
    rounds = Parameter("rounds", "Rounds", "", 20, 1, 100)
    presenter = FixPresenter([spec("one", rounds), spec("two", rounds)])
    presenter.set_value(rounds, 30)
    presenter.choose("two")
    assert (presenter.value(rounds), presenter.parameters()) == (20, {})
    presenter.choose("one")
    assert (presenter.value(rounds), presenter.parameters()) == (30, {"rounds": 30})
    presenter.set_value(rounds, 20)
    assert presenter.parameters() == {}


def test_an_alias_shares_the_values_of_its_method() -> None:
    rounds = Parameter("rounds", "Rounds", "", 20, 1, 100)
    presenter = FixPresenter([spec("one", rounds)], {"auto": "one"})
    presenter.set_value(rounds, 7)
    presenter.choose("one")
    assert presenter.parameters() == {"rounds": 7}


def test_a_wrong_value_is_refused() -> None:
    rounds = Parameter("rounds", "Rounds", "", 20, 1, 100)
    presenter = FixPresenter([spec("one", rounds)])
    with pytest.raises(ValueError, match="from 1 up to 100"):
        presenter.set_value(rounds, 101)
    assert presenter.parameters() == {}


@pytest.mark.parametrize(
    ("parameter", "kind"),
    [
        (Parameter("p", "", "", True), Kind.SWITCH),
        (Parameter("p", "", "", 3, 0, 9), Kind.SLIDER),
        (Parameter("p", "", "", 0.5, 0.0, 1.0), Kind.SLIDER),
        (Parameter("p", "", "", 3, 0), Kind.NUMBER),
        (Parameter("p", "", "", 3, 3, 3), Kind.NUMBER),
        (Parameter("p", "", "", 3.5), Kind.NUMBER),
        (Parameter("p", "", "", "a", choices=("a", "b")), Kind.CHOICE),
        (Parameter("weights", "", "", "auto"), Kind.WEIGHTS),
        (Parameter("note", "", "", ""), Kind.TEXT),
    ],
)
def test_the_type_decides_about_the_control(parameter: Parameter, kind: Kind) -> None:
    assert FixPresenter([spec("one", parameter, needs=("NAFNet",))]).kind(parameter) is kind


def test_a_text_called_weights_of_a_method_without_networks_is_a_text() -> None:
    parameter = Parameter("weights", "", "", "equal")
    assert FixPresenter([spec("one", parameter)]).kind(parameter) is Kind.TEXT


@pytest.mark.parametrize(
    ("low", "high", "default", "step", "decimals"),
    [
        (1, 100, 20, 1, 0),
        (0.0, 1.0, 0.5, 0.01, 2),
        (0.0, 5.0, 1.0, 0.05, 2),
        (0.0, 12.0, 1.0, 0.2, 1),
        (0.0, 1000.0, 1.0, 10, 0),
        (-3.0, 3.0, 0.0, 0.1, 1),
        (0.0, 0.002, 0.001, 0.00002, 5),
    ],
)
def test_sliders_get_about_a_hundred_round_steps(
    low: float, high: float, default: float, step: float, decimals: int
) -> None:
    found = scale(Parameter("p", "", "", default, low, high))
    assert (found.low, found.high, found.decimals) == (low, high, decimals)
    assert found.step == pytest.approx(step)


def test_a_number_without_bounds_has_no_scale() -> None:
    with pytest.raises(ValueError, match="two bounds"):
        scale(Parameter("p", "", "", 1.0, 0.0))


def test_weights_of_the_networks_a_method_needs(nothing_bundled: None) -> None:
    presenter = FixPresenter([spec("net", needs=("NAFNet",)), spec("other", needs=("Other",)), spec("plain")])
    assert (presenter.weights(), presenter.missing()) == ([], ["NAFNet"])
    assert presenter.automatic() is None
    tiny.install(places.user_weights_folder(), "mine")
    assert [entry.card.name for entry in presenter.weights()] == ["mine"]
    assert presenter.missing() == []
    tiny.install(places.user_weights_folder(), "best", results={"pairs": {"psnr_gain": 1.0}})
    best = presenter.automatic()
    assert best is not None
    assert best.card.name == "best"
    presenter.choose("other")
    assert (presenter.weights(), presenter.missing()) == ([], ["Other"])
    presenter.choose("plain")
    assert (presenter.weights(), presenter.missing()) == ([], [])
