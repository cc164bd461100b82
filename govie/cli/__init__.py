"""The command ``govie``: a file for each of its verbs."""

from __future__ import annotations

from typing import Annotated

import typer

from govie import __version__
from govie.cli import annotate, bench, convert, extract, train, validate, view

main = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Reads Chinese 政府信息公开工作年度报告: every cell of the statutory tables, with its place in the text.",
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"govie {__version__}")
        raise typer.Exit


@main.callback()
def _main(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    pass


main.command("extract")(extract.extract)
main.command("view")(view.view)
main.command("annotate")(annotate.annotate)
main.command("validate")(validate.validate)
main.command("convert")(convert.convert)
main.command("train")(train.train)
main.command("bench")(bench.bench)
