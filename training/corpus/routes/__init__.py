"""Routes from typeset documents back to text, by name in ``ROUTES``."""

from training.corpus.routes import node, pdf, rowwise, web, word
from training.corpus.routes.registry import ROUTES, Route, RouteFailed

__all__ = ["ROUTES", "Route", "RouteFailed", "node", "pdf", "rowwise", "web", "word"]
