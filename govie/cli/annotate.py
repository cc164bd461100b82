"""``govie annotate``: what the model finds, for a person to correct."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

import govie
from govie import loaders
from govie.annotations import convert
from govie.annotations.proposal import proposal
from govie.errors import GovieError


def annotate(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Reports; - is standard input.")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Where the annotations are written (JSON Lines).")
    ],
    model: Annotated[str | None, typer.Option(help="Model directory.")] = None,
) -> None:
    """Annotate reports with what the model finds in them, to be corrected by a person.

    A record a report, in the format that govie train and govie validate read and govie convert turns
    into one for doccano or Label Studio. A file that is there already is never overwritten: it may
    hold corrections. Exit code: 0 if every report was read, 1 if some could not be.
    """
    if output.exists():
        raise stop(f"{output}: is there already and may hold corrections; choose another name")
    try:
        extractor = govie.load(model)
    except GovieError as error:
        raise stop(str(error)) from error
    found = []
    failed = 0
    for name in dict.fromkeys(files):  # one named twice would be two records of one id
        try:
            loaded = (
                loaders.load_bytes(sys.stdin.buffer.read()) if name == "-" else loaders.load(name)
            )
            text = loaded.text
            found.append(proposal(name, text, extractor.extract(text)))
        except GovieError as error:
            typer.echo(f"govie: {error}", err=True)
            failed += 1
    if found:
        write(output, convert.lines(found))
        typer.echo(f"{output}: {len(found)} of {len(found) + failed} reports")
    raise typer.Exit(1 if failed else 0)


def write(path: Path, content: str) -> None:
    """Write a file; exit with a message where that is not possible."""
    try:
        path.write_text(content, encoding="utf-8", newline="")
    except OSError as error:
        raise stop(f"{path}: {error.strerror}") from error


def stop(message: str) -> typer.Exit:
    """Say what is wrong; the exit code is 1."""
    for line in message.splitlines():
        typer.echo(f"govie: {line}", err=True)
    return typer.Exit(1)
