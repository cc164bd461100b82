"""What a single cell prints: a number, a mark for nothing, damaged print, or words.

The grammar of one cell, whatever its place. A number may carry a sign (also as a word, an arrow or
accountants' brackets), thousands separators, decimals, a unit, a footnote mark and a remark in brackets.
"""

from __future__ import annotations

import re
from datetime import date
from enum import IntEnum
from functools import lru_cache

from govie.late import late
from govie.records import record
from govie.text import numerals
from govie.values import Number


class Kind(IntEnum):
    """What stands in a cell."""

    LABEL = 0
    NUMBER = 1
    NOTHING = 2  # a mark for "no value": -, /, 无
    EMPTY = 3  # delimited, with nothing in it
    DAMAGED = 4  # print in which a digit is misread or lost


@record(frozen=True, slots=True)
class Print:
    """What a cell prints; ``start`` and ``end`` are the number's offsets in the cell's text.

    ``value`` is in the unit it is printed in; ``scale`` is what 万 or 亿 multiply it by; ``unit`` is the
    measure word or currency as printed; ``sure`` is False for print that is legible with a doubt.
    """

    kind: Kind
    start: int
    end: int
    value: Number | None = None
    scale: int = 1
    unit: str | None = None
    sure: bool = True
    bracketed: bool = False  # (4): minus four in a column of changes


EMPTY_MARK = "\u2205"
"""Stands in the canonical text for a cell that holds nothing but a no-break space."""

