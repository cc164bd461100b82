"use strict";
/* Which figures of the text a cell, or a row of cells, may be taken from. */
(() => {
  const { keep, places } = window.govie;
  let at = -1; // the number of the figure that is offered

  /* The first figure from ``near`` on; asked again, the one ``step`` further. */
  function offer(step, near) {
    const all = places.numbers();
    if (!all.length) return null;
    at = at < 0 ? Math.max(0, all.findIndex(([start]) => start >= near)) : (at + step + all.length) % all.length;
    return all[at];
  }
  /* Where the nearest cell before ``path`` that has a place ends. */
  function before(path) {
    const { cells } = keep.data();
    const all = Object.keys(cells);
    for (let n = all.indexOf(path); n >= 0; n -= 1) if (cells[all[n]].end !== null) return cells[all[n]].end;
    return 0;
  }
  /* The figures between two places: one for ``path``, one for each cell of its row after it. */
  function row(path, [start, end]) {
    const inside = places.numbers().filter(([s, e]) => s >= start && e <= end);
    if (!inside.length) return null;
    const { cells } = keep.data();
    const paths = Object.keys(cells).filter((p) => cells[p].row === cells[path].row);
    const after = paths.slice(paths.indexOf(path) + 1);
    return { first: inside[0], more: inside.slice(1, after.length + 1).map((place, n) => [after[n], place]) };
  }
  window.govie.pick = { before, offer, on: () => at >= 0, reset: () => { at = -1; }, row };
})();
