"""Messages of the commands on standard error; control characters in a file's text are made visible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer

from govie.errors import GovieError
from govie.terminal import visible

SHOWN = 20
"""Lines of one kind that are printed; a list of thousands is not more informative."""


def say(words: str) -> None:
    """Print a message on standard error."""
    typer.echo(f"govie: {visible(words)}", err=True)


def say_some(lines: Sequence[str], rest: str) -> None:
    """Print the first of many lines, then the number of the others and, with ``rest``, what became of them."""
    for line in lines[:SHOWN]:
        say(line)
    if len(lines) > SHOWN:
        say(f"… and {len(lines) - SHOWN:,} more {rest}")


def stop(message: str, code: int = 1) -> typer.Exit:
    """An exception to raise, which prints what is wrong and ends the command with the exit code."""
    for line in message.splitlines():
        say(line)
    return typer.Exit(code)


@contextmanager
def stopping(output: Path | None = None) -> Iterator[None]:
    """End the command with exit code 1 and a message where its environment is at fault."""
    try:
        yield
    except GovieError as error:
        raise stop(str(error)) from error
    except OSError as error:
        raise stop(f"{error.filename or output or ''}: {error.strerror or error}") from error
