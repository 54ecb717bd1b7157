"""The last page of the wizard: the verdict and what is done with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from deblur_studio.gui.wizard.presenter import Page
from tests.gui.wizard.conftest import Bench
from tests.gui.wizard.pages import start_page, verdict_page
from training.cameras.presets import QUICK


class TestVerdict:
    @pytest.mark.parametrize(
        ("verdict", "title"),
        [("unclear", "No clear difference"), ("hurts", "It hurts: keep the stock method")],
    )
    def test_what_did_not_help_is_not_installed_without_asking(
        self, bench: Bench, folder: Path, verdict: str, title: str
    ) -> None:
        bench.behave(verdict=verdict)
        bench.choose(folder)
        bench.session.training.train()
        bench.finish()
        page = verdict_page(bench)
        assert page.title.text() == title
        assert not page.use.isVisible()
        page.use_anyway.click()
        assert bench.world.installed == []
        assert "although it did not help" in bench.agree()
        bench.until(lambda: bench.world.installed and not bench.session.busy)

    def test_longer_goes_on_and_judges_again(self, bench: Bench, folder: Path) -> None:
        bench.choose(folder)
        bench.session.training.train()
        bench.finish()
        verdict_page(bench).longer.click()
        bench.until(lambda: bench.wizard.run is not None and bench.wizard.run.step is not None)
        assert bench.wizard.run is not None
        assert bench.wizard.run.steps[1] == 2 * QUICK.steps
        assert bench.wizard.run.steps[0] > QUICK.steps
        bench.finish()

    def test_discard_asks_and_deletes(self, bench: Bench, folder: Path) -> None:
        bench.choose(folder)
        bench.session.training.train()
        bench.finish()
        assert bench.wizard.run is not None
        run = bench.wizard.run.folder
        verdict_page(bench).discard.click()
        assert run.exists()
        assert "FUJIFILM X-T30" in bench.agree()
        bench.until(lambda: not run.exists() and not bench.session.busy)
        assert bench.wizard.page is Page.START
        bench.until(lambda: not start_page(bench).rows)
        assert (folder / "blurry0.jpg").exists()

    def test_pictures_zoom_in_step(self, bench: Bench, folder: Path) -> None:
        bench.choose(folder)
        bench.session.training.train()
        bench.finish()
        page = verdict_page(bench)
        views = page.pictures.views
        bench.until(lambda: views["fixed"].camera is not None)
        page.actual.click()
        zooms = {name: view.camera.zoom for name, view in views.items() if view.camera is not None}
        assert set(zooms.values()) == {1.0}
        QTest.keyClick(views["stock"], Qt.Key.Key_Z)
        assert len({view.camera.zoom for view in views.values() if view.camera is not None}) == 1
        page.what.set_current("all")
        page.what.chosen.emit("all")
        assert views["converted"].isVisible()

    def test_export_and_import(
        self, bench: Bench, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from deblur_studio.gui.wizard import verdict_page as module

        target = tmp_path / "mine.deblurcamera"
        bench.choose(folder)
        bench.session.training.train()
        bench.finish()
        monkeypatch.setattr(module.QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
        verdict_page(bench).export.click()
        bench.until(lambda: target.exists() and not bench.session.busy)
        bench.session.back()
        bench.tab.take([target])
        bench.until(lambda: any("Another camera is installed" in text for _, text in bench.notices))
        target.write_bytes(b"something else")
        bench.until(lambda: not bench.session.busy)
        bench.tab.take([target])
        bench.until(lambda: any("is damaged" in text for _, text in bench.notices))

    def test_an_earlier_verdict_can_be_read_again(self, bench: Bench, folder: Path) -> None:
        bench.choose(folder)
        bench.session.training.train()
        bench.finish()
        bench.session.back()
        bench.until(lambda: start_page(bench).rows)
        (row,) = start_page(bench).rows
        assert row.status.text() == "Finished: helps · Quick · 14 photos"
        row.show_button.click()
        page = verdict_page(bench)
        bench.until(lambda: page.pictures.views["fixed"].content.before is not None)
        bench.session.go(Page.TRAINING)
        assert bench.wizard.run is not None
        assert len(bench.wizard.run.curves["loss"].points) == 50
