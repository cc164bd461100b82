"""Strips: a section's values in text order with the labels between them, which ``govie.tables.labels`` aligns with the form.

``layout``       a section's cells as a strip: heads of rows side by side left out, rows on two lines joined,
                 empty cells put in
``transposed``   tables turned on their side, put row by row
``continued``    a table printed in several, each with other columns, put row by row
``spacing``      how far apart the cells of each row stand
``gaps``         empty cells inferred from these distances
``stacked``      rows that a converter stacked in one line, taken apart
"""
