"""Reads annotated texts: JSON Lines, Parquet, the corpus, or JSON beside a text file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from govie.annotations.record import Annotation, shape_faults
from govie.errors import BadAnnotation, UnreadableFile, needing

CONFIGURATIONS = ("reports", "narratives", "identity")  # of the corpus, those that annotate texts
_ROWS = 64  # of Parquet that are read at once; each has hundreds of cells


def read(
    paths: str | Path | Iterable[str | Path], split: str | None = None
) -> Iterator[Annotation]:
    """The annotated texts of files and folders, one by one, in the order of the paths.

    A path is a ``.jsonl`` file, a ``.parquet`` file, a ``.json`` annotation whose text stands beside it or one
    folder up under the same name with ``.txt``, a folder of such files, or the corpus, of which reports come
    first, then narratives, then the texts on identity. ``split``: read only the records of this split, and
    none that name no split.

    Raises ``UnreadableFile`` where there is no such file or it is not UTF-8, ``BadAnnotation`` where a line is no
    record (with file and line; ``faults`` says more), ``MissingExtra`` where Parquet needs pyarrow.
    """
    for file, line, data in records(paths, split):
        if isinstance(data, str):
            raise BadAnnotation(f"{file}:{line}: {data}")
        if split is not None and data.get("split") != split:
            continue
        for place, reason in shape_faults(data):
            where = ": ".join(str(x) for x in (data.get("id"), place) if x)
            raise BadAnnotation(f"{file}:{line}: {where}: {reason}")
        yield Annotation.from_dict(data)


def records(
    paths: str | Path | Iterable[str | Path], split: str | None = None
) -> Iterator[tuple[Path, int, dict[str, Any] | str]]:
    """Each record with its file and line (Parquet: row); in place of a malformed record, the reason.

    ``split`` only avoids reading files of the corpus that hold other splits. Raises as ``read``, except for a
    line that is no record.
    """
    for path in [paths] if isinstance(paths, str | Path) else paths:
        for file in _files(Path(path), split):
            if file.suffix == ".parquet":
                found = _parquet(file)
            elif file.suffix == ".json":
                found = _gold(file)
            else:
                found = _lines(file)
            for line, data in found:
                yield file, line, data


def _files(path: Path, split: str | None) -> list[Path]:
    if not path.is_dir():
        return [path]
    folders = [path / name for name in CONFIGURATIONS if (path / name).is_dir()]
    if not folders:
        return sorted(p for p in path.iterdir() if p.suffix in (".json", ".jsonl", ".parquet"))
    return [p for folder in folders for p in sorted(folder.glob(f"{split or ''}*.parquet"))]


def _lines(file: Path) -> Iterator[tuple[int, dict[str, Any] | str]]:
    for number, line in enumerate(text_of(file).split("\n"), 1):
        if line.strip():
            yield number, _object(line)


def _gold(file: Path) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """A file with one annotation whose ``cells`` are values by path; its text stands in a file of the same name."""
    data = _object(text_of(file))
    if isinstance(data, str):
        yield 1, data
        return
    name = f"{file.stem}.txt"
    text = next((p for p in (file.parent / name, file.parents[1] / name) if p.is_file()), None)
    if text is None:
        raise UnreadableFile(f"{file}: its text {name} stands neither beside it nor one folder up")
    record = {"id": file.stem, **data, "text": text_of(text)}
    agency = data.get("agency")
    if isinstance(agency, list):
        record["agency"], record["agency_alt"] = (agency or [None])[0], agency[1:]
    if "cells" in data:
        try:
            record["cells"] = _gold_cells(data["cells"], record.pop("spans", {}), data)
        except (AttributeError, TypeError, ValueError) as error:
            yield 1, f"no gold: {error}"
            return
    yield 1, record


def _gold_cells(
    values: Mapping[str, Any], spans: Mapping[str, list[int]], data: Mapping[str, Any]
) -> list[dict[str, Any]]:
    damaged = data.get("damaged") or ()
    found = []
    for path, value in values.items():
        start, end = spans.get(path, (None, None))
        status = "damaged" if path in damaged else "read" if path in spans else None
        found.append({"path": path, "value": value, "status": status, "start": start, "end": end})
    return found


def _parquet(file: Path) -> Iterator[tuple[int, dict[str, Any] | str]]:
    with needing("parquet", "Parquet files", where=str(file)):
        from pyarrow import ArrowException, parquet
    number = 0
    try:
        for batch in parquet.ParquetFile(file).iter_batches(_ROWS):
            for row in batch.to_pylist():
                number += 1
                yield number, row
    except (OSError, ArrowException) as error:
        raise UnreadableFile(f"{file}: {error}") from error


def _object(line: str) -> dict[str, Any] | str:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"no JSON: {error}"
    if not isinstance(data, dict):
        return f"a record is a JSON object, this is {type(data).__name__}"
    return data


def text_of(file: Path) -> str:
    """The text of a UTF-8 file, line ends unchanged. Raises ``UnreadableFile``."""
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
