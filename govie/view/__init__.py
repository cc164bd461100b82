"""Self-contained HTML pages: reports, with the extracted values marked in their text, and panels."""

from __future__ import annotations

from govie.view.page import frame, page
from govie.view.panel import Entry, Remark, panel_page

__all__ = ["Entry", "Remark", "frame", "page", "panel_page"]
