#!/bin/sh
# The programs that the corpus builder sends documents through (Debian 12 and later).
# Whoever only uses the corpus needs none of them; a builder without some of them lacks their routes.
set -eu

if [ "$(id -u)" -ne 0 ]; then
    sudo=sudo
else
    sudo=
fi

$sudo apt-get update
$sudo apt-get install --yes --no-install-recommends \
    libreoffice-writer pandoc w3m lynx elinks catdoc \
    poppler-utils tesseract-ocr tesseract-ocr-chi-sim chromium \
    fonts-noto-cjk fonts-wqy-microhei fonts-wqy-zenhei fonts-arphic-uming fonts-arphic-ukai

python3 -m pip install \
    python-docx docx2txt mammoth "markitdown[docx,pdf]" \
    lxml beautifulsoup4 selectolax inscriptis html2text trafilatura \
    pypdf pdfplumber pdfminer.six pypdfium2 pymupdf \
    rapidocr onnxruntime opencv-python-headless numpy pillow \
    pyarrow datasets rapidfuzz rich
