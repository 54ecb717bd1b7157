"""Collect the texts of the window, keep resources/translations in step with them, and compile them.

    python -m tools.translations [--fill FILE]

Takes the texts of deblur_studio/gui and those that come from below the window (methods, parameters, notes,
cards of the weights), brings the files in step with Qt's lupdate, compiles them with lrelease and prints what
has no translation yet. FILE is JSON, {"text": "translation", ...}; it fills in what is missing. Exits with 1
if anything is.
"""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deblur_studio.gui.words import CONTEXT, TEMPLATES

ROOT = Path(__file__).resolve().parent.parent
GUI = ROOT / "deblur_studio" / "gui"
FOLDER = ROOT / "resources" / "translations"
# Where sentences for users are made that reach the window as notes of a photo or a result.
NOTES = ("photo", "engine", "methods")
# Words that progress reports and tables of results use, apart from sentences.
PLAIN = ("tiles", "photos", "auto", "pairs", "sharp")


@dataclass(frozen=True)
class Text:
    """A text to translate: where it belongs, what it is, whether it has a plural."""

    context: str
    source: str
    plural: bool = False


def texts_of_window(folder: Path = GUI) -> Iterator[Text]:
    """Every literal given to tr, translate and QT_TRANSLATE_NOOP.

    Raises:
        ValueError: one of them gets something else than a literal, which no tool can find.
    """
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        yield from _calls(tree, "", path)


def _calls(node: ast.AST, class_name: str, path: Path) -> Iterator[Text]:
    for child in ast.iter_child_nodes(node):
        inside = child.name if isinstance(child, ast.ClassDef) else class_name
        if isinstance(child, ast.Call) and path.name != "words.py":
            called = child.func
            name = getattr(called, "attr", getattr(called, "id", ""))
            if name == "tr":
                literals = [_literal(argument) for argument in child.args[:1]]
                literals.insert(0, class_name)
                plural = len(child.args) > 2
            elif name in ("translate", "QT_TRANSLATE_NOOP") and len(child.args) >= 2:
                literals = [_literal(argument) for argument in child.args[:2]]
                plural = len(child.args) > 3
            else:
                literals, plural = [], False
            if None in literals and not _passes_on(child, name):
                raise ValueError(f"{path}:{child.lineno}: not a literal: {ast.unparse(child)}")
            if literals and None not in literals:
                yield Text(str(literals[0]), str(literals[1]), plural)
        yield from _calls(child, inside, path)


def _passes_on(call: ast.Call, name: str) -> bool:
    """Whether it translates what QT_TRANSLATE_NOOP marked elsewhere: no text made up on the spot."""
    return name == "translate" and not isinstance(call.args[1], ast.JoinedStr | ast.BinOp)


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def texts_from_below() -> Iterator[Text]:
    """What `words.from_below` may be asked for."""
    found = dict.fromkeys((*_of_methods(), *_of_weights(), *_of_guard(), *notes(), *TEMPLATES, *PLAIN))
    yield from (Text(CONTEXT, source) for source in found if source.strip() and "{" not in source)
    yield from (Text(CONTEXT, source) for source in TEMPLATES)


def _of_methods() -> Iterator[str]:
    from deblur_studio.methods import registry

    for method in registry.METHODS:
        spec = method.spec
        yield from (spec.title, spec.purpose, spec.licence)
        for parameter in spec.parameters:
            yield from (parameter.title, parameter.help, *parameter.choices)


def _of_weights() -> Iterator[str]:
    for path in sorted((ROOT / "weights").glob("*.json")):
        card = json.loads(path.read_text(encoding="utf-8"))
        yield from (card["title"], card["trained_on"], card.get("notes", ""))


def _of_guard() -> Iterator[str]:
    from deblur_studio.engine import guard

    yield from (guard.NOT_A_NUMBER, guard.COLOUR_DRIFT, guard.CHECKERBOARD)


