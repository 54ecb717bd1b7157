"""The tab Compare: it shows what the session knows, and passes on what is asked for."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from deblur_studio.gui import theme
from deblur_studio.gui.compare import blind, phrases, tasks, vote
from deblur_studio.gui.compare.bar import DIFFERENCE, DOUBTS, RESULTS, CompareBar
from deblur_studio.gui.compare.entry import Entry
from deblur_studio.gui.compare.grid import CompareGrid
from deblur_studio.gui.compare.painter import Look, Painter
from deblur_studio.gui.compare.presenter import offers
from deblur_studio.gui.compare.session import session_of
from deblur_studio.gui.compare.settings_popover import SettingsPopover
from deblur_studio.gui.document import Document
from deblur_studio.gui.fix_tab import FixTab
from deblur_studio.gui.studio import Studio
from deblur_studio.gui.words import from_below
from deblur_studio.methods import needs
from deblur_studio.methods.choice import ORIGINAL, MethodChoice

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class CompareTab(QWidget):
    """Several methods on the open photo."""

    page_wanted = Signal(str)  # the key of another tab
    weights_wanted = Signal(object)  # MethodSpec of a method that has none

    def __init__(self, studio: Studio, fix_tab: FixTab, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.studio = studio
        self.session = session_of(studio)
        self._fix_tab = fix_tab
        self.bar = CompareBar()
        self.grid = CompareGrid()
        self._pages = QStackedWidget()
        self._document: Document | None = None
        self._mode = RESULTS
        self._vote: vote.Vote | None = None
        self._blinking = False
        self._partner, self._last = 1, 0  # what blinks with the current cell, and that itself
        self._painter = Painter()
        self._lay_out()
        self._wire()
        self._offer()
        self._refresh()

    def _lay_out(self) -> None:
        grid = theme.current().grid
        placeholder = QLabel(self.tr("Open a photo, and see here what several methods make of it."))
        placeholder.setProperty("role", "quiet")
        placeholder.setAlignment(Qt.AlignmentFlag.AlignCenter)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid)
        column.addWidget(self.bar)
        column.addWidget(self.grid, 1)
        self._pages.addWidget(placeholder)
        self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(grid, grid, grid, grid)
        whole.addWidget(self._pages)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.grid.set_surround(self.studio.settings.surround)

    def _wire(self) -> None:
        bar, session = self.bar, self.session
        bar.count_chosen.connect(session.set_count)
        bar.mode_chosen.connect(self.set_mode)
        bar.difference_chosen.connect(self._show_cells)
        bar.blink_wanted.connect(self.blink)
        bar.blind_wanted.connect(self.toggle_blind)
        bar.none_best.connect(self._vote_for_none)
        bar.pause_wanted.connect(session.set_paused)
        self.grid.visible_changed.connect(self._look_at)
        self.grid.zoomed.connect(self._tell)
        self.grid.current_changed.connect(self._current_changed)
        self.studio.weights_known.connect(self.on_weights)
        session.changed.connect(self._refresh)
        session.painted.connect(self._paint)
        session.advanced.connect(self._advance)
        for place, cell in enumerate(self.grid.all_cells):
            cell.method_chosen.connect(partial(self._choose, place))
            cell.settings_wanted.connect(partial(self._open_settings, place))
            cell.use_wanted.connect(partial(self.use, place))
            cell.vote_wanted.connect(partial(self._vote_for, place))
            cell.models_wanted.connect(partial(self._want_weights, place))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Somebody looks: compute."""
        super().showEvent(event)
        self.session.set_active(True)
        self._refresh()
        self.take_focus()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody does."""
        super().hideEvent(event)
        self.session.set_active(False)

    def take_focus(self) -> None:
        """Give the keyboard to the current cell."""
        self.grid.all_cells[self.grid.current].view.setFocus()

    # What is shown.

    def _offer(self) -> None:
        """Fill the choosers."""
        methods = [(ORIGINAL, self.tr("Original"), self.tr("The photo as it is"))]
        for spec in offers():
            title = from_below(spec.title)
            if needs.missing(spec):
                title = self.tr("{method} · no weights yet").format(method=title)
            methods.append((spec.name, title, from_below(spec.purpose)))
        for cell in self.grid.all_cells:
            cell.set_methods(methods)

    def _refresh(self) -> None:
        """Show everything that is known now."""
        presenter = self.session.presenter
        document = presenter.document
        self._pages.setCurrentIndex(0 if self.studio.document is None else 1)
        self.bar.set_references([phrases.title(choice) for choice in presenter.choices])
        count = len(presenter.choices) if self._vote is None else len(self._vote.order)
        self.grid.set_count(count)
        self.bar.count.set_current(str(len(presenter.choices)))
        if document is not self._document:
            self._show_photo(document)
        self._show_cells()

    def _show_photo(self, document: Document | None) -> None:
        self._document = document
        self._painter.forget()
        self._end_vote()
        size = None if document is None else (document.photo.width, document.photo.height)
        self.grid.show_photo(size, self._fix_tab.viewer.view_state(), self.session.presenter.part)

    def _show_cells(self) -> None:
        for place in range(len(self.grid.cells)):
            self._show_cell(place)
        self._tell()

    def _index(self, place: int) -> int:
        """Which of the choices is shown at a place."""
        if self._blinking and place == self.grid.current:
            place = self._partner
        return place if self._vote is None else self._vote.order[place]

    def _known(self, place: int) -> tuple[MethodChoice, Entry]:
        choice = self.session.presenter.choices[self._index(place)]
        return choice, self.session.presenter.entry(choice)

    def _show_cell(self, place: int) -> None:
        """Bring a cell in line with what is known."""
        cell = self.grid.all_cells[place]
        choice, entry = self._known(place)
        own = self.session.presenter.choices[place]
        works = not (own.is_original or self.session.presenter.entry(own).lacking)
        cell.set_method(own.method, phrases.settings(own), not own.is_original, works)
        cell.set_blind("" if self._vote is None else vote.LETTERS[place])
        cell.vote.setEnabled(self._all_ready())
        message = entry.error
        if entry.lacking:
            message = self.tr("{method} has no weights yet. {source}").format(
                method=from_below(choice.spec.title), source=from_below(choice.spec.weights_from)
            )
        cell.show_message(message, entry.lacking)
        original = self.session.presenter.entry(MethodChoice(ORIGINAL)).measured.get(1.0)
        cell.facts.show_facts(phrases.facts(choice, entry, original))
        cell.describe(vote.LETTERS[place] if self._vote is not None else phrases.title(choice))
        self._show_work(place, entry)
        look = self._look(place, choice, entry)
        if look is not None:
            self._painter.show(cell, look)

    def _show_work(self, place: int, entry: Entry) -> None:
        visible = self.session.presenter.visible
        kind = self.session.kind_of(entry)
        seen = visible is not None and entry.shows(visible)
        cell = self.grid.all_cells[place]
        cell.facts.show_status(phrases.status(entry, kind, seen))
        cell.show_progress(entry.progress, kind is not None)

    def _look(self, place: int, choice: MethodChoice, entry: Entry) -> Look | None:
        """What a cell is to paint."""
        if self._document is None:
            return None
        plain = Look(self._document.before, entry.picture, choice.strength, self._badge(place, choice))
        if self._mode == DOUBTS and not choice.is_original:
            return replace(plain, doubting=True, doubts=entry.doubts)
        if self._mode != DIFFERENCE:
            return plain
        reference, other = self.bar.reference_cell(), MethodChoice(ORIGINAL)
        if reference >= 0:
            other = self.session.presenter.choices[reference]
        return replace(
            plain,
            differing=True,
            against=self.session.presenter.entry(other).picture,
            against_strength=other.strength,
            gain=float(self.bar.gain.currentData()),
            coloured=bool(self.bar.colours.currentData()),
        )

    def _badge(self, place: int, choice: MethodChoice) -> str:
        """What a cell says over its photo."""
        if self._vote is not None:
            return vote.LETTERS[self._partner if self._blinking and place == self.grid.current else place]
        if self._blinking and place == self.grid.current:
            return phrases.title(choice)
        return ""

    def _paint(self, painted: tasks.Painted) -> None:
        for cell in self.grid.cells:
            self._painter.patched(cell, painted.entry.picture, painted.region)

    def _advance(self, entry: Entry) -> None:
        for place in range(len(self.grid.cells)):
            if self._known(place)[1] is entry:
                self._show_work(place, entry)

    def _tell(self, _: object = None) -> None:
        """How large the photo is, and what the photographer prefers."""
        camera = self.grid.camera
        zoom = "" if camera is None else f"{100 * camera.zoom:.0f} %"
        said = vote.told(self.studio.settings.votes)
        if self._vote is not None:
            said = self.tr("Which is best?") if self._all_ready() else self.tr("getting all of them ready")
        self.bar.tell([f"{zoom} · {said}", said, zoom] if said else [zoom])

    # What the user does.

    def set_mode(self, mode: str) -> None:
        """Show results, differences or consistency."""
        if self._vote is None:
            self._mode = mode
            self.bar.set_mode(mode)
            self.session.show_doubts(mode == DOUBTS)
            self._show_cells()

    def toggle_difference(self) -> None:
        """Differences, or results again."""
        self.set_mode(RESULTS if self._mode == DIFFERENCE else DIFFERENCE)

    def _look_at(self, region: object) -> None:
        self.session.look_at(self.grid.visible_region())
        self._show_cells()

    def _choose(self, place: int, method: str) -> None:
        if method != self.session.presenter.choices[place].method:
            self.session.set_choice(place, MethodChoice(method))

    def _open_settings(self, place: int) -> None:
        choice = self.session.presenter.choices[place]
        popover = SettingsPopover(choice, self)
        popover.strength_moved.connect(partial(self._mix, place))
        popover.changed.connect(partial(self.session.set_choice, place))
        popover.open_below(self.grid.all_cells[place].settings)

    def _mix(self, place: int, strength: float) -> None:
        """Show another strength while it is dragged."""
        cell = self.grid.all_cells[place]
        if self._mode != DIFFERENCE:
            cell.content.strength = strength
            cell.view.photo_item.update()

    def use(self, place: int | None = None) -> None:
        """Take a cell's method to the page Fix; its result, too, if all of it is there."""
        choice = self.session.presenter.choices[self.grid.current if place is None else place]
        if self._vote is not None or choice.is_original or self.studio.document is None:
            return
        entry = self.session.presenter.entry(choice)
        self._fix_tab.use(choice)
        self.page_wanted.emit("fix")
        if entry.result is not None:
            self.studio.take(entry.result, choice.strength)
        elif not entry.lacking:
            self.studio.fix(choice.method, choice.parameters, choice.strength)

    def blink(self) -> None:
        """Show the neighbour in place of the current cell, or the cell itself again.

        The neighbour is the cell that was current before.
        """
        self._blinking = not self._blinking
        if self._partner in (self.grid.current, *range(len(self.grid.cells), 9)):
            self._partner = (self.grid.current + 1) % len(self.grid.cells)
        self._show_cell(self.grid.current)

    def _current_changed(self, place: int) -> None:
        self._partner, self._last, self._blinking = self._last, place, False
        self._show_cells()

    def hold_original(self, held: bool) -> None:
        """Show the original everywhere for as long as it is held."""
        for cell in self.grid.all_cells:
            cell.content.held = held
            cell.view.arrange()

    def _want_weights(self, place: int) -> None:
        choice = self._known(place)[0]
        self.page_wanted.emit("models")
        self.weights_wanted.emit(choice.spec)

    def on_weights(self) -> None:
        """Weights came or went."""
        self._offer()
        self.session.forget()

    # Voting.

    def toggle_blind(self) -> None:
        """Begin a vote without names, or end it without one."""
        if self._vote is not None:
            self._end_vote()
            self._refresh()
            return
        presenter = self.session.presenter
        if presenter.document is None:
            return
        entries = [presenter.entry(choice) for choice in presenter.choices]
        cells = vote.usable(presenter.choices, [not (entry.error or entry.lacking) for entry in entries])
        if len(cells) < 2:
            sentence = self.tr("A blind vote needs two different cells that show a result.")
            self.studio.noticed.emit("info", sentence, "")
            return
        self.set_mode(RESULTS)
        self._vote, self._blinking = vote.Vote.among(cells), False
        self.bar.set_blind(True)
        self._refresh()
        self.grid.set_current(0)
        self.take_focus()

    def _end_vote(self) -> None:
        self._vote, self._blinking = None, False
        self.bar.set_blind(False)

    def _all_ready(self) -> bool:
        """Whether all cells show what they will show."""
        visible = self.session.presenter.visible
        known = [self._known(place) for place in range(len(self.grid.cells))]
        return visible is not None and all(
            choice.is_original or entry.shows(visible) or bool(entry.error) for choice, entry in known
        )

    def _vote_for(self, place: int) -> None:
        if self._vote is not None and self._all_ready():
            self._cast(self._vote.order[place])

    def _vote_for_none(self) -> None:
        if self._vote is not None and self._all_ready():
            self._cast(None)

    def _cast(self, cell: int | None) -> None:
        """Remember a vote, and show the names."""
        assert self._vote is not None
        choices = self.session.presenter.choices
        among = [choices[number].text() for number in self._vote.order]
        best = "" if cell is None else choices[cell].text()
        settings = self.studio.settings
        settings.votes = blind.cast(settings.votes, best, among)
        settings.save()
        self._end_vote()
        self._refresh()
        if cell is not None:
            self.grid.set_current(cell)
            said = vote.told(settings.votes, best)
            self.studio.noticed.emit("info", f"{said[:1].upper()}{said[1:]}.", "")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Numbers and arrows choose a cell; Enter votes for it."""
        key = Qt.Key(event.key())
        number = int(key) - int(Qt.Key.Key_1)
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif 0 <= number < len(self.grid.cells):
            self.grid.set_current(number)
            self.take_focus()
        elif key in _ARROWS:
            self.grid.step(*_ARROWS[key])
            self.take_focus()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._vote is not None:
            self._vote_for(self.grid.current)
        else:
            super().keyPressEvent(event)
