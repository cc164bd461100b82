"""Recognizes files that govie wrote itself (panels, annotations, decisions, pages), which are not reports."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

_MOST = 2**23  # bytes of a file that are read: the first line of annotations is a whole report
_KEYS = ("agency", "year", "unit_id")
_REPORT = {"agency", "cells", "facts", "checks", "warnings"}  # of a record of a panel
# Of a record without a report, beside the error.
_UNREAD = {"file", "kind", "encoding", "notes", "text"}
_PAGE = re.compile(rb'<meta name="generator" content="govie">')
_LABELS = re.compile(rb'\s*\[\{"text": "(?:section:|cell:|count:|optional:|item|channel)')


def kind(path: Path) -> str | None:
    """``panel``, ``annotations``, ``decisions``, ``labels`` or ``page``; ``None`` for all else.

    Reads the beginning of the file and never raises; a file that cannot be read has no kind.
    """
    try:
        if not path.is_file():  # a pipe would be waited for
            return None
        with path.open("rb") as file:
            head = file.read(16)
            file.seek(0)
            for begins, look in _LOOKS:
                if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(begins):
                    return look(file)
    except (OSError, ValueError, RecursionError, zipfile.BadZipFile, KeyError):
        return None
    return None


def is_model(folder: Path) -> bool:
    """Whether ``folder`` has a model's manifest, even if the model is incomplete."""
    try:
        with (folder / "manifest.json").open("rb") as file:
            manifest = json.loads(file.read(_MOST))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and {"format", "files"} <= manifest.keys()


def _object(file: BinaryIO) -> str | None:
    data = json.loads(file.readline(_MOST))
    if not isinstance(data, dict):
        return None
    if "file" in data and (data.keys() >= _REPORT or data.keys() - {"error"} <= _UNREAD):
        return "panel"
    if {"decision", "who", "target"} <= data.keys() or {"basis", "content"} <= data.keys():
        return "decisions"
    if "text" in data and ("govie" in data or ("id" in data and {"cells", "facts"} & data.keys())):
        return "annotations"
    return None


def _array(file: BinaryIO) -> str | None:
    """Label Studio's tasks, or the labels of a doccano project."""
    data = file.read(_MOST)
    if _LABELS.match(data):
        return "labels"
    return "annotations" if b'"govie"' in data and data.lstrip().startswith(b'[{"data"') else None


def _csv(file: BinaryIO) -> str | None:
    """Every table of a panel begins with the file or the check and has the agency and its key."""
    names = next(csv.reader([file.readline(2**16).decode("utf-8-sig")]), [])
    ours = names[:1] in (["file"], ["check"]) and {*_KEYS} <= set(names)
    return "panel" if ours else None


def _parquet(file: BinaryIO) -> str | None:
    file.seek(-8, 2)
    size = min(int.from_bytes(file.read(4), "little"), _MOST)
    file.seek(-8 - size, 2)
    footer = file.read(size)
    return "panel" if all(name.encode() in footer for name in _KEYS) else None


def _workbook(file: BinaryIO) -> str | None:
    with zipfile.ZipFile(file) as archive, archive.open("xl/workbook.xml") as book:
        sheets = book.read(2**16)
    return "panel" if b'"codebook"' in sheets and b'"panel checks"' in sheets else None


def _stata(file: BinaryIO) -> str | None:
    head = file.read(2**20)
    return "panel" if all(b"\0%b\0" % name.encode() in head for name in _KEYS) else None


def _page(file: BinaryIO) -> str | None:
    return "page" if _PAGE.search(file.read(2**12)) else None


def _labels(file: BinaryIO) -> str | None:
    """The labeling interface of a Label Studio project."""
    head = file.read(2**16)
    return "labels" if b"<View" in head and b"<Label" in head else None


_LOOKS: tuple[tuple[bytes, Callable[[BinaryIO], str | None]], ...] = (
    (b"{", _object),
    (b"[", _array),
    (b"file,", _csv),
    (b"check,", _csv),
    (b"PAR1", _parquet),
    (b"PK\x03\x04", _workbook),
    (b"<stata_dta>", _stata),
    (b"<!DOCTYPE", _page),
    (b"<View", _labels),
)
