"""``govie bench``: scores a model beside baselines on annotated texts."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import govie
from govie import destination
from govie.annotations import Annotation, read, sound
from govie.cli.inputs import Model
from govie.cli.messages import stopping
from govie.cli.progress import progress
from govie.errors import UnreadableFile

if TYPE_CHECKING:
    from govie.bench.result import Result
    from govie.extractor import Extractor


Data = Annotated[
    list[Path] | None,
    typer.Option(
        "--data",
        help="Annotated texts: a file, a folder or the corpus; may be repeated. The folder corpus by default.",
    ),
]
Split = Annotated[
    str | None,
    typer.Option(help="Which split to score, in data that are split; other data are scored whole."),
]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="A folder for JSON, Markdown and plots.")
]
Limit = Annotated[
    int | None,
    typer.Option(min=1, help="Score a random sample of this many reports and this many passages."),
]
Documents = Annotated[
    Path | None,
    typer.Option(
        help="A folder with the corpus' configuration documents, to be scored by kind of file. "
        "By default the folder documents in the data; none with --limit."
    ),
]
Compare = Annotated[
    tuple[Path, Path] | None,
    typer.Option(metavar="A B", help="Two model directories: test whether B is better than A."),
]
Speed = Annotated[bool, typer.Option(help="Also measure time and memory.")]
Scans = Annotated[bool, typer.Option(help="Also read the documents that are scans.")]
Seed = Annotated[int, typer.Option(help="Random seed of the sample and of the bootstrap.")]
Force = Annotated[bool, typer.Option("--force", help="Replace earlier results in OUT.")]


def bench(
    data: Data = None,
    model: Model = None,
    split: Split = "test",
    out: Out = None,
    limit: Limit = None,
    documents: Documents = None,
    compare: Compare = None,
    speed: Speed = True,
    scans: Scans = True,
    seed: Seed = 1,
    force: Force = False,
) -> None:
    """Measure a model on annotated texts; print Markdown, and write JSON, Markdown and plots to OUT.

    Exit code: 0, or 1 if data could not be read or are faulty; then nothing is written.
    """
    from govie.bench import run
    from govie.bench.documents import kinds

    if compare and model:
        raise typer.BadParameter("--model does nothing with --compare")
    paths = data or [Path("corpus")]
    with stopping(out):
        if out:
            destination.folder(out, force=force, ours=_no_results)
        extractor, other = (govie.load(folder) for folder in compare or (model, model))
        # reads the data once before the work, so that faults are reported at once
        total = sum(1 for _ in sound(_records(paths, split)))
        if limit is not None:
            total = min(total, 2 * limit)
        records = _records(paths, split)
        sample: dict[str, Any] = {"limit": limit, "seed": seed}
        with progress(total, "texts") as bar:

            def seen(doing: str, done: int) -> None:
                bar(done, doing=doing)

            if compare:
                files = _compared(extractor, other, records, progress=seen, **sample)
            else:
                result = run(extractor, records, speed=speed, progress=seen, **sample)
                result = replace(result, about=result.about | _about(extractor, paths, split))
                own = next((d for p in paths if (d := p / "documents").is_dir()), None)
                if folder := documents or (None if limit else own):
                    found = kinds(extractor, folder, scans=scans, seed=seed, progress=seen)
                    result = replace(result, kinds=found)
                files = _measured(result)
        if out:
            out.mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                destination.write(out / name, content)
    typer.echo(next(iter(files.values())))


def _compared(
    a: Extractor, b: Extractor, records: Iterator[Annotation], **options: Any
) -> dict[str, str]:
    """The files of the comparison of two models by name, the page first."""
    from govie.bench import page, versus

    gains = versus(a, b, records, **options)
    plain = {k: asdict(d) | {"verdict": d.verdict} for k, d in gains.items()}
    return {"compare.md": page.comparison(gains), "compare.json": _json(plain)}


def _measured(result: Result) -> dict[str, str]:
    """The files of a benchmark's result by name, the page first."""
    from govie.bench import page
    from govie.bench.plots import plots

    pages = {"bench.md": page.markdown(result), "bench.json": _json(result.to_dict())}
    return pages | plots(result)


def _no_results(folder: Path) -> str | None:
    """Why ``folder`` is not one of results, or ``None``; in a folder of results other files are kept."""
    if any((folder / name).is_file() for name in ("bench.json", "compare.json")):
        return None
    return "holds no results of govie bench"


def _records(paths: list[Path], split: str | None) -> Iterator[Annotation]:
    for path in paths:
        if not path.exists():
            raise UnreadableFile(
                f"{path}: no such file or folder; --data names the annotated texts"
            )
        if (path / "reports").is_dir():
            yield from read(path, split)  # the corpus: the other splits' files are not even opened
        else:
            yield from (r for r in read(path) if split is None or r.split in (None, split))


def _about(extractor: Extractor, paths: list[Path], split: str | None) -> dict[str, Any]:
    """The circumstances of a result: data, model, date, machine, versions."""
    libraries = {name: metadata.version(name) for name in ("spacy", "jieba", "numpy")}
    return {
        "data": ", ".join(path.name for path in paths),
        "split": split or "all",
        "model": extractor.folder.name,
        "date": date.today().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "govie": govie.__version__,
        **libraries,
    }


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
