"use strict";
/* Places in the text. The page shows a text without some characters and with signs for others; offsets
   are those of the text itself, in code points, so both are walked through side by side. */
(() => {
  const known = new WeakMap();

  /* The text nodes of an article's text in order, each with the offset of its first character. */
  function index(article) {
    if (known.has(article)) return known.get(article);
    const source = article.querySelector(".source");
    const data = window.govie.keep.data(article);
    const raw = data.text === null || !source ? [] : Array.from(data.text);
    const nodes = [];
    let at = 0;
    const skip = () => { while (raw[at] === "\r" && raw[at + 1] === "\n") at += 1; };
    const walk = (element) => {
      for (const node of element.childNodes) {
        if (node.nodeType === 3) {
          skip();
          const starts = [];
          for (const _ of node.data) { skip(); starts.push(at); at += 1; }
          if (starts.length) nodes.push({ node, starts });
        } else if (node.nodeType === 1 && node.tagName !== "SUMMARY") {
          if (node.classList.contains("gone")) at += Number(node.dataset.n);
          else walk(node);
        }
      }
    };
    if (source) walk(source);
    const found = { raw, nodes };
    known.set(article, found);
    return found;
  }
  const current = () => index(window.govie.current());

  /* From a node and its offset in JavaScript's units to the text's, and back. */
  function toText(node, units) {
    if (node.nodeType === 1) {
      const inside = node.childNodes[units] || node;
      const first = current().nodes.find((n) => inside.contains(n.node) ||
        inside.compareDocumentPosition(n.node) & Node.DOCUMENT_POSITION_FOLLOWING);
      return first ? first.starts[0] : null;
    }
    const entry = current().nodes.find((n) => n.node === node);
    if (!entry) return null;
    const points = Array.from(node.data.slice(0, units)).length;
    return points < entry.starts.length ? entry.starts[points] : entry.starts[points - 1] + 1;
  }
  function toNode(offset, end) {
    const wanted = end ? offset - 1 : offset;
    const all = current().nodes;
    let low = 0;
    let high = all.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (all[middle].starts[0] <= wanted) low = middle; else high = middle - 1;
    }
    if (!all[low]) return null;
    const points = all[low].starts.filter((s) => s < offset).length;
    return [all[low].node, Array.from(all[low].node.data).slice(0, points).join("").length];
  }

  const text = (start, end) => current().raw.slice(start, end).join("");
  function selection() {
    const found = getSelection();
    if (!found.rangeCount || found.isCollapsed) return null;
    const range = found.getRangeAt(0);
    const source = window.govie.current().querySelector(".source");
    if (!source || !source.contains(range.commonAncestorContainer)) return null;
    let start = toText(range.startContainer, range.startOffset);
    let end = toText(range.endContainer, range.endOffset);
    if (start === null || end === null) return null;
    const raw = current().raw;
    while (start < end && !raw[start].trim()) start += 1;
    while (end > start && !raw[end - 1].trim()) end -= 1;
    return start < end ? [start, end] : null;
  }
  function at(x, y) {
    const place = document.caretPositionFromPoint
      ? document.caretPositionFromPoint(x, y)
      : document.caretRangeFromPoint(x, y);
    if (!place) return null;
    return place.offsetNode ? toText(place.offsetNode, place.offset) : toText(place.startContainer, place.startOffset);
  }
  function select(start, end) {
    const from = toNode(start, false);
    const to = toNode(end, true);
    if (!from || !to) return;
    for (let e = from[0].parentElement; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
    getSelection().setBaseAndExtent(...from, ...to);
    from[0].parentElement.scrollIntoView({ block: "center", inline: "nearest" });
  }

  /* Figures: digits with what may stand in a number, and a sign before it. */
  const FIGURE = /[-+－]?[0-9０-９](?:[0-9０-９,，.．]*[0-9０-９])?/gu;
  function numbers() {
    const found = current();
    if (!found.numbers) {
      const whole = found.raw.join("");
      // from JavaScript's units to code points
      const points = [];
      found.raw.forEach((c, n) => { for (let k = 0; k < c.length; k += 1) points.push(n); });
      points.push(found.raw.length);
      found.numbers = [...whole.matchAll(FIGURE)].map((m) => [points[m.index], points[m.index + m[0].length]]);
    }
    return found.numbers;
  }
  /* The value of a figure as printed or typed; null where it is none. */
  function typed(content) {
    const plain = content.normalize("NFKC").replace(/[,，\s]/g, "").replace(/^[减↓−－]/, "-");
    return /^[-+]?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
  }
  const number = (offset) => numbers().find(([start, end]) => start <= offset && offset <= end) || null;
  function line(offset) {
    const { raw } = current();
    let start = offset;
    let end = offset;
    while (start > 0 && raw[start - 1] !== "\n") start -= 1;
    while (end < raw.length && raw[end] !== "\n") end += 1;
    while (start < end && !raw[start].trim()) start += 1;
    while (end > start && !raw[end - 1].trim()) end -= 1;
    return start < end ? [start, end] : null;
  }
  window.govie.places = { at, line, number, numbers, select, selection, text, typed };
})();
