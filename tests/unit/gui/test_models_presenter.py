"""Rows, details and work of the Models page, with real tiny weights."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch

from deblur_studio import places, weights
from deblur_studio.errors import UserError
from deblur_studio.gui.models import presenter
from deblur_studio.gui.sizes import readable
from deblur_studio.methods import MethodSpec
from tests.unit.weights import tiny


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bundled"
    folder.mkdir()
    monkeypatch.setattr("deblur_studio.weights.library.data_folder", lambda kind: folder)
    return folder


def test_rows_tell_whose_and_for_which_methods(bundled: Path) -> None:
    tiny.install(bundled, "theirs", results={"pairs": {"psnr_gain": 0.5}})
    tiny.install(places.user_weights_folder(), "mine", title="My camera")
    specs = [
        MethodSpec("a", "Method A", "", (), "", "", ("NAFNet",)),
        MethodSpec("b", "Method B", "", (), "", "", ("Other",)),
    ]
    rows = presenter.rows(weights.installed(), specs)
    assert [(row.name, row.own, row.gain, row.methods) for row in rows] == [
        ("theirs", False, 0.5, ("Method A",)),
        ("mine", True, None, ("Method A",)),
    ]
    assert [row.origin for row in rows] == [presenter.Origin.BUNDLED, presenter.Origin.TRAINED]
    assert rows[1].title == "My camera"
    assert rows[1].bytes == (places.user_weights_folder() / "mine.safetensors").stat().st_size
    assert presenter.rows(weights.installed())[0].methods == ("NAFNet",)


def test_what_was_imported_is_told_from_what_was_trained(bundled: Path, tmp_path: Path) -> None:
    torch.save({"params": tiny.state(seed=4)}, tmp_path / "net.pkl")
    presenter.import_file(tmp_path / "net.pkl")
    tiny.install(tmp_path / "run", "mine", seed=2)
    presenter.import_file(tmp_path / "run" / "mine.safetensors")
    origins = {row.name: row.origin for row in presenter.rows(weights.installed())}
    assert origins == {"net": presenter.Origin.IMPORTED, "mine": presenter.Origin.TRAINED}


@pytest.mark.parametrize(
    ("licence", "restricted"),
    [
        ("Apache-2.0", False),
        ("CC0", False),
        ("CC BY-SA 4.0", False),
        ("imported by the user; the terms of its authors apply (official NAFNet files: MIT)", False),
        ("MIT (github.com/megvii-research/NAFNet)", False),
        ("Academic Public License", True),
        ("for non-commercial use", True),
        ("NonCommercial only", True),
        ("CC BY-NC-SA 4.0", True),
        ("for research purposes", True),
    ],
)
def test_licences_that_forbid_something_are_known_by_their_words(
    bundled: Path, licence: str, restricted: bool
) -> None:
    card = tiny.install(places.user_weights_folder(), licence=licence)
    assert presenter.restricted(card) is restricted


def test_terms_that_are_known_of_a_network_hold_whatever_the_card_says(bundled: Path) -> None:
    fields = {"architecture": "Restormer", "licence": "ask somebody"}
    imported = tiny.install(bundled, "one", recipe="imported", **fields)
    trained = tiny.install(bundled, "two", recipe="deblur", **fields)
    assert presenter.restricted(imported)
    assert not presenter.restricted(trained)


def test_methods_that_wait_for_weights(bundled: Path) -> None:
    specs = [
        MethodSpec("a", "A", "", (), "", "", ("NAFNet",)),
        MethodSpec("b", "B", "", (), "", "", ("Other",)),
        MethodSpec("c", "C", "", (), "", ""),
    ]
    assert [spec.name for spec in presenter.without_weights(specs)] == ["a", "b"]
    tiny.install(bundled, "theirs")
    assert [spec.name for spec in presenter.without_weights(specs)] == ["b"]


def test_results_become_a_table_in_the_order_of_reading() -> None:
    table = presenter.table(
        {
            "seconds": 3.5,
            "pairs": {"zeal": 1, "psnr_gain": 0.64, "photos": 18, "mean": {"psnr_in": 22.0}},
            "sharp": {"psnr": 45.27, "photos": 24, "good": True},
        }
    )
    assert table.columns == ("", "pairs", "pairs mean", "sharp")
    assert [metric for metric, _ in table.lines] == [
        "photos", "psnr_in", "psnr_gain", "psnr", "seconds", "zeal",
    ]  # fmt: skip
    assert dict(table.lines)["photos"] == (None, 18, None, 24)


def test_no_results_no_table() -> None:
    assert presenter.table({}) == presenter.ResultTable((), ())


@pytest.mark.parametrize(
    ("metric", "value", "text"),
    [
        ("psnr_gain", 0.639, "+0.64"),
        ("psnr_gain", -0.2, "-0.20"),
        ("ssim_gain", 0.0116, "+0.0116"),
        ("psnr", 45.27, "45.27"),
        ("photos", 18, "18"),
        ("anything", "by eye", "by eye"),
        ("psnr", None, "–"),
    ],
)
def test_numbers_are_put_for_people(metric: str, value: float | str | None, text: str) -> None:
    assert presenter.number(metric, value) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "1 kB"), (36_400, "36 kB"), (994_999, "995 kB"), (995_000, "1.0 MB"), (9_940_000, "9.9 MB"),
     (47_600_000, "48 MB")],
)  # fmt: skip
def test_sizes_are_put_for_people(size: int, text: str) -> None:
    assert readable(size) == text


def test_files_are_told_apart_by_their_names() -> None:
    names = ("a.PTH", "b.pt", "c.safetensors", "d.pkl", "e.npz", "f.jpg", "folder", "g.json")
    paths = [Path(name) for name in names]
    assert presenter.importable(paths) == (paths[:5], paths[5:])


class TestWork:
    def test_import_finds_a_free_name(self, bundled: Path, tmp_path: Path) -> None:
        torch.save({"params": tiny.state(seed=4)}, tmp_path / "net.pth")
        assert presenter.import_file(tmp_path / "net.pth").name == "net"
        torch.save({"params": tiny.state(seed=5)}, tmp_path / "net.pth")
        assert presenter.import_file(tmp_path / "net.pth").name == "net-2"

    def test_the_same_weights_are_not_imported_twice(self, bundled: Path, tmp_path: Path) -> None:
        for name in ("net.pth", "copy of net.pth"):
            torch.save({"params": tiny.state(seed=4)}, tmp_path / name)
        presenter.import_file(tmp_path / "net.pth")
        with pytest.raises(UserError, match=r"copy of net\.pth is installed already, as .* \(net\)"):
            presenter.import_file(tmp_path / "copy of net.pth")
        assert [path.name for path in sorted(places.user_weights_folder().iterdir())] == [
            "net.json",
            "net.safetensors",
        ]

    def test_a_file_with_a_card_keeps_its_name(self, bundled: Path, tmp_path: Path) -> None:
        tiny.install(places.user_weights_folder(), "mine", seed=1)
        tiny.install(tmp_path / "run", "mine", seed=2, title="Newer")
        card = presenter.import_file(tmp_path / "run" / "mine.safetensors")
        assert (card.name, card.title) == ("mine-2", "Newer")

    def test_verify_reads_the_file_again(self, bundled: Path) -> None:
        tiny.install(places.user_weights_folder(), "mine")
        path = places.user_weights_folder() / "mine.safetensors"
        assert presenter.verify("mine") is None
        state, content = path.stat(), bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)
        # Decay leaves size and time as they were.
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
        assert "is damaged" in (presenter.verify("mine") or "")

    def test_verify_of_what_is_gone(self, bundled: Path) -> None:
        assert "no weights named 'absent'" in (presenter.verify("absent") or "")

    def test_remove(self, bundled: Path) -> None:
        tiny.install(bundled, "theirs")
        tiny.install(places.user_weights_folder(), "mine")
        presenter.remove("mine")
        assert list(places.user_weights_folder().iterdir()) == []
        with pytest.raises(UserError, match="came with the program"):
            presenter.remove("theirs")
        assert presenter.verify("theirs") is None


def test_paths_at_home_are_shortened(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    assert presenter.shown_path(home / "a" / "b") == str(Path("~/a/b"))
    assert presenter.shown_path(Path("/elsewhere/b")) == str(Path("/elsewhere/b"))
    assert presenter.shown_path(home.with_name(home.name + "2")) == str(home.with_name(home.name + "2"))
