"""``govie train``: annotated reports in, a model directory out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govie.cli.said import stop
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
    epochs: Annotated[
        int | None, typer.Option(help="Rounds of the labeler over the data; 5, not with --from.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the model that stands at OUT.")
    ] = False,
) -> None:
    """Train a model on annotated reports; `govie extract --model OUT` and `govie.load(OUT)` use it.

    OUT is a new or empty folder, or with --force a model. It stays as it is until the new model is whole.
    """
    if start is not None and epochs is not None:
        raise typer.BadParameter("--epochs does nothing with --from")
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from govie.train import EPOCHS
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
            about = run(
                data,
                out,
                start=start,
                seed=seed,
                epochs=EPOCHS if epochs is None else epochs,
                force=force,
                progress=progress,
            )
        except GovieError as error:
            raise stop(str(error)) from None
        except OSError as error:
            raise stop(f"{error.filename or out}: {error.strerror or error}") from None
    typer.echo(f"{out}: " + ", ".join(f"{key} {value}" for key, value in about.items()))
