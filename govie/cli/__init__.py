"""The command ``govie``: one module for each subcommand.

    ``extract``    ``govie extract``
    ``view``       ``govie view``
    ``review``     ``govie review``
    ``train``      ``govie train``
    ``bench``      ``govie bench``
    ``annotate``   ``govie annotate``
    ``convert``    ``govie convert``
    ``validate``   ``govie validate``

What they share, no subcommands:

    ``inputs``     what is read: files, folders, standard input; common options
    ``corrected``  which decisions of ``--corrections`` were applied
    ``messages``   messages on standard error
    ``progress``   a progress bar
    ``terminal``   a report as tables in the terminal
"""

from __future__ import annotations

import signal
import sys
import threading
from typing import Annotated

import typer

from govie import __version__
from govie.cli import annotate, bench, convert, extract, review, train, validate, view

main = typer.Typer(
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Reads Chinese 政府信息公开工作年度报告: every cell of the statutory tables, with its place in the text.",
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"govie {__version__}")
        raise typer.Exit


@main.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    # so that a command that the system ends leaves no draft and no process behind
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


main.command("extract")(extract.extract)
main.command("view")(view.view)
main.command("review")(review.review)
main.command("annotate")(annotate.annotate)
main.command("validate")(validate.validate)
main.command("convert")(convert.convert)
main.command("train")(train.train)
main.command("bench")(bench.bench)
