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
    libreoffice-writer pandoc w3m lynx links elinks unhtml catdoc odt2txt docx2txt php-cli \
    poppler-utils mupdf-tools ghostscript tesseract-ocr tesseract-ocr-chi-sim chromium \
    fonts-noto-cjk fonts-wqy-microhei fonts-wqy-zenhei fonts-arphic-uming fonts-arphic-ukai \
    nodejs npm

python3 -m pip install \
    python-docx docx2txt docx2python mammoth "markitdown[docx,pdf]" striprtf \
    lxml beautifulsoup4 parsel selectolax inscriptis html2text html-text html-to-markdown \
    markdownify resiliparse trafilatura pandas html5lib tabulate \
    pypdf pdfplumber pdfminer.six pypdfium2 pymupdf \
    rapidocr onnxruntime opencv-python-headless numpy pillow \
    pyarrow datasets rapidfuzz rich

# Found through NODE_PATH where that is set, else in npm's global folder.
$sudo npm install --global \
    turndown turndown-plugin-gfm node-html-markdown html-to-text cheerio pdfjs-dist pdf-parse
