"""Writes superscripts and subscripts as characters of Unicode.

So a footnote mark, which documents print as a raised digit, is not read as the last digit of the number before it.
"""

from __future__ import annotations

_RAISED = str.maketrans("0123456789+-()=n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾⁼ⁿ")
_LOWERED = str.maketrans("0123456789+-()=", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎₌")


def raised(text: str) -> str:
    """``text`` with its digits and signs as superscripts, of the same length; other characters stay."""
    return text.translate(_RAISED)


def lowered(text: str) -> str:
    """``text`` with its digits and signs as subscripts, of the same length; other characters stay."""
    return text.translate(_LOWERED)
