"""What was read and where, to look at: pages of reports and of panels, without network or build step."""

from __future__ import annotations

from govie.view.page import frame, page
from govie.view.panel import Entry, Remark, panel_page

__all__ = ["Entry", "Remark", "frame", "page", "panel_page"]
