"""The compressed streams of a PDF, measured before anything unpacks them as a whole."""

from __future__ import annotations

import re
import zlib

from govie.errors import UnreadableFile

LARGEST = 128 * 2**20  # bytes of one stream; a page of A3 scanned in color has some 100 MB
TOTAL = 2 * 2**30  # bytes of all
_EXPANSION = 1032  # times, at most, that deflate unpacks to
_STEP = 2**20
_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY = 600  # bytes before a stream in which its filters are looked for


def check(data: bytes) -> None:
    """Raises ``UnreadableFile`` where a stream of the PDF unpacks to more than any page needs."""
    if len(data) * _EXPANSION <= LARGEST:
        return
    total = 0
    for found in _STREAM.finditer(data):
        before = data[max(0, found.start() - _DICTIONARY) : found.start()]
        before = before[before.rfind(b" obj") + 1 :]
        filters = before.count(b"/FlateDecode") + before.count(b"/Fl ")
        if filters == 0:
            continue
        end = data.find(b"endstream", found.end())
        packed = data[found.end() : end if end >= 0 else len(data)]
        if filters > 1:
            raise UnreadableFile("a PDF with a stream that is packed twice: perhaps a bomb")
        if len(packed) * _EXPANSION < _STEP:
            continue
        size = _unpacked(packed)
        total += size
        if size > LARGEST or total > TOTAL:
            raise UnreadableFile(
                f"a PDF that unpacks to more than {(LARGEST if size > LARGEST else TOTAL) // 2**20:,} MB: "
                "no report, perhaps a bomb"
            )


def _unpacked(packed: bytes) -> int:
    """How many bytes ``packed`` unpacks to, counted to just beyond ``LARGEST``."""
    size = 0
    unpacker = zlib.decompressobj()
    try:
        while packed and size <= LARGEST:
            size += len(unpacker.decompress(packed, _STEP))
            packed = unpacker.unconsumed_tail
    except zlib.error:
        pass  # encrypted, or damaged: what unpacks it finds the same fault
    return size
