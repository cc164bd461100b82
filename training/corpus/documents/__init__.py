"""Typesetting: a written report as DOCX, DOC, HTML, PDF and scan, and the twins that locate its cells.

``design``   every choice of one report's typesetting
``grid``     tables as merged boxes
``word``     a report as DOCX
``html``     a report as a web page
``chrome``   … what a site prints around it
``residue``  what editors leave unseen
``press``    many reports as files
``browser``  … by Chromium
``office``   … by LibreOffice
``scan``     pages as pictures
``twins``    copies whose digits tell where each cell went
``blanks``   whether a text tells which cells are empty
"""
