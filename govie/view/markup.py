"""A type for HTML, so that text of a report gets into a page only through the escaping function ``text``."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import NewType

Html = NewType("Html", str)

# Characters that HTML cannot hold, or that change how their neighbors are shown: control characters, lone
# surrogates, noncharacters, marks of writing direction.
_ODD = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_SKIP = "\x00"  # placeholder in normalized text for a character that is not shown


def text(content: str) -> Html:
    """``content`` as HTML text, escaped."""
    return ready_text(ready(content))


def ready(content: str) -> str:
    """``content`` with line ends as line feeds, of the same length, so that offsets stay valid."""
    content = content.replace("\x00", "\ufffd")
    return content.replace("\r\n", _SKIP + "\n").replace("\r", "\n")


def ready_text(content: str) -> Html:
    """A piece of a text from ``ready``, escaped; characters that cannot be shown become a sign with their name."""
    escaped = html.escape(content.replace(_SKIP, ""), quote=True)
    return Html(_ODD.sub(_odd, escaped))


def _odd(match: re.Match[str]) -> str:
    code = ord(match[0])
    name = unicodedata.name(match[0], "")
    return f'<i class="odd" title="U+{code:04X} {html.escape(name)}">\ufffd</i>'


def shown(content: str) -> str:
    """``content`` with characters that cannot be shown as U+FFFD."""
    return _ODD.sub("\ufffd", content.replace("\x00", "\ufffd"))


def plain(content: str) -> str:
    """``content`` for an attribute: escaped, with characters that cannot be shown as U+FFFD."""
    return html.escape(shown(content), quote=True)


def tag(name: str, *children: Html, **attributes: str | int | float | bool | None) -> Html:
    """An element. ``class_`` is ``class``, ``data_p`` is ``data-p``; None and False leave one out."""
    written = ""
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.rstrip("_").replace("_", "-")
        written += f" {key}" if value is True else f' {key}="{plain(str(value))}"'
    if name in {"br", "input"}:
        return Html(f"<{name}{written}>")
    if name in {"path", "rect", "line", "circle"} and not children:
        return Html(f"<{name}{written}/>")
    return Html(f"<{name}{written}>{''.join(children)}</{name}>")


def heads(*titles: Html) -> Html:
    """The row of a table that names its columns."""
    return tag("tr", *(tag("th", title, scope="col") for title in titles))


def join(*parts: Html) -> Html:
    """The concatenation of pieces of HTML."""
    return Html("".join(parts))
