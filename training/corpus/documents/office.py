"""LibreOffice: many files in one call, for starting it costs more than a conversion."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from training.corpus.routes.registry import RouteFailed

FILTERS = {
    "pdf": "pdf",
    "doc": "doc",
    "rtf": "rtf",
    "odt": "odt",
    "txt": "txt:Text (encoded):UTF8",
    "html": "html",
}


def convert(files: Sequence[Path], kind: str, folder: Path, profile: Path) -> list[Path]:
    """``files`` as ``kind`` in ``folder``; those that LibreOffice could not convert are left out.

    ``profile`` is a user profile of our own: two processes must not share one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        "soffice",
        "--headless",
        "--norestore",
        f"-env:UserInstallation=file://{profile}",
        "--convert-to",
        FILTERS[kind],
        "--outdir",
        str(folder),
        *map(str, files),
    ]
    try:
        # Its own process group: soffice is a script, and the program that hangs is its grandchild.
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except FileNotFoundError:
        raise RouteFailed("soffice is not installed") from None
    try:
        process.wait(60 + 4 * len(files))
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # what is converted is there
        process.wait()
    return [path for file in files if (path := folder / f"{file.stem}.{kind}").exists()]
