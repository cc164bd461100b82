"""Measures the compressed streams of a PDF before they are unpacked, to refuse decompression bombs."""

from __future__ import annotations

import math
import re
import zlib

from govie.errors import UnreadableFile

LARGEST = 128 * 2**20  # bytes of one stream; a page of A3 scanned in color has some 100 MB
WRITTEN = 8 * 2**20  # bytes of text in one stream; those of a report's page have some 100,000
TOTAL = 2 * 2**30  # bytes of all streams
DRAWN = 200_000  # form objects drawn on a page, nested ones included; a report's page has some 50
_STEP = 2**20
_STREAM = re.compile(rb"stream\r?\n")
_DRAW = re.compile(rb"\sDo\b")
_DICTIONARY = 600  # bytes before a stream in which its filters are looked for
_PRINTED = bytes(range(32, 127)) + b"\t\r\n"


def check(data: bytes) -> None:
    """Raise ``UnreadableFile`` where streams unpack to more, or pages draw more, than any report needs."""
    total = 0
    pages: list[int] = [1]
    forms: list[int] = []
    for found in _STREAM.finditer(data):
        before = data[max(0, found.start() - _DICTIONARY) : found.start()]
        before = before[before.rfind(b" obj") + 1 :]
        end = data.find(b"endstream", found.end())
        packed = data[found.end() : end if end >= 0 else len(data)]
        filters = before.count(b"/FlateDecode") + before.count(b"/Fl ")
        if filters > 1:
            raise UnreadableFile("a PDF with a stream that is packed twice: perhaps a bomb")
        if filters == 0 and b"/Filter" in before:
            continue  # a picture
        if filters:
            size, written, draws = _measured(packed)
        else:
            size, written, draws = len(packed), len(packed), len(_DRAW.findall(packed))
        total += size
        if size > LARGEST or written > WRITTEN or total > TOTAL:
            raise UnreadableFile("a PDF that unpacks to more than a report does: perhaps a bomb")
        (forms if b"/Form" in before else pages).append(draws)
    # A form object is drawn wherever it is used, so that the numbers of nested ones multiply.
    forms = sorted(forms, reverse=True)[:2]
    if max(pages) * math.prod(max(1, f) for f in forms) > DRAWN and len(forms) == 2 and forms[1]:
        raise UnreadableFile("a PDF of forms in one another: perhaps a bomb")


def _measured(packed: bytes) -> tuple[int, int, int]:
    """The number of bytes of a compressed stream, of bytes in it that are text, and of objects that it draws.

    Unpacking stops just beyond the limits.
    """
    size = written = draws = 0
    unpacker = zlib.decompressobj()
    try:
        # bytes after the end of a stream would stay in the tail for ever
        while packed and not unpacker.eof and size <= LARGEST and written <= WRITTEN:
            piece = unpacker.decompress(packed, _STEP)
            packed = unpacker.unconsumed_tail
            size += len(piece)
            binary = len(piece.translate(None, _PRINTED))
            if binary < 0.1 * len(piece):
                written += len(piece)
                draws += len(_DRAW.findall(piece))
    except zlib.error:
        pass  # encrypted or damaged, which the library that reads it will report
    return size, written, draws
