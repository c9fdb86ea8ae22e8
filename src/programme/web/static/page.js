// Every page, the visitor's own included. No names of the service here: anybody can read this file.
import { initAll, isSupported } from "./vendor/govuk-frontend-6.6.0/govuk-frontend.min.js";

if (isSupported()) initAll();

// A page brought back from the browser's memory (Back, after signing out) is fetched again: it may not be his to see,
// and is not shown until then.
window.addEventListener("pagehide", (event) => {
  if (event.persisted) document.documentElement.hidden = true;
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

// The sheet's square leads to /#REFERENCE: the part behind the hash never leaves the browser, and is taken out of the
// address before anybody sees it in the history.
const reference = document.getElementById("reference");
const brought = /^#([0-9A-Za-z -]{6,20})$/.exec(window.location.hash);
if (reference instanceof HTMLInputElement && brought) {
  if (!reference.value) reference.value = brought[1];
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
}

// A page that waits for something looks again after so many seconds, at the address that counts how often; without
// scripts its <noscript> does it.
const waiting = document.querySelector("[data-look-again]");
if (waiting instanceof HTMLElement) {
  window.setTimeout(() => window.location.replace(waiting.dataset.lookAt), Number(waiting.dataset.lookAgain) * 1000);
}

// A print link or button prints; without scripts it is hidden.
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-print]")) window.print();
});
