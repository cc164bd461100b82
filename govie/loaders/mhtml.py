"""Loads web archives (.mht, .mhtml), as browsers and Word save them, and e-mail messages."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import Message

from govie.errors import UnreadableFile
from govie.loaders import html, text
from govie.loaders.base import Loaded

ENDINGS = (".mht", ".mhtml", ".eml")


def recognizes(data: bytes) -> bool:
    """Whether ``data`` begins with the head of a MIME message."""
    head = data[:8192].lower().lstrip()
    lines = b"\n" + head.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
    named = b"\nmime-version:" in lines and b"\ncontent-type:" in lines
    return named and not head.startswith(b"<")


def load(data: bytes) -> Loaded:
    """The text of the first web page in the archive, or else of its first plain text.

    Raises ``UnreadableFile`` where there is neither.
    """
    message = message_from_bytes(data.lstrip(), policy=policy.compat32)
    parts = {"text/html": html, "text/plain": text}
    found: dict[str, Message] = {}
    for part in message.walk():
        found.setdefault(part.get_content_type(), part)
    for kind, loader in parts.items():
        if kind in found:
            content = found[kind].get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                loaded = loader.load(content)
                return Loaded(loaded.text, "mhtml", loaded.encoding, loaded.notes)
    raise UnreadableFile("a web archive without a page in it")
