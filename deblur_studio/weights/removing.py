"""Removing weights that the user imported or trained."""

from __future__ import annotations

from pathlib import Path

from deblur_studio.errors import UserError
from deblur_studio.weights.library import USER, Entry, cards_in


def remove(entry: Entry) -> None:
    """Delete the card and the file of weights that are the user's own.

    The card goes first: should the rest fail, what is left is a file nobody lists, never a card without
    its weights. A file that another card names stays.

    Raises:
        UserError: they came with the program or lie elsewhere, are gone already, or cannot be deleted.
    """
    name = entry.card.name
    if entry.origin != USER:
        what = "came with the program" if entry.origin != "file" else "are not in your folder of weights"
        raise UserError(f"The weights {name} {what} and stay; only imported or trained ones can be removed.")
    cards = [(path, card) for path, card in cards_in(entry.folder) if card.file == entry.card.file]
    own = [path for path, card in cards if card.name == name]
    if not own:
        raise UserError(f"There are no weights named {name!r} any more.")
    for path in own:
        _delete(path)
    if len(own) == len(cards):
        _delete(entry.path)


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"{path} cannot be deleted ({error.strerror}).") from None
