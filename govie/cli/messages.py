"""Messages of the commands on standard error; control characters in a file's text are made visible."""

from __future__ import annotations

import typer

from govie.terminal import visible


def say(words: str) -> None:
    """Say something beside the output."""
    typer.echo(f"govie: {visible(words)}", err=True)


def stop(message: str, code: int = 1) -> typer.Exit:
    """Say what is wrong; to be raised, with the exit code."""
    for line in message.splitlines():
        say(line)
    return typer.Exit(code)
