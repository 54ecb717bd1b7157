"""Everything the window can be told to do, as one table that menus, buttons and the cheat sheet follow.

An action's name is the name of the method of `Commands` that carries it out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from deblur_studio.gui.icons import icon
from deblur_studio.gui.studio import Studio

Key = QKeySequence.StandardKey

FILE = str(QT_TRANSLATE_NOOP("Actions", "File"))
EDIT = str(QT_TRANSLATE_NOOP("Actions", "Edit"))
COMPARE = str(QT_TRANSLATE_NOOP("Actions", "Compare"))
VIEW = str(QT_TRANSLATE_NOOP("Actions", "View"))
PHOTO = str(QT_TRANSLATE_NOOP("Actions", "Photo"))
HELP = str(QT_TRANSLATE_NOOP("Actions", "Help"))
MENUS = (FILE, EDIT, PHOTO, COMPARE, VIEW, HELP)


@dataclass(frozen=True)
class ActionSpec:
    """One row.

    Attributes:
        name: the method of `Commands`.
        menu: in which menu it stands.
        text: in the menu.
        tip: what it does, in a sentence without a full stop.
        keys: its shortcuts, the first is shown.
        icon: a name of `icons.icon`; empty for none.
        needs: a name of `CONDITIONS`; the action is disabled while the condition does not hold.
        ends_group: a line follows it in the menu.
    """

    name: str
    menu: str
    text: str
    tip: str
    keys: tuple[str | QKeySequence.StandardKey, ...] = ()
    icon: str = ""
    needs: str = "always"
    ends_group: bool = False


def _spec(
    name: str, menu: str, text: object, tip: object, *keys: str | QKeySequence.StandardKey, **more: Any
) -> ActionSpec:
    """A row; Qt's stubs do not say that texts marked for translation are texts."""
    return ActionSpec(name, menu, str(text), str(tip), keys, **more)


