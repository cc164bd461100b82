"""Builds the corpus: invented reports, typeset, and converted back to text by the programs people use.

``plan``            which report takes which route
``build``           the whole
``chunk``           one unit of it
``agencies``        who writes
``writer``          whole reports
``report``          … as a value
``figures``         … the numbers of their tables
``emptiness``       … empty cells
``shapes``          … tables unlike the form
``printing``        … a figure as printed
``narrative``       … their prose
``documents``       … typeset as files
``routes``          … and back to text
``crawl``           … of which crawling loses a part
``gold``            where a text prints its values
``locating``        … title, headings and counts
``ocr_gold``        … in scans
``peculiarities``   what makes a text hard to read
``rows``            the rows of the data set
``shards``          … its files
``documents_set``   the data set ``documents``
``narratives_set``  the data set ``narratives``
``survey``          ``corpus/ROUTES.md``
"""
