"""govie reads Chinese 政府信息公开工作年度报告: every cell, every count, each with its place in the text."""

from govie.pipeline import extract
from govie.report import CellValue, Check, Fact, Report, Section

__all__ = ["CellValue", "Check", "Fact", "Report", "Section", "extract"]
