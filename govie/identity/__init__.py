"""Extracts agency, title and year from the text, independently of sections and tables."""
