"""Routes from typeset documents back to text, by name in ``ROUTES``.

``registry``  the list of routes
``word``      from Word files
``web``       from web pages
``pdf``       from PDF files with text
``ocr``       from scans
``node``      by npm's libraries
``rowwise``   row by row: CSV, JSON, columns, bars
"""

from training.corpus.routes import node, pdf, rowwise, web, word
from training.corpus.routes.registry import ROUTES, Route, RouteFailed

__all__ = ["ROUTES", "Route", "RouteFailed", "node", "pdf", "rowwise", "web", "word"]
