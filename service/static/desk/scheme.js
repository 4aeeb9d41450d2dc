// Dark unless somebody chose otherwise; before the page is drawn, so that nothing flashes.
"use strict";
(() => {
	let chosen = null;
	try {
		chosen = localStorage.getItem("oncue-desk-scheme");
	} catch {} // without storage it is dark each time
	document.documentElement.dataset.scheme = chosen === "light" ? "light" : "dark";
})();
