// The tables: sort by heading, search, filter by facet, choose columns. The rows are part of the
// HTML. They are only moved and hidden, never created, so none can get lost.
"use strict";
(() => {
  const { element, onChange, list, get, set, current } = window.effbench;
  const FACETS = { size: "Size", weights: "Weights", badge: "Badge", status: "Status",
    machine: "Machine", tag: "Tag" };
  const MOST_CHIPS = 10;
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  // --- sorting ---------------------------------------------------------------------------------

  function prepareSorting(table) {
    for (const [column, heading] of [...table.tHead.rows[0].cells].entries()) {
      const button = element("button", { type: "button" }, ...heading.childNodes);
      heading.append(button);
      heading.dataset.column = column;
      button.addEventListener("click", () => {
        const descending = heading.getAttribute("aria-sort")
          ? heading.getAttribute("aria-sort") === "ascending"
          : heading.dataset.first === "desc";
        set({ s: table.closest("section.suite").id,
          [table.dataset.state]: `${heading.dataset.key}:${descending ? "desc" : "asc"}` });
      });
    }
    for (const [place, row] of [...table.tBodies[0].rows].entries()) row.dataset.place = place;
  }

  function valueOf(cell) {
    if (cell.dataset.v !== undefined) {
      const number = Number(cell.dataset.v);
      return Number.isNaN(number) ? cell.dataset.v : number;
    }
    if (cell.classList.contains("number")) return null; // no value: always last
    return (cell.querySelector("a") || cell).textContent.trim();
  }

  function compare(a, b) {
    return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b);
  }

  function sort(table) {
    const wanted = get(table.dataset.state);
    if (table.sortedBy === wanted) return;
    table.sortedBy = wanted;
    const [key, direction] = wanted.split(":");
    const headings = [...table.tHead.rows[0].cells];
    const heading = headings.find((each) => each.dataset.key === key) || headings[0];
    const sign = direction === "desc" ? -1 : 1;
    const rows = [...table.tBodies[0].rows].filter((row) => !row.classList.contains("none"));
    const keyed = rows.map((row) => [valueOf(row.cells[heading.dataset.column]), row]);
    keyed.sort(([a, rowA], [b, rowB]) => {
      if ((a === null) !== (b === null)) return a === null ? 1 : -1;
      const difference = a === null ? 0 : sign * compare(a, b);
      return difference || rowA.dataset.place - rowB.dataset.place;
    });
    for (const each of headings) each.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", sign < 0 ? "descending" : "ascending");
    table.tBodies[0].append(...keyed.map(([, row]) => row));
  }

  // --- filters ---------------------------------------------------------------------------------

  const facetsOf = (row) => (row.facets ||= JSON.parse(row.dataset.facets));
  const wordsOf = (row) =>
    (row.words ||= [row.cells[1].textContent, ...Object.values(facetsOf(row)).flat()]
      .join(" ").toLowerCase());
  const runs = (section) => [...section.querySelectorAll("table.ranks tbody tr[data-run]")];

  function valuesOf(section, facet) {
    const counts = new Map();
    for (const row of runs(section)) {
      for (const value of facetsOf(row)[facet]) counts.set(value, (counts.get(value) || 0) + 1);
    }
    return [...counts].sort(([a, n], [b, m]) => m - n || collator.compare(a, b));
  }

  function toggle(section, facet, value) {
    const chosen = list(facet) || [];
    const next = chosen.includes(value) ? chosen.filter((v) => v !== value) : [...chosen, value];
    set({ s: section.id, [facet]: next.length ? next : null });
  }

  function chip(section, facet, value, count) {
    return element("button", { type: "button", class: "chip", "aria-pressed": "false",
      "data-facet": facet, "data-value": value, onclick: () => toggle(section, facet, value) },
    value, element("span", { class: "faint" }, ` ${count}`));
  }

  function prepareFilters(section) {
    const holder = section.querySelector(".chips");
    for (const [facet, name] of Object.entries(FACETS)) {
      const values = valuesOf(section, facet);
      if (values.length < 2) continue;
      const chips = values.map(([value, count]) => chip(section, facet, value, count));
      const group = element("div", { role: "group", "aria-label": name, class: "facet" },
        element("span", { class: "name" }, name), ...chips.slice(0, MOST_CHIPS));
      if (chips.length > MOST_CHIPS) {
        group.append(element("details", {}, element("summary", {}, "more"),
          ...chips.slice(MOST_CHIPS)));
      }
      holder.append(group);
    }
    const search = section.querySelector("input[type=search]");
    search.addEventListener("input", () => set({ s: section.id, q: search.value }, true));
    section.querySelector(".show-filters").addEventListener("click", () =>
      openFilters(section, holder.hidden));
    section.querySelector(".reset").addEventListener("click", () => {
      const nothing = { q: null, cols: null, sort: null, ci: null };
      for (const facet of Object.keys(FACETS)) nothing[facet] = null;
      set({ s: section.id, ...nothing });
    });
    const copy = section.querySelector(".copy");
    copy.addEventListener("click", async () => {
      let said = "Copied";
      try {
        await navigator.clipboard.writeText(location.href);
      } catch {
        said = "Copy it from the address bar"; // pages from disk may have no clipboard access
      }
      copy.textContent = said;
      setTimeout(() => (copy.textContent = "Copy link"), 2000);
    });
  }

  function openFilters(section, open) {
    section.querySelector(".chips").hidden = !open;
    section.querySelector(".show-filters").setAttribute("aria-expanded", open);
  }

  function matches(row, words, chosen) {
    if (!words.every((word) => wordsOf(row).includes(word))) return false;
    return chosen.every(([facet, values]) =>
      facetsOf(row)[facet].some((value) => values.includes(value)));
  }

  function filter(section) {
    const words = get("q").toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = Object.keys(FACETS).map((facet) => [facet, list(facet)])
      .filter(([, values]) => values && values.length);
    let shown = 0;
    const rows = runs(section);
    for (const row of rows) {
      row.hidden = !matches(row, words, chosen);
      shown += !row.hidden;
    }
    const body = section.querySelector("table.ranks tbody");
    body.querySelector("tr.none")?.remove();
    if (!shown) {
      body.append(element("tr", { class: "none" },
        element("td", { colspan: "99" }, "No run matches these filters.")));
    }
    section.querySelector(".count").textContent = shown === rows.length
      ? `All ${rows.length} runs. Click a heading to sort.`
      : `${shown ? shown : "No"} of ${rows.length} runs; ranks are among all of them.`;
    const opener = section.querySelector(".show-filters");
    const on = chosen.reduce((sum, [, values]) => sum + values.length, 0);
    opener.textContent = on ? `Filters (${on} on)` : "Filters";
    if (on) openFilters(section, true);
    for (const button of section.querySelectorAll(".chip")) {
      const values = list(button.dataset.facet) || [];
      button.setAttribute("aria-pressed", values.includes(button.dataset.value));
    }
    const search = section.querySelector("input[type=search]");
    if (search.value !== get("q")) search.value = get("q");
  }

  // --- columns ---------------------------------------------------------------------------------

  function prepareColumns(section) {
    const boxes = [...section.querySelectorAll(".columns input")];
    for (const box of boxes) {
      box.addEventListener("change", () => {
        const shown = boxes.filter((each) => each.checked).map((each) => each.value);
        const usual = boxes.filter((each) => each.dataset.default === "1").map((b) => b.value);
        const same = String(shown) === String(usual);
        set({ s: section.id, cols: same ? null : shown.length ? shown : "none" });
      });
    }
  }

  function prepareIntervals(section) {
    const select = section.querySelector("select.intervals");
    if (!select) return;
    select.addEventListener("change", () =>
      set({ s: section.id, ci: select.value === "these" ? "these" : null }));
  }

  /** Show one of the two intervals that each cell holds. */
  function intervals(section) {
    const select = section.querySelector("select.intervals");
    if (!select) return;
    select.value = get("ci") === "these" ? "these" : "new";
    const table = section.querySelector("table.ranks");
    for (const kind of ["new", "these"]) table.classList.toggle(`by-${kind}`, kind === select.value);
  }

  function columns(section) {
    const chosen = list("cols");
    const table = section.querySelector("table.ranks");
    for (const box of section.querySelectorAll(".columns input")) {
      box.checked = chosen ? chosen.includes(box.value) : box.dataset.default === "1";
      table.classList.toggle(`hide-${box.value}`, !box.checked);
    }
  }

  // --- suites ----------------------------------------------------------------------------------

  function showSuite() {
    const shown = current();
    for (const section of document.querySelectorAll("section.suite")) {
      section.hidden = section !== shown;
    }
    for (const link of document.querySelectorAll("[data-suite]")) {
      if (shown && link.dataset.suite === shown.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    for (const link of document.querySelectorAll("[data-part]")) {
      if (shown) link.setAttribute("href", `#${shown.id}-${link.dataset.part}`);
    }
    const hash = location.hash.slice(1);
    if (hash && !hash.includes("=")) document.getElementById(hash)?.scrollIntoView();
  }

  for (const section of document.querySelectorAll("section.suite")) {
    for (const table of section.querySelectorAll("table.sortable")) prepareSorting(table);
    prepareFilters(section);
    prepareColumns(section);
    prepareIntervals(section);
    section.querySelector(".tools").hidden = false;
  }
  onChange(() => {
    showSuite();
    const section = current();
    if (!section) return;
    for (const table of section.querySelectorAll("table.sortable")) sort(table);
    filter(section);
    columns(section);
    intervals(section);
  });
})();
