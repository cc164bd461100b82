"""docs/reference.md lists what the code says."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_warning_is_documented_and_no_other() -> None:
    said = {
        code
        for path in (ROOT / "govie").rglob("*.py")
        for code in re.findall(r"\"(W\d{3}) ", path.read_text("utf-8"))
    }
    listed = re.findall(r"^\| (W\d{3}) ", (ROOT / "docs" / "reference.md").read_text("utf-8"), re.M)
    assert sorted(said) == sorted(listed)
