"""The model directory: where it is, whether it is whole, and what seals it.

A model is a folder of arrays, word lists and spaCy weights, nothing that runs, with a ``manifest.json``
that names the format and every file's SHA-256. The default model is inside the package; the environment
variable ``GOVIE_MODEL`` names another.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from govie.errors import ModelMismatch, ModelNotFound

FORMAT = 3
"""Raised whenever a model of before cannot be read any more."""

MANIFEST = "manifest.json"
_PACKAGE = Path(__file__).parent
_DEFAULTS = (_PACKAGE / "models" / "default", _PACKAGE.parent / "models" / "default")


def find(path: str | os.PathLike[str] | None = None) -> Path:
    """The model directory at ``path``, or that of ``GOVIE_MODEL``, or the default one.

    Raises ``ModelNotFound`` where there is none.
    """
    named = path or os.environ.get("GOVIE_MODEL")
    if named:
        if (Path(named) / MANIFEST).is_file():
            return Path(named)
        raise ModelNotFound(
            f"{named} is no model directory (it has no {MANIFEST}): "
            "name one that `govie train DATA --out DIR` wrote, or unset GOVIE_MODEL"
        )
    for folder in _DEFAULTS:
        if (folder / MANIFEST).is_file():
            return folder
    raise ModelNotFound(
        "the default model is missing from this installation: reinstall govie "
        "(pip install --force-reinstall govie), or train one with `govie train corpus --out DIR`"
    )


def verify(folder: Path) -> dict[str, Any]:
    """The manifest of a model whose files are all there and unchanged.

    Raises ``ModelMismatch`` where the model is damaged or of another format.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        written, files = manifest["format"], dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelMismatch(
            f"{folder / MANIFEST} is damaged ({error}): train the model again"
        ) from None
    if written != FORMAT:
        which = "newer: upgrade govie" if written > FORMAT else "older: train it again"
        raise ModelMismatch(
            f"{folder} has model format {written}, this govie reads {FORMAT}; it is {which}"
        )
    for name, digest in files.items():
        path = folder / name
        if ".." in Path(name).parts or not path.is_file() or _digest(path) != digest:
            raise ModelMismatch(
                f"{path} is missing or damaged: restore the model directory or train it again"
            )
    return manifest


def seal(folder: Path, about: Mapping[str, Any]) -> None:
    """Write the manifest of the files in ``folder``; ``about``: how the model was made."""
    files = {
        path.relative_to(folder).as_posix(): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
    manifest = {"format": FORMAT, **about, "files": files}
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", "utf-8")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
