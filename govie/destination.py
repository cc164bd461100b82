"""Where outputs are written: one rule for all commands, and drafts that replace the old file in one step.

An output may be a new name, an empty file, or, with ``force``, a file that govie wrote itself. Everything else is
refused before any work is done. The old file stays until the new one is complete.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from govie import own_files
from govie.errors import RefusedOutput

_DRAFT = "govie-draft"
_WORDS = {"panel": "a panel", "page": "a page"}
_AT_FDCWD, _EXCHANGE = -100, 2  # renameat2 of Linux; renamex_np of macOS has the same 2


def named(path: Path) -> None:
    """Raise ``RefusedOutput`` where ``path`` is empty, ``.`` or ``/``: it names no file in a folder."""
    if not path.name:
        raise RefusedOutput(f"{path}: a folder; name a file in it")


def file(path: Path, *, kinds: Collection[str] = (), force: bool = False) -> None:
    """Raise ``RefusedOutput`` unless ``path`` can be written: new or empty, or govie's own and ``force``.

    ``kinds``: the kinds of files that the command writes (see ``own.kind``). Files of another kind are never
    replaced: a panel can be made again, annotations that a person corrected cannot.
    """
    _parent(path, path.parent)
    if path.is_symlink():
        raise RefusedOutput(f"{path}: a link; name the file itself")
    if path.is_dir():
        raise RefusedOutput(f"{path}: a folder; name a file in it")
    if not path.exists():
        return
    if not path.is_file():
        raise RefusedOutput(f"{path}: no regular file")
    if path.stat().st_size == 0:
        return
    there = own_files.kind(path)
    if there == "decisions":
        raise RefusedOutput(
            f"{path}: holds decisions, which are never replaced; choose another name"
        )
    if there is None:
        raise RefusedOutput(f"{path}: is there already and not govie's own; choose another name")
    if there not in kinds:
        raise RefusedOutput(f"{path}: holds {_WORDS.get(there, there)}; choose another name")
    if not force:
        raise RefusedOutput(f"{path}: is there already; --force replaces it")


def folder(path: Path, *, force: bool = False, ours: Callable[[Path], str | None]) -> None:
    """As ``file``, for a folder. ``ours``: returns why a folder that is not empty must not be replaced, or ``None``."""
    ancestor = path.parent
    while not ancestor.exists() and ancestor != ancestor.parent:
        ancestor = ancestor.parent
    _parent(path, ancestor)
    if path.is_symlink():
        raise RefusedOutput(f"{path}: a link; name the folder itself")
    if not path.exists():
        return
    if not path.is_dir():
        raise RefusedOutput(f"{path}: a file; name a folder that does not exist yet")
    if path.resolve() == Path.cwd() or path.resolve() in Path.cwd().parents:
        raise RefusedOutput(f"{path}: the working folder, or one that it is in; name a new folder")
    with os.scandir(path) as entries:
        if next(entries, None) is None:
            return
    if (reason := ours(path)) is not None:
        raise RefusedOutput(f"{path}: is not empty and {reason}; name a new folder")
    if not force:
        raise RefusedOutput(f"{path}: is there already; --force replaces it")


def _parent(path: Path, parent: Path) -> None:
    if not parent.is_dir():
        what = "not a folder" if parent.exists() else "no such folder"
        raise RefusedOutput(f"{path}: {parent}: {what}")
    for above in (parent, *parent.absolute().parents):
        if own_files.is_model(above):
            raise RefusedOutput(
                f"{path}: {above} is a model's folder, in which nothing else may be"
            )
    try:  # permission bits alone do not decide it: not for root, nor on a read-only file system
        with tempfile.TemporaryFile(dir=parent):
            pass
    except OSError as error:
        raise RefusedOutput(f"{path}: {parent} cannot be written: {error.strerror}") from None


@contextmanager
def whole(path: Path, draft: Path | None = None) -> Iterator[Path]:
    """A path to write to, which is moved to ``path`` in one step at the end, or removed on an error.

    ``draft``: that path, on the same file system; else one beside ``path``. Drafts that a killed run left
    beside ``path`` are removed.
    """
    if draft is None:
        _tidy(path)
        draft = _beside(path)
    try:
        yield draft
        with draft.open("rb+") as written:
            os.fsync(written.fileno())
        if path.exists():
            shutil.copymode(path, draft)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def write(path: Path, text: str) -> None:
    """Write a text to a file in one step, as UTF-8; a lone surrogate in it is escaped."""
    with whole(path) as draft:
        draft.write_text(text, "utf-8", "backslashreplace", newline="")


@contextmanager
def whole_folder(path: Path, ready: Callable[[], None] = lambda: None) -> Iterator[Path]:
    """As ``whole`` for a folder; ``ready`` is called before ``path`` is replaced."""
    path = path.absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    _tidy(path)
    draft = _beside(path)
    draft.mkdir()
    try:
        yield draft
        ready()
        _place(draft, path)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _place(draft: Path, path: Path) -> None:
    if not path.exists():
        os.rename(draft, path)
    elif not any(path.iterdir()):
        path.rmdir()
        os.rename(draft, path)
    elif not _exchange(draft, path):
        # No exchange in one step on this system: two, and back where the second fails.
        old = draft.with_suffix(".old")
        os.rename(path, old)
        try:
            os.rename(draft, path)
        except BaseException:
            os.rename(old, path)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two paths in one atomic step; false where the system has no call for it."""
    if sys.platform == "win32":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if hasattr(library, "renameat2"):
        done = library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _EXCHANGE)
    elif hasattr(library, "renamex_np"):
        done = library.renamex_np(*names, _EXCHANGE)
    else:
        return False
    return int(done) == 0


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.{_DRAFT}")


def _tidy(path: Path) -> None:
    """Remove the drafts of ``path`` whose process is gone."""
    if sys.platform == "win32":  # it has no signal that only asks whether a process is alive
        return
    name = re.compile(rf"\.{re.escape(path.name)}\.(\d+)\.{_DRAFT}")
    for entry in path.parent.iterdir():
        match = name.fullmatch(entry.name)
        if match is None or _lives(int(match[1])):
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
