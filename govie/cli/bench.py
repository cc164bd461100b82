"""``govie bench``: how well a model reads, beside the baselines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

import govie
from govie.annotations import Annotation, read
from govie.errors import GovieError


def bench(
    data: Annotated[
        list[Path],
        typer.Option("--data", help="Annotated texts: files, folders, the corpus. Several times."),
    ],
    model: Annotated[Path | None, typer.Option(help="A model directory; else the default.")] = None,
    split: Annotated[
        str | None,
        typer.Option(help="The split of data that name splits; those that name none count whole."),
    ] = "test",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A folder for JSON, Markdown and plots.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="A random sample of so many texts.")
    ] = None,
    documents: Annotated[
        Path | None,
        typer.Option(help="A folder of the configuration documents: a row for each kind of file."),
    ] = None,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(metavar="A B", help="Two models: is B better than A?"),
    ] = None,
    speed: Annotated[bool, typer.Option(help="Measure time and memory too.")] = True,
    seed: Annotated[int, typer.Option(help="Draws the sample and the bootstrap.")] = 1,
) -> None:
    """Measure a model on annotated texts; print Markdown, and write JSON, Markdown and plots to OUT."""
    from govie.bench import page, run, versus
    from govie.bench.documents import kinds

    try:
        records = _records(data, split)
        if compare:
            first, second = (govie.load(folder) for folder in compare)
            typer.echo(page.comparison(versus(first, second, records, limit=limit, seed=seed)))
            return
        extractor = govie.load(model)
        result = run(extractor, records, limit=limit, seed=seed, speed=speed)
        if documents:
            result = replace(result, kinds=kinds(extractor, documents))
    except GovieError as error:
        typer.echo(f"govie: {error}", err=True)
        raise typer.Exit(1) from None
    text = page.markdown(result)
    typer.echo(text)
    if out:
        out.mkdir(parents=True, exist_ok=True)
        (out / "bench.md").write_text(text, "utf-8")
        plain = json.dumps(result.to_dict(), ensure_ascii=False, indent=1)
        (out / "bench.json").write_text(plain + "\n", "utf-8")
        for name, picture in page.plots(result).items():
            (out / name).write_text(picture, "utf-8")


def _records(data: list[Path], split: str | None) -> Iterator[Annotation]:
    every = chain.from_iterable(read(path) for path in data)
    return (r for r in every if split is None or r.split in (None, split))
