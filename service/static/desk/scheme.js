// The desk is dark unless somebody chose otherwise. It runs before the page is drawn, so that nothing flashes.
"use strict";
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("oncue-desk-scheme");
  } catch {
    // Without storage the desk is dark each time.
  }
  document.documentElement.dataset.scheme = chosen === "light" ? "light" : "dark";
})();
