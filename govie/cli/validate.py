"""``govie validate``: lists what is wrong in annotation files."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from govie.annotations import faults_in


def validate(
    data: Annotated[
        list[Path],
        typer.Argument(
            metavar="DATA...", help="Files of annotations (.jsonl, .parquet), folders, the corpus."
        ),
    ],
    most: Annotated[int, typer.Option(help="Print at most this many faults.", min=1)] = 200,
) -> None:
    """List what is wrong in annotations: file, line, record, place, reason.

    Exit code: 0 if nothing is wrong, 1 otherwise.
    """
    count = 0
    found = faults_in(data)
    for fault in islice(found, most):
        line = str(fault).encode("utf-8", "backslashreplace").decode("utf-8")
        typer.echo(line.replace("\n", "\\n"))
        count += 1
    if not count:
        typer.echo("no faults")
        return
    more = " or more" if next(found, None) else ""
    typer.echo(f"govie: {count}{more} {'fault' if count == 1 else 'faults'}", err=True)
    raise typer.Exit(1)
