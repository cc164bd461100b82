"""docs/reference.md lists what the code says."""

from __future__ import annotations

import re
from pathlib import Path

from govie import codes

ROOT = Path(__file__).parents[1]


def test_every_warning_is_documented_and_no_other() -> None:
    said = [code for name, code in vars(codes).items() if name.isupper()]
    listed = re.findall(r"^\| (W\d{3}) ", (ROOT / "docs" / "reference.md").read_text("utf-8"), re.M)
    assert sorted(said) == sorted(listed)


def test_warnings_have_their_codes_from_the_list() -> None:
    """Each is raised somewhere, and none is written out elsewhere."""
    package = ROOT / "govie"
    sources = {p.relative_to(package): p.read_text("utf-8") for p in package.rglob("*.py")}
    used = {n for source in sources.values() for n in re.findall(r"\bcodes\.([A-Z_]+)", source)}
    assert used == {name for name in vars(codes) if name.isupper()}
    written = {str(n) for n, source in sources.items() if re.search(r"\"W\d{3}", source)}
    assert written == {"codes.py"}