DASHES, SLASHES = "-—–―－", "/／"
NOTHING_WORDS = "无|空[白值]?|暂无|无此项|不涉及|不适用|[Nn]/?[Aa]"
"""Patterns of words for nothing, which also stand in words in which cells ran together."""
_NOTHING = re.compile(
    rf"[{DASHES}_~]{{1,6}}|[{SLASHES}\\∕＼]{{1,2}}|×|…{{1,2}}|\?|=|{NOTHING_WORDS}|[(（](?:空白?|无)[)）]|未填写|无数据|未发生|没有|\.|nil"
)
_PROGRAM = re.compile(r"\\N|[Nn]one|NONE|[Nn]a[Nn]|NAN|[Nn]ull|NULL|<NA>|#N/A|nil|undefined")
"""What programs write for a cell that holds nothing."""
_WAN, _YI = (numerals.MYRIADS[char] for char in "万亿")
SCALES = {
    "": 1, "百": 100, "千": 1000, "万": _WAN, "十万": 10 * _WAN, "百万": 100 * _WAN, "千万": 1000 * _WAN, "亿": _YI,
}  # fmt: skip
"""What stands before a currency, and what an amount is multiplied by."""
SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
"""A pattern of what stands before a currency, or nothing."""
YUAN_SIGNS = "元圆圓"
FOREIGN = "美元|港元|港币|欧元|日元|英镑"
"""A pattern of currencies that no form has."""
_CURRENCY = rf"(?:人民币)?(?P<scale>[百千]?万|[百千亿]|[力方萬]|)?(?P<currency>[{YUAN_SIGNS}](?:人民币|整)?)"
_COUNTED = "件项个条宗次"
UNIT = rf"{numerals.YUAN}|[{_COUNTED}]"
"""A pattern of the units that stand apart from their number."""
_MEASURES = _COUNTED + "份起部人家笔篇例桩"
_FOREIGN = re.compile(rf"(?:万|亿|千)?(?:{FOREIGN}|USD|HKD|EUR|\$)")
_THOUSANDS = r"\d{1,3}(?:[,'’‘`´٬、\u2009\u202f·][ ]?\d{3})+(?![\d])"
_S = r"[ \v\n\t]{0,8}"
_FIGURE = re.compile(
    rf"(?P<open>[(（\[【]?){_S}"
    r"(?:(?:较|比|同比)(?:上一?年度?|去年)?(?:同期)?)?"
    r"(?P<sign>[+-]|[—–―−](?=\s?\d)|↓|↑|▼|▲|△|减少了?|增加了?|取消|核减|下降|上升|减|增|负|正)?"
    rf"{_S}(?P<digits>{_THOUSANDS}|\d+)(?P<decimals>\.\d+)?\.?{_S}"
    rf"(?:[{_MEASURES}](?=[)）]))?(?P<close>[)）\]】]?)"
    r"(?P<after>[-—–―−+↓↑](?!\d)|[(（](?:减少?|增加?|负|下降|上升)[)）])?"
    rf"{_S}/?{_S}(?:(?P<bracket>[(（]{_S})?(?:{_CURRENCY}|(?P<wan>[万亿])|(?P<measure>[{_MEASURES}]))(?(bracket){_S}[)）]))?"
    r"(?P<note>(?:\s?\[\^?\d{1,2}\]|\^\d{1,2}\^|\s?[①-⑳¹²³⁴⁵⁶⁷⁸⁹※†‡*#]|\s?注\d?|\s?[(（]注\d?[)）]){0,4})"
    r"[。；;]?(?P<remark>\s?[(（][^()（）\n\t|]{2,60}[)）])?"
)
_MOST_DIGITS = 12
_MOST_DAMAGED = 7  # characters of a number that OCR damaged
_NOT_DIGITS = re.compile(r"\D")
_AMOUNT = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
_LONGEST = 120  # characters: nothing that is one number, with its remark, is longer
_SIGN_WORDS = {
    "减少",
    "减少了",
    "取消",
    "核减",
    "下降",
    "减",
    "负",
    "-",
    "—",
    "–",
    "―",
    "−",
    "↓",
    "▼",
    "△",
}
_SIGN_MARKS = {"+", "-", "—", "–", "―", "−"}  # that are also bullets and marks for nothing
_STOPS = "。；;"  # after a cell that is written as a sentence: 无。
_WRAP = " \t\v\r\n\u3000\"“”‘’'*_`$"
# One character alone may number a label.
_ZERO = "零"
_CHINESE = re.compile(rf"{_ZERO}|[{numerals.CHINESE}]{{2,7}}")
_YUAN = "元"
# 千元 and 百万元 are units, and no amounts.
_PARTS = {"hundred_millions": _YI, "myriads": _WAN, "thousands": 1000, "rest": 1}
_IN_PARTS = re.compile(
    rf"(?:(?![{''.join(numerals.TENS)}]{{1,4}}[万亿]?[元圆])(?P<words>[{numerals.CHINESE}]{{1,16}}[万亿]?[{numerals.CHINESE}]{{0,16}})"
    r"|(?=\d)(?:(?P<hundred_millions>\d+(?:\.\d+)?)亿零?)?(?:(?P<myriads>\d{1,4}(?:\.\d+)?)万零?)?"
    r"(?:(?P<thousands>\d)千)?(?P<rest>\d{1,4}(?:\.\d{1,2})?)?)(?:元|圆)整?"
)
_PIECES = re.compile(r"\d+(?:[ ]{0,4}\v[ ]{0,4}\d+)+")
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE][+-]?\d{1,2}")
_DECIMAL_COMMA = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}")  # and points between thousands
_SIGNS = re.compile(r"[+\-—–−]{2,4}\s?\d[\d,]*(?:\.\d+)?")  # of which no one knows what they mean
_STRANGE = re.compile(r"[À-ÖØ-öø-ɏ]{1,2}\d[\d,]*(?:\.\d+)?")  # ÿ for a sign that a font lacks
_OF_TWO = re.compile(r"\d{1,6}\s?~\s?\d{1,6}")  # in one cell: nobody knows which is meant
_ERROR = re.compile(r"#(?:DIV/0|VALUE|REF|NUM|NULL|SPILL|CALC)!|#NAME\?")  # of a spreadsheet
_DAY = re.compile(r"(19(?:0\d|1\d|20))-([01]\d)-([0-3]\d)(?: 00:00:00)?")  # days since 1900 began
_MARCH = 60  # days
_NOTE_BEFORE = re.compile(r"(?:\d{1,2}[)）]|[①-⑳])\s{1,4}(?=[+-]?\d)")
_UNKNOWN_UNIT = late(r"[A-Za-z%‰\u4e00-\u9fff]{1,4}")


