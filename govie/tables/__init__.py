"""Tables: from a region of text to the cells of the form."""

from govie.tables.legacy import Evidence, Found, Region, extents, gather, read

__all__ = ["Evidence", "Found", "Region", "extents", "gather", "read"]
