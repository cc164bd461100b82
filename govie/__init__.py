"""Reads Chinese 政府信息公开工作年度报告: every cell of the statutory tables, with its place in the text.

The names below are imported on first use (PEP 562), so that ``import govie`` alone takes no time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from govie.version import __version__

if TYPE_CHECKING:
    from govie.extractor import Extractor, extract, load
    from govie.parts import Part, split
    from govie.reader import extract_file, extract_reports
    from govie.report import CellValue, Check, Fact, Place, Report, Section, Unit

_HOMES = {
    "extractor": ("Extractor", "extract", "load"),
    "parts": ("Part", "split"),
    "reader": ("extract_file", "extract_reports"),
    "report": ("CellValue", "Check", "Fact", "Place", "Report", "Section", "Unit"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "CellValue",
    "Check",
    "Extractor",
    "Fact",
    "Part",
    "Place",
    "Report",
    "Section",
    "Unit",
    "__version__",
    "extract",
    "extract_file",
    "extract_reports",
    "load",
    "split",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'govie' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"govie.{_HOME[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
