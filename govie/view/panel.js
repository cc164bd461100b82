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
    if (event.key === "l" && !event.ctrlKey && !event.metaKey && !event.altKey) language();
  });
})();
