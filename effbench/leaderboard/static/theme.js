// Set the light or dark theme before the first paint, so that the page does not flash. The reader's
// choice overrides the system's.
"use strict";
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try {
      return localStorage.getItem("effbench-theme");
    } catch {
      return null; // browsers may forbid storage for pages from disk
    }
  };
  const isDark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
  if (["light", "dark"].includes(stored())) root.dataset.theme = stored();
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const name = () => {
      button.textContent = isDark() ? "Light" : "Dark";
      button.setAttribute("aria-label", `Switch to ${isDark() ? "light" : "dark"} colours`);
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try {
        localStorage.setItem("effbench-theme", root.dataset.theme);
      } catch {
        // without storage the choice lasts until the page is closed
      }
      name();
    });
    system.addEventListener("change", name);
    name();
  });
})();
