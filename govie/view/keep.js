"use strict";
/* Where decisions go: to the server that gave the page, or, in a page that is only a file, into the browser
   and from there into a file of one's own. Either way what is shown follows from the list of decisions. */
(() => {
  const govie = window.govie;
  const islands = new WeakMap();
  const pristine = new Map(); // of a page that is a file: each article as it was

  function data(article = govie.current()) {
    if (!islands.has(article)) islands.set(article, JSON.parse(article.querySelector("script.data").textContent));
    return islands.get(article);
  }
  const served = () => data().server;

  /* ---- a server */
  async function ask(what, content) {
    let said;
    try {
      const answer = await fetch(`${location.pathname}/${what}`, {
        method: "POST", credentials: "omit", headers: { "Content-Type": "application/json" },
        body: JSON.stringify(content),
      });
      said = await answer.json(); // a server that was started anew refuses, and not in JSON
    } catch { return { error: "no_server" }; }
    if (said.article) {
      // what the server made of its own words and of texts that it escaped; scripts in it never run
      const parsed = new DOMParser().parseFromString(said.article, "text/html");
      govie.adopt(document.importNode(parsed.querySelector("article"), true));
    }
    return said;
  }

  /* ---- a file: what the server does, for what can be shown here */
  const name = document.getElementById("who");
  if (name) {
    try { name.value = localStorage.getItem("govie-who") || ""; } catch { /* a page in a frame has none */ }
    name.addEventListener("change", () => localStorage.setItem("govie-who", name.value));
  }
  const key = (digest) => `govie-decisions-${digest}`;
  function log(digest = data().digest) {
    try { return JSON.parse(localStorage.getItem(key(digest)) || "[]"); } catch { return []; }
  }
  function active(all) {
    const stands = new Map();
    for (const one of [...all].reverse())
      stands.set(one.decision, !all.some((u) => u.undoes === one.decision && stands.get(u.decision)));
    return all.filter((one) => stands.get(one.decision));
  }
  function heads(all) {
    const found = {};
    for (const one of active(all)) if (!one.undoes) found[one.target] = one;
    return found;
  }
  /* All of them or, where the browser has no room or keeps nothing, none: then it throws. */
  function write(entries) {
    const d = data();
    const all = log();
    for (const entry of entries) all.push({
      decision: [...crypto.getRandomValues(new Uint8Array(6))].map((b) => b.toString(16).padStart(2, "0")).join(""),
      when: `${new Date().toISOString().slice(0, 19)}Z`, who: name.value.trim(), file: d.file, text: d.digest, ...entry,
    });
    localStorage.setItem(key(d.digest), JSON.stringify(all));
  }
  function local(what, content) {
    const all = log();
    const on = active(all);
    if (what === "decide") {
      const before = heads(all);
      write(content.entries.map((one) => ({ ...one, after: before[one.target] ? [before[one.target].decision] : [] })));
    } else {
      const last = what === "redo"
        ? on.filter((o) => o.undoes && all.some((x) => x.decision === o.undoes && !x.undoes) && all.slice(all.indexOf(o)).every((l) => l.undoes)).pop()
        : on.filter((o) => !o.undoes && (!content.id || o.decision === content.id)).pop();
      if (!last) return { error: what === "redo" ? "nothing_again" : "nothing_back" };
      write([{ target: last.target, old: last.new, new: last.old, undoes: last.decision }]);
    }
    repaint();
    return { told: what === "decide" ? "kept" : "taken_back" };
  }
  function repaint() {
    const article = govie.current();
    if (!pristine.has(article.id)) pristine.set(article.id, article.cloneNode(true));
    const fresh = pristine.get(article.id).cloneNode(true);
    const found = Object.values(heads(log()));
    for (const one of found) paint(fresh, one);
    govie.adopt(fresh);
    sums();
  }
  const cellOf = (article, path) => article.querySelector(`[data-path="${CSS.escape(path)}"]`);
  function paint(article, one) {
    const [, kind, name] = /^(\w+):?(.*)$/s.exec(one.target);
    const done = (e) => { if (e) e.classList.add("decided"); };
    if (kind === "cell") {
      const link = cellOf(article, name);
      if (!link) return;
      const { mult } = data().cells[name] || { mult: 1 };
      link.textContent = one.new.status === "read" ? String(one.new.value / mult) : one.new.status === "blank" ? "·" : "—";
      link.dataset.p = "1";
      link.closest("td").className = "corrected";
      const entry = article.querySelector(`.todo a[href="#${link.id}"]`);
      if (entry) entry.closest("li").remove();
    } else if (kind === "fact") {
      const n = data().facts.findIndex((f) => f.key === name);
      const row = n < 0 ? null : article.querySelector(`#${article.id}f${n}`).closest("tr");
      if (!row) return;
      row.classList.remove("doubtful", "d1", "d2", "d3");
      done(row);
      if (one.new === null) { row.classList.add("removed"); return; }
      row.querySelector("a").textContent = one.new.item;
      row.querySelector(".amount").textContent = `${one.new.value} ${one.new.unit || ""}`;
      row.cells[2].textContent = one.new.channel || "";
    } else if (kind === "agency") article.querySelector(".about b").textContent = one.new || "—";
    else if (kind === "check") {
      for (const e of article.querySelectorAll(`[data-check="${CSS.escape(name)}"]`)) e.closest("li").className = "confirmed";
    }
  }
  function sums() {
    const failing = new Set();
    const article = govie.current();
    for (const rule of data().rules) {
      const { ok } = govie.keep.sum(rule, {});
      if (ok === false) for (const p of [...rule.parts, ...rule.whole]) failing.add(p);
    }
    for (const link of article.querySelectorAll("[data-path]"))
      link.closest("td").classList.toggle("failed", failing.has(link.dataset.path));
  }

  /* A sum as it comes out with ``changed`` values; ok is null where a cell is missing. */
  function sum(rule, changed) {
    const on = served() ? {} : heads(log());
    const value = (path) => {
      if (path in changed) return changed[path];
      const one = on[`cell:${path}`];
      const cell = one ? one.new : data().cells[path];
      return cell.status === "missing" ? undefined : cell.value;
    };
    const all = [...rule.parts, ...rule.whole].map(value);
    if (all.includes(undefined) || all.every((v) => v === null)) return { ok: null };
    const add = (paths) => paths.reduce((total, p) => total + (value(p) || 0), 0);
    const [expected, found] = [add(rule.parts), add(rule.whole)];
    return { ok: Math.abs(expected - found) < 1e-6, expected, found };
  }

  const history = () => {
    if (served()) return data().log;
    const all = log();
    const on = new Set(active(all).map((one) => one.decision));
    return all.map((one) => ({ ...one, undone: !on.has(one.decision) }));
  };
  function download() {
    const digests = [...document.querySelectorAll("article")].map((a) => data(a).digest);
    for (const kept of document.querySelectorAll("template"))
      digests.push(JSON.parse(kept.content.querySelector("script.data").textContent).digest);
    const lines = digests.flatMap((d) => log(d)).map((one) => `${JSON.stringify(one)}\n`);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(lines, { type: "application/jsonl" }));
    link.download = "decisions.jsonl";
    link.click();
    URL.revokeObjectURL(link.href);
  }
  async function send(what, content) {
    if (served()) return ask(what, content);
    try { return local(what, content); } catch { return { error: "not_kept" }; }
  }
  govie.keep = {
    data, download, history, repaint, sum, served, send,
    standing: () => (served() ? {} : heads(log())),
  };
})();