@lru_cache(maxsize=50_000)
def read(text: str, hard: bool = True) -> Print | None:
    """What the cell ``text`` prints, or None where it holds words.

    ``hard``: separators delimit the cell, so that whatever it holds is a cell; between mere spaces
    ``(1)`` and ``02`` are rather list marks and digits that ran together.
    """
    left = len(text) - len(text.lstrip(_WRAP))
    body = text.strip(_WRAP)
    if body == EMPTY_MARK:
        return Print(Kind.EMPTY, left, left)
    if not body:
        mark = text.strip()
        if hard and mark and set(mark) <= {"*", "_"}:
            return Print(Kind.NOTHING, left, left + len(mark))
        return Print(Kind.EMPTY, left, left) if hard else None
    if len(body) > _LONGEST:
        return None
    if body.isdecimal() and body.isascii() and (body[0] != "0" or len(body) == 1):
        return Print(Kind.NUMBER, left, left + len(body), int(body))
    right = left + len(body)
    if _PROGRAM.fullmatch(body):
        return Print(Kind.EMPTY, left, right)
    if _NOTHING.fullmatch(body.rstrip(_STOPS) or body):
        return Print(Kind.NOTHING, left, right)
    if set(body) <= {EMPTY_MARK, " ", "\v"}:
        return Print(Kind.EMPTY, left, left)
    if hard and (note := _NOTE_BEFORE.match(body)):
        left += note.end()
        body = body[note.end() :]
    match = _FIGURE.fullmatch(body)
    if match:
        return _number(match, left, hard)
    return _otherwise(body, left, hard) or _unit_unknown(body, left, hard)


def _otherwise(body: str, left: int, hard: bool) -> Print | None:
    """A number in pieces, in scientific notation, with a decimal comma or in words; one that is damaged."""
    right = left + len(body)
    if hard and (pieces := _PIECES.fullmatch(body)):
        parts = pieces[0].split()
        twice = len(parts[0]) > 1 and len({*parts}) == 1  # a merged cell, or a number in pieces
        number = None if twice else int("".join(parts))
        return Print(Kind.DAMAGED, left, right, number, sure=False)
    if _SIGNS.fullmatch(body) or _STRANGE.fullmatch(body):
        return Print(Kind.DAMAGED, left, right, sure=False)
    if _SCIENTIFIC.fullmatch(body) or _DECIMAL_COMMA.fullmatch(body):
        value = float(body.replace(".", "").replace(",", ".") if "," in body else body)
        return Print(Kind.NUMBER, left, right, int(value) if value.is_integer() else value)
    if hard and (_OF_TWO.fullmatch(body) or _ERROR.fullmatch(body)):
        return Print(Kind.DAMAGED, left, right, sure=False)
    if hard and (day := _DAY.fullmatch(body)):
        count = _days(*map(int, day.groups()))
        return Print(Kind.DAMAGED, left, right, count, sure=False)
    chinese = _CHINESE.fullmatch(body) if hard or body == _ZERO else None
    if chinese and (count := numerals.read_chinese(body)) is not None:
        return Print(Kind.NUMBER, left, right, count)
    if amount := _IN_PARTS.fullmatch(body):
        return Print(Kind.NUMBER, left, right, _whole(amount), unit=_YUAN)
    if len(body) <= _MOST_DAMAGED and numerals.DAMAGED.fullmatch(body):
        repaired = numerals.repair(body)
        if repaired is not None:
            return Print(Kind.DAMAGED, left, right, repaired, sure=False)
    return None


