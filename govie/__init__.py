"""govie reads Chinese 政府信息公开工作年度报告: every cell of the tables, each with its place in the text."""

from govie.extractor import Extractor, extract, load
from govie.reader import extract_file
from govie.report import CellValue, Check, Fact, Report, Section
from govie.version import __version__

__all__ = [
    "CellValue",
    "Check",
    "Extractor",
    "Fact",
    "Report",
    "Section",
    "__version__",
    "extract",
    "extract_file",
    "load",
]
