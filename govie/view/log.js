"use strict";
/* The list of what was decided, the newest first; each can be taken back. */
(() => {
  const govie = window.govie;
  const { keep } = govie;
  const dialog = document.getElementById("history");
  const list = document.getElementById("log");
  const word = (key) => govie.word(`work.${key}`);
  const cellLink = (path) => govie.current().querySelector(`[data-path="${CSS.escape(path)}"]`);
  function labels(link) {
    const box = link.closest("td");
    const heads = (box.getAttribute("headers") || "").split(" ").map((id) => document.getElementById(id)).filter(Boolean);
    return heads.flatMap((h, n) => [n ? " · " : "", ...[...h.childNodes].map((c) => c.cloneNode(true))]);
  }

  /* ---- the list of what was decided */
  function open(back) {
    list.replaceChildren(...[...keep.history()].reverse().map((one) => {
      const item = document.createElement("li");
      const path = one.target.startsWith("cell:") ? one.target.slice(5) : null;
      const link = path && cellLink(path);
      const short = (v) => (v === null || v === undefined ? word("not_there")
        : [typeof v === "object" ? String(v.value ?? v.heading ?? v.status ?? "") + (v.unit || "") + (v.item ? ` ${v.item}` : "") : String(v)]);
      const what = document.createElement("b");
      what.append(...(link ? labels(link) : [one.target.replace(/^check:/, "")]));
      const when = document.createElement("small");
      when.textContent = `${one.when} ${one.who} ${one.decision}`;
      item.append(what, " ", ...(one.undoes ? word("made_undone") : [...short(one.old), " → ", ...short(one.new)]), one.why ? ` (${one.why}) ` : " ", when);
      if (one.undone) item.className = "undone";
      else if (!one.undoes) {
        const button = document.createElement("button");
        button.type = "button";
        button.append(...word("undo"));
        button.addEventListener("click", async () => { await back("undo", one.decision); open(back); });
        item.append(" ", button);
      }
      return item;
    }));
    if (!dialog.open) dialog.showModal();
  }

  govie.log = { cellLink, close: () => dialog.close(), isOpen: () => dialog.open, labels, open };
})();
