"""govie reads Chinese 政府信息公开工作年度报告: every cell of the tables, each with its place in the text."""

from govie.extractor import Extractor, extract, load
from govie.parts import Part, split
from govie.reader import extract_file, extract_reports
from govie.report import CellValue, Check, Fact, Place, Report, Section, Unit
from govie.version import __version__

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
