// Every page, the visitor's own included. No names of the service here: anybody can read this file.
import { initAll, isSupported } from "./vendor/govuk-frontend-6.6.0/govuk-frontend.min.js";

if (isSupported()) initAll();

// A page brought back from the browser's memory (Back, after signing out) is fetched again: it may not be his to see.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

// A print link or button prints; without scripts it is hidden.
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-print]")) window.print();
});
