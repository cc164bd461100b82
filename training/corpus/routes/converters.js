// Converts files with npm's libraries: reads {"route", "path"} a line, answers {"text"} or {"error"}.
// One process serves a whole build: starting Node and loading the libraries costs more than a report.
"use strict";
const fs = require("fs");
const readline = require("readline");
const { pathToFileURL } = require("url");

const page = (path) => fs.readFileSync(path, "utf8");

function turndown(path, plugin) {
  const Service = require("turndown");
  const service = new Service();
  if (plugin) service.use(plugin);
  service.remove(["script", "style", "title"]);
  return service.turndown(page(path));
}

function htmlToText(path, options) {
  return require("html-to-text").convert(page(path), options);
}

async function pdfjs(path) {
  const file = require.resolve("pdfjs-dist/legacy/build/pdf.mjs");
  const { getDocument } = await import(pathToFileURL(file).href);
  const data = new Uint8Array(fs.readFileSync(path));
  const document = await getDocument({ data, verbosity: 0, useSystemFonts: true }).promise;
  const pages = [];
  for (let number = 1; number <= document.numPages; number++) {
    const content = await (await document.getPage(number)).getTextContent();
    pages.push(content.items.map((item) => item.str + (item.hasEOL ? "\n" : "")).join(""));
  }
  await document.destroy();
  return pages.join("\n");
}

async function pdfParse(path) {
  const { PDFParse } = require("pdf-parse");
  const parser = new PDFParse({ data: new Uint8Array(fs.readFileSync(path)), verbosity: 0 });
  const { text } = await parser.getText();
  await parser.destroy();
  return text;
}

const ROUTES = {
  "turndown": (path) => turndown(path),
  "turndown-gfm": (path) => turndown(path, require("turndown-plugin-gfm").gfm),
  "node-html-markdown": (path) => require("node-html-markdown").NodeHtmlMarkdown.translate(page(path)),
  "cheerio-text": (path) => {
    const $ = require("cheerio").load(page(path));
    $("script, style").remove();
    return $("body").text();
  },
  "html-to-text": (path) => htmlToText(path, {}),
  "html-to-text-tables": (path) =>
    htmlToText(path, { wordwrap: false, selectors: [{ selector: "table", format: "dataTable" }] }),
  "pdfjs": pdfjs,
  "pdf-parse": pdfParse,
};

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { route, path } = JSON.parse(line);
    let answer;
    try {
      answer = { text: await ROUTES[route](path) };
    } catch (error) {
      answer = { error: String(error) };
    }
    process.stdout.write(JSON.stringify(answer) + "\n");
  }
}

console.log = console.warn = console.error; // standard output holds the answers alone
main();
