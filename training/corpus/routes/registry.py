"""The registry of routes: each converts a file to text with one real program in one configuration."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

# A converter that needs longer for one report hangs.
TIMEOUT_SECONDS = 60


class RouteFailed(Exception):
    """The program is not installed, crashed or hung; the message says which."""


@dataclass(frozen=True, slots=True)
class Route:
    """A way from a file of ``kind`` to text. ``tool`` is the program's name without its settings."""

    name: str
    kind: str  # docx, docxflat, doc, rtf, odt, odtext, html, innertext, pdf, scan
    tool: str
    read: Callable[[Path], str]
    held_back: bool = False  # only in the test split


ROUTES: dict[str, Route] = {}


def route(
    name: str, kind: str, tool: str, *, held_back: bool = False
) -> Callable[[Callable[[Path], str]], Callable[[Path], str]]:
    """Enter the decorated function as a route."""

    def enter(read: Callable[[Path], str]) -> Callable[[Path], str]:
        ROUTES[name] = Route(name, kind, tool, read, held_back)
        return read

    return enter


def command(name: str, kind: str, tool: str, line: str, *, held_back: bool = False) -> None:
    """Enter the standard output of a program as a route; ``FILE`` in its command line is the file's path."""
    words = shlex.split(line)

    def read(path: Path) -> str:
        return run([str(path) if word == "FILE" else word for word in words])

    ROUTES[name] = Route(name, kind, tool, read, held_back)


def run(command: Sequence[str]) -> str:
    """Standard output of ``command``, read as UTF-8.

    Raises :class:`RouteFailed` for a missing program, a non-zero exit and a timeout.
    """
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        raise RouteFailed(f"{command[0]} is not installed") from None
    except subprocess.TimeoutExpired:
        raise RouteFailed(f"{command[0]} took longer than {TIMEOUT_SECONDS} s") from None
    if done.returncode:
        raise RouteFailed(
            f"{command[0]} ended with {done.returncode}: {done.stderr[-200:].decode('utf-8', 'replace')}"
        )
    return done.stdout.decode("utf-8", "replace")