# fmt: off
ACTIONS: tuple[ActionSpec, ...] = (
    _spec("open", FILE, QT_TRANSLATE_NOOP("Actions", "Open photos…"),
          QT_TRANSLATE_NOOP("Actions", "Choose one or several photos"),
          Key.Open, icon="open"),
    _spec("open_folder", FILE, QT_TRANSLATE_NOOP("Actions", "Open a folder…"),
          QT_TRANSLATE_NOOP("Actions", "Show all photos of a folder"),
          "Ctrl+Shift+O", icon="folder"),
    _spec("open_samples", FILE, QT_TRANSLATE_NOOP("Actions", "Open the sample photos"),
          QT_TRANSLATE_NOOP("Actions", "Try the studio on photos that came with it"),
          ends_group=True),
    _spec("save", FILE, QT_TRANSLATE_NOOP("Actions", "Save"),
          QT_TRANSLATE_NOOP("Actions", "Write the result beside the original, which stays as it is"),
          Key.Save, icon="save", needs="result"),
    _spec("save_as", FILE, QT_TRANSLATE_NOOP("Actions", "Save as…"),
          QT_TRANSLATE_NOOP("Actions", "Choose name, format, depth and quality"),
          "Ctrl+Shift+S", icon="save-as", needs="photo", ends_group=True),
    _spec("close_photo", FILE, QT_TRANSLATE_NOOP("Actions", "Close the photo"),
          QT_TRANSLATE_NOOP("Actions", "Show no photo"),
          Key.Close, needs="photo"),
    _spec("quit", FILE, QT_TRANSLATE_NOOP("Actions", "Quit"),
          QT_TRANSLATE_NOOP("Actions", "Close the studio"),
          "Ctrl+Q"),
    _spec("undo", EDIT, QT_TRANSLATE_NOOP("Actions", "Undo"),
          QT_TRANSLATE_NOOP("Actions", "Go back to the state before"),
          Key.Undo, icon="undo", needs="undo"),
    _spec("redo", EDIT, QT_TRANSLATE_NOOP("Actions", "Redo"),
          QT_TRANSLATE_NOOP("Actions", "Take back the last undo"),
          "Ctrl+Shift+Z", "Ctrl+Y", icon="redo", needs="redo", ends_group=True),
    _spec("paste", EDIT, QT_TRANSLATE_NOOP("Actions", "Paste a photo"),
          QT_TRANSLATE_NOOP("Actions", "Open the picture or the files on the clipboard"),
          Key.Paste, icon="paste"),
    _spec("copy", EDIT, QT_TRANSLATE_NOOP("Actions", "Copy the result"),
          QT_TRANSLATE_NOOP("Actions", "Put what is shown as the result on the clipboard"),
          Key.Copy, icon="copy", needs="photo", ends_group=True),
    _spec("preferences", EDIT, QT_TRANSLATE_NOOP("Actions", "Settings…"),
          QT_TRANSLATE_NOOP("Actions", "Language, theme, device and memory"),
          "Ctrl+,", icon="settings"),
    _spec("fix", PHOTO, QT_TRANSLATE_NOOP("Actions", "Fix this photo"),
          QT_TRANSLATE_NOOP("Actions", "Make the photo sharper, what is visible first"),
          "F", icon="fix", needs="photo"),
    _spec("cancel", PHOTO, QT_TRANSLATE_NOOP("Actions", "Cancel"),
          QT_TRANSLATE_NOOP("Actions", "Stop the fix that is running"),
          "Escape", icon="cancel", needs="fixing", ends_group=True),
    _spec("queue_photo", PHOTO, QT_TRANSLATE_NOOP("Actions", "Add to the queue"),
          QT_TRANSLATE_NOOP("Actions", "Have the photo fixed later, with what is set now"),
          "Q", icon="queue", needs="photo"),
    _spec("queue_all", PHOTO, QT_TRANSLATE_NOOP("Actions", "Add all photos of the filmstrip to the queue"),
          QT_TRANSLATE_NOOP("Actions", "Have all of them fixed, with what is set now"),
          "Shift+Q", needs="photo"),
    _spec("start_queue", PHOTO, QT_TRANSLATE_NOOP("Actions", "Start or pause the queue"),
          QT_TRANSLATE_NOOP("Actions", "Fix the photos of the queue one after the other, or stand still"),
          "Ctrl+Return"),
    _spec("look_through", PHOTO, QT_TRANSLATE_NOOP("Actions", "Look through the queue"),
          QT_TRANSLATE_NOOP("Actions", "See why each photo is blurry and what can be hoped for"),
          "L", icon="eye", ends_group=True),
    _spec("next_photo", PHOTO, QT_TRANSLATE_NOOP("Actions", "Next photo"),
          QT_TRANSLATE_NOOP("Actions", "Open the next photo of the filmstrip (or press the right arrow)"),
          "PgDown", icon="next", needs="photo"),
    _spec("previous_photo", PHOTO, QT_TRANSLATE_NOOP("Actions", "Previous photo"),
          QT_TRANSLATE_NOOP("Actions", "Open the previous photo of the filmstrip (or press the left arrow)"),
          "PgUp", icon="previous", needs="photo"),
    _spec("compare", COMPARE, QT_TRANSLATE_NOOP("Actions", "Compare methods"),
          QT_TRANSLATE_NOOP("Actions", "See what several methods make of the photo, side by side"),
          "C", icon="compare", needs="photo"),
    _spec("show_difference", COMPARE, QT_TRANSLATE_NOOP("Actions", "Difference"),
          QT_TRANSLATE_NOOP("Actions", "Show how the cells differ, or what they are"),
          "E", needs="photo"),
    _spec("blink", COMPARE, QT_TRANSLATE_NOOP("Actions", "Blink"),
          QT_TRANSLATE_NOOP("Actions", "Show the cell before in place of the current one, or itself again"),
          "K", icon="flip", needs="photo"),
    _spec("use_this", COMPARE, QT_TRANSLATE_NOOP("Actions", "Use this one"),
          QT_TRANSLATE_NOOP("Actions", "Take the current cell's method to the page Fix"),
          "U", icon="done", needs="photo"),
    _spec("vote_blind", COMPARE, QT_TRANSLATE_NOOP("Actions", "Vote blind"),
          QT_TRANSLATE_NOOP("Actions", "Hide the names and say which is best, or show them again"),
          "V", icon="blind", needs="photo"),
    _spec("show_before", VIEW, QT_TRANSLATE_NOOP("Actions", "Before"),
          QT_TRANSLATE_NOOP("Actions", "Show the original"),
          "B", icon="before", needs="photo"),
    _spec("show_split", VIEW, QT_TRANSLATE_NOOP("Actions", "Split"),
          QT_TRANSLATE_NOOP("Actions", "Before on the left of a line, after on its right"),
          "S", icon="split", needs="photo"),
    _spec("show_side", VIEW, QT_TRANSLATE_NOOP("Actions", "Side by side"),
          QT_TRANSLATE_NOOP("Actions", "Before and after beside each other, in step"),
          "D", icon="side-by-side", needs="photo"),
    _spec("show_after", VIEW, QT_TRANSLATE_NOOP("Actions", "After"),
          QT_TRANSLATE_NOOP("Actions", "Show the result"),
          "A", icon="after", needs="photo"),
    _spec("show_motion", VIEW, QT_TRANSLATE_NOOP("Actions", "Motion"),
          QT_TRANSLATE_NOOP("Actions", "Lay the motion over the photo, or take it away"),
          "M", icon="motion", needs="motion"),
    _spec("show_focus", VIEW, QT_TRANSLATE_NOOP("Actions", "Focus"),
          QT_TRANSLATE_NOOP("Actions", "Lay the map of focus over the photo, or take it away"),
          "O", icon="focus", needs="focus"),
    _spec("mark_focus", VIEW, QT_TRANSLATE_NOOP("Actions", "Focus peaking"),
          QT_TRANSLATE_NOOP("Actions", "Mark the sharpest plane in the photo, or do not"),
          "P", icon="peaking", needs="focus", ends_group=True),
    _spec("toggle_zoom", VIEW, QT_TRANSLATE_NOOP("Actions", "Fit or 100 %"),
          QT_TRANSLATE_NOOP("Actions", "Change between the whole photo and its pixels"),
          "Z", icon="actual", needs="photo"),
    _spec("zoom_fit", VIEW, QT_TRANSLATE_NOOP("Actions", "Fit"),
          QT_TRANSLATE_NOOP("Actions", "Show the whole photo"),
          "Ctrl+0", icon="fit", needs="photo"),
    _spec("zoom_actual", VIEW, QT_TRANSLATE_NOOP("Actions", "100 %"),
          QT_TRANSLATE_NOOP("Actions", "One pixel of the photo on one of the screen"),
          "Ctrl+1", needs="photo"),
    _spec("zoom_in", VIEW, QT_TRANSLATE_NOOP("Actions", "Zoom in"),
          QT_TRANSLATE_NOOP("Actions", "Show the photo larger"),
          "+", "=", "Ctrl++", "Ctrl+=", icon="zoom-in", needs="photo"),
    _spec("zoom_out", VIEW, QT_TRANSLATE_NOOP("Actions", "Zoom out"),
          QT_TRANSLATE_NOOP("Actions", "Show the photo smaller"),
          "-", "Ctrl+-", icon="zoom-out", needs="photo", ends_group=True),
    _spec("full_screen", VIEW, QT_TRANSLATE_NOOP("Actions", "Full screen"),
          QT_TRANSLATE_NOOP("Actions", "Give the studio the whole screen, or its window back"),
          "F11"),
    _spec("cheat_sheet", HELP, QT_TRANSLATE_NOOP("Actions", "Keyboard"),
          QT_TRANSLATE_NOOP("Actions", "Show all keys"),
          "?", "F1", icon="help"),
    _spec("messages", HELP, QT_TRANSLATE_NOOP("Actions", "Messages…"),
          QT_TRANSLATE_NOOP("Actions", "Read again what was told"),
          icon="info"),
    _spec("open_log", HELP, QT_TRANSLATE_NOOP("Actions", "Open the log folder"),
          QT_TRANSLATE_NOOP("Actions", "The log file helps when something went wrong"),
          icon="log", ends_group=True),
    _spec("about", HELP, QT_TRANSLATE_NOOP("Actions", "About Deblur Studio"),
          QT_TRANSLATE_NOOP("Actions", "Version, licences, libraries")),
)
# fmt: on

