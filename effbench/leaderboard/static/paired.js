// The statistics of two runs, as effbench/comparison.py and effbench/stats/paired_difference.py
// have them. Pure functions; the p-values come from Python with the data.
"use strict";
window.effbench.paired = (() => {
  /** Mean of `values` and its interval, clusters as units: Student's t with cluster-robust errors.
   *  `t[df - 1]` is the 97.5 % quantile. There is no interval below `least` clusters. With a `bound`,
   *  each end is the further one of the data's own and of that with `unseen` clusters at the bound,
   *  and none lies further than a difference can be. `resolves`: the smallest true difference that
   *  is found in four of five cases, from `resolving` clusters on; `power` is the normal quantile. */
  function difference(values, clusters, { t, unseen, least, resolving, power }, bound = 0) {
    const n = values.length;
    if (!n) return null;
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const parts = new Map();
    values.forEach((value, i) => {
      const [sum, count] = parts.get(clusters[i]) || [0, 0];
      parts.set(clusters[i], [sum + value, count + 1]);
    });
    const g = parts.size;
    if (g < least) return { mean, ci: null, resolves: null, n, clusters: g };
    const reach = (side, at, hidden) => {
      const size = n / g;
      const all = n + hidden * size;
      const middle = (mean * n + hidden * size * at) / all;
      const squares = [...parts.values()].reduce((total, [sum, count]) =>
        total + (sum - middle * count) ** 2, hidden * (size * (at - middle)) ** 2);
      return middle + (side * t[g - 2] * Math.sqrt((g / (g - 1)) * squares)) / all;
    };
    const ends = [-1, 1].map((side) => [reach(side, 0, 0), reach(side, side * bound, unseen)]);
    const end = values.reduce((most, value) => Math.max(most, Math.abs(value)), bound);
    const ci = bound
      ? [Math.max(-end, Math.min(...ends[0])), Math.min(end, Math.max(...ends[1]))]
      : [ends[0][0], ends[1][0]];
    return { mean, ci, resolves: g < resolving ? null : resolved(), n, clusters: g };

    function resolved() {
      const hidden = bound ? unseen : 0;
      const squares = [...parts.values()].reduce((total, [sum, count]) =>
        total + (sum - mean * count) ** 2, hidden * ((bound * n) / g) ** 2);
      return ((t[g - 2] + power) * Math.sqrt((g / (g - 1)) * squares)) / n + (hidden * bound) / g;
    }
  }

  /** Student's t for any `df` of at least 1; `u[i - 1]` is that of df = u.length / i. */
  function quantile(u, df) {
    const at = u.length / df;
    const i = Math.min(Math.floor(at), u.length - 1);
    const low = i ? u[i - 1] : 1.959964; // of the normal distribution
    return low + (at - i) * (u[i] - low);
  }

  /** The interval of the mean of B - A for these very tasks: only the samples' luck counts. `luck`
   *  holds [samples, variance of the mean] of both sides' tasks; null when one has a single sample.
   *  No end lies beyond `end`, the largest difference there can be. */
  function fixedSet(mean, luck, u, end = Infinity) {
    if (luck.includes(null)) return null;
    const sum = luck.reduce((all, [, v]) => all + v, 0);
    if (!sum) return [mean, mean];
    const df = sum ** 2 / luck.reduce((all, [n, v]) => all + (v * v) / (n - 1), 0);
    const half = (quantile(u, df) * Math.sqrt(sum)) / (luck.length / 2);
    return [Math.max(-end, mean - half), Math.min(end, mean + half)];
  }

  /** How a task's best answer ended: "failed", "not timed", "cut off" (at one size or more) or
   *  "timed". A size is [label, log ratio or null where cut off, half-width or null]. */
  function fate(side) {
    if (!side[3]) return "failed";
    if (side[5].some((size) => size[1] === null)) return "cut off";
    return side[5].length ? "timed" : "not timed";
  }

  /** Has a size a ratio: was it neither cut off, nor is the ratio an upper bound only? */
  const hasRatio = (size) => size[1] !== null && !size[3];

  /** log(time of B / time of A) and its half-width over the sizes at which both have a ratio; null
   *  without one. */
  function timeRatio(a, b) {
    const theirs = new Map(b.filter(hasRatio).map((size) => [size[0], size]));
    const shared = a.filter((size) => hasRatio(size) && theirs.has(size[0]))
      .map((size) => [size, theirs.get(size[0])]);
    if (!shared.length) return null;
    const log = shared.reduce((sum, [x, y]) => sum + y[1] - x[1], 0) / shared.length;
    const halves = shared.flat().map((size) => size[2]);
    if (halves.includes(null)) return { log, half: null };
    const squares = halves.reduce((sum, half) => sum + half * half, 0);
    return { log, half: Math.sqrt(squares) / shared.length };
  }

  /** Is `one` slower than `other` at a size at which one of them has no ratio? So it is where it was
   *  cut off and the interval of `other` ends before that limit, and where its interval begins above
   *  the bound of `other`. */
  function surelySlower(one, other, limit) {
    const mine = new Map(one.map((size) => [size[0], size]));
    return other.some(([label, log, half, bound]) => {
      const own = mine.get(label);
      if (!own || log === null) return false;
      const end = bound ? log : half === null ? Infinity : log + half;
      if (own[1] === null) return end < limit;
      return Boolean(bound) && !own[3] && own[2] !== null && end < own[1] - own[2];
    });
  }

  /** "!" A passes and B fails, "+" B passes now or is surely faster, "-" surely slower, "x" both
   *  fail, "~" no difference that can be told. `limit` is the log ratio at which code is cut off. */
  function mark(a, b, ratio, limit) {
    if (a[3] && !b[3]) return "!";
    if (!a[3]) return b[3] ? "+" : "x";
    const known = ratio && ratio.half !== null;
    const faster = (known && ratio.log + ratio.half < 0) || surelySlower(a[5], b[5], limit);
    const slower = (known && ratio.log - ratio.half > 0) || surelySlower(b[5], a[5], limit);
    return faster === slower ? "~" : faster ? "+" : "-";
  }

  /** All of one comparison. `shared` and the two runs are data files. */
  function compare(shared, a, b) {
    const both = shared.tasks
      .map((task, i) => ({ name: task[0], href: task[1], family: shared.families[i],
        a: a.rows[i], b: b.rows[i], luck: [a.luck[i], b.luck[i]] }))
      .filter((task) => task.a && task.b);
    const metrics = [];
    for (const [place, name] of [[0, "pass@1"], [1, "eff@1"]]) {
      const tasks = both.filter((task) => task.a[place] !== null && task.b[place] !== null);
      const found = difference(tasks.map((task) => task.b[place] - task.a[place]),
        tasks.map((task) => task.family), shared, shared.bound);
      if (!found) continue;
      const meanOf = (side) => tasks.reduce((sum, task) => sum + task[side][place], 0) / tasks.length;
      const luck = tasks.flatMap((task) => task.luck.map((one) => one && [one[0], one[place + 1]]));
      const end = tasks.reduce((most, task) => Math.max(most, task.a[place], task.b[place]),
        shared.bound);
      metrics.push({ name: place ? shared.eff : name, a: meanOf("a"), b: meanOf("b"), p: pValue(shared, a, b, name),
        these: fixedSet(found.mean, luck, shared.u, end), ...found });
    }
    for (const task of both) {
      task.ratio = task.a[3] && task.b[3] ? timeRatio(task.a[5], task.b[5]) : null;
      task.mark = mark(task.a, task.b, task.ratio, shared.limit);
    }
    const timed = both.filter((task) => task.ratio);
    const speed = difference(timed.map((task) => task.ratio.log),
      timed.map((task) => task.family), shared);
    return { metrics, tasks: both, speed };
  }

  function pValue(shared, a, b, name) {
    const [i, j] = [shared.runs.indexOf(a.id), shared.runs.indexOf(b.id)];
    if (i === j) return 1;
    return (i < j ? a : b).p[name][Math.abs(i - j) - 1];
  }

  return { difference, fate, fixedSet, timeRatio, mark, compare };
})();