def notes() -> Iterator[str]:
    """Every sentence in the code below that is not raised, with {} where something is filled in."""
    for package in NOTES:
        for path in sorted((ROOT / "deblur_studio" / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            skipped = _docstrings_and_errors(tree)
            for node in ast.walk(tree):
                sentence = None if id(node) in skipped else _sentence(node)
                if sentence is not None:
                    yield sentence


def _of_an_error(node: ast.AST) -> bool:
    """Whether it is an error's own `super().__init__(...)`."""
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr == "__init__"


def _docstrings_and_errors(tree: ast.Module) -> set[int]:
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise | ast.JoinedStr) or _of_an_error(node):
            skipped |= {id(inner) for inner in ast.walk(node) if inner is not node}
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            skipped.add(id(body[0].value))
    return skipped


def _sentence(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    elif isinstance(node, ast.JoinedStr):
        text = "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values)
    else:
        return None
    return text if text.endswith(".") and " " in text and (text[0].isupper() or text[0] == "{") else None


def update() -> None:
    """Bring the .ts files in step with the texts.

    lupdate is given a list of them in place of the code: in Python it overlooks calls inside f-strings, and
    plurals given to translate.
    """
    with tempfile.TemporaryDirectory() as scratch:
        listed = Path(scratch) / "texts.py"
        texts = dict.fromkeys([*texts_of_window(), *texts_from_below()])
        listed.write_text("".join(map(_as_code, texts)), encoding="utf-8")
        common = ["-silent", "-no-obsolete", "-locations", "none", "-source-language", "en"]
        common += ["-disable-heuristic", "similartext"]
        FOLDER.mkdir(parents=True, exist_ok=True)
        ko, en = (str(FOLDER / f"deblur_studio_{code}.ts") for code in ("ko", "en"))
        _qt("lupdate", *common, str(listed), "-target-language", "ko", "-ts", ko)
        _qt("lupdate", *common, "-pluralonly", str(listed), "-target-language", "en", "-ts", en)


def _as_code(text: Text) -> str:
    plural = ", '', n" if text.plural else ""
    return f"class {text.context}:\n    def f(self, n):\n        self.tr({text.source!r}{plural})\n"


def compile_all() -> None:
    """Make the .qm files from the .ts files."""
    for path in sorted(FOLDER.glob("*.ts")):
        _qt("lrelease", "-silent", str(path), "-qm", str(path.with_suffix(".qm")))


def fill(path: Path, known: dict[str, str]) -> None:
    """Put translations where there are none; English plurals follow from "(s)"."""
    tree = ET.parse(path)
    for message in tree.iter("message"):
        source = message.findtext("source") or ""
        place = message.find("translation")
        if place is None or place.get("type") != "unfinished":
            continue
        forms = place.findall("numerusform")
        if path.stem.endswith("_en") and "(s)" in source:
            words = [source.replace("(s)", ""), source.replace("(s)", "s")]
        elif source in known:
            words = [known[source]] * max(1, len(forms))
        else:
            continue
        for form, word in zip(forms, words, strict=False):
            form.text = word
        if not forms:
            place.text = words[0]
        del place.attrib["type"]
    tree.write(path, encoding="utf-8", xml_declaration=True)


def missing(path: Path) -> list[Text]:
    """What is untranslated or marked unfinished in a .ts file."""
    return [text for text, (words, finished) in read(path).items() if not finished or not all(words)]


def read(path: Path) -> dict[Text, tuple[list[str], bool]]:
    """The translations of a .ts file: the words (several for plurals), and whether they are finished."""
    found = {}
    for context in ET.parse(path).iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            place = message.find("translation")
            assert place is not None
            plural = message.get("numerus") == "yes"
            words = [f.text or "" for f in place.findall("numerusform")] if plural else [place.text or ""]
            text = Text(name, message.findtext("source") or "", plural)
            found[text] = words, place.get("type") is None
    return found


def _qt(tool: str, *arguments: str) -> None:
    import PySide6

    folder = Path(PySide6.__path__[0])
    program = next(p for p in (folder / tool, folder / f"{tool}.exe") if p.exists())
    subprocess.run([program, *arguments], check=True)


def main() -> int:
    """See the module's words."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--fill", type=Path, metavar="FILE", help="JSON with translations for what is missing"
    )
    known = {}
    options = parser.parse_args()
    if options.fill is not None:
        known = json.loads(options.fill.read_text(encoding="utf-8"))
    update()
    left = []
    for path in sorted(FOLDER.glob("*.ts")):
        fill(path, known)
        left += [f"{path.name}: [{text.context}] {text.source}" for text in missing(path)]
    update()  # once more, for lupdate's own way of writing the files
    compile_all()
    print("\n".join(left) if left else "every text is translated")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
