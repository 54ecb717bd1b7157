"""How the queue is told, in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from deblur_studio.diagnosis import diagnose
from deblur_studio.gui.panels.progress_presenter import Left, Unit
from deblur_studio.gui.queue.rows import Row, State
from deblur_studio.gui.words import from_below
from deblur_studio.methods import auto, registry

translate = QCoreApplication.translate


def status(row: Row) -> str:
    """How a row stands, in a word or two."""
    if row.state is State.RUNNING:
        share = running_share(row)
        if share <= 0:
            return translate("Queue", "reading")
        return translate("Queue", "fixing, {percent} %").format(percent=f"{100 * share:.0f}")
    if row.state is State.READY and not row.ticked:
        return translate("Queue", "left out")
    return {
        State.READY: translate("Queue", "ready"),
        State.WAITING: translate("Queue", "waiting"),
        State.DONE: translate("Queue", "fixed"),
        State.FAILED: translate("Queue", "failed"),
        State.SKIPPED: translate("Queue", "passed over"),
        State.CANCELLED: translate("Queue", "taken out"),
    }[row.state]


def running_share(row: Row) -> float:
    """How far the photo at work is, 0..1; 0 while it is being read."""
    progress = row.progress
    if row.state is not State.RUNNING or progress is None or progress.total <= 0:
        return 0.0
    return min(max(progress.done / progress.total, 0.0), 1.0)


def method(row: Row) -> str:
    """The method that ran, or that will."""
    return title(row.method or row.how.method)


def title(name: str) -> str:
    """A method's title."""
    if registry.is_auto(name):
        return translate("Queue", "Auto")
    known = {each.spec.name: each.spec.title for each in registry.METHODS}
    if name not in known:  # of a camera that was trained: those are looked for on the disk
        known = {each.spec.name: each.spec.title for each in registry.methods()}
    return from_below(known.get(name, name))


def result(row: Row) -> str:
    """The output, or why there is none."""
    if row.state is State.FAILED:
        return row.why
    if row.output == row.path:
        return translate("Queue", "is itself a result")
    if row.state is State.SKIPPED and row.output is not None:
        return translate("Queue", "{name} is there already").format(name=row.output.name)
    return "" if row.output is None else row.output.name


def explained(row: Row) -> str:
    """All that is known of a row, for its tool tip and the line below the table."""
    lines = [str(row.path)]
    if row.state is State.FAILED:
        lines.append(row.why)
    elif row.output is not None:
        known = translate("Queue", "Result: {path}") if row.state is State.DONE else result(row)
        lines.append(known.format(path=row.output))
    lines += [from_below(note) for note in row.notes]
    if row.seen is not None:
        lines.append(from_below(row.seen.why))
    return "\n".join(lines)


def cause(row: Row) -> str:
    """Why the photo is blurry, as far as anybody looked."""
    if row.seen is None:
        return ""
    known = {
        "": translate("Queue", "cannot be read"),
        diagnose.SHARP: translate("Queue", "sharp"),
        diagnose.SHAKE: translate("Queue", "camera shake"),
        diagnose.OBJECT: translate("Queue", "object motion"),
        diagnose.UNEVEN: translate("Queue", "uneven motion"),
        diagnose.SOFT: translate("Queue", "soft"),
        diagnose.UNKNOWN: translate("Queue", "cannot be told"),
        diagnose.OUT_OF_FOCUS: translate("Queue", "out of focus"),
        diagnose.BOTH: translate("Queue", "out of focus, and moved"),
    }
    return known.get(row.seen.cause, row.seen.cause)


def hope(row: Row) -> str:
    """What can be hoped for."""
    if row.seen is None:
        return ""
    known = {
        auto.NOTHING_TO_DO: translate("Queue", "nothing to do"),
        auto.MUCH: translate("Queue", "much"),
        auto.SOME: translate("Queue", "some"),
        auto.LITTLE: translate("Queue", "little"),
        auto.HOPELESS: translate("Queue", "hopeless"),
    }
    return known.get(row.seen.outlook, row.seen.outlook)


def seconds(count: float) -> str:
    """A time that passed: "4.2 s", "1:05 min"."""
    if count < 10:
        return translate("Queue", "{seconds} s").format(seconds=f"{count:.1f}")
    whole = round(count)
    if whole < 60:
        return translate("Queue", "{seconds} s").format(seconds=whole)
    return translate("Queue", "{minutes} min").format(minutes=f"{whole // 60}:{whole % 60:02}")


def time_left(left: Left) -> str:
    """How long it will still take; empty while that cannot be told."""
    if left.unit is Unit.UNKNOWN:
        return ""
    if left.unit is Unit.SECONDS:
        return translate("Queue", "about {seconds} s left").format(seconds=left.count)
    if left.unit is Unit.MINUTES:
        return translate("Queue", "about {minutes} min left").format(minutes=left.count)
    if left.minutes == 0:
        return translate("Queue", "about {hours} h left").format(hours=left.count)
    text = translate("Queue", "about {hours} h {minutes} min left")
    return text.format(hours=left.count, minutes=left.minutes)