def _days(year: int, month: int, day: int) -> int | None:
    """The number for which a spreadsheet shows this day; None for a day that is none.

    1 is the first of January 1900, and the programs count a 29th of February of that year.
    """
    try:
        count = (date(year, month, day) - date(1899, 12, 31)).days
    except ValueError:
        return None
    return count if count < _MARCH else count + 1


def _whole(amount: re.Match[str]) -> Number | None:
    """An amount in yuan that is written in words, or in parts: 四十六万元, 12万5千元."""
    if amount["words"]:
        return numerals.read_chinese(amount["words"])
    return sum(
        numerals.scaled(float(amount[part]), scale)
        for part, scale in _PARTS.items()
        if amount[part]
    )


def _number(match: re.Match[str], left: int, hard: bool) -> Print | None:
    """What a number prints; ``left``: where its cell's text begins; None where it is none of a cell's."""
    if bool(match["open"]) != bool(match["close"]):
        if match["close"] and not match["open"]:  # 53] may be 531
            return Print(Kind.DAMAGED, left, left + match.end("digits"), sure=False)
        return None
    digits = _NOT_DIGITS.sub("", match["digits"])
    if len(digits) > _MOST_DIGITS or (not hard and not _stands_alone(match, digits)):
        return None
    value: Number = float(digits + match["decimals"]) if match["decimals"] else int(digits)
    if isinstance(value, float) and value.is_integer() and set(match["decimals"][1:]) == {"0"}:
        value = int(value)
    after = (match["after"] or "").strip("()（）")
    if (match["sign"] or "") in _SIGN_WORDS or after in _SIGN_WORDS:
        value = -value
    scale, unit, sure = _unit(match)
    start = match.start("sign") if match["sign"] else match.start("digits")
    last = next(part for part in _LAST_PARTS if match[part])
    bracketed = bool(match["open"]) and not match["sign"]
    return Print(
        Kind.NUMBER, left + start, left + match.end(last), value, scale, unit, sure, bracketed
    )


_LAST_PARTS = ("currency", "wan", "measure", "after", "decimals", "digits")


def _stands_alone(match: re.Match[str], digits: str) -> bool:
    """Whether a number between spaces is a cell's: no list mark, no sign apart from it, no leading zero."""
    if match["open"]:
        return False
    if match["sign"] in _SIGN_MARKS and match.end("sign") < match.start("digits"):
        return False  # a dash of its own, or the sign of a number that stands apart
    if match.string[match.end("decimals" if match["decimals"] else "digits") :][:1] == ".":
        return False  # the number of a label
    return len(digits) == 1 or digits[0] != "0" or bool(match["decimals"])


def _unit(match: re.Match[str]) -> tuple[int, str | None, bool]:
    """A number's scale and unit, and whether they are legible without a doubt: OCR reads 万 as 力 or 方."""
    if match["currency"]:
        written = match["scale"] or ""
        misread = written in ("力", "方")
        scale = _WAN if misread or written == "萬" else SCALES[written]
        # Without what may follow the currency: 万元整, 元人民币.
        return scale, written + match["currency"][0], not misread
    if match["wan"]:
        return SCALES[match["wan"]], match["wan"], True
    return 1, match["measure"], True


def _unit_unknown(body: str, left: int, hard: bool) -> Print | None:
    """A number with a unit that is not understood: its value is not known."""
    match = _AMOUNT.match(body)
    if not match or match.end() == len(body):
        return None
    tail = body[match.end() :].strip()
    unknown = hard and _UNKNOWN_UNIT.fullmatch(tail) and tail[-1] in "元圆币%‰"
    if _FOREIGN.fullmatch(tail) or unknown:
        return Print(Kind.DAMAGED, left, left + len(body), None, unit=tail, sure=False)
    return None
