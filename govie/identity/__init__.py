"""Finds the agency, title and year in the text alone, without its sections."""
