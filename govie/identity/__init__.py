"""Extracts agency, title and year from the text, independently of sections and tables.

``titles``      the title
``years``       the year
``candidates``  places that may be the agency's name
``agencies``    which of them it is
``plain``       … where the text says so in so many words
"""
