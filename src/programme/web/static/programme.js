// Staff pages, after page.js: MoJ components, and fragments that htmx swaps in.
// htmx.min.js is loaded before this file, deferred like it, and reads its configuration from a meta tag.
// Only versioned folders are imported: files are cached for ever, and an import names no fingerprint.
import { initAll as startGovuk, isSupported } from "./vendor/govuk-frontend-6.6.0/govuk-frontend.min.js";
import { initAll as startMoj } from "./vendor/moj-frontend-11.1.0/moj-frontend.min.js";

startMoj();

const { htmx } = window;

if (htmx) {
  htmx.onLoad((element) => {
    if (element === document.body || !(element instanceof Element)) return;
    if (isSupported()) startGovuk({ scope: element });
    startMoj({ scope: element });
  });

  // What is not swapped in (signed out, not allowed, a fault, no network) is said at the top of the page instead.
  const trouble = document.getElementById("programme-trouble");
  const say = (words) => {
    if (trouble) trouble.textContent = words;
  };
  const words = {
    401: "You have been signed out. Reload the page to sign in again.",
    403: "That was not accepted. Reload the page and try again.",
    404: "That is no longer there. Reload the page.",
  };
  document.addEventListener("htmx:response:error", (event) => {
    const status = event.detail?.ctx?.response?.raw?.status ?? event.detail?.ctx?.response?.status;
    if (status >= 500) say("Something went wrong on our side. Nothing was changed. Try again in a minute.");
    else if (words[status]) say(words[status]);
  });
  document.addEventListener("htmx:error", () => say("The network did not answer. Check the connection and try again."));
  document.addEventListener("htmx:before:request", () => say(""));
}
