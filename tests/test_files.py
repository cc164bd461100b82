"""Every file that is found is read or named with its reason; archives are folders, other kinds are named."""

from __future__ import annotations

import json
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from test_loaders import WORDS, docx, paragraph, reason

import govie
from govie import files, loaders
from govie.errors import UnreadableFile
from govie.loaders import archive

PAGE = f"<html><body><p>{WORDS}</p></body></html>".encode()


def packed(**members: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive_:
        for name, content in members.items():
            archive_.writestr(name, content)
    return made.getvalue()


def test_every_file_is_a_row_or_is_named_with_its_reason(tmp_path: Path) -> None:
    content = {
        "a.html": PAGE,
        "b.jspx": PAGE,  # an ending that is not known, and content that is
        "c.css": b"p { color: red }",
        "d.rar": b"Rar!\x1a\x07\x00" + b"\x00" * 40,
        "e.ofd": packed(**{"OFD.xml": b"<OFD/>"}),
        "f.zip": packed(**{"x.html": PAGE, "y/z.docx": docx(paragraph(WORDS)), "w.css": b"p{}"}),
        "g.zip": b"PK\x03\x04 damaged",
        ".hidden": b"x",
        "~$report.docx": b"x",
    }
    for name, data in content.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / ".git").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path)
    found, passed = files.find([str(tmp_path)])
    names = {str(Path(name).relative_to(tmp_path)) for name in found}
    assert names == {"a.html", "b.jspx", "e.ofd", "f.zip/x.html", "f.zip/y/z.docx", "g.zip"}
    reasons = {str(Path(p.name).relative_to(tmp_path)): p.reason for p in passed}
    assert reasons.keys() == {
        "c.css", "d.rar", "f.zip/w.css", ".hidden", "~$report.docx", ".git", "loop",
    }  # fmt: skip
    assert "RAR" in reasons["d.rar"] and ".css" in reasons["c.css"]
    for name in found:
        if Path(name).name in ("e.ofd", "g.zip"):
            with pytest.raises(UnreadableFile, match=r"OFD|damaged"):
                loaders.load(name)
        else:
            assert WORDS in loaders.load(name).text


def test_a_member_is_read_by_its_path(tmp_path: Path) -> None:
    inner = packed(**{"b.html": PAGE})
    (tmp_path / "a.zip").write_bytes(packed(**{"2023/inner.zip": inner, "c.txt": WORDS.encode()}))
    found, passed = files.find([str(tmp_path / "a.zip")])
    assert [Path(f).relative_to(tmp_path).as_posix() for f in found] == [
        "a.zip/2023/inner.zip/b.html",
        "a.zip/c.txt",
    ]
    assert not passed
    assert all(WORDS in govie.extract_file(name).text for name in found)
    with pytest.raises(UnreadableFile, match=r"a\.zip/none.html"):
        loaders.load(tmp_path / "a.zip" / "none.html")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_are_all_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        for content in ("甲", "乙", "丙"):
            packed.writestr("x/2020.txt", content)
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        found = archive.listing(packed)
    assert [*found.members] == ["x/2020.txt", "x/2020~.txt", "x/2020~~.txt"]
    assert not found.passed


def test_names_in_gbk(tmp_path: Path) -> None:
    name = "某县年报.html"
    data = packed(**{"????????????.html"[: len(name.encode("gbk"))]: PAGE})
    placeholder = "????????????.html"[: len(name.encode("gbk"))].encode()
    (tmp_path / "a.zip").write_bytes(data.replace(placeholder, name.encode("gbk")))
    found, _ = files.find([str(tmp_path / "a.zip")])
    assert [Path(f).name for f in found] == [name]
    assert WORDS in loaders.load(found[0]).text


def test_an_archive_of_one_file_is_that_file() -> None:
    loaded = loaders.load_bytes(packed(**{"report.docx": docx(paragraph(WORDS))}))
    assert WORDS in loaded.text and "report.docx" in loaded.notes[0]
    said = reason(packed(**{"a.docx": docx(paragraph(WORDS)), "b.docx": b"x"}))
    assert "2 files" in said and "a.docx" in said and "without a Word document" not in said


