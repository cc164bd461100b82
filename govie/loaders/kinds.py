"""Recognizes by their first bytes files that no loader reads, and says what to do with them."""

from __future__ import annotations

import zipfile

from govie.errors import UnreadableFile
from govie.loaders import archive

# What stands at an offset of the file, and what the file is then.
_MARKS = (
    (0, b"Rar!\x1a\x07", "a RAR archive; unpack it and read the files in it"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it and read the files in it"),
    (0, b"\x1f\x8b", "a gzip archive; unpack it and read the files in it"),
    (0, b"BZh", "a bzip2 archive; unpack it and read the files in it"),
    (0, b"\xfd7zXZ\x00", "an xz archive; unpack it and read the files in it"),
    (257, b"ustar", "a tar archive; unpack it and read the files in it"),
    (0, b"GIF8", "a GIF picture; save it as PNG"),
    (4, b"ftypheic", "a HEIC picture; save it as PNG or JPEG"),
    (4, b"ftyp", "a video"),
    (0, b"ID3", "a sound"),
    (0, b"\x7fELF", "a program, no text"),
    (0, b"MZ\x90\x00", "a program, no text"),
    (0, b"SQLite format 3\x00", "a database"),
    (0, b"PAR1", "a Parquet file"),
    (0, b"%!PS", "a PostScript file; print it to PDF"),
    (0, b"AT&TFORM", "a DjVu file; print it to PDF"),
    (0, b"CAJ", "a CAJ file; print it to PDF"),
    (0, b"\x00\x00\x01\x00", "an icon"),
    (0, b"wOFF", "a font"),
    (0, b"wOF2", "a font"),
    (0, b"PK\x05\x06", "an empty ZIP archive"),
    (
        30,
        b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        "an OpenDocument spreadsheet; save it as .xlsx",
    ),
    (
        30,
        b"mimetypeapplication/vnd.oasis.opendocument.presentation",
        "an OpenDocument presentation; save it as PDF",
    ),
)
# A member, or the folder that it stands in, and what the archive is then.
_PACKED = (
    ("OFD.xml", "an OFD document (GB/T 33190), which govie cannot read; save or print it as PDF"),
    ("ppt/presentation.xml", "a PowerPoint file; save it as PDF"),
    ("xl/workbook.bin", "a binary Excel file (.xlsb); save it as .xlsx"),
    ("META-INF/container.xml", "an EPUB book; save it as HTML or PDF"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A stream of an OLE file: the first that is there says what the file is.
_STREAMS = (
    ("WordDocument", None),
    ("Workbook", "an old Excel file (.xls); save it as .xlsx"),
    ("PowerPoint Document", "an old PowerPoint file (.ppt); save it as PDF"),
    ("__properties_version1.0", "an Outlook message (.msg); save the report that it holds"),
)


def named(data: bytes) -> str | None:
    """What ``data`` is, if it is a kind of file that is known and not read; else ``None``."""
    if data.startswith(_OLE):
        for stream, what in _STREAMS:
            if stream.encode("utf-16-le") in data:
                return what
        return None
    if (what := next((w for at, mark, w in _MARKS if data.startswith(mark, at)), None)) is not None:
        return what
    return _packed(data) if data.startswith(archive.MARK) else None


def _packed(data: bytes) -> str | None:
    try:
        members = archive.opened(data).namelist()
    except UnreadableFile:
        return None  # whoever reads it says in which way it is damaged
    names = set(members)
    return next((what for member, what in _PACKED if member in names), None)


def has(data: bytes, *members: str) -> bool:
    """Whether ``data`` is a ZIP archive that holds one of ``members``."""
    if not data.startswith(archive.MARK):
        return False
    try:
        names = {n.lower() for n in archive.opened(data).namelist()}
    except UnreadableFile:
        # Cut off before its directory, which stands at the end: the local headers still tell.
        return any(m.encode() in data[:65536] for m in members)
    return any(m.lower() in names for m in members)


def is_plain(packed: zipfile.ZipFile) -> bool:
    """Whether an archive is a folder of files, and no document that is stored as an archive."""
    names = set(packed.namelist())
    documents = ("[Content_Types].xml", "mimetype", *(member for member, _ in _PACKED))
    return not any(document in names for document in documents)
