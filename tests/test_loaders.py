"""Files as they come: hostile, damaged, misnamed, in every encoding; nothing is fetched, nothing hangs."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
import textwrap
import time
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from govie import loaders
from govie.errors import MissingExtra, UnreadableFile

EXAMPLE = Path(__file__).parents[1] / "examples" / "one-value-a-line-2022.txt"
WORDS = "某县政府信息公开工作年度报告，全年主动公开信息61条。"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, head: str = "", relations: str = "") -> bytes:
    """A Word document of one part, and what else it links to."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        if relations:
            archive.writestr("word/_rels/document.xml.rels", relations)
        archive.writestr(
            "word/document.xml",
            f'{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        )
    return packed.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def pdf(pages: int) -> bytes:
    """A PDF of empty pages."""
    pypdfium2 = pytest.importorskip("pypdfium2")
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password: no password gives these 32 bytes."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%b> /U <%b> >>" % (b"ab" * 32, b"cd" * 32),
    ]
    data = b"%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        data
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer\n<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<%b> <%b>] >>\n"
        % (b"00" * 16, b"00" * 16)
        + b"startxref\n%d\n%%%%EOF\n" % len(data)
    )


def reason(data: bytes, ending: str = "") -> str:
    """Why ``data`` cannot be read: one line."""
    with pytest.raises(UnreadableFile) as caught:
        loaders.load_bytes(data, ending)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **more: object) -> Any:
        raise AssertionError(f"a loader asked for the network: {arguments}")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)


# ------------------------------------------------------------------------- damaged and hostile


@pytest.mark.parametrize("data", [b"", b"  \r\n\t", b"\x00" * 512])
def test_an_empty_file_is_said_to_be_empty(data: bytes) -> None:
    assert "empty" in reason(data)


def test_null_characters_in_a_text_make_it_no_program() -> None:
    """pypdf writes one for a sign of a font that it does not know."""
    text = "\x00按照《中华人民共和国政府信息公开条例》编制。\n\x001\x00.主动公开政府信息61条。\n"
    assert loaders.load_bytes(text.encode()).text == text
    wide = loaders.load_bytes(text.replace("\x00", "").encode("utf-16-le"))
    assert wide.encoding == "utf-16-le"


def test_an_encrypted_pdf_asks_for_one_without_a_password() -> None:
    pytest.importorskip("pypdfium2")
    assert "without a password" in reason(encrypted_pdf())


def test_a_truncated_pdf_is_said_to_be_damaged() -> None:
    whole = pdf(3)
    assert "damaged or truncated" in reason(whole[: len(whole) // 8])
    assert "damaged or truncated" in reason(b"%PDF-1.7\n")


def test_of_a_pdf_of_3000_pages_the_first_are_read() -> None:
    began = time.monotonic()
    loaded = loaders.load_bytes(pdf(3000))
    assert time.monotonic() - began < 30
    assert any("3,000 pages" in note for note in loaded.notes)


def test_a_truncated_docx_is_said_to_be_damaged() -> None:
    whole = docx(paragraph(WORDS) * 2000)
    for share in (0.3, 0.6, 0.99):
        assert "damaged" in reason(whole[: int(share * len(whole))], ".docx")


def test_a_part_of_a_word_file_in_another_format_is_named() -> None:
    assert "altChunk" in loaders.load_bytes(docx("<w:p/><w:altChunk/>")).notes[0]
    assert not loaders.load_bytes(docx("<w:p/>")).notes


def test_a_zip_bomb_is_not_unpacked() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", b" " * (80 * 2**20))
    assert "ZIP bomb" in reason(packed.getvalue())


def test_entities_of_a_docx_are_neither_fetched_nor_multiplied(
    tmp_path: Path, no_network: None
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret of this machine", "utf-8")
    many = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    head = (
        f'<!DOCTYPE d [<!ENTITY file SYSTEM "{secret.as_uri()}">'
        f'<!ENTITY far SYSTEM "http://127.0.0.1:9/x"><!ENTITY a0 "ha">{many}]>'
    )
    try:
        text = loaders.load_bytes(docx(paragraph(f"{WORDS}&file;&far;&a9;"), head)).text
    except UnreadableFile:
        return
    assert "61条" in text
    assert "secret" not in text
    assert len(text) < 1000


def test_what_a_docx_links_to_is_not_fetched(no_network: None) -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="attachedTemplate" TargetMode="External" '
        'Target="http://127.0.0.1:9/template.dotm"/></Relationships>'
    )
    assert WORDS in loaders.load_bytes(docx(paragraph(WORDS), relations=relations)).text


def test_what_a_page_links_to_is_not_fetched(no_network: None) -> None:
    page = (
        '<!DOCTYPE html SYSTEM "http://127.0.0.1:9/x.dtd"><html><head>'
        '<link rel=stylesheet href="http://127.0.0.1:9/x.css"></head><body>'
        f'<img src="http://127.0.0.1:9/x.png"><iframe src="http://127.0.0.1:9/"></iframe><p>{WORDS}</p>'
    )
    assert WORDS in loaders.load_bytes(page.encode()).text


@pytest.mark.parametrize("tag", ["div", "table><tr><td", "font", "ul><li"])
def test_html_nested_100000_deep_ends_soon(tag: str) -> None:
    page = f"<html><body><p>{WORDS}</p>" + f"<{tag}>" * 100_000 + "1"
    began = time.monotonic()
    try:
        assert "61条" in loaders.load_bytes(page.encode()).text
    except UnreadableFile as error:
        assert "deep" in str(error)
    assert time.monotonic() - began < 20


def test_a_program_is_no_text() -> None:
    assert "no text" in reason(b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40, ".txt")


# --------------------------------------------------------------------- endings and encodings


def test_content_decides_not_the_ending(tmp_path: Path) -> None:
    page = f"<html><body><p>{WORDS}</p></body></html>".encode("gb18030")
    for name, data, kind in (
        ("page.txt", page, "html"),
        ("page.doc", page, "html"),
        ("letter.pdf", docx(paragraph(WORDS)), "docx"),
        ("text.docx", WORDS.encode(), "text"),
        ("noending", WORDS.encode("gb18030"), "text"),
    ):
        (tmp_path / name).write_bytes(data)
        loaded = loaders.load(tmp_path / name)
        assert (loaded.kind, loaded.text.strip()) == (kind, WORDS), name


def test_a_pdf_named_docx_is_read_as_a_pdf(tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_bytes(pdf(1))
    assert loaders.load(tmp_path / "report.docx").kind == "pdf"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encodings(encoding: str) -> None:
    text = EXAMPLE.read_text("utf-8")
    assert loaders.load_bytes(text.encode(encoding)).text == text


def test_big5() -> None:
    text = "二、主動公開政府信息情況\n全年主動公開政府信息61條，其中規章3條。\n"
    assert loaders.load_bytes(text.encode("big5")).text == text


@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "iso-8859-1", "nonsense"])
def test_a_page_in_gbk_whatever_it_declares(declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>{WORDS}</p></body></html>'
    assert WORDS in loaders.load_bytes(page.encode("gb18030")).text


# ----------------------------------------------------------------------------- the environment


@pytest.mark.parametrize(
    ("library", "extra", "data"),
    [
        ("pypdfium2", "pdf", b"%PDF-1.7\n"),
        ("rapidocr", "ocr", None),
        ("PIL", "ocr", b"\x89PNG\r\n"),
    ],
)
def test_a_missing_extra_gives_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, library: str, extra: str, data: bytes | None
) -> None:
    from govie.loaders import ocr

    monkeypatch.setitem(sys.modules, library, None)
    ocr._engine.cache_clear()
    with pytest.raises(MissingExtra) as caught:
        if data is None:
            ocr.recognize(None, 200)
        (tmp_path / "report").write_bytes(data or b"")
        loaders.load(tmp_path / "report")
    assert f'pip install "govie[{extra}]"' in str(caught.value)
    assert data is None or str(tmp_path / "report") in str(caught.value)


def test_no_word_processor_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(MissingExtra, match="LibreOffice"):
        loaders.load_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, ".doc")


