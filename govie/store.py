"""Model directories: where they are found, how they are verified, and how one is sealed.

A model is a folder of arrays and word lists, without executable code, with a ``manifest.json`` that names the
format, every file's SHA-256 and its size (older manifests name no sizes). The default model is inside the
package; the environment variable ``GOVIE_MODEL`` names another.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from govie.errors import ModelMismatch, ModelNotFound

FORMAT = 4
"""The version of the model format: increased when older models can no longer be read."""

MANIFEST = "manifest.json"
MOST_FILE = 2**25  # bytes: fifty times the largest file of a model that govie trains
_MOST_WORDS = 2**23  # bytes of a word list, which takes up to thirty times as much memory
_MOST_MANIFEST = 2**20  # bytes
_MOST_FILES = 100
_BARE = re.compile(r"[A-Za-z0-9][\w-]*")
_SHA256 = re.compile("[0-9a-f]{64}")
_LEFT_BY_SYSTEMS = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))
_PACKAGE = Path(__file__).parent
_DEFAULTS = (_PACKAGE / "models" / "default", _PACKAGE.parent / "models" / "default")


def find(path: str | os.PathLike[str] | None = None) -> Path:
    """The model directory at ``path``, or that of ``GOVIE_MODEL``, or the default one.

    A bare name that is no folder here is that of a shipped model: ``default``. Raises ``ModelNotFound``
    where there is none.
    """
    named = path or os.environ.get("GOVIE_MODEL")
    if named:
        try:
            if (Path(named) / MANIFEST).is_file():
                return Path(named)
        except OSError as error:
            raise ModelNotFound(f"{named}: {error.strerror}") from error
        if (shipped := _shipped(os.fspath(named))) is not None:
            return shipped
        raise ModelNotFound(
            f"{named} is no model directory (it has no {MANIFEST}): "
            f"name one that `govie train DATA --out DIR` wrote, or a shipped one ({_names()}), or unset GOVIE_MODEL"
        )
    for folder in _DEFAULTS:
        if (folder / MANIFEST).is_file():
            return folder
    raise ModelNotFound(
        "the default model is missing from this installation: reinstall govie "
        "(pip install --force-reinstall govie), or train one with `govie train corpus --out DIR`"
    )


def _names() -> str:
    """The names of the shipped models."""
    there = {m.parent.name for d in _DEFAULTS for m in d.parent.glob(f"*/{MANIFEST}")}
    return ", ".join(sorted(there)) or "there is none here"


def _shipped(name: str) -> Path | None:
    """The shipped model of that name, wherever this installation has it."""
    folders = [default.with_name(name) for default in _DEFAULTS] if _BARE.fullmatch(name) else []
    return next((f for f in folders if (f / MANIFEST).is_file()), None)


def verify(folder: Path) -> dict[str, Any]:
    """The manifest of the model in ``folder``, after its files were compared with those that it names.

    Files larger than any of a model are refused unread. Raises ``ModelMismatch`` where the model is damaged or of
    another format, or the manifest is malformed.
    """
    manifest = _manifest(folder)
    written = manifest["format"]
    if written != FORMAT:
        which = "newer: upgrade govie" if written > FORMAT else "older: train it again"
        raise ModelMismatch(
            f"{folder} has model format {written}, this govie reads {FORMAT}; it is {which}"
        )
    _compare(folder, manifest["files"], manifest.get("sizes", {}))
    return manifest


def _compare(folder: Path, files: Mapping[str, str], sizes: Mapping[str, int]) -> None:
    """Raise ``ModelMismatch`` unless the files are those named, by size and SHA-256; other sizes are not read."""
    try:
        there = dict(_sizes(folder))
    except OSError as error:
        raise ModelMismatch(f"{error.filename or folder}: {error.strerror}") from error
    for name, digest in files.items():
        size = there.get(name)
        if size is None or sizes.get(name, size) != size or _digest(folder / name) != digest:
            raise ModelMismatch(
                f"{folder / name} is missing or damaged: restore the model directory or train it again"
            )
    if extra := sorted(there.keys() - files.keys()):
        raise ModelMismatch(
            f"{folder / extra[0]} is not named in {MANIFEST}: take it out of the model directory"
        )


def unsealed(folder: Path) -> str | None:
    """Why ``folder`` is not a model of any format; ``None`` if it is one."""
    if not (folder / MANIFEST).is_file():
        return f"no model of govie's (it has no {MANIFEST})"
    try:
        manifest = _manifest(folder)
        _compare(folder, manifest["files"], manifest.get("sizes", {}))
    except ModelMismatch as error:
        return f"no whole model of govie's ({error})"
    return None


def checksum(folder: Path) -> str:
    """A model's identity: the SHA-256 of its manifest, which holds those of its files.

    Raises ``ModelMismatch`` where the manifest cannot be read.
    """
    return hashlib.sha256(_text(folder / MANIFEST)).hexdigest()


def seal(folder: Path, about: Mapping[str, Any]) -> None:
    """Write the manifest of the files in ``folder``; ``about``: an account of how the model was made."""
    files = {
        path.relative_to(folder).as_posix(): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
    sizes = {name: (folder / name).stat().st_size for name in files}
    manifest = {"format": FORMAT, **about, "files": files, "sizes": sizes}
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", "utf-8")


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        manifest = json.loads(_text(path))
        files = manifest["files"]
        if type(manifest["format"]) is not int or not isinstance(files, dict) or not files:
            raise ValueError("it names no format or no files")
        if not isinstance(manifest.get("sizes", {}), dict):
            raise ValueError("its sizes are no object")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelMismatch(f"{path} is damaged ({error}): train the model again") from None
    for name, digest in files.items():
        if not _inside(name) or not isinstance(digest, str) or not _SHA256.fullmatch(digest):
            raise ModelMismatch(f"{path} is damaged ({name[:80]!r} with {str(digest)[:80]!r})")
    return dict(manifest)


def _text(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_MANIFEST + 1)
    except OSError as error:
        raise ModelMismatch(f"{path} cannot be read: {error.strerror}") from error
    if len(data) > _MOST_MANIFEST:
        raise ModelMismatch(f"{path} is larger than any manifest")
    return data


def _inside(name: str) -> bool:
    """Whether a manifest may name this file: a relative path that stays inside the folder on every system."""
    parts = PurePosixPath(name).parts
    return (
        name == "/".join(parts)
        and not name.startswith("/")
        and ".." not in parts
        and not set("\\:\0") & set(name)
        and name != MANIFEST
    )


def _sizes(folder: Path) -> Iterator[tuple[str, int]]:
    """Path and size of every file below ``folder`` but the manifest.

    Raises ``ModelMismatch`` for a file that is not regular, or larger than a file of a model can be.
    """
    count = 0
    for at, folders, names in os.walk(folder, onerror=_raise):
        for name in [*names, *(f for f in folders if os.path.islink(os.path.join(at, f)))]:
            path = Path(at, name)
            inside = path.relative_to(folder).as_posix()
            if inside == MANIFEST or name in _LEFT_BY_SYSTEMS:
                continue
            count += 1
            if count > _MOST_FILES:
                raise ModelMismatch(f"{folder} holds more files than any model")
            if not path.is_file():
                raise ModelMismatch(f"{path} is missing or no regular file")
            size = path.stat().st_size
            most = _MOST_WORDS if path.suffix in (".json", ".txt") else MOST_FILE
            if size > most:
                raise ModelMismatch(f"{path} is larger than {most // 2**20} MB")
            yield inside, size


def _raise(error: OSError) -> None:
    raise error


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(2**20):
            digest.update(piece)
    return digest.hexdigest()
