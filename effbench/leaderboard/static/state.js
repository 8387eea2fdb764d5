// The reader's choices, stored in the address after # as key=value&key=value, so that every view
// has a permalink. A hash without "=" is an ordinary anchor and changes no choice. Unknown keys are
// ignored. This file also makes elements and loads data files.
"use strict";
window.effbench = (() => {
  let values = new Map();
  const listeners = [];

  function parse(hash) {
    const found = new Map();
    for (const part of hash.split("&")) {
      const at = part.indexOf("=");
      if (at > 0) found.set(part.slice(0, at), part.slice(at + 1));
    }
    return found;
  }

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text; // a broken % sequence, typed by hand
    }
  }

  function read() {
    const hash = location.hash.slice(1);
    if (hash.includes("=")) values = parse(hash);
    else if (hash === "") values = new Map();
  }

  function notify() {
    for (const listener of listeners) listener();
  }

  /** The list of values of `key`; null if the address does not have it. */
  const list = (key) =>
    values.has(key) ? values.get(key).split(",").filter(Boolean).map(decoded) : null;

  /** The single value of `key`, or `otherwise`. */
  const get = (key, otherwise = "") => (values.has(key) ? decoded(values.get(key)) : otherwise);

  /** Set keys; null removes a key. `replace` adds no history entry, e.g. while typing. */
  function set(changes, replace = false) {
    for (const [key, value] of Object.entries(changes)) {
      if (value === null || value === "") values.delete(key);
      else values.set(key, [value].flat().map(encodeURIComponent).join(","));
    }
    const hash = [...values].map(([key, value]) => `${key}=${value}`).join("&");
    const address = `${location.pathname}${location.search}${hash ? `#${hash}` : ""}`;
    history[replace ? "replaceState" : "pushState"](null, "", address);
    notify();
  }

  /** Make an element with attributes and children. A string becomes a text node, never markup. */
  function element(name, attributes = {}, ...children) {
    const svg = attributes.xmlns;
    const made = svg ? document.createElementNS(svg, name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "xmlns" || value === null || value === false) continue;
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  const SVG = "http://www.w3.org/2000/svg";
  const svg = (name, attributes = {}, ...children) =>
    element(name, { ...attributes, xmlns: SVG }, ...children);

  const waiting = new Map();

  /** Load data/NAME.js, once, and return a promise of its content. */
  function load(name) {
    if (!waiting.has(name)) {
      const entry = {};
      entry.promise = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
      waiting.set(name, entry);
      const failed = () => {
        waiting.delete(name);
        entry.reject(new Error(`data/${name}.js could not be loaded`));
      };
      document.head.append(element("script", { src: `data/${name}.js`, onerror: failed }));
    }
    return waiting.get(name).promise;
  }

  /** Receive a data file's content; the data files call this. */
  function receive(name, text) {
    const entry = waiting.get(name);
    if (entry) entry.resolve(JSON.parse(text));
  }

  const number = (value) =>
    value === null || !Number.isFinite(value)
      ? "–"
      : (Math.abs(value) < 1000 ? value.toFixed(3) : value.toPrecision(3)).replace("-", "−");

  /** The section that is shown: the one in the address, else the anchor's, else the first. */
  function current() {
    const sections = [...document.querySelectorAll("section.suite")];
    const named = sections.find((section) => section.id === get("s"));
    const hash = location.hash.slice(1);
    const target = hash && !hash.includes("=") ? document.getElementById(hash) : null;
    return named || (target && target.closest("section.suite")) || sections[0] || null;
  }

  function start() {
    read();
    notify();
  }
  window.addEventListener("hashchange", () => {
    read();
    notify();
  });
  document.addEventListener("DOMContentLoaded", start); // after all deferred scripts have run

  return { list, get, set, current, element, svg, load, receive, number,
    onChange: (listener) => listeners.push(listener) };
})();