def test_no_rights_to_read(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(WORDS, "utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(UnreadableFile, match="Permission denied"):
        loaders.load(path)


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        loaders.load(tmp_path / "none.txt")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.txt")
        with pytest.raises(UnreadableFile, match="no regular file"):
            loaders.load(tmp_path / "pipe.txt")


# ------------------------------------------------------------------------------ at the command


def run(*arguments: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "govie", "extract", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, **more)


def report(folder: Path) -> Path:
    folder.mkdir()
    (folder / "report.txt").write_bytes(EXAMPLE.read_bytes())
    return folder


def test_a_full_disk_while_the_output_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from govie.panel import Record, outputs

    def full(path: Path, *rest: object) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    there = tmp_path / "panel.jsonl"
    there.write_text("what stood there", "utf-8")
    monkeypatch.setattr(outputs, "_jsonl", full)
    with pytest.raises(OSError, match="No space left"):
        outputs.write(there, lambda: [Record("a.txt", None, "empty")])
    assert there.read_text("utf-8") == "what stood there"
    assert [p.name for p in tmp_path.iterdir()] == ["panel.jsonl"]


def test_a_full_disk_while_reports_are_read_loses_nothing(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    reports, out = report(tmp_path / "in"), tmp_path / "out.jsonl"

    def little() -> None:  # no file may grow beyond 2,000 bytes: the kernel fails the write
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    done = run(reports, "-o", out, preexec_fn=little)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "--resume" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert not out.exists()
    again = run(reports, "-o", out, "--resume")
    assert again.returncode == 0, again.stderr
    assert out.exists()


def test_a_file_that_hangs_is_given_up_and_a_loader_of_ones_own_is_asked(tmp_path: Path) -> None:
    reports, out = report(tmp_path / "in"), tmp_path / "out.jsonl"
    (reports / "slow.txt").write_bytes(b"SLOW")
    (reports / "mine.txt").write_bytes(b"MINE")
    package = tmp_path / "package"
    (package / "slow-1.dist-info").mkdir(parents=True)
    (package / "slow-1.dist-info" / "METADATA").write_text("Name: slow\nVersion: 1\n")
    (package / "slow-1.dist-info" / "entry_points.txt").write_text("[govie.loaders]\nslow = slow\n")
    (package / "slow.py").write_text(
        textwrap.dedent(
            """
            import time
            from govie.loaders import Loaded

            ENDINGS = (".slow",)

            def recognizes(data):
                return data in (b"SLOW", b"MINE")

            def load(data):
                while data == b"SLOW":
                    time.sleep(1)
                return Loaded("read by a loader of one's own", "mine")
            """
        )
    )
    path = os.pathsep.join([str(package), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = run(reports, "-o", out, "--limit", "2", "--text", env={**os.environ, "PYTHONPATH": path})
    assert done.returncode == 1
    said = [line for line in done.stderr.splitlines() if "slow.txt" in line]
    assert len(said) == 1 and "took more than 2 s" in said[0]
    rows = out.read_text("utf-8")
    assert "read by a loader of one's own" in rows and rows.count("\n") == 3
