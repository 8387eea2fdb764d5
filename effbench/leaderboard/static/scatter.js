// The scatter plot of correctness against speed, drawn from the visible rows of the table. A cross
// shows a run's two intervals, the dashed line the front. One point is in the tab order; arrow keys
// move to the other points, Enter goes to the point's row.
"use strict";
(() => {
  const { element, svg, onChange, get, set, current, number } = window.effbench;
  const WIDTH = 900;
  const HEIGHT = 460;
  const BOX = { left: 64, right: 20, top: 14, bottom: 44 };
  const UPWARDS = {
    speed: { label: "speed on passed (1× = fast reference)", column: "speed", ratio: true },
    eff: { label: "eff@1", column: "eff", ratio: false },
    memory: { label: "memory, inverse (1× = fast reference)", column: "memory", ratio: true },
  };
  const SHAPES = ["M-5 0A5 5 0 1 0 5 0A5 5 0 1 0-5 0Z", "M-4.5-4.5H4.5V4.5H-4.5Z",
    "M0-6L5.5 4.5H-5.5Z", "M0-6.5L6.5 0 0 6.5-6.5 0Z", "M0 6L5.5-4.5H-5.5Z",
    "M-2-6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z", "M-5.5-3L-3-5.5 0-2.5 3-5.5 5.5-3 2.5 0 5.5 3 3 5.5 0 2.5-3 5.5-5.5 3-2.5 0Z"];

  const ORDER = ["up to 3 B", "3 to 10 B", "10 to 40 B", "over 40 B"];

  function values(row, column, ratio) {
    const cell = row.querySelector(`.c-${column}`);
    if (cell.dataset.v === undefined) return null;
    const turn = (text) => (ratio ? 1 / Number(text) : Number(text));
    const { lo, hi, flo, fhi } = cell.dataset;
    const [low, high] = get("ci") === "these" ? [flo, fhi] : [lo, hi];
    const ends = low === undefined ? null : [turn(low), turn(high)].sort((a, b) => a - b);
    return { value: turn(cell.dataset.v), ends };
  }

  function pointsOf(section, upwards, facet) {
    const found = [];
    for (const row of section.querySelectorAll("table.ranks tbody tr[data-run]")) {
      const x = values(row, "pass", false);
      const y = values(row, upwards.column, upwards.ratio);
      if (row.hidden || !x || !y || !Number.isFinite(y.value)) continue;
      const group = JSON.parse(row.dataset.facets)[facet][0];
      found.push({ row, x, y, group, label: row.querySelector("th a").textContent });
    }
    return found;
  }

  /** The points that no other point beats in both measures, the most correct first. */
  function front(points) {
    const ordered = [...points].sort((p, q) => q.x.value - p.x.value || q.y.value - p.y.value);
    const found = [];
    for (const point of ordered) {
      const last = found[found.length - 1];
      const equal = last && last.x.value === point.x.value && last.y.value === point.y.value;
      if (!last || point.y.value > last.y.value || equal) found.push(point);
    }
    return found;
  }

  function scales(points, upwards) {
    const all = points.flatMap((p) => [p.y.value, ...(p.y.ends || [])])
      .filter((v) => Number.isFinite(v) && v > 0);
    let low = upwards.ratio ? Math.min(0.5, ...all) / 1.08 : 0;
    let high = upwards.ratio ? Math.max(1.25, ...all) * 1.08 : Math.max(1, ...all) * 1.04;
    low = upwards.ratio ? Math.max(low, 0.02) : low;
    high = Math.min(high, 50);
    const share = upwards.ratio
      ? (v) => Math.log(Math.max(v, low) / low) / Math.log(high / low)
      : (v) => (v - low) / (high - low);
    const inner = { w: WIDTH - BOX.left - BOX.right, h: HEIGHT - BOX.top - BOX.bottom };
    const least = Math.min(...points.flatMap((p) => [p.x.value, ...(p.x.ends || [])]));
    const left = Math.max(0, Math.floor(least * 10) / 10 - 0.05);
    const clamp = (v) => Math.min(1, Math.max(0, v));
    return {
      left, low, high,
      x: (v) => BOX.left + inner.w * clamp((v - left) / (1.02 - left)),
      y: (v) => BOX.top + inner.h * (1 - clamp(share(v))),
    };
  }

  function axes(scale, upwards) {
    const parts = [];
    const bottom = HEIGHT - BOX.bottom;
    for (let tick = Math.ceil(scale.left * 10); tick <= 10; tick += 1) {
      const at = scale.x(tick / 10);
      parts.push(svg("path", { class: "grid", d: `M${at} ${BOX.top}V${bottom}` }),
        svg("text", { x: at, y: bottom + 17, "text-anchor": "middle" }, (tick / 10).toFixed(1)));
    }
    const ticks = upwards.ratio ? [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20]
      : [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4];
    for (const tick of ticks.filter((v) => v >= scale.low && v <= scale.high)) {
      parts.push(svg("path", { class: tick === 1 ? "one" : "grid",
        d: `M${BOX.left} ${scale.y(tick)}H${WIDTH - BOX.right}` }),
      svg("text", { x: BOX.left - 8, y: scale.y(tick) + 4, "text-anchor": "end" },
        upwards.ratio ? `${tick}×` : tick.toFixed(1)));
    }
    const middle = (BOX.top + bottom) / 2;
    parts.push(
      svg("text", { class: "axis", x: (BOX.left + WIDTH) / 2, y: HEIGHT - 8,
        "text-anchor": "middle" }, "pass@1, the share of correct answers"),
      svg("text", { class: "axis", x: 14, y: middle, "text-anchor": "middle",
        transform: `rotate(-90 14 ${middle})` }, upwards.label));
    return parts;
  }

  function frontLine(points, scale) {
    if (points.length < 2) return [];
    let path = `M${scale.x(points[0].x.value)} ${scale.y(points[0].y.value)}`;
    for (const point of points.slice(1)) {
      path += `H${scale.x(point.x.value)}V${scale.y(point.y.value)}`;
    }
    return [svg("path", { class: "front", d: path })];
  }

  function mark(point, scale, kind) {
    const [x, y] = [scale.x(point.x.value), scale.y(point.y.value)];
    const cross = [];
    if (point.x.ends) cross.push(`M${scale.x(point.x.ends[0])} ${y}H${scale.x(point.x.ends[1])}`);
    if (point.y.ends) cross.push(`M${x} ${scale.y(point.y.ends[0])}V${scale.y(point.y.ends[1])}`);
    return svg("g", { class: `point k${kind}`, role: "button", tabindex: "-1",
      "data-run": point.row.dataset.run, "aria-label": words(point) },
    svg("path", { class: "cross", d: cross.join("") }),
    svg("path", { class: "shape", d: SHAPES[kind], transform: `translate(${x} ${y})` }));
  }

  const words = (point) =>
    `${point.label}: pass@1 ${point.x.value.toFixed(2)}, ${get("y", "speed")} ${number(point.y.value)}`;

  /** Labels beside the front's points, where they do not overlap. */
  function labels(points, scale) {
    const taken = [];
    const parts = [];
    for (const point of points) {
      const text = point.label.length > 26 ? `${point.label.slice(0, 25)}…` : point.label;
      const [x, y] = [scale.x(point.x.value), scale.y(point.y.value)];
      const width = 6.6 * text.length;
      const before = x + 10 + width > WIDTH - BOX.right;
      const box = [before ? x - 10 - width : x + 10, y - 14, width, 16];
      const meets = taken.some((b) => box[0] < b[0] + b[2] && b[0] < box[0] + box[2]
        && box[1] < b[1] + b[3] && b[1] < box[1] + box[3]);
      if (meets) continue;
      taken.push(box);
      parts.push(svg("text", { class: "name", x: before ? x - 9 : x + 9, y: y - 5,
        "text-anchor": before ? "end" : "start" }, text));
    }
    return parts;
  }

  function show(figure, row, on) {
    for (const each of document.querySelectorAll(".lit")) each.classList.remove("lit");
    const tip = figure.querySelector(".tip");
    tip.hidden = !on;
    if (!on) return;
    const mark = figure.querySelector(`.point[data-run="${row.dataset.run}"]`);
    row.classList.add("lit");
    if (!mark) {
      tip.hidden = true;
      return;
    }
    mark.classList.add("lit");
    // Bring the mark to the top, unless the figure has the focus: moving a mark loses the focus.
    if (!figure.contains(document.activeElement)) mark.parentNode.append(mark);
    const name = (column) => row.querySelector(`.c-${column}`).textContent.trim();
    tip.replaceChildren(element("b", {}, row.querySelector("th a").textContent),
      element("span", {}, `rank ${name("rank")}`),
      ...["pass", "eff", "speed"].map((column) => element("span", {},
        `${{ pass: "pass@1", eff: "eff@1", speed: "time" }[column]} ${name(column)}`)));
    const box = mark.querySelector(".shape").getBoundingClientRect();
    const frame = figure.getBoundingClientRect();
    const left = box.left - frame.left + box.width / 2;
    tip.style.left = `${Math.max(0, Math.min(left + 12, frame.width - tip.offsetWidth))}px`;
    tip.style.top = `${box.top - frame.top - tip.offsetHeight - 8}px`;
  }

  function goTo(row) {
    row.scrollIntoView({ block: "center" });
    row.querySelector("th a").focus({ preventScroll: true });
    row.classList.add("lit");
  }

  function listen(figure, drawing, points) {
    const marks = [...drawing.querySelectorAll(".point")];
    const rows = new Map(points.map((point) => [point.row.dataset.run, point.row]));
    const of = (event) => event.target.closest(".point");
    drawing.addEventListener("pointerover", (event) => {
      const at = of(event);
      show(figure, at && rows.get(at.dataset.run), Boolean(at));
    });
    drawing.addEventListener("pointerleave", () => show(figure, null, false));
    drawing.addEventListener("focusin", (event) => show(figure, rows.get(of(event).dataset.run), true));
    drawing.addEventListener("focusout", () => show(figure, null, false));
    drawing.addEventListener("click", (event) => of(event) && goTo(rows.get(of(event).dataset.run)));
    drawing.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        goTo(rows.get(of(event).dataset.run));
      } else if (step) {
        event.preventDefault();
        const next = marks[(marks.indexOf(of(event)) + step + marks.length) % marks.length];
        for (const each of marks) each.setAttribute("tabindex", each === next ? "0" : "-1");
        next.focus();
      }
    });
  }

  function draw(section) {
    const figure = section.querySelector("figure.scatter");
    if (!figure) return;
    const upwards = UPWARDS[get("y", "speed")] || UPWARDS.speed;
    const chosen = figure.querySelector("select[data-state=mark]");
    const facet = [...chosen.options].some((o) => o.value === get("mark")) ? get("mark") : "size";
    chosen.value = facet;
    figure.querySelector("select[data-state=y]").value =
      Object.keys(UPWARDS).find((key) => UPWARDS[key] === upwards);
    const points = pointsOf(section, upwards, facet).sort((p, q) => p.x.value - q.x.value);
    const canvas = figure.querySelector(".canvas");
    const drawn = [get("y"), get("ci"), facet, ...points.map((point) => point.row.dataset.run)].join(" ");
    if (canvas.drawn === drawn) return;
    canvas.drawn = drawn;
    if (!points.length) {
      canvas.replaceChildren(element("p", { class: "faint" }, "No run to draw."));
      return;
    }
    const groups = [...new Set(points.map((point) => point.group))].sort(
      (a, b) => ORDER.indexOf(a) - ORDER.indexOf(b) || (a < b ? -1 : 1));
    const kindOf = (group) => Math.min(groups.indexOf(group), SHAPES.length - 1);
    const scale = scales(points, upwards);
    const best = front(points);
    const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group",
      class: "chart plot", "aria-label": `${points.length} runs, ${best.length} on the front` },
    ...axes(scale, upwards), ...frontLine(best, scale),
    svg("g", {}, ...points.map((point) => mark(point, scale, kindOf(point.group)))),
    ...labels(best, scale));
    drawing.querySelector(".point").setAttribute("tabindex", "0");
    const legend = element("p", { class: "legend marks" }, ...groups.map((group) =>
      element("span", {}, svg("svg", { viewBox: "-8 -8 16 16", "aria-hidden": "true",
        class: `k${kindOf(group)}` }, svg("path", { class: "shape", d: SHAPES[kindOf(group)] })),
      group)));
    canvas.replaceChildren(drawing, legend, element("div", { class: "tip", hidden: true }));
    listen(figure, drawing, points);
  }

  for (const section of document.querySelectorAll("section.suite")) {
    const figure = section.querySelector("figure.scatter");
    if (!figure) continue;
    figure.querySelector(".pickers").hidden = false;
    for (const select of figure.querySelectorAll("select")) {
      const usual = select.options[0].value;
      select.addEventListener("change", () => set({ s: section.id,
        [select.dataset.state]: select.value === usual ? null : select.value }));
    }
    section.querySelector("table.ranks tbody").addEventListener("pointerover", (event) => {
      const row = event.target.closest("tr[data-run]");
      for (const each of document.querySelectorAll(".lit")) each.classList.remove("lit");
      const point = row && figure.querySelector(`.point[data-run="${row.dataset.run}"]`);
      if (point) point.classList.add("lit");
    });
  }
  onChange(() => {
    const section = current();
    if (section) draw(section);
  });
})();