def test_an_archive_made_to_exhaust_its_reader_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MEMBERS", 3)
    monkeypatch.setattr(archive, "LARGEST", 4 * 2**20)
    deep = PAGE
    for _ in range(archive.DEPTH + 1):
        deep = packed(**{"in.zip": deep}) if deep is not PAGE else packed(**{"in.html": deep})
    members = {
        "bomb.html": b" " * (3 * 2**20),
        "deep.zip": deep,
        "large.html": bytes(range(256)) * (5 * 2**12),
        "more.html": PAGE,
    }
    (tmp_path / "a.zip").write_bytes(packed(**members))
    found, passed = files.find([str(tmp_path / "a.zip")])
    said = "\n".join(f"{p.name}: {p.reason}" for p in passed)
    for word in ("ZIP bomb", "archives in one another", "bytes; more than", "first 3 files"):
        assert word in said, word
    assert found == []
    with pytest.raises(UnreadableFile, match="bomb"):
        loaders.load(tmp_path / "a.zip" / "bomb.html")


def test_a_member_stays_in_its_archive(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed(**{"../../up.html": PAGE}))
    found, _ = files.find([str(tmp_path / "a.zip")])
    assert found == [str(tmp_path / "a.zip" / "up.html")]
    assert loaders.load(found[0]).kind == "html"


def test_a_size_that_an_archive_lies_about_is_not_believed() -> None:
    data = bytearray(packed(**{"a.html": b" " * 200_000, "b": b"x"}))
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    opened = archive.opened(bytes(data))
    with pytest.raises(UnreadableFile):
        archive.read(opened, opened.infolist()[0], 1000)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (packed(**{"OFD.xml": b"<OFD/>"}), "OFD"),
        (packed(**{"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), "PowerPoint"),
        (packed(**{"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "Excel"),
        (packed(**{"META-INF/container.xml": b""}), "EPUB"),
        (b"Rar!\x1a\x07\x00" + b"1" * 50, "RAR"),
        (b"7z\xbc\xaf\x27\x1c" + b"1" * 50, "7z"),
        (b"\x1f\x8b" + b"1" * 50, "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") * 9, "Excel"),
        (b"GIF89a" + b"1" * 50, "GIF"),
    ],
)
def test_other_kinds_are_named_as_what_they_are(data: bytes, word: str) -> None:
    assert word in reason(data, ".html")


# ---------------------------------------------------------------------- MHTML, XLSX and JSON


def test_mhtml() -> None:
    import quopri

    page = quopri.encodestring(f"<html><body><p>{WORDS}</p></body></html>".encode())
    data = (
        b"From: <Saved by a browser>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + page + b"\r\n--b\r\n"
        b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n"
    )
    loaded = loaders.load_bytes(data, ".mht")
    assert (loaded.kind, loaded.text.strip()) == ("mhtml", WORDS)
    assert "without a page" in reason(data.replace(b"text/html", b"image/gif"), ".mht")


def test_xlsx() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["第二十条第（五）项"],
        ["信息内容", "本年处理决定数量"],
        ["行政许可", 12.0],
        ["行政处罚", None],
        ["行政强制", 7],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.append(["隐藏", 99])
    sheet.row_dimensions[6].hidden = True
    sheet["B5"].font = Font(strike=True)
    sheet["XFD9000"].value = None  # a cell that was touched: the sheet's size counts it
    secret = book.create_sheet("secret")
    secret.append(["行政许可", 98])
    secret.sheet_state = "hidden"
    made = BytesIO()
    book.save(made)
    loaded = loaders.load_bytes(made.getvalue())
    assert loaded.text.splitlines() == [
        "第二十条第（五）项\t",
        "信息内容\t本年处理决定数量",
        "行政许可\t12",
        "行政处罚\t-",
        "行政强制\t-",
    ]


@pytest.mark.parametrize("field", ["text", "content", "正文", "Body"])
def test_json(field: str) -> None:
    record = {
        "url": "http://www.example.gov.cn",
        "title": "某县2023年报告",
        field: f"<p>{WORDS}</p>",
    }
    for shape in (record, [record], {"data": record}):
        loaded = loaders.load_bytes(json.dumps(shape, ensure_ascii=False).encode(), ".json")
        assert loaded.kind == "json" and loaded.text.split() == ["某县2023年报告", WORDS]
    many = "\n".join([json.dumps(record)] * 3).encode()
    assert "3 records" in reason(many, ".jsonl")
    assert "without a text" in reason(b'{"a": 1}', ".json")
    assert "damaged" in reason(b'{"a": ', ".json")
    assert reason(b'{"a":' * 100_000, ".json")
