"""Self-contained HTML pages: reports, with the extracted values marked in their text, and panels.

``page``    the page of reports
``marks``   … a text with what was read marked in it
``grid``    … the tables as the form prints them
``states``  … the state of each cell
``lists``   … what to check first, counts, checks
``edit``    … the parts for corrections
``panel``   the page of a panel
``charts``  … its charts
``words``   the pages' words in Chinese and English
``markup``  HTML, and text escaped for it
"""

from __future__ import annotations

from govie.view.page import frame, page
from govie.view.panel import Entry, Remark, panel_page

__all__ = ["Entry", "Remark", "frame", "page", "panel_page"]