# Keys that are no actions, for the cheat sheet: (menu, what they do, keys).
MORE_KEYS = (
    (VIEW, QT_TRANSLATE_NOOP("Actions", "See the original while held"), "\\"),
    (VIEW, QT_TRANSLATE_NOOP("Actions", "Move the dividing line"), "Ctrl+Left / Ctrl+Right"),
    (VIEW, QT_TRANSLATE_NOOP("Actions", "Move the photo"), "Shift+arrows"),
    (PHOTO, QT_TRANSLATE_NOOP("Actions", "Walk along the filmstrip"), "Left / Right"),
    (COMPARE, QT_TRANSLATE_NOOP("Actions", "Choose a cell"), "1 2 3 4"),
    (COMPARE, QT_TRANSLATE_NOOP("Actions", "Vote for it, while names are hidden"), "Enter"),
    (PHOTO, QT_TRANSLATE_NOOP("Actions", "Queue: tick, take out"), "Space / Delete"),
    (PHOTO, QT_TRANSLATE_NOOP("Actions", "Queue: move up or down"), "Alt+Up / Alt+Down"),
    (HELP, QT_TRANSLATE_NOOP("Actions", "Open the menu"), "F10"),
    (PHOTO, QT_TRANSLATE_NOOP("Actions", "Train: blurry, sharp, leave out"), "B / S / X"),
)

