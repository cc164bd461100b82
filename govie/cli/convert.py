"""``govie convert``: converts annotations to and from doccano and Label Studio."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from govie import destination
from govie.annotations.tools import for_doccano, for_label_studio, lines, load
from govie.cli.messages import stop, stopping


class Tool(str, Enum):
    """The annotation tool that a file is for."""

    doccano = "doccano"
    label_studio = "label-studio"
    govie = "govie"


def convert(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="IN",
            help="Annotations: govie's JSON Lines or Parquet, doccano's or Label Studio's export.",
        ),
    ],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")],
    to: Annotated[Tool, typer.Option("--to", help="What OUT is for.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace files that govie wrote before.")
    ] = False,
) -> None:
    """Convert annotations for doccano or Label Studio, or what these export back to govie's format.

    Labels for the tool are written beside OUT: .span-labels.json and .relation-labels.json for
    doccano, .config.xml for Label Studio. Exit code: 0, or 1 if something could not be read; then
    nothing is written.
    """
    with stopping():
        annotations = load(source)
    if not annotations:
        raise stop(f"{source}: no records")
    if to is Tool.govie:
        files = {"": lines(annotations)}
    elif to is Tool.doccano:
        files = for_doccano(annotations)
    else:
        files = for_label_studio(annotations)
    # The first file is OUT itself, the others stand beside it.
    paths = [target, *(target.with_suffix(ending) for ending in list(files)[1:])]
    if source.resolve() in [path.resolve() for path in paths]:
        raise stop(f"{source}: would be overwritten; choose another name for OUT")
    with stopping():
        for path in paths:
            destination.file(path, kinds=("annotations", "labels"), force=force)
    for path, content in zip(paths, files.values(), strict=True):
        with stopping(path):
            destination.write(path, content)
        typer.echo(str(path))
