"""Files of annotations from and to the tools that people know."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from govie.annotations import doccano, label_studio, shifts
from govie.annotations.files import read, text_of
from govie.annotations.marks import LINKS, labels
from govie.annotations.record import Annotation
from govie.errors import BadAnnotation

_TOLD = 20  # records that cannot be read: more only say that the file is another


def load(path: Path) -> list[Annotation]:
    """The annotations of a file in any of the formats, told apart by what is in it.

    Raises ``BadAnnotation``, a line for each record that cannot be read or whose places are all shifted,
    and as ``read``.
    """
    found = _load(path)
    shifted = ((one.id, shifts.in_values(one)) for one in found)
    if told := [f"{path}: {name}: {shift}" for name, shift in shifted if shift]:
        raise BadAnnotation("\n".join(told[:_TOLD]))
    return found


def _load(path: Path) -> list[Annotation]:
    if path.suffix == ".parquet" or path.is_dir():
        return list(read(path))
    text = text_of(path)
    start = text.lstrip()[:1]
    if start == "[":
        return list(_each(path, enumerate(_array(path, text), 1), label_studio.read))
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    if lines and _is_doccano(lines[0][1]):
        return list(_each(path, ((n, _json(line)) for n, line in lines), doccano.read))
    return list(read(path))


def lines(annotations: Iterable[Annotation]) -> str:
    """JSON Lines in the corpus's own format."""
    return "".join(_dumped(one.to_dict()) + "\n" for one in annotations)


def for_doccano(annotations: Iterable[Annotation]) -> dict[str, str]:
    """The files for a doccano project, by ending: the data, the labels of spans and of relations."""
    found = list(annotations)
    names = labels({one.form for one in found if one.form})
    return {
        ".jsonl": "".join(_dumped(doccano.write(one)) + "\n" for one in found),
        ".span-labels.json": _dumped(doccano.label_file(names)),
        ".relation-labels.json": _dumped(doccano.label_file(LINKS)),
    }


def for_label_studio(annotations: Iterable[Annotation]) -> dict[str, str]:
    """The files for a Label Studio project, by ending: the tasks, the labeling interface."""
    found = list(annotations)
    return {
        ".json": _dumped([label_studio.write(one) for one in found]),
        ".config.xml": label_studio.config({one.form for one in found if one.form}),
    }


def _each(
    path: Path,
    entries: Iterable[tuple[int, Any]],
    reader: Callable[[Mapping[str, Any]], Annotation],
) -> Iterator[Annotation]:
    wrong: list[str] = []
    for number, entry in entries:
        try:
            if not isinstance(entry, dict):
                raise BadAnnotation(f"no JSON object: {str(entry)[:40]!r}")
            one = reader(entry)
        except BadAnnotation as error:
            wrong.append(f"{path}:{number}: {error}")
            if len(wrong) == _TOLD:
                break
            continue
        if not wrong:
            yield one
    if wrong:
        raise BadAnnotation("\n".join(wrong))


def _array(path: Path, text: str) -> list[Any]:
    try:
        found: list[Any] = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadAnnotation(f"{path}: no JSON: {error}") from error
    return found


def _json(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return line


def _is_doccano(line: str) -> bool:
    data = _json(line)
    return isinstance(data, dict) and bool({"entities", "label", "labels"} & data.keys())


def _dumped(data: Any) -> str:
    # A lone surrogate is no UTF-8, but its escape is JSON.
    text = json.dumps(data, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
