"""LibreOffice: many files in one call, for starting it costs more than a conversion."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from training.corpus.routes.registry import RouteFailed

FILTERS = {"pdf": "pdf", "doc": "doc", "txt": "txt:Text (encoded):UTF8", "html": "html"}


def convert(files: Sequence[Path], kind: str, folder: Path, profile: Path) -> list[Path]:
    """``files`` as ``kind`` in ``folder``; those that LibreOffice could not convert are left out.

    ``profile`` is a user profile of our own: two processes must not share one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        "soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{profile}",
        "--convert-to", FILTERS[kind], "--outdir", str(folder), *map(str, files),
    ]
    try:
        subprocess.run(command, capture_output=True, timeout=60 + 4 * len(files), check=False, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        raise RouteFailed("soffice is not installed") from None
    except subprocess.TimeoutExpired:
        pass  # what is there is there
    return [path for file in files if (path := folder / f"{file.stem}.{kind}").exists()]
