"""``govie annotate``: writes a model's predictions as annotations for a person to correct."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from govie import destination
from govie.annotations import Annotation, tools
from govie.annotations.proposal import proposal
from govie.cli.inputs import Limit, Model, found, records
from govie.cli.messages import stop, stopping
from govie.cli.progress import progress
from govie.extractor import load
from govie.reader import Reader
from govie.report import Report
from govie.review.looks import gain, gains
from govie.worker import LIMIT, Job


def annotate(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Reports, folders of them; - is standard input."),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Where the annotations are written (JSON Lines).")
    ],
    model: Model = None,
    limit: Limit = LIMIT,
) -> None:
    """Write the model's predictions on reports as annotations, for a person to correct.

    The output has one record per file (of several reports in a file, the first), in the format that govie train
    and govie validate read; govie convert converts it for doccano or Label Studio. Records, and the cells in each
    record's list `doubtful`, are sorted by the expected gain of checking them, the largest first, as in govie
    review. A file that is not empty is never overwritten, since it may hold corrections. Exit code: 0 if every
    file was read, 1 if some could not be.
    """
    made = []
    failed = 0
    with stopping(output):
        if output.is_file() and output.stat().st_size:
            raise stop(f"{output}: is there already and may hold corrections; choose another name")
        destination.file(output)
        extractor = load(model)
        job = Job(str(extractor.folder), text=True, checksum=extractor.checksum)
        names, _ = found(files)
        if not names:
            raise stop("no file to read", 2)
        with Reader(job, limit) as reader, progress(len(names)) as bar:
            for number, name in enumerate(names):
                bar(number, failed)
                record = records(reader, name)[0]
                if record.report is None or record.text is None:
                    failed += 1
                else:
                    one = proposal(name, record.text, record.report)
                    made.append((gain(record.report), _ordered(one, record.report)))
        if made:
            made.sort(key=lambda entry: -entry[0])
            destination.write(output, tools.lines(one for _, one in made))
            typer.echo(f"{output}: {len(made)} of {len(made) + failed} reports")
    raise typer.Exit(1 if failed else 0)


def _ordered(one: Annotation, report: Report) -> Annotation:
    """``one`` with its doubtful cells by falling expected gain of checking them."""
    rank = {path: n for n, path in enumerate(gains(report))}
    doubtful = sorted(one.other["doubtful"], key=lambda path: rank.get(path, len(rank)))
    return replace(one, other={**one.other, "doubtful": doubtful})
