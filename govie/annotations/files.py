"""Annotated texts from files: JSON Lines, Parquet, the corpus, gold beside its text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from govie.annotations.record import Annotation
from govie.errors import BadAnnotation, MissingExtra, UnreadableFile

CONFIGURATIONS = ("reports", "narratives")  # of the corpus, those that annotate texts
_ROWS = 64  # read at once: a row of Parquet has hundreds of cells


def read(
    paths: str | Path | Iterable[str | Path], split: str | None = None
) -> Iterator[Annotation]:
    """The annotated texts of files and folders, one by one, in the order of the paths.

    A path is a ``.jsonl`` file, a ``.parquet`` file, a ``.json`` file of gold whose text stands beside
    it or one folder up under the same name with ``.txt``, a folder of such files, or the corpus, of
    which reports come first and then narratives. ``split`` keeps the records that name this split;
    a record that names none is in none, and only comes without ``split``.

    Raises ``UnreadableFile`` where there is no such file or it is no UTF-8, ``BadAnnotation`` where a
    line is no record (with file and line; ``faults`` says more), ``MissingExtra`` where Parquet needs
    pyarrow.
    """
    for file, number, data in records(paths, split):
        if split is not None and data.get("split") != split:
            continue
        try:
            yield Annotation.from_dict(data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadAnnotation(f"{file}:{number}: {error}") from error


def records(
    paths: str | Path | Iterable[str | Path], split: str | None = None
) -> Iterator[tuple[Path, int, dict[str, Any]]]:
    """Each record as the file has it, with file and line (Parquet: row, from 1).

    ``split`` only spares reading files of the corpus that hold another one.
    """
    for path in [paths] if isinstance(paths, str | Path) else paths:
        for file in _files(Path(path), split):
            if file.suffix == ".parquet":
                found = _parquet(file)
            elif file.suffix == ".json":
                found = _gold(file)
            else:
                found = _lines(file)
            for number, data in found:
                yield file, number, data


def _files(path: Path, split: str | None) -> list[Path]:
    if not path.is_dir():
        return [path]
    folders = [path / name for name in CONFIGURATIONS if (path / name).is_dir()]
    if not folders:
        return sorted(p for p in path.iterdir() if p.suffix in (".json", ".jsonl", ".parquet"))
    return [p for folder in folders for p in sorted(folder.glob(f"{split or ''}*.parquet"))]


def _lines(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(_text(file).split("\n"), 1):
        if line.strip():
            yield number, _object(line, f"{file}:{number}")


def _gold(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """A file of gold as ``score.py`` reads it, with its text."""
    data = _object(_text(file), str(file))
    name = f"{file.stem}.txt"
    text = next((p for p in (file.parent / name, file.parents[1] / name) if p.is_file()), None)
    if text is None:
        raise UnreadableFile(f"{file}: its text {name} stands neither beside it nor one folder up")
    agencies = data.get("agency")
    agencies = agencies if isinstance(agencies, list) else [agencies]
    spans, damaged = data.pop("spans", {}), data.get("damaged", ())
    cells = [
        {
            "path": path,
            "value": value,
            "status": "damaged" if path in damaged else "read" if path in spans else None,
            "start": spans.get(path, (None, None))[0],
            "end": spans.get(path, (None, None))[1],
        }
        for path, value in data.get("cells", {}).items()
    ]
    yield (
        1,
        {
            "id": file.stem,
            **data,
            "text": _text(text),
            "agency": agencies[0],
            "agency_alt": agencies[1:],
            "cells": cells if "cells" in data else None,
        },
    )


def _parquet(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise MissingExtra("train", "Parquet files", where=str(file)) from error
    number = 0
    try:
        for batch in parquet.ParquetFile(file).iter_batches(_ROWS):
            for row in batch.to_pylist():
                number += 1
                yield number, row
    except (OSError, ArrowException) as error:
        raise UnreadableFile(f"{file}: {error}") from error


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadAnnotation(f"{where}: no JSON: {error}") from error
    if not isinstance(data, dict):
        raise BadAnnotation(f"{where}: a record is a JSON object, this is {type(data).__name__}")
    return data


def _text(file: Path) -> str:
    try:
        # newline="": offsets count every character, also \r
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return opened.read()
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{file}: not UTF-8 (byte {error.start}); save it as UTF-8 first"
        ) from error
    except OSError as error:
        raise UnreadableFile(f"{file}: {error.strerror}") from error
