"""``govie train``: annotated reports in, a model directory out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govie.errors import GovieError


def train(
    data: Annotated[
        list[Path],
        typer.Argument(metavar="DATA...", help="Annotated reports: files, folders, the corpus."),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The model directory to write.")],
    start: Annotated[
        Path | None,
        typer.Option("--from", help="A model to train further, such as models/default."),
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same scores.")] = 1,
    epochs: Annotated[int, typer.Option(help="Rounds of the labeler over the data.")] = 5,
) -> None:
    """Train a model on annotated reports; `govie extract --model OUT` and `govie.load(OUT)` use it."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from govie.train import train as run

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description:<40}"),
        BarColumn(),
        TextColumn("{task.fields[score]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        tasks: dict[str, TaskID] = {}

        def progress(name: str, done: float, score: float | None) -> None:
            if name not in tasks:
                for task in tasks.values():
                    bar.update(task, completed=1.0)
                tasks[name] = bar.add_task(name, total=1.0, score="")
            shown = "" if score is None else f"{score:.4f}"
            bar.update(tasks[name], completed=done, score=shown)

        try:
            about = run(data, out, start=start, seed=seed, epochs=epochs, progress=progress)
        except GovieError as error:
            console.print(f"govie: {error}", markup=False, highlight=False)
            raise typer.Exit(1) from None
    typer.echo(f"{out}: " + ", ".join(f"{key} {value}" for key, value in about.items()))