CONDITIONS: dict[str, Callable[[Studio], bool]] = {
    "always": lambda studio: True,
    "photo": lambda studio: studio.document is not None,
    "motion": lambda studio: studio.motion.shown is not None,
    "focus": lambda studio: studio.focus.shown is not None,
    "result": lambda studio: studio.document is not None and studio.document.step.result is not None,
    "undo": lambda studio: studio.document is not None and studio.document.can_undo,
    "redo": lambda studio: studio.document is not None and studio.document.can_redo,
    "fixing": lambda studio: studio.fixing,
}
REASONS = {
    "photo": QT_TRANSLATE_NOOP("Actions", "Open a photo first"),
    "motion": QT_TRANSLATE_NOOP("Actions", "The motion of a photo is not known yet"),
    "focus": QT_TRANSLATE_NOOP("Actions", "The focus of a photo is not known yet"),
    "result": QT_TRANSLATE_NOOP("Actions", "There is no result yet: fix the photo first"),
    "undo": QT_TRANSLATE_NOOP("Actions", "There is nothing to undo"),
    "redo": QT_TRANSLATE_NOOP("Actions", "Nothing was undone"),
    "fixing": QT_TRANSLATE_NOOP("Actions", "Nothing is running"),
}


def translated(text: object) -> str:
    """A text of this table in the language in effect."""
    return QCoreApplication.translate("Actions", str(text))


class Actions:
    """The actions of one window, made from the table."""

    def __init__(self, window: QWidget, commands: object, studio: Studio) -> None:
        self._window = window
        self._studio = studio
        self.by_name: dict[str, QAction] = {}
        for spec in ACTIONS:
            action = QAction(translated(spec.text), window)
            action.setObjectName(spec.name)
            action.setShortcuts([key for given in spec.keys for key in sequences(given)])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            if spec.icon:
                action.setIcon(icon(spec.icon))
            action.triggered.connect(getattr(commands, spec.name))
            window.addAction(action)
            self.by_name[spec.name] = action
        self.update()

    def __getitem__(self, name: str) -> QAction:
        """The action of that name."""
        return self.by_name[name]

    def update(self) -> None:
        """Enable what can be done now; what cannot says why.

        The studio outlives the window, and may still tell of something when that is gone.
        """
        if not isValid(self._window):
            return
        for spec in ACTIONS:
            action = self.by_name[spec.name]
            possible = CONDITIONS[spec.needs](self._studio)
            action.setEnabled(possible)
            tip = translated(spec.tip) if possible else translated(REASONS[spec.needs])
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{translated(spec.text)} ({key}): {tip}" if key else tip)

    def rows(self) -> list[tuple[str, str, str]]:
        """(menu, what it does, keys) of everything that has keys, for the cheat sheet."""
        native = QKeySequence.SequenceFormat.NativeText
        rows = [
            (spec.menu, translated(spec.text), " / ".join(key.toString(native) for key in action.shortcuts()))
            for spec in ACTIONS
            if (action := self.by_name[spec.name]).shortcuts()
        ]
        rows += [(menu, translated(text), keys) for menu, text, keys in MORE_KEYS]
        return [
            (translated(menu), text, keys) for wanted in MENUS for menu, text, keys in rows if menu == wanted
        ]


def sequences(key: str | QKeySequence.StandardKey) -> list[QKeySequence]:
    """A key of the table as Qt has it; a standard key may be several."""
    return [QKeySequence(key)] if isinstance(key, str) else QKeySequence.keyBindings(key)[:1]
