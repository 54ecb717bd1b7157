"""Page 2: camera, method behind the translator, size and time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from deblur_studio.gui import theme
from deblur_studio.gui.panels.wheel_guard import WheelGuard
from deblur_studio.gui.wizard import phrases
from deblur_studio.gui.wizard.blocks import WizardPage, button, explain, footer, label, page_column, panel
from deblur_studio.gui.wizard.held_out import HeldOutList
from deblur_studio.gui.wizard.presenter import name_for, preset_facts, taken_names
from deblur_studio.gui.wizard.session import TrainSession
from deblur_studio.gui.words import from_below

_LABELS = 120


class PlanPage(WizardPage):
    """Everything has a good default; nothing has to be touched."""

    def __init__(self, session: TrainSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.title = QLineEdit()
        self.title.setAccessibleName(self.tr("Name of the camera"))
        self.title.setToolTip(self.tr("Under this name the camera is listed"))
        self.title.setMaxLength(60)
        self.title.textEdited.connect(self._edit_title)
        self.name = label("", "caption")
        self.base = QComboBox()
        self.base.setAccessibleName(self.tr("Method behind it"))
        self.base.setToolTip(self.tr("The deblurring method whose kind of blur the photos are converted to"))
        self.base.activated.connect(self._choose_base)
        WheelGuard.on(self.base)
        self.presets: dict[str, QRadioButton] = {}
        self._facts: dict[str, tuple[QLabel, QLabel, QLabel]] = {}
        self._group = QButtonGroup(self)
        self.measured = label("", "caption", wrap=True)
        self.numbers = label("", wrap=True)
        self.held_out = HeldOutList(session)
        self.back = button(self.tr("Back"), self.tr("To the photos"), session.back, "back")
        self.train = button(self.tr("Train"), "", session.training.train, "train", "primary")
        self._lay_out()
        session.sorting.changed.connect(self.follow)
        session.training.changed.connect(self.follow)
        session.training.measured.connect(self.follow)
        session.page_changed.connect(self.follow)

    def shut_down(self) -> None:
        """End the thread of the thumbnails."""
        self.held_out.shut_down()

    def _lay_out(self) -> None:
        grid = theme.current().grid
        left = QVBoxLayout()
        left.setSpacing(grid)
        camera, body = panel(self.tr("Camera"))
        body.addLayout(self._fields())
        left.addWidget(camera)
        size, body = panel(self.tr("Size"))
        body.addLayout(self._sizes())
        body.addWidget(self.measured)
        left.addWidget(size)
        left.addStretch(1)
        right, body = panel(self.tr("Photos"))
        body.addWidget(self.numbers)
        body.addSpacing(grid)
        body.addWidget(label(self.tr("Shown while training"), "heading"))
        told = self.tr("These photos are never trained on. The one you choose is shown in the making.")
        body.addWidget(label(told, "quiet", wrap=True))
        body.addWidget(self.held_out, 1)
        row = QHBoxLayout()
        row.setSpacing(grid)
        row.addLayout(left, 1)
        row.addWidget(right, 1)
        column = page_column(self)
        column.addLayout(row, 1)
        column.addLayout(footer([self.back], [self.train]))

    def _fields(self) -> QGridLayout:
        grid = theme.current().grid
        fields = QGridLayout()
        fields.setHorizontalSpacing(2 * grid)
        fields.setVerticalSpacing(grid // 2)
        fields.setColumnMinimumWidth(0, _LABELS)
        fields.setColumnStretch(1, 1)
        fields.addWidget(label(self.tr("Name"), "quiet"), 0, 0)
        fields.addWidget(self.title, 0, 1)
        fields.addWidget(self.name, 1, 1)
        fields.setRowMinimumHeight(2, grid // 2)
        fields.addWidget(label(self.tr("Method behind it"), "quiet"), 3, 0)
        fields.addWidget(self.base, 3, 1)
        why = label(self.tr("Photos are converted to the blur that this method knows."), "caption", wrap=True)
        fields.addWidget(why, 4, 1)
        return fields

    def _sizes(self) -> QGridLayout:
        grid = theme.current().grid
        table = QGridLayout()
        table.setHorizontalSpacing(2 * grid)
        table.setVerticalSpacing(grid)
        table.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for place, text in enumerate((self.tr("Time"), self.tr("Memory"), self.tr("Disk")), 1):
            table.addWidget(label(text, "quiet"), 0, place, right)
            table.setColumnMinimumWidth(place, 84)
        for row, (name, _, _) in enumerate(preset_facts({}), 1):
            choice = QRadioButton(phrases.preset_title(name))
            choice.setAccessibleName(phrases.preset_title(name))
            choice.setAccessibleDescription(phrases.preset_purpose(name))
            choice.setToolTip(phrases.preset_purpose(name))
            choice.setProperty("preset", name)
            choice.clicked.connect(self._choose_preset)
            self._group.addButton(choice)
            self.presets[name] = choice
            facts = (label(""), label(""), label(""))
            self._facts[name] = facts
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(choice)
            note = label(phrases.preset_purpose(name), "caption")
            note.setContentsMargins(27, 0, 0, 0)
            words.addWidget(note)
            table.addLayout(words, row, 0)
            for place, fact in enumerate(facts, 1):
                table.addWidget(fact, row, place, right)
        return table

    def refresh(self) -> None:
        """Show the plan as it is now."""
        training = self._session.training
        if not self.title.hasFocus():
            self.title.setText(training.title())
        self._show_name()
        self._show_bases()
        self._show_sizes()
        self._show_photos()
        found = [phrases.obstacle(each) for each in training.obstacles()]
        explain(self.train, "\n".join(found), self.tr("Begin to train"))

    def _show_name(self) -> None:
        name = name_for(self._session.training.title(), taken_names())
        self.name.setText(self.tr("Its weights will be named {name}").format(name=name))

    def _show_bases(self) -> None:
        bases = self._session.training.bases
        names = [base.name for base in bases]
        if names != [self.base.itemData(place) for place in range(self.base.count())]:
            self.base.clear()
            for base in bases:
                self.base.addItem(from_below(base.title), base.name)
        chosen = self._session.wizard.base_name(bases)
        if chosen in names:
            self.base.setCurrentIndex(names.index(chosen))

    def _show_sizes(self) -> None:
        wizard = self._session.wizard
        chosen = wizard.preset_name()
        for name, known, disk in preset_facts(wizard.estimates):
            time, memory, space = self._facts[name]
            unknown = self.tr("measuring…") if wizard.measuring else "–"
            time.setText(
                unknown
                if known is None
                else self.tr("about {time}").format(time=phrases.duration(known.seconds))
            )
            memory.setText(unknown if known is None else phrases.megabytes(known.memory_mb))
            space.setText(phrases.megabytes(disk))
            self.presets[name].setChecked(name == chosen)
        self.measured.setText(self._how_measured())

    def _how_measured(self) -> str:
        wizard = self._session.wizard
        if wizard.measuring:
            return self.tr(
                "How long each takes on this computer is being measured; that takes a minute or two."
            )
        if wizard.not_measured:
            return self.tr("How long each takes here could not be measured.")
        known = next(iter(wizard.estimates.values()), None)
        if known is None:
            return ""
        return self.tr("Measured on this computer, {device}.").format(
            device=phrases.device_title(known.device)
        )

    def _show_photos(self) -> None:
        wizard = self._session.wizard
        assessment = wizard.assessment
        if assessment is None:
            return
        text = self.tr(
            "{train} blurry and {sharp} sharp photos to train on, {held} held out for the verdict."
        )
        self.numbers.setText(
            text.format(
                train=f"{len(assessment.train):,}",
                sharp=f"{len(assessment.sharp):,}",
                held=f"{len(assessment.held_out):,}",
            )
        )
        self.held_out.show_paths(assessment.held_out, wizard.shown)

    def _edit_title(self, text: str) -> None:
        self._session.wizard.title = text
        self._show_name()

    def _choose_base(self, place: int) -> None:
        self._session.wizard.base = str(self.base.itemData(place))

    def _choose_preset(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._session.wizard.chosen_preset = str(sender.property("preset"))
