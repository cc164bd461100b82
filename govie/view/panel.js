"use strict";
(() => {
  const root = document.documentElement;
  const language = () => {
    const english = root.dataset.lang === "zh";
    root.dataset.lang = english ? "en" : "zh";
    root.lang = english ? "en" : "zh-CN";
  };
  document.querySelector("[data-do=language]").addEventListener("click", language);
  addEventListener("keydown", (event) => {
    if (event.target.matches("input")) return;
    if (event.key === "l" && !event.ctrlKey && !event.metaKey && !event.altKey) language();
  });

  // Long lists: their rows are data, drawn a part at a time; what they say is only ever text.
  const cell = (name, content) => {
    const made = document.createElement(name);
    if (Array.isArray(content)) {
      const link = document.createElement("a");
      link.href = content[1];
      link.textContent = content[0];
      made.append(link);
    } else made.textContent = content;
    return made;
  };
  const line = (row) => {
    const made = document.createElement("tr");
    row.forEach((content, n) => made.append(cell(n ? "td" : "th", content)));
    return made;
  };
  for (const list of document.querySelectorAll(".rows")) {
    const rows = JSON.parse(list.querySelector("script").textContent);
    const part = Number(list.dataset.first);
    const body = list.querySelector("tbody");
    const more = list.querySelector(".more");
    const search = list.querySelector(".search");
    let found = rows;
    let drawn = body.rows.length;
    const draw = (until) => {
      body.append(...found.slice(drawn, until).map(line));
      drawn = Math.min(until, found.length);
      more.parentElement.hidden = drawn >= found.length;
      const all = [drawn, found.length].map((n) => n.toLocaleString("en"));
      list.querySelector(".count").textContent = all.join(" / ");
    };
    more.addEventListener("click", () => draw(drawn + part));
    search.addEventListener("input", () => {
      const asked = search.value.trim().toLowerCase();
      found = asked ? rows.filter((row) => row.flat().join("\n").toLowerCase().includes(asked)) : rows;
      body.replaceChildren();
      drawn = 0;
      draw(part);
    });
  }
})();
