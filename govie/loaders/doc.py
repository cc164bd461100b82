"""Loads old Word files (.doc), RTF, WPS and ODT, converted by LibreOffice or antiword, where installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from govie.errors import MissingExtra, UnreadableFile
from govie.loaders import docx, kinds
from govie.loaders.base import ENCRYPTED, Loaded

ENDINGS = (".doc", ".wps", ".rtf", ".dot", ".odt")
SECONDS = 90  # for one conversion; most take 2 to 5, the first one 10
# The first member of an OpenDocument text's archive, and its content.
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_PACKAGE = "EncryptedPackage".encode("utf-16-le")
# LibreOffice neither fetches linked content nor runs macros.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


def recognizes(data: bytes) -> bool:
    """Whether ``data`` is an OLE file (Word 97 to 2003, WPS), RTF or OpenDocument."""
    if data.startswith(kinds.OLE):
        return kinds.named(data) is None
    return data.startswith(b"{\\rtf") or _OPEN_DOCUMENT in data[:128]


def load(data: bytes) -> Loaded:
    """The document's text. ``MissingExtra`` where neither program is installed."""
    if _PACKAGE in data:
        raise UnreadableFile(ENCRYPTED)
    office = shutil.which("soffice") or shutil.which("libreoffice")
    with tempfile.TemporaryDirectory(prefix="govie-") as folder:
        source = Path(folder) / ("report.rtf" if data.startswith(b"{\\rtf") else "report.doc")
        source.write_bytes(data)
        if office:
            return _by_office(office, source)
        if (antiword := shutil.which("antiword")) and data.startswith(kinds.OLE):
            return _by_antiword(antiword, source)
    raise MissingExtra(None, "DOC files", "install LibreOffice (apt install libreoffice-writer)")


def _by_office(office: str, source: Path) -> Loaded:
    profile = source.parent / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", "docx", "--outdir", str(source.parent), str(source)]
    output = _run(command)
    made = source.with_suffix(".docx")
    if not made.exists():
        raise UnreadableFile(f"LibreOffice could not read it {output[-200:].strip()}".strip())
    loaded = docx.load(made.read_bytes())
    return Loaded(loaded.text, "doc", None, ("converted by LibreOffice",))


def _by_antiword(antiword: str, source: Path) -> Loaded:
    text = _run([antiword, "-m", "UTF-8.txt", "-w", "0", str(source)])
    if not text.strip():
        raise UnreadableFile("antiword could not read it")
    return Loaded(text, "doc", None, ("converted by antiword",))


def _run(command: list[str]) -> str:
    """The output of ``command``; after ``SECONDS`` it is ended with all processes that it started."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        out, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(f"its conversion took more than {SECONDS} s") from error
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return out.decode("utf-8", "replace")
