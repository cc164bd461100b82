"""Messages of the commands on standard error, with control characters escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer

from govie.cli.terminal import visible
from govie.errors import GovieError

SHOWN = 20
"""The number of lines of one kind that are printed at most."""


def say(words: str) -> None:
    """Print a message on standard error."""
    typer.echo(f"govie: {visible(words)}", err=True)


def say_some(lines: Sequence[str], rest: str) -> None:
    """Print the first ``SHOWN`` lines, then the number of the others, followed by ``rest``."""
    for line in lines[:SHOWN]:
        say(line)
    if len(lines) > SHOWN:
        say(f"… and {len(lines) - SHOWN:,} more {rest}")


def stop(message: str, code: int = 1) -> typer.Exit:
    """Print ``message``; returns the exception to raise, which ends the command with the exit code."""
    for line in message.splitlines():
        say(line)
    return typer.Exit(code)


@contextmanager
def stopping(output: Path | None = None) -> Iterator[None]:
    """A context that ends the command with a message and exit code 1 on a ``GovieError`` or ``OSError``."""
    try:
        yield
    except GovieError as error:
        raise stop(str(error)) from error
    except OSError as error:
        raise stop(f"{error.filename or output or ''}: {error.strerror or error}") from error
