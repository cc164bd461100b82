"""Typesetting: a written report as DOCX, DOC, HTML, PDF and scan, and the twins that locate its cells."""
