// Head to head: the differences between two runs in words and numbers, and a dumbbell per task.
"use strict";
(() => {
  const { element, svg, onChange, get, set, current, load, number, paired } = window.effbench;
  const SAID = { "!": "only A passes", "-": "B significantly slower",
    "~": "can't be told apart", "+": "only B passes, or B significantly faster", x: "both fail" };
  const ORDER = ["!", "-", "~", "+", "x"];
  const WIDTH = 860;
  const LEFT = 230;
  const COLUMN = 70;
  const UNPLACED = ["cut off", "not timed", "failed"];
  const STEP = 20;

  const range = (ci, turn = (v) => v) =>
    ci ? `[${number(turn(ci[0]))}, ${number(turn(ci[1]))}]` : "no interval";
  const score = (value) => (value === null ? "–" : value.toFixed(2).replace("-", "−"));
  const scores = (ci) => (ci ? `[${score(ci[0])}, ${score(ci[1])}]` : "no interval");
  const pText = (p) => (p === null ? "too few tasks" : p < 0.0005 ? "< 0.001" : p.toFixed(3));

  function verdict(metric) {
    if (metric.p === null) return "too few tasks";
    if (metric.p >= 0.05) return "can't be told apart";
    return metric.mean > 0 ? "B is better" : "A is better";
  }

  function row(...cells) {
    return element("tr", {}, element("th", { scope: "row" }, cells[0]),
      ...cells.slice(1).map((cell) => element("td", { class: "number" }, cell)));
  }

  function table(caption, headings, rows) {
    return element("div", { class: "wide", role: "region", tabindex: "0", "aria-label": caption },
      element("table", {}, element("caption", {}, element("span", {}, caption)),
        element("thead", {}, element("tr", {},
          ...headings.map((text) => element("th", { scope: "col" }, text)))),
        element("tbody", {}, ...rows)));
  }

  function numbers(result, a, b) {
    const rows = result.metrics.map((metric) => row(metric.name, score(metric.a), score(metric.b),
      (metric.mean > 0 ? "+" : "") + score(metric.mean), scores(metric.ci), scores(metric.these),
      score(metric.resolves), pText(metric.p),
      `${metric.n}`, verdict(metric)));
    if (result.speed) {
      const { mean, ci, n } = result.speed;
      rows.push(row("time of B / time of A, both timed", "", "", `${number(Math.exp(mean))}×`,
        range(ci, Math.exp), "", "", "", `${n}`,
        ci && ci[1] < 0 ? "B is faster" : ci && ci[0] > 0 ? "A is faster" : "can't be told apart"));
    }
    return table(`A is ${a.label}, B is ${b.label}. Intervals and p are paired by task. p and verdict are for new tasks and for this pair alone: they are not adjusted for the other pairs of the table. Resolves: the smallest true difference that the test detects in four of five cases.`,
      ["", "A", "B", "B − A", "95 %, new tasks", "95 %, these tasks", "Resolves", "p", "Tasks", "Verdict"], rows);
  }

  /** The differences between the machines and software of A and B. */
  function machines(a, b) {
    const parts = a.key.map(([part, said], i) => [part, said, b.key[i][1]])
      .filter(([, ours, theirs]) => ours !== theirs);
    if (!parts.length) {
      return element("p", { class: "faint machines" },
        "A and B ran on the same kind of machine, as far as recorded.");
    }
    return element("div", { class: "machines" },
      element("p", {}, `A and B used different: ${parts.map(([part]) => part).join(", ")}`),
      table("Differences between the runs' machines and software", ["", "A", "B"],
        parts.map(([part, ours, theirs]) => element("tr", {}, element("th", { scope: "row" }, part),
          element("td", { class: "text" }, ours), element("td", { class: "text" }, theirs)))));
  }

  function flips(result) {
    const lost = result.tasks.filter((task) => task.a[3] && !task.b[3]);
    const won = result.tasks.filter((task) => !task.a[3] && task.b[3]);
    const listed = (name, tasks) => element("p", {}, element("b", {}, `${name}: ${tasks.length}. `),
      ...tasks.flatMap((task, i) =>
        [i ? ", " : "", element("a", { href: task.href }, task.name)]));
    return element("div", { class: "flips" }, listed("Only A passes", lost),
      listed("Only B passes", won));
  }

  /** The mean log ratio of a side's best answer to the reference; null unless it was timed. */
  function place(side) {
    return paired.fate(side) === "timed"
      ? side[5].reduce((sum, size) => sum + size[1], 0) / side[5].length
      : null;
  }

  function dumbbells(result) {
    const tasks = result.tasks.map((task) => ({ ...task, x: place(task.a), y: place(task.b),
      fates: [paired.fate(task.a), paired.fate(task.b)] }));
    const columns = UNPLACED.filter((name) => tasks.some((task) => task.fates.includes(name)));
    const edge = WIDTH - 20 - COLUMN * columns.length;
    const middle = (name) => edge + 10 + COLUMN * (columns.indexOf(name) + 0.5);
    const key = (task) => (task.ratio ? task.ratio.log : 0);
    tasks.sort((s, t) => ORDER.indexOf(s.mark) - ORDER.indexOf(t.mark) || key(t) - key(s));
    const logs = tasks.flatMap((task) => [task.x, task.y]).filter((value) => value !== null);
    const low = Math.min(Math.log(0.5), ...logs) - 0.1;
    const high = Math.max(Math.log(2), ...logs) + 0.1;
    const at = (log) => LEFT + ((edge - LEFT) * (log - low)) / (high - low);
    const height = 30 + STEP * tasks.length;
    const parts = [];
    for (const tick of [0.1, 0.2, 0.5, 1, 2, 5, 10].filter((v) => Math.log(v) > low && Math.log(v) < high)) {
      const x = at(Math.log(tick));
      parts.push(svg("path", { class: tick === 1 ? "one" : "grid", d: `M${x} 22V${height}` }),
        svg("text", { x, y: 14, "text-anchor": "middle" }, `${tick}×`));
    }
    for (const name of columns) {
      parts.push(svg("text", { x: middle(name), y: 14, "text-anchor": "middle" }, name));
    }
    for (const [i, task] of tasks.entries()) {
      const y = 34 + STEP * i;
      const name = task.name.length > 30 ? `${task.name.slice(0, 29)}…` : task.name;
      parts.push(svg("text", { x: LEFT - 26, y: y + 4, "text-anchor": "end" }, name),
        svg("text", { class: `mark m${ORDER.indexOf(task.mark)}`, x: LEFT - 14, y: y + 4,
          "text-anchor": "middle" }, task.mark));
      const ends = [task.x, task.y].map((log, side) =>
        (log === null ? middle(task.fates[side]) - 10 + 20 * side : at(log)));
      if (task.x !== null && task.y !== null) {
        parts.push(svg("path", { class: `bell m${ORDER.indexOf(task.mark)}`,
          d: `M${ends[0]} ${y}H${ends[1]}` }));
      }
      const failed = (x, side) => svg("path", { class: `fail ${side}`,
        d: `M${x - 4} ${y - 4}L${x + 4} ${y + 4}M${x - 4} ${y + 4}L${x + 4} ${y - 4}` });
      parts.push(task.fates[0] === "failed" ? failed(ends[0], "a")
        : svg("circle", { class: "a", cx: ends[0], cy: y, r: 5 }),
      task.fates[1] === "failed" ? failed(ends[1], "b")
        : svg("path", { class: "b", d: `M${ends[1]} ${y - 6}l6 6-6 6-6-6Z` }));
    }
    return svg("svg", { class: "chart bells", viewBox: `0 0 ${WIDTH} ${height}`,
      "aria-hidden": "true" }, ...parts);
  }

  /** The ratio over the sizes at which both have a time, `1.500×`; and a side without times, e.g.
   *  `B cut off`. */
  function timeText(task) {
    const sides = [["A", paired.fate(task.a)], ["B", paired.fate(task.b)]];
    const others = sides.filter(([, fate]) => fate !== "timed").map((side) => side.join(" "));
    const ratio = task.ratio ? [`${number(Math.exp(task.ratio.log))}×`] : [];
    return [...ratio, ...others].join(", ") || "–";
  }

  function perTask(result) {
    const rows = result.tasks.map((task) => row(element("a", { href: task.href }, task.name),
      task.mark, score(task.a[0]), score(task.b[0]),
      timeText(task),
      task.ratio && task.ratio.half !== null
        ? range([task.ratio.log - task.ratio.half, task.ratio.log + task.ratio.half], Math.exp)
        : "–"));
    return element("details", {}, element("summary", {}, "Show as a table"),
      table("Every task", ["Task", "Mark", "pass@1 of A", "pass@1 of B", "Time of B / A",
        "Interval"], rows));
  }

  function legend(result) {
    const count = (sign) => result.tasks.filter((task) => task.mark === sign).length;
    return element("p", { class: "legend" },
      element("span", {}, svg("svg", { viewBox: "-8 -8 16 16", "aria-hidden": "true" },
        svg("circle", { class: "a", r: 5 })), "A"),
      element("span", {}, svg("svg", { viewBox: "-8 -8 16 16", "aria-hidden": "true" },
        svg("path", { class: "b", d: "M0-6l6 6-6 6-6-6Z" })), "B"),
      ...ORDER.map((sign) => element("span", {},
        element("b", { class: `m${ORDER.indexOf(sign)}` }, sign), `${SAID[sign]} (${count(sign)})`)));
  }

  function prepare(section) {
    const box = section.querySelector(".compare");
    const [first, second] = box.querySelectorAll("select");
    for (const select of [first, second]) {
      select.append(element("option", { value: "" }, "choose a run"));
      for (const each of section.querySelectorAll("table.ranks tbody tr[data-run]")) {
        select.append(element("option", { value: each.dataset.run },
          `${each.querySelector(".rank").textContent}. ${each.querySelector("th a").textContent}`));
      }
      select.addEventListener("change", () =>
        set({ s: section.id, [select.dataset.state]: select.value }));
    }
    box.querySelector(".swap").addEventListener("click", () =>
      set({ s: section.id, a: second.value, b: first.value }));
    box.hidden = false;
  }

  let asked = "";

  async function show(section) {
    const box = section.querySelector(".compare");
    const [first, second] = box.querySelectorAll("select");
    first.value = get("a");
    second.value = get("b");
    const result = box.querySelector(".result");
    const wanted = `${section.id} ${first.value} ${second.value}`;
    if (wanted === asked) return;
    asked = wanted;
    if (!first.value || !second.value) {
      result.replaceChildren(element("p", { class: "faint" },
        "Choose two runs to see whether one is significantly better."));
      return;
    }
    try {
      const [shared, a, b] = await Promise.all([section.id, first.value, second.value].map(load));
      if (wanted !== asked) return; // the reader has made another choice in the meantime
      const found = paired.compare(shared, a, b);
      result.replaceChildren(numbers(found, a, b), flips(found), legend(found),
        element("div", { class: "wide tall", role: "region", tabindex: "0",
          "aria-label": "Time over the fast reference's, per task" }, dumbbells(found)),
        perTask(found), machines(a, b));
    } catch (error) {
      result.replaceChildren(element("p", { class: "bad" }, error.message));
    }
  }

  for (const section of document.querySelectorAll("section.suite")) prepare(section);
  onChange(() => {
    const section = current();
    if (section) show(section);
  });
})();
