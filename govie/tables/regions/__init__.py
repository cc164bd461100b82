"""Regions: where tables stand.

``region``       where each section's tables stand, by the form's labels
``copies``       chooses among several tables of a kind that of the report's year, or the agency's own
``extents``      where tables end and prose begins, once the cells are known
"""
