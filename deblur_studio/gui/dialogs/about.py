"""What this program is, and whose work it stands on."""

from __future__ import annotations

import platform
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from deblur_studio import __version__
from deblur_studio.gui import theme
from deblur_studio.gui.dialogs.about_facts import as_text, libraries, weights_lines
from deblur_studio.gui.icons import icon
from deblur_studio.gui.words import from_below
from deblur_studio.places import data_folder

_ICON = 64


class AboutDialog(QDialog):
    """Version, licence, weights and libraries with their licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Deblur Studio"))
        self.resize(800, 540)
        grid = theme.current().grid
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Licences"))
        self.tabs.addTab(self._libraries(), self.tr("Libraries"))
        self.tabs.addTab(self._weights(), self.tr("Weights"))
        self.tabs.addTab(self._qt(), self.tr("Qt"))
        self.copy_button = QPushButton(icon("copy"), self.tr("Copy versions"), self)
        self.copy_button.setToolTip(self.tr("Copy the versions of everything, for a report"))
        self.copy_button.setAccessibleName(self.tr("Copy versions"))
        self.copy_button.clicked.connect(self.copy_versions)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * grid, 2 * grid, 2 * grid, 2 * grid)
        column.setSpacing(2 * grid)
        column.addLayout(self._head())
        column.addWidget(self.tabs, 1)
        column.addWidget(buttons)

    def copy_versions(self) -> None:
        """Put the versions of everything on the clipboard."""
        system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
        QGuiApplication.clipboard().setText(f"{as_text(__version__)}\n{system}")

    def _head(self) -> QHBoxLayout:
        grid = theme.current().grid
        picture = QLabel(self)
        drawn = QIcon(str(data_folder("resources") / "icons" / "deblur-studio.png"))
        picture.setPixmap(drawn.pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF()))
        name = QLabel(self.tr("Deblur Studio {version}").format(version=__version__), self)
        name.setProperty("role", "title")
        what = QLabel(
            self.tr("Fixes blurry photos on your own machine, and shows why they are blurry."), self
        )
        what.setWordWrap(True)
        licence = QLabel(self.tr("Licence of the program: Apache-2.0"), self)
        licence.setProperty("role", "quiet")
        words = QVBoxLayout()
        words.setSpacing(grid // 2)
        for label in (name, what, licence):
            words.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(2 * grid)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return row

    def _libraries(self) -> QTableWidget:
        rows = [(lib.name, lib.version, lib.licence, lib.home) for lib in libraries()]
        heads = [self.tr("Library"), self.tr("Version"), self.tr("Licence"), self.tr("Home page")]
        return _table(self, self.tr("Libraries"), heads, rows)

    def _weights(self) -> QTableWidget:
        rows = [
            (from_below(line.title), line.licence, from_below(line.trained_on)) for line in weights_lines()
        ]
        heads = [self.tr("Weights"), self.tr("Licence"), self.tr("Trained on")]
        return _table(self, self.tr("Weights"), heads, rows)

    def _qt(self) -> QLabel:
        text = QLabel(
            self.tr(
                "Deblur Studio uses Qt and PySide6 under the GNU Lesser General Public Licence, version 3. "
                "They are separate libraries in the folder of the program, and you may replace them by "
                "versions of your own. Their source code is at https://download.qt.io, the licence at "
                "https://www.gnu.org/licenses/lgpl-3.0.html."
            ),
            self,
        )
        text.setWordWrap(True)
        text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        grid = theme.current().grid
        text.setContentsMargins(grid, 2 * grid, grid, grid)
        return text


def _table(parent: QWidget, name: str, heads: list[str], rows: Sequence[tuple[str, ...]]) -> QTableWidget:
    table = QTableWidget(len(rows), len(heads), parent)
    table.setAccessibleName(name)
    table.setHorizontalHeaderLabels(heads)
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setWordWrap(True)
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            table.setItem(place, column, item)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    for column in range(len(heads)):
        fits = column < len(heads) - 2
        mode = QHeaderView.ResizeMode.ResizeToContents if fits else QHeaderView.ResizeMode.Stretch
        header.setSectionResizeMode(column, mode)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    return table
