"use strict";
/* Everything is in the page already: this only moves between its two sides. It makes no HTML from
   strings and counts no characters: marks and cells name each other by their ids. */
(() => {
  const root = document.documentElement;
  const card = document.getElementById("card");
  const back = document.getElementById("back");
  const count = document.querySelectorAll("article, template").length;
  const byId = (id) => document.getElementById(id);
  const word = (key) => {
    const found = document.querySelector(`#words [data-word="${key}"]`);
    return found ? [...found.childNodes].map((n) => n.cloneNode(true)) : [key];
  };
  let article = document.querySelector("article");
  let told = null; // what the card is about
  let origin = null; // the cell or fact that was left for the text

  const pieces = (mark) =>
    mark ? [mark, ...article.querySelectorAll(`[data-of="${mark.id}"]`)] : [];
  const isMark = (e) => !!e && e.classList.contains("m");
  const partner = (e) => byId((e.getAttribute("href") || "#").slice(1));
  const place = (e) => (isMark(e) ? e : e.closest("td") || e);

  /* ---- marking and moving */
  function mark(element) {
    for (const e of article.querySelectorAll(".now")) e.classList.remove("now");
    if (!element) return;
    const other = partner(element);
    for (const e of [element, other]) {
      if (!e) continue;
      if (isMark(e)) for (const p of pieces(e)) p.classList.add("now");
      else place(e).classList.add("now");
    }
  }
  function unfold(element) {
    for (let e = element.parentElement; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
  }
  function scrollTo(element, block = "center") {
    unfold(element);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ block, inline: "nearest", behavior: calm ? "auto" : "smooth" });
  }
  function show(pane) {
    article.dataset.pane = pane;
    for (const b of article.querySelectorAll("[data-show]"))
      b.setAttribute("aria-pressed", String(b.dataset.show === pane));
    ruler();
  }
  function go(element) {
    if (!element) return;
    show(element.closest(".text") ? "text" : "side");
    mark(element);
    scrollTo(element);
    roving(element);
    element.focus({ preventScroll: true });
    tell(element);
    // so that the page's address leads here again; a page in a frame has none
    try { history.replaceState(null, "", `#${element.id}`); } catch { /* in a frame */ }
  }
  function choose(id) {
    const kept = document.querySelector(`template[data-for="${id}"]`);
    if (kept) kept.replaceWith(kept.content);
    const next = byId(id);
    if (!next || next === article) return;
    article.hidden = true;
    article = next;
    article.hidden = false;
    if (kept) prepare();
    close();
    const at = document.querySelector(".choice .at");
    if (at) at.textContent = `${Number(id.slice(1)) + 1} / ${count}`;
    for (const row of document.querySelectorAll(".choice tr[data-to]"))
      row.classList.toggle("now", row.dataset.to === article.id);
    show(article.dataset.pane);
    document.dispatchEvent(new Event("govie:chosen"));
  }

  /* ---- the card: print, value, confidence and why of what is pointed at */
  function line(key, ...content) {
    const dt = document.createElement("dt");
    dt.append(...word(key));
    const dd = document.createElement("dd");
    dd.append(...content);
    return [dt, dd];
  }
  function subject(e) {
    const cell = isMark(e) ? partner(e) || byId((e.dataset.of || "").replace("m", "c")) : e;
    return cell && cell.dataset.p !== undefined ? cell : null;
  }
  function tell(e) {
    const cell = subject(e);
    if (!cell) return close();
    const box = cell.closest("td");
    const head = document.createElement("p");
    const labels = (box.getAttribute("headers") || "").split(" ").map(byId).filter(Boolean);
    labels.forEach((label, n) => {
      if (n) head.append(" · ");
      head.append(...[...label.childNodes].map((c) => c.cloneNode(true)));
    });
    if (!labels.length) head.append(cell.textContent);
    const list = document.createElement("dl");
    const d = cell.dataset;
    const states = [...(box.closest("tr.fact") || box).classList].filter((s) =>
      ["read", "repaired", "corrected", "doubtful", "failed", "blank", "missing", "fact"].includes(s));
    const signs = document.createElement("span");
    states.forEach((s) => {
      const one = document.createElement("span");
      one.className = `state ${s}`;
      one.append(...word(s));
      signs.append(one);
    });
    list.append(...line("print", ...(d.raw !== undefined ? [quoted(d.raw)] : word("not_printed"))));
    const amount = cell.closest("tr").querySelector(".amount");
    if (amount) list.append(...line("value", ...[...amount.childNodes].map((n) => n.cloneNode(true))));
    else list.append(...line("value", d.v !== undefined ? `${d.v} 元` : cell.textContent));
    list.append(...line("confidence", bar(Number(d.p)), ` ${Number(d.p).toFixed(2)}`));
    const why = article.querySelector(`.todo a[href="#${cell.id}"] .why`);
    if (why) list.append(...line("why", ...[...why.querySelectorAll(".reason")].map((n) => n.cloneNode(true))));
    if (d.at) list.append(...line("place", d.at));
    const path = document.createElement("code");
    path.textContent = d.path || "";
    card.replaceChildren(head, signs, list, path);
    card.hidden = false;
    told = e;
    put(e);
  }
  function quoted(raw) {
    const q = document.createElement("q");
    q.textContent = raw;
    return q;
  }
  function bar(p) {
    const meter = document.createElement("meter");
    Object.assign(meter, { min: 0, max: 1, low: 0.75, high: 0.9, optimum: 1, value: p });
    return meter;
  }
  function put(e) {
    if (innerWidth <= 800) { card.removeAttribute("style"); return; }
    const at = (isMark(e) ? e : e.closest("td") || e).getBoundingClientRect();
    const size = card.getBoundingClientRect();
    const x = Math.min(Math.max(8, at.left), innerWidth - size.width - 8);
    const below = at.bottom + 8;
    const y = below + size.height < innerHeight ? below : Math.max(8, at.top - size.height - 8);
    card.style.left = `${x}px`;
    card.style.top = `${y}px`;
  }
  function close() { card.hidden = true; }

  /* ---- the keyboard: each table and the text are one stop; arrows move inside */
  const stops = (e) => {
    const table = e.closest("table.form, table.facts");
    if (table) return [...table.querySelectorAll("td a[id]")];
    const text = e.closest(".source");
    return text ? [...text.querySelectorAll("a.m")] : [];
  };
  function roving(e) {
    for (const other of stops(e)) other.tabIndex = other === e ? 0 : -1;
  }
  function neighbour(e, key) {
    const all = stops(e);
    const at = all.indexOf(e);
    if (at < 0) return null;
    if (key === "Home") return all[0];
    if (key === "End") return all[all.length - 1];
    if (key === "ArrowLeft") return all[at - 1];
    if (key === "ArrowRight") return all[at + 1];
    const down = key === "ArrowDown" ? 1 : -1;
    const box = e.closest("td");
    if (!box) return all[at + down];
    const line = [...box.parentElement.querySelectorAll("td a[id]")];
    const column = line.indexOf(e);
    let row = box.parentElement;
    const rows = [...row.closest("table").querySelectorAll("tr")].filter((r) => r.querySelector("td a[id]"));
    row = rows[rows.indexOf(row) + down];
    if (!row) return null;
    const there = row.querySelectorAll("td a[id]");
    return there[Math.min(column, there.length - 1)];
  }
  let turn = -1;
  function next(step) {
    const all = [...article.querySelectorAll(".todo > li > a[href], .todo > li > details > summary")];
    if (!all.length) return;
    turn = (turn + step + all.length) % all.length;
    follow(all[turn]);
  }
  function follow(link) {
    const target = partner(link) || byId((link.dataset.all || "").split(" ")[0]);
    if (!target) return;
    rings(link);
    go(target);
    // at a desk both sides are in view: the text goes to the same place
    const there = partner(target);
    if (there && innerWidth > 800) { mark(target); scrollTo(there); }
  }
  function rings(link) {
    for (const e of article.querySelectorAll(".ring")) e.classList.remove("ring");
    for (const id of (link.dataset.all || "").split(" ").filter(Boolean)) {
      const cell = byId(id);
      if (cell && link.dataset.all.includes(" ")) cell.closest("td").classList.add("ring");
    }
  }

  /* ---- what the pointer and the keys do */
  document.addEventListener("click", (event) => {
    const e = event.target.closest("a, button, summary, td");
    if (!e) return close();
    const d = e.dataset;
    if (e.id === "back") { back.hidden = true; return go(origin); }
    if (d.show) return show(d.show);
    if (d.do === "language") return language();
    if (d.do === "compact") {
      const on = article.classList.toggle("tight");
      e.setAttribute("aria-pressed", String(on));
      return ruler();
    }
    if (d.only) return only(e);
    if (e.tagName === "SUMMARY") { if (d.all) rings(e); return close(); }
    const row = e.closest("tr[data-to]");
    if (row) {
      event.preventDefault();
      choose(row.dataset.to);
      row.closest("details").open = false;
      return;
    }
    const link = e.tagName === "TD" ? e.querySelector("a[id]") : e;
    if (!link || link.tagName !== "A" || link.classList.contains("away")) return;
    event.preventDefault();
    if (link.closest(".todo, .sums")) return follow(link);
    const target = partner(link);
    if (!target) { mark(link); roving(link); link.focus({ preventScroll: true }); return tell(link); }
    if (link.closest("nav")) { show(target.closest(".text") ? "text" : "side"); return scrollTo(target, "start"); }
    if (!isMark(link)) { origin = link; back.hidden = innerWidth > 800; } else back.hidden = true;
    go(target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const e = document.activeElement;
    if (e.matches("input, select, textarea") || document.querySelector("dialog[open]")) return;
    const key = event.key;
    if (key === "Escape") { close(); for (const x of article.querySelectorAll(".ring, .now")) x.classList.remove("ring", "now"); return; }
    if (key === "n" || key === "p") { event.preventDefault(); return next(key === "n" ? 1 : -1); }
    if (key === "l" || key === "L") return language();
    if (key === "Enter" && e.tagName === "A" && !e.hasAttribute("href")) return tell(e);
    if (!/^(Arrow|Home$|End$)/.test(key)) return;
    const to = neighbour(e, key);
    if (!to) return;
    event.preventDefault();
    roving(to);
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "nearest", inline: "nearest" });
    mark(to);
    const other = partner(to);
    if (other && innerWidth > 800) other.scrollIntoView({ block: "nearest", inline: "nearest" });
    tell(to);
  });
  for (const kind of ["mouseover", "focusin"])
    document.addEventListener(kind, (event) => {
      const e = event.target.closest(".side td, a.m, .m[data-of]");
      if (!e) { if (kind === "mouseover" && innerWidth > 800) close(); return; }
      const link = e.tagName === "TD" ? e.querySelector("a[id]") : e;
      if (link && (kind === "mouseover" || link.matches(":focus-visible"))) tell(link);
    });

  function language() {
    const english = root.dataset.lang === "zh";
    root.dataset.lang = english ? "en" : "zh";
    root.lang = english ? "en" : "zh-CN";
    try { localStorage.setItem("govie-language", root.dataset.lang); } catch { /* a page in a frame has none */ }
    ruler();
  }
  function only(button) {
    const on = button.getAttribute("aria-pressed") !== "true";
    for (const b of article.querySelectorAll("[data-only]")) b.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-pressed", String(on));
    if (on) article.dataset.only = button.dataset.only; else delete article.dataset.only;
    if (on)
      for (const side of [`.source .m.${button.dataset.only}`, `td.${button.dataset.only} a[id]`]) {
        const first = article.querySelector(side);
        if (first) scrollTo(first);
      }
    ruler();
  }

  /* ---- the ruler: where along the text something needs a look */
  function ruler() {
    const strip = article.querySelector(".ruler");
    const source = article.querySelector(".source");
    if (!strip || !source || !source.offsetParent) return;
    const whole = source.scrollHeight;
    const top = source.getBoundingClientRect().top - source.scrollTop;
    const ticks = [];
    for (const m of source.querySelectorAll(".m[id]")) {
      const kind = ["failed", "repaired", "unread", "doubtful", "heading", "fact"].find((k) => m.classList.contains(k));
      if (!kind) continue;
      const tick = document.createElement("i");
      tick.className = kind;
      tick.style.top = `${(100 * (m.getBoundingClientRect().top - top)) / whole}%`;
      tick.addEventListener("click", () => go(m));
      ticks.push(tick);
    }
    strip.replaceChildren(...ticks);
  }
  let wait = 0;
  const soon = () => { clearTimeout(wait); wait = setTimeout(ruler, 120); };
  addEventListener("resize", soon);
  addEventListener("toggle", soon, true);
  addEventListener("scroll", () => { if (!card.hidden && told) put(told); }, true);
  addEventListener("beforeprint", close);

  /* ---- at the start */
  try { if (localStorage.getItem("govie-language") === "en") language(); } catch { /* none in a frame */ }
  function prepare() {
    for (const table of article.querySelectorAll("table.form, table.facts, .source"))
      [...table.querySelectorAll("td a[id], a.m")].forEach((e, n) => { e.tabIndex = n ? -1 : 0; });
    if (!article.querySelector(".collapsed")) return;
    article.classList.add("tight");
    article.querySelector(".compact").setAttribute("aria-pressed", "true");
  }
  // what the scripts of a page to work in need of this one
  function adopt(fresh) {
    const { pane } = article.dataset;
    const tops = [".source", ".scroll", ".todo"].map((s) => [s, (article.querySelector(s) || {}).scrollTop]);
    const tight = article.classList.contains("tight");
    fresh.classList.toggle("tight", tight);
    fresh.dataset.pane = pane;
    article.replaceWith(fresh);
    article = fresh;
    prepare();
    const compact = article.querySelector(".compact");
    article.classList.toggle("tight", tight);
    if (compact) compact.setAttribute("aria-pressed", String(tight));
    for (const [s, top] of tops) {
      const box = article.querySelector(s);
      if (box && top) box.scrollTop = top;
    }
    show(pane);
    close();
  }
  window.govie = { current: () => article, go, next, adopt, show, word, close };
  prepare();
  root.classList.add("ready");
  const asked = /^#((r\d+)[cmfns]?\d*)$/.exec(location.hash);
  if (asked) choose(asked[2]);
  show(article.dataset.pane);
  if (asked && asked[1] !== asked[2]) go(byId(asked[1]));
})();
