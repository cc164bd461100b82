"""A progress bar with rate and time left, shown on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Seen(Protocol):
    """Called with the number of items done, the number that failed, and the name of the step."""

    def __call__(self, done: int, failed: int = 0, doing: str = "reading") -> None: ...


@contextmanager
def progress(total: int, noun: str = "files") -> Iterator[Seen]:
    """A progress bar over ``total`` items called ``noun``; yields the function that updates it."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    shown = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=sys.stderr is None or not sys.stderr.isatty(),
        transient=True,
    )
    with shown:
        bar = shown.add_task("reading", total=total, rate="")

        def seen(done: int, failed: int = 0, doing: str = "reading") -> None:
            speed = shown.tasks[0].speed
            rate = f"{speed:.1f} {noun}/s" if speed else ""
            if failed:
                rate += f", {failed:,} failed"
            shown.update(bar, description=doing, completed=done, rate=rate)

        yield seen
