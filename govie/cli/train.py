"""``govie train``: trains a model on annotated reports and writes its directory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from govie.cli.messages import say, say_some, stopping
from govie.errors import UnreadableFile

Data = Annotated[
    list[Path],
    typer.Argument(
        metavar="DATA...",
        help="Annotated reports, or decisions of govie review: files, folders, the corpus.",
    ),
]
Out = Annotated[Path, typer.Option("--out", "-o", help="The model directory to write.")]
Start = Annotated[
    Path | None, typer.Option("--from", help="A model to fine-tune: a folder, or default.")
]
Seed = Annotated[int, typer.Option(help="Random seed; the same seed gives the same scores.")]
Epochs = Annotated[
    int | None,
    typer.Option(
        help="Training epochs of the component that finds counts in the prose; 5 by default, not with --from."
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace the model at OUT.")]


def train(
    data: Data,
    out: Out,
    start: Start = None,
    seed: Seed = 1,
    epochs: Epochs = None,
    force: Force = False,
) -> None:
    """Train a model on annotated reports; `govie extract --model OUT` and `govie.load(OUT)` use it.

    OUT is a new or empty folder, or with --force a model. It is only replaced once the new model is complete.
    With --from the time needed is estimated first, and at the end the model is compared before and after
    fine-tuning, on held-out texts: of the data (a tenth, unless they name splits) and of its earlier training data.
    """
    if start is not None and epochs is not None:
        raise typer.BadParameter("--epochs does nothing with --from")
    from govie.train import EPOCHS
    from govie.train import train as run

    _announce(data, start)
    rounds = EPOCHS if epochs is None else epochs
    with _shown() as progress, stopping(out):
        about = run(
            data, out, start=start, seed=seed, epochs=rounds, force=force, progress=progress
        )
    typer.echo(f"{out}: " + ", ".join(f"{key} {value}" for key, value in about.items()))
    if start is not None:
        _gained(data, start, out)


@contextmanager
def _shown() -> Iterator[Callable[[str, float, float | None], None]]:
    """A bar on standard error for each component that is trained."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description:<40}"),
        BarColumn(),
        TextColumn("{task.fields[score]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks: dict[str, TaskID] = {}

        def progress(name: str, done: float, score: float | None) -> None:
            if name not in tasks:
                for task in tasks.values():
                    bar.update(task, completed=1.0)
                tasks[name] = bar.add_task(name, total=1.0, score="")
            shown = "" if score is None else f"{score:.4f}"
            bar.update(tasks[name], completed=done, score=shown)

        yield progress


def _announce(data: list[Path], start: Path | None) -> None:
    """Print the number of texts, those left out, and an estimate of the time."""
    from govie.train import gains, gather, split

    with stopping():
        for path in data:
            if not path.exists():
                raise UnreadableFile(
                    f"{path}: no such file or folder; the corpus is in the repository, not in the package"
                )
        found, left = gather(data)
    say_some(left, "that nothing is learnt from")
    if start is None:
        say(f"{len(found):,} annotated texts; without --from this takes an hour or more")
        return
    training, check = split(found)
    say(
        f"{len(training)} texts to learn from, {len(check)} held back to test on; about "
        f"{gains.minutes(training):.0f} minutes on two cores"
    )


def _gained(data: list[Path], start: Path, out: Path) -> None:
    from govie.store import find
    from govie.train import gains, gather, replay, split

    folder = find(start)
    _, check = split(gather(data)[0])
    _, floor = replay.parted(replay.load(folder))
    say("comparing both models")
    for line in gains.lines(folder, out, check, floor):
        typer.echo(line)
