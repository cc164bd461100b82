"""Scanning: splits a region's text into a sequence of cells, and drops those that are no cells of the form.

``scan``        a region's text as cells
``furniture``   … without the lines of its pages: numbers, addresses, watermarks
``words``       a word in which labels and numbers ran together, taken apart
``joins``       cells joined or taken apart by what stands around them
``narrow``      … numbers that a narrow column wraps onto the next line
``tall``        … cells of three lines, whose row stands on the middle one
``turned``      mirrored tables turned; later, when rows are known, labels that follow their cells put first
``compared``    columns of another year beside the report's, left out
``which_form``  in which form (2019, 2021) the tables are printed
``worded``      in each section, cells in which words stand for a number
``cleaning``    what is no cell of the form, left out: the places of merged heads and labels, read rules
``halves``      … first, cells joined that are cut in two where the name of their column is
``numbering``   … the numbers of rows, items and columns
"""
