// Staff pages, after page.js: MoJ components, and fragments that htmx swaps in.
// htmx.min.js is loaded before this file, deferred like it, and reads its configuration from a meta tag.
// Only versioned folders are imported: files are cached for ever, and an import names no fingerprint.
import { initAll as startGovuk, isSupported } from "./vendor/govuk-frontend-6.6.0/govuk-frontend.min.js";
import { initAll as startMoj } from "./vendor/moj-frontend-11.1.0/moj-frontend.min.js";

startMoj();

// A box with a list of entries goes on by itself to the first that begins as it was typed. What was not typed is marked:
// Tab takes it, typing goes over it, Delete takes it away.
document.addEventListener("input", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || !box.list || event.inputType !== "insertText") return;
  const typed = box.value.toLowerCase();
  const found = [...box.list.options].find((each) => each.value.toLowerCase().startsWith(typed))?.value;
  if (!found || typed.length < 2 || box.selectionStart !== typed.length) return;
  box.value = found;
  box.setSelectionRange(typed.length, found.length);
});

// Where a form says so, a radio that has the focus takes the number of an answer: it chooses that one, and goes on.
document.addEventListener("keydown", (event) => {
  const radio = event.target;
  if (!(radio instanceof HTMLInputElement) || radio.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (!radio.form?.hasAttribute("data-by-number")) return;
  const fields = [...radio.form.elements];
  const chosen = fields.filter((each) => each.name === radio.name)[Number(event.key) - 1];
  if (!chosen) return;
  event.preventDefault();
  chosen.focus();
  chosen.click();
  const after = fields.slice(fields.indexOf(chosen) + 1).filter((each) => each.name !== radio.name && each.tabIndex >= 0);
  after.find((each) => each.checkVisibility?.())?.focus();
});

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
