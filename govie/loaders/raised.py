"""Keeps superscripts and subscripts apart: a footnote's mark is no digit of the number before it."""

from __future__ import annotations

_RAISED = str.maketrans("0123456789+-()=n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾⁼ⁿ")
_LOWERED = str.maketrans("0123456789+-()=", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎₌")


def raised(text: str) -> str:
    """``text`` in Unicode's superscripts, one character for one; what has none stays."""
    return text.translate(_RAISED)


def lowered(text: str) -> str:
    """``text`` in Unicode's subscripts, one character for one; what has none stays."""
    return text.translate(_LOWERED)
