"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

Model = Annotated[str | None, typer.Option(help="A model directory; the shipped model by default.")]
Limit = Annotated[float, typer.Option(min=1.0, help="Time limit for one file, in seconds.")]
OpenPage = Annotated[bool, typer.Option("--open", help="Open the page in the browser.")]
