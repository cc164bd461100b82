"""A progress bar with rate and time left, shown on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(files: int) -> Iterator[Callable[[int, int], None]]:
    """A progress bar over ``files``; yields a function to call with the numbers of finished and of failed files."""
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
        bar = shown.add_task("reading", total=files, rate="")

        def seen(done: int, failed: int = 0) -> None:
            speed = shown.tasks[0].speed
            rate = f"{speed:.1f} files/s" if speed else ""
            if failed:
                rate += f", {failed:,} failed"
            shown.update(bar, completed=done, rate=rate)

        yield seen
