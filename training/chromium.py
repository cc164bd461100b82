"""Which Chromium the repository's tools and tests start, and with which flags."""

from __future__ import annotations

import os
import shutil

PROGRAM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
"""Debian's or Google's, or the one that ``CHROMIUM`` names; ``None`` where there is none."""

# Containers offer no sandbox; the rest keeps a browser from asking the network anything by itself.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
