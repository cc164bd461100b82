"use strict";
/* What a person does on a page to work in: choose, type, accept, pick a figure, take back. */
(() => {
  const govie = window.govie;
  const { keep, places, pick, log } = govie;
  const { typed } = places;
  const scaled = (value, mult) => Math.round(value * mult * 1e6) / 1e6;
  const form = document.getElementById("editor");
  const said = document.getElementById("said");
  const fields = form.elements;
  const word = (key) => govie.word(`work.${key}`);
  let editing = null; // { kind, ... } of what the form is about
  let chosen = null; // the cell, count or mark that was last in focus
  let range = null; // what was last dragged over in the text
  let pulled = false; // whether the button was just let go after dragging

  function say(key, more = "") {
    said.replaceChildren(...(key ? word(key) : []), more ? ` ${more}` : "");
  }
  /* The cell or count that an element is, or that its mark leads to. */
  function subject(element) {
    if (!element || !element.closest) return null;
    const mark = element.closest(".m");
    const id = mark && (mark.getAttribute("href") || "").slice(1);
    const owner = mark && !id && mark.dataset.of ? document.getElementById(mark.dataset.of) : null;
    const link = mark ? document.getElementById(id || (owner ? (owner.getAttribute("href") || "#").slice(1) : "")) : element.closest("td a[id], td");
    const found = link && link.tagName === "TD" ? link.querySelector("a[id]") : link;
    if (!found || found.dataset.p === undefined) return null;
    if (found.dataset.path) return { kind: "cell", path: found.dataset.path, link: found };
    const n = Number(/f(\d+)$/.exec(found.id)[1]);
    return { kind: "fact", n, link: found };
  }
  function remember(event) {
    if (form.contains(event.target)) return;
    const found = subject(event.target);
    if (found) chosen = found;
  }
  const now = () => {
    if (!chosen) return null;
    if (chosen.link.isConnected) return chosen;
    const link = document.getElementById(chosen.link.id); // the page was drawn again
    return link ? { ...chosen, link } : null;
  };

  /* ---- opening */
  function open(what) {
    editing = what;
    pick.reset();
    for (const set of form.querySelectorAll("fieldset")) {
      set.hidden = set.dataset.kind !== what.kind;
      set.disabled = set.hidden;
    }
    form.hidden = false;
    fields.why.value = "";
    document.documentElement.classList.add("working");
    say("");
  }
  function close(back = true) {
    form.hidden = true;
    editing = null;
    document.documentElement.classList.remove("working");
    const link = back && now();
    if (link) link.link.focus({ preventScroll: true });
  }
  function title(...nodes) { document.getElementById("subject").replaceChildren(...nodes); }
  /* A cell as it stands now: in a page that is a file the data are those of the beginning. */
  function cellNow(path) {
    const one = keep.standing()[`cell:${path}`];
    return one ? { ...keep.data().cells[path], ...one.new } : keep.data().cells[path];
  }
  function openCell(path, start = null) {
    const cell = cellNow(path);
    open({ kind: "cell", path, place: cell.start === null ? null : [cell.start, cell.end] });
    const link = log.cellLink(path);
    title(...log.labels(link));
    for (const e of govie.current().querySelectorAll("td.now")) e.classList.remove("now");
    link.closest("td").classList.add("now");
    form.querySelector(".unit").textContent = cell.unit;
    const value = cell.value === null ? "" : String(cell.value / cell.mult);
    fields.value.value = start === null ? value : start;
    fields.value.focus();
    if (start === null) fields.value.select();
    live();
    link.scrollIntoView({ block: "center", inline: "nearest" });
  }
  function openFact(n) {
    const d = keep.data();
    const fact = d.facts[n];
    const key = fact ? fact.key : null;
    const place = fact ? [fact.start, fact.end] : range;
    const printed = places.text(...place);
    const [, digits, unit] = /^([-+]?[\d０-９,，.．]*)(.*)$/su.exec(printed);
    const first = fact || { value: typed(digits) ?? "", unit: unit.trim() || null, bound: "exact", item: "", channel: null, topic: "disclosed", part_of: null };
    open({ kind: "fact", key: key || place.join("-"), place, n: fact ? n : null });
    title(printed);
    fields.amount.value = first.value;
    fields.measure.value = first.unit || "";
    fields.bound.value = first.bound;
    fields.what.value = first.item;
    fields.channel.value = first.channel || "";
    fields.topic.value = first.topic;
    const none = new Option("—", "");
    const totals = d.facts.filter((f) => f.key !== key).map((f) => new Option(`${f.item} ${f.value}${f.unit || ""}`, f.key));
    fields.part_of.replaceChildren(none, ...totals);
    fields.part_of.value = first.part_of || "";
    fields.what.focus();
  }
  function openSection(name) {
    const known = keep.data().sections;
    open({ kind: "section", place: range });
    title(...word("section"));
    fields.section.value = name || fields.section.value;
    const there = known.find((s) => s.name === fields.section.value);
    fields.heading.value = range ? places.text(...range) : there ? there.heading : "";
    fields.section.focus();
  }
  function openAbout() {
    const { about } = keep.data();
    const on = keep.standing();
    open({ kind: "about" });
    title(...word("whole"));
    for (const name of ["agency", "year", "unit", "form"])
      fields[name].value = (on[name] ? on[name].new : about[name]) ?? "";
    fields.agency.focus();
    fields.agency.select();
  }
  function edit() {
    const mark = document.activeElement.closest(".m.heading") || null;
    if (mark) return openSection();
    const one = now();
    if (!one) return say("nothing_selected");
    return one.kind === "cell" ? openCell(one.path) : openFact(one.n);
  }

  /* ---- sums as one types */
  function live() {
    const { path } = editing;
    const { mult } = keep.data().cells[path];
    const value = typed(fields.value.value);
    const changed = value === null ? {} : { [path]: scaled(value, mult) };
    for (const [p, place] of editing.more || []) changed[p] = scaled(typed(places.text(...place)), keep.data().cells[p].mult);
    const more = (editing.more || []).map(([, place]) => places.text(...place));
    form.querySelector(".unit").textContent = [...more, keep.data().cells[path].unit].join(" ");
    const list = keep.data().rules.filter((r) => r.parts.includes(path) || r.whole.includes(path)).map((rule) => {
      const { ok, expected, found } = keep.sum(rule, changed);
      const item = document.createElement("li");
      item.className = ok === null ? "open" : ok ? "holds" : "failed";
      const known = govie.current().querySelector(`[data-check="${CSS.escape(rule.name)}"]`);
      const heads = known ? [...known.childNodes].filter((n) => n.nodeType === 1 && !n.matches(".difference, em")) : [];
      item.append(...heads.map((n) => n.cloneNode(true)), ok === null ? " …" : ` ${expected} ${ok ? "=" : "≠"} ${found}`);
      return item;
    });
    form.querySelector(".live").replaceChildren(...list);
  }

  /* ---- deciding */
  async function send(entries, then) {
    const why = editing ? fields.why.value.trim() : "";
    const heads = keep.data().heads;
    const told = await keep.send("decide", {
      entries: entries.map((e) => ({ ...e, why, after: heads[e.target] || [] })),
    });
    if (told.error) {
      say(told.error in known ? told.error : "", told.error in known ? "" : told.error);
      return;
    }
    if (editing) close(false);
    say("kept", told.warning || "");
    if (then) then();
    else { const link = now(); if (link) link.link.focus({ preventScroll: true }); }
  }
  const known = { no_server: 1, not_kept: 1, nothing_back: 1, nothing_again: 1 };
  const old = (path) => {
    const { value, status, start, end } = cellNow(path);
    return { value, status, start, end };
  };
  function setCell(path, status, value, place, then) {
    const [start, end] = place || [null, null];
    return send([{ target: `cell:${path}`, old: old(path), new: { value, status, start, end } }], then);
  }
  /* The cells of a row, from the chosen one on, that hold nothing or are not there. */
  function setRow(status) {
    const { cells } = keep.data();
    const row = Object.keys(cells).filter((p) => cells[p].row === cells[target()].row);
    return send(row.slice(row.indexOf(target())).map((p) => (
      { target: `cell:${p}`, old: old(p), new: { value: null, status, start: null, end: null } })), onward);
  }
  const onward = () => govie.next(0);
  function accept() {
    const one = now();
    if (!one) return say("nothing_selected");
    if (one.kind === "fact") {
      const { key, p, ...fact } = keep.data().facts[one.n];
      return send([{ target: `fact:${key}`, old: fact, new: fact }], onward);
    }
    const { value, status, start, end } = cellNow(one.path);
    const state = value === null ? (status === "blank" ? "blank" : "missing") : "read";
    return setCell(one.path, state, value, start === null ? null : [start, end], onward);
  }
  function confirm() {
    const one = now();
    const { checks } = keep.data();
    const at = document.activeElement.closest("[data-check]");
    const name = at ? at.dataset.check
      : one && one.kind === "cell" ? Object.keys(checks).find((n) => checks[n].paths.includes(one.path)) : null;
    if (!name || !checks[name]) return say("nothing_selected");
    const { expected, found } = checks[name];
    return send([{ target: `check:${name}`, old: { expected, found }, new: "confirmed" }], onward);
  }
  function save() {
    const { kind, path, place } = editing;
    if (kind === "cell") {
      const value = typed(fields.value.value);
      if (value === null) return say("no_number");
      const others = (editing.more || []).map(([p, at]) => [p, typed(places.text(...at)), at]);
      const { cells } = keep.data();
      const all = [[path, value, place], ...others].filter(([, v]) => v !== null);
      if (all.some(([p, v]) => !cells[p].unit && v % 1)) return say("no_count"); // only money has parts
      return send(all.map(([p, v, at]) => {
        const [start, end] = at || [null, null];
        const whole = scaled(v, cells[p].mult);
        return { target: `cell:${p}`, old: old(p), new: { value: whole, status: "read", start, end } };
      }));
    }
    if (kind === "fact") {
      const value = typed(fields.amount.value);
      if (value === null) return say("no_number");
      const was = editing.n === null ? null : (({ key, p, ...fact }) => fact)(keep.data().facts[editing.n]);
      return send([{
        target: `fact:${editing.key}`, old: was,
        new: {
          topic: fields.topic.value, item: fields.what.value.trim(), value,
          unit: fields.measure.value.trim() || null, bound: fields.bound.value,
          channel: fields.channel.value.trim() || null, part_of: fields.part_of.value || null,
          start: place[0], end: place[1],
        },
      }]);
    }
    if (kind === "section") {
      if (!place) return say("drag_heading");
      const name = fields.section.value;
      const was = keep.data().sections.find((s) => s.name === name) || null;
      return send([{
        target: `section:${name}`, old: was && { heading: was.heading, start: was.start },
        new: { heading: places.text(...place), start: place[0] },
      }]);
    }
    const { about } = keep.data();
    const value = (name) => {
      const content = fields[name].value.trim();
      return !content ? null : name === "year" ? Number(content) : content;
    };
    const changed = ["agency", "year", "unit", "form"].filter((n) => value(n) !== about[n]);
    if (!changed.length) return close();
    return send(changed.map((n) => ({ target: n, old: about[n], new: value(n) })));
  }
  async function back(what, id) {
    const told = await keep.send(what, id ? { id } : {});
    if (told.error) return say(told.error in known ? told.error : "", told.error in known ? "" : told.error);
    return say(told.told);
  }

  /* ---- a figure of the text: by the pointer, or with the arrows one after the other */
  function offer(step) {
    const found = pick.offer(step, editing.place ? editing.place[0] : pick.before(editing.path));
    if (!found) return say("no_place");
    govie.show(innerWidth > 800 ? govie.current().dataset.pane : "text");
    places.select(...found);
    return take(found);
  }
  function take(found, more = []) {
    if (typed(places.text(...found)) === null) return say("no_number");
    fields.value.value = places.text(...found);
    editing.place = found;
    editing.more = more;
    live();
    return null;
  }
  function takeRow(found) {
    const row = pick.row(editing.path, found);
    if (row) take(row.first, row.more);
  }

  /* ---- what the keys and the pointer do */
  const actions = {
    accept, edit, confirm, save,
    history: () => log.open(back),
    blank: () => setCell(target(), "blank", null, null),
    missing: () => setCell(target(), "missing", null, null),
    pick: () => offer(0),
    remove: () => {
      const { key, p, ...was } = keep.data().facts[editing.n] || {};
      if (editing.n === null) return close();
      return send([{ target: `fact:${editing.key}`, old: was, new: null }]);
    },
    no_section: () => {
      const was = keep.data().sections.find((s) => s.name === fields.section.value);
      return send([{ target: `section:${fields.section.value}`, old: was ? { heading: was.heading, start: was.start } : null, new: null }]);
    },
    count_new: () => (range ? openFact(-1) : say("drag")),
    section_new: () => openSection(),
    about_it: openAbout,
    undo: () => back("undo"),
    redo: () => back("redo"),
    done: () => send([{ target: "report", old: null, new: "done" }]),
    download: () => keep.download(),
    close: () => close(),
    close_history: () => log.close(),
  };
  const target = () => (editing && editing.kind === "cell" ? editing.path : now().path);
  const keys = {
    a: "accept", e: "edit", b: "blank", m: "missing", c: "confirm", u: "undo", r: "redo", h: "history",
    f: "count_new", s: "section_new", i: "about_it", d: "done",
  };
  const needs = new Set(["blank", "missing"]);
  function act(name) {
    if (needs.has(name) && !(editing && editing.kind === "cell") && !(now() && now().kind === "cell")) return say("nothing_selected");
    return actions[name]();
  }
  document.addEventListener("keydown", (event) => {
    const typing = document.activeElement.matches("input, select, textarea");
    const key = event.key.toLowerCase();
    if (log.isOpen()) return;
    if (event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (typing || !["z", "y"].includes(key)) return;
      event.preventDefault();
      act(key === "y" || event.shiftKey ? "redo" : "undo");
      return;
    }
    if (editing && key === "escape") { event.preventDefault(); close(); return; }
    if (typing) {
      // in a list of choices as well, where browsers do not send
      if (key === "enter" && document.activeElement.tagName === "SELECT") { event.preventDefault(); form.requestSubmit(); return; }
      const cell = editing && editing.kind === "cell" && document.activeElement === fields.value;
      if (cell && pick.on() && ["arrowleft", "arrowright"].includes(key)) { event.preventDefault(); offer(key === "arrowleft" ? -1 : 1); }
      // letters are no part of a number: in the field of a cell they are keys
      else if (cell && ["a", "b", "m", "t"].includes(key)) { event.preventDefault(); act(key === "t" ? "pick" : keys[key]); }
      return;
    }
    const one = now();
    if (/^[-0-9]$/.test(key) && one && one.kind === "cell" && !editing) { event.preventDefault(); openCell(one.path, key); return; }
    if (event.shiftKey && needs.has(keys[key]) && one && one.kind === "cell") { event.preventDefault(); setRow(keys[key]); return; }
    if (keys[key]) { event.preventDefault(); act(keys[key]); }
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); save(); });
  form.addEventListener("input", (event) => {
    if (!editing || editing.kind !== "cell" || event.target !== fields.value) return;
    pick.reset();
    editing.place = null;
    editing.more = [];
    live();
  });
  fields.section.addEventListener("change", () => { if (!editing.place) openSection(fields.section.value); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-work]");
    if (button) { if (button.type !== "submit") act(button.dataset.work); return; }
    remember(event);
  });
  document.addEventListener("focusin", remember);
  // before the page's own: a click in the text, while a cell is edited, is a pick and leads nowhere
  document.addEventListener("click", (event) => {
    if (!editing || !event.target.closest(".source")) return;
    const at = places.at(event.clientX, event.clientY);
    const drag = pulled; // the selection itself is gone where the cursor went back to a field
    pulled = false;
    if (editing.kind === "cell" && !drag) {
      const found = at === null ? null : places.number(at);
      if (found) take(found); else say("no_place");
      fields.value.focus();
    } else if (editing.kind === "section" && !drag) {
      range = at === null ? null : places.line(at);
      if (range) { editing.place = range; fields.heading.value = places.text(...range); }
    } else if (!drag) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  let field = null;
  form.addEventListener("focusin", (event) => { if (event.target.matches("input")) field = event.target; });
  document.addEventListener("mouseup", (event) => {
    if (!event.target.closest || !event.target.closest(".source")) return;
    const found = places.selection();
    pulled = !!found;
    if (found) dragged(found);
  });
  document.addEventListener("selectionchange", () => {
    if (!pick.on()) { const found = places.selection(); if (found) range = found; }
  });
  function dragged(found) {
    range = found;
    if (!editing) return;
    if (editing.kind === "cell") { takeRow(found); fields.value.focus(); }
    const content = places.text(...found).replace(/\s+/g, "");
    if (editing.kind === "fact" && field && ["what", "channel"].includes(field.name)) { field.value = content; field.focus(); }
    if (editing.kind === "section") { editing.place = found; fields.heading.value = places.text(...found); }
  }
  document.documentElement.classList.add("works");
  if (!keep.served()) keep.repaint();
  document.addEventListener("govie:chosen", () => { close(false); if (!keep.served()) keep.repaint(); });
})();
