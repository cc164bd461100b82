"""Decodes bytes to text, in the encodings that Chinese sites use."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from govie.errors import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^<>]{0,200}?(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([\w-]{2,20})""",
    re.I,
)
# Encodings that pages declare, and the supersets that they really use.
_SUPERSET = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
# Frequent characters of reports; their share is much lower in a wrong decoding.
_FREQUENT = set(
    "的政府信息公开工作年度报告情况本行机关申请数量一二三四五六总计其他不予和在是了公開資訊報告數"
)
# Encodings that a page may declare; Python has further codecs that are no character sets (``undefined``,
# ``unicode_escape``, ``idna``) and are not safe.
_CHARSETS = re.compile(
    r"utf-?(?:8|16|32)(?:-?[lb]e)?|gb18030|big5(?:hkscs)?|hz(?:-gb-2312)?|iso-?2022-(?:cn|jp|kr)"
    r"|iso-?8859-\d{1,2}|windows-\d{3,4}|cp\d{3,4}|euc-?(?:tw|jp|kr)|shift[-_]?jis|koi8-[ru]"
    r"|us-ascii|ascii|latin-?\d{1,2}|macroman"
)
_SAMPLE = 60_000
_CUT_SHORT = 4  # bytes at the end of a file that may be an incomplete character


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text and its encoding."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """``data`` as text: by byte order mark, then UTF-8, then the best of GB18030, Big5 and UTF-16.

    The encoding that an HTML page declares is only a hint, since many pages in GBK declare ``utf-8``. Raises
    ``UnreadableFile`` for data that are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(data.decode(encoding, "replace"), encoding)
    zeros = data[:_SAMPLE].count(0)
    if (text := _strict(data, "utf-8")) is not None and (zeros == 0 or _written(text)):
        return Decoded(text, "utf-8")
    declared = _declared(data)
    names = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be", declared)
    candidates = [name for name in dict.fromkeys(names) if name]
    scored = []
    for encoding in candidates:
        wide = encoding.startswith("utf-16")
        if zeros and not wide:
            continue
        sample = data[:_SAMPLE] if not wide else data[: _SAMPLE & ~1]
        text = _strict(sample, encoding)
        if text is None:
            continue
        score = _plausible(text) + (0.05 if encoding == declared else 0.0)
        scored.append((score, encoding))
    for score, encoding in sorted(scored, key=lambda s: -s[0]):
        if score > _LEAST and (whole := _strict(data, encoding)) is not None:
            return Decoded(whole, encoding)
    return _damaged(data, zeros)


_LEAST = 0.02


def _strict(data: bytes, encoding: str) -> str | None:
    """``data`` decoded without errors, except for an incomplete character at the end; ``None`` if it has errors."""
    try:
        return data.decode(encoding)
    except LookupError:
        return None
    except UnicodeDecodeError as error:
        if error.start >= len(data) - _CUT_SHORT:
            return data[: error.start].decode(encoding)
        return None


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:4096])
    if found is None:
        return None
    name = found[1].decode("ascii").lower()
    name = _SUPERSET.get(name, name)
    if not _CHARSETS.fullmatch(name):
        return None
    try:
        codecs.lookup(name)
    except LookupError:
        return None
    return name


def _plausible(text: str) -> float:
    """The share of frequent characters among those beyond ASCII; 1 for plain ASCII."""
    beyond = [c for c in text if c > "\x7f"]
    if not beyond:
        return 1.0 if text.isprintable() or text.split() else 0.0
    return sum(c in _FREQUENT for c in beyond) / len(beyond)


def _written(text: str) -> bool:
    """Whether text with null characters is Chinese text all the same: pypdf writes them for glyphs that it cannot map."""
    signs = "".join(text[:_SAMPLE].replace("\0", "").split())
    beyond = sum(c > "\x7f" for c in signs)
    return beyond > 0.3 * len(signs) and _plausible(signs) > 0.2


def _damaged(data: bytes, zeros: int) -> Decoded:
    """The best decoding of data with invalid bytes, with U+FFFD for them, if it is plausible as Chinese."""
    if zeros:
        raise UnreadableFile("no text: it has bytes that only programs, pictures and archives have")
    guesses = [
        Decoded(data.decode(encoding, "replace"), encoding) for encoding in ("utf-8", "gb18030")
    ]
    best = max(guesses, key=lambda g: _plausible(g.text[:_SAMPLE]) - _faults(g.text[:_SAMPLE]))
    if _faults(best.text[:_SAMPLE]) < 0.02:
        return best
    from charset_normalizer import from_bytes

    found = from_bytes(data[:_SAMPLE]).best()
    if found is None:
        raise UnreadableFile("no text in an encoding that is known (UTF-8, GB18030, Big5, UTF-16)")
    return Decoded(data.decode(found.encoding, "replace"), found.encoding)


def _faults(text: str) -> float:
    return text.count("\ufffd") / max(1, len(text))
