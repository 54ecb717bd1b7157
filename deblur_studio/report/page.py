"""A report as one HTML page: style, script and pictures are inside, nothing is fetched from anywhere.

Everything that comes from outside is escaped, and the page itself forbids what it does not need: its policy
(Content Security Policy, level 3) names the one script and the one style by their SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable, Sequence

from deblur_studio import __version__
from deblur_studio.places import data_folder
from deblur_studio.report.content import Bar, Chapter, Comparison, Encoded, Map, Wheel

_HOW_TO_READ = (
    ("Sharpness", "how much steeper brightness rises and falls than in the photo as it was, in dB."),
    ("Noise", "the standard deviation in quiet parts, in levels of 255."),
    (
        "Consistency",
        "the share of the change that stays when the photo is turned over or moved a little first. Where it "
        "is low, what is shown may be invented; where it is high, it need not be true.",
    ),
)
_HONEST = (
    "None of these knows the truth. Ringing and noise make edges steep, and smoothing takes noise away along "
    "with detail: read them together, and look."
)


def page(chapters: Sequence[Chapter], title: str, moment: str) -> str:
    """The page.

    Args:
        chapters: one for each photo, one or more.
        title: of the report.
        moment: when it was made, for people.
    """
    style, script = (_asset(name) for name in ("report.css", "report.js"))
    photos = "1 photo" if len(chapters) == 1 else f"{len(chapters)} photos"
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f'<title>{_text(title)}</title>\n<link rel="icon" href="data:,">',
        f"<style>{style}</style>\n</head>\n<body>",
        f'<header><h1>{_text(title)}</h1><p class="quiet">{photos}, {_text(moment)}</p></header>',
        _contents(chapters) if len(chapters) > 1 else "",
        "<main>",
        *(_chapter(chapter, number) for number, chapter in enumerate(chapters, 1)),
        "</main>",
        _footer(),
        f"<script>{script}</script>\n</body>\n</html>\n",
    ]
    return "\n".join(part for part in parts if part)


def _asset(name: str) -> str:
    """Style or script, as they stand in their files."""
    text = (data_folder("resources") / "report" / name).read_text(encoding="utf-8")
    assert "</" not in text, f"{name} would end its own element"
    return text


def _policy(style: str, script: str) -> str:
    def by_hash(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"

    return (
        f"default-src 'none'; img-src data:; style-src {by_hash(style)}; script-src {by_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _text(words: str) -> str:
    """Words as HTML, for text and for quoted values; what cannot be printed is shown as a box."""
    clean = "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in words)
    return html.escape(clean, quote=True)


def _contents(chapters: Sequence[Chapter]) -> str:
    rows = "\n".join(_content_row(chapter, number) for number, chapter in enumerate(chapters, 1))
    return f'<nav class="contents" aria-label="Photos">\n<table>\n<tbody>\n{rows}\n</tbody>\n</table>\n</nav>'


def _content_row(chapter: Chapter, number: int) -> str:
    picture = "" if chapter.thumbnail is None else _image(chapter.thumbnail, "")
    summary = (
        f'<span class="problem">{_text(chapter.problem)}</span>'
        if chapter.problem
        else _text(chapter.summary)
    )
    link = f'<a href="#photo-{number}">{_text(chapter.name)}</a>'
    return f"<tr><td>{picture}</td><td>{link}</td><td>{summary}</td></tr>"


def _chapter(chapter: Chapter, number: int) -> str:
    parts = [f'<article class="photo" id="photo-{number}">', f"<h2>{_text(chapter.name)}</h2>"]
    if chapter.problem:
        parts.append(f'<p class="problem">{_text(chapter.problem)}</p>')
    parts += [f"<p>{_text(sentence)}</p>" for sentence in chapter.diagnosis]
    parts += [_comparison(comparison, chapter.name) for comparison in chapter.comparisons]
    if chapter.maps:
        figures = "\n".join(_map(each, chapter.name) for each in chapter.maps)
        parts.append(f'<h3>Maps</h3>\n<div class="maps">\n{figures}\n</div>')
    if chapter.measures:
        parts.append(f"<h3>Measures</h3>\n{_measures(chapter.measures)}")
    if chapter.facts:
        parts.append(f"<h3>How it was made</h3>\n{_facts(chapter.facts)}")
    parts += [f'<p class="quiet">{_text(note)}</p>' for note in chapter.notes]
    if chapter.recipe:
        parts.append(_recipe(chapter.recipe, number))
    return "\n".join([*parts, "</article>"])


def _comparison(comparison: Comparison, name: str) -> str:
    of = f"{comparison.title} of {name}"
    halves = "\n".join(
        f'<div class="half {word.lower()}">{_image(picture, f"{of}, {word.lower()}")}'
        f'<span class="tag" aria-hidden="true">{word}</span></div>'
        for word, picture in (("Before", comparison.before), ("After", comparison.after))
    )
    slider = (
        f'<input type="range" min="0" max="100" step="0.5" value="50" '
        f'aria-label="{_text(of)}: how much shows the photo before, from the left">'
    )
    return (
        f'<figure class="compare">\n<h3>{_text(comparison.title)}</h3>\n<div class="stage">\n{halves}\n'
        f'<div class="divider"></div>\n{slider}\n</div>\n'
        f"<figcaption>{_text(comparison.caption)}</figcaption>\n</figure>"
    )


def _map(each: Map, name: str) -> str:
    legend = ""
    if isinstance(each.legend, Bar):
        legend = _bar(each.legend, each.title)
    elif isinstance(each.legend, Wheel):
        legend = _wheel(each.legend, each.title)
    kind = ' class="kernel"' if each.legend is None else ""
    return (
        f"<figure{kind}>{_image(each.picture, f'{each.title} of {name}')}{legend}"
        f"<figcaption><strong>{_text(each.title)}.</strong> {_text(each.caption)}</figcaption></figure>"
    )


def _image(picture: Encoded, alt: str) -> str:
    return f'<img src="{picture.uri}" width="{picture.width}" height="{picture.height}" alt="{_text(alt)}">'


def _bar(bar: Bar, title: str) -> str:
    """The colour bar with its numbers; room is left for those at its ends."""
    width, height, rim = bar.picture.width, bar.picture.height, 24
    marks = "".join(
        f'<text x="{rim + place * width:.1f}" y="{height + 13}" text-anchor="middle">{_text(text)}</text>'
        for place, text in bar.marks
    )
    return _svg(width + 2 * rim, height + 18, f"Colours of {title}", _inside(bar.picture, rim, 0) + marks)


def _wheel(wheel: Wheel, title: str) -> str:
    """The colour wheel; the numbers of its rings stand below its middle."""
    side = wheel.picture.width
    marks = "".join(
        f'<text class="on" x="{side / 2:.1f}" y="{side / 2 * (1 + radius) - 3:.1f}" text-anchor="middle">'
        f"{_text(text)}</text>"
        for radius, text in wheel.rings
    )
    return _svg(side, side, f"Colours of {title}, rings in px", _inside(wheel.picture, 0, 0) + marks)


def _svg(width: int, height: int, label: str, inner: str) -> str:
    return (
        f'<svg class="legend" role="img" aria-label="{_text(label)}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{inner}</svg>'
    )


def _inside(picture: Encoded, x: int, y: int) -> str:
    size = f'width="{picture.width}" height="{picture.height}"'
    return f'<image href="{picture.uri}" x="{x}" y="{y}" {size}></image>'


def _measures(rows: Iterable[tuple[str, str, str]]) -> str:
    body = "\n".join(
        f'<tr><th scope="row">{_text(what)}</th><td class="number">{_text(before)}</td>'
        f'<td class="number">{_text(after)}</td></tr>'
        for what, before, after in rows
    )
    head = '<tr><th scope="col">Measure</th><th scope="col">before</th><th scope="col">after</th></tr>'
    return f"<table>\n<thead>{head}</thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _facts(rows: Iterable[tuple[str, str]]) -> str:
    body = "\n".join(
        f'<tr><th scope="row">{_text(what)}</th><td>{_text(text)}</td></tr>' for what, text in rows
    )
    return f"<table>\n<tbody>\n{body}\n</tbody>\n</table>"


def _recipe(recipe: str, number: int) -> str:
    return (
        f"<details>\n<summary>Recipe: what was done, enough to do it again</summary>\n"
        f'<pre id="recipe-{number}">{_text(recipe)}</pre>\n'
        f'<button type="button" class="copy" data-of="recipe-{number}">Copy the recipe</button>\n</details>'
    )


def _footer() -> str:
    words = " ".join(f"<strong>{_text(word)}</strong>: {_text(meaning)}" for word, meaning in _HOW_TO_READ)
    return (
        f"<footer>\n<p>{words} {_text(_HONEST)}</p>\n"
        f"<p>Made by Deblur Studio {_text(__version__)}. Drag the line in a photo, or use the arrow keys."
        "</p>\n"
        "</footer>"
    )
