// The person's pages: "Exit this page", and Shift pressed three times. He is gone at once, however slow the network is;
// the sign-in is ended behind him. No names of the service here: anybody can read this file.
const form = document.querySelector("[data-exit]");
const SECONDS_BETWEEN = 5;

if (form instanceof HTMLFormElement) {
  // A page held open in another tab of his is his too.
  const others = "BroadcastChannel" in window ? new BroadcastChannel("exit") : null;
  others?.addEventListener("message", () => {
    document.documentElement.hidden = true;
    window.location.replace("/");
  });

  const leave = () => {
    document.documentElement.hidden = true;
    // Kept until he signs in again: should the message below be lost, the next request ends the sign-in instead.
    const secure = window.location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${form.dataset.left}=yes; Path=/; Max-Age=86400; SameSite=Lax${secure}`;
    const words = new URLSearchParams({ quietly: "yes" });
    for (const [name, value] of new FormData(form)) words.append(name, String(value));
    navigator.sendBeacon(form.action, words);
    others?.postMessage("left");
    window.location.replace(form.dataset.exit ?? "/");
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });

  const lights = form.querySelector(".govuk-exit-this-page__indicator");
  const words = form.querySelector("[role=status]");
  let presses = 0;
  let withAnotherKey = false;
  let timer = 0;
  const show = () => {
    lights?.classList.toggle("govuk-exit-this-page__indicator--visible", presses > 0);
    lights?.querySelectorAll("span").forEach((light, number) => {
      light.classList.toggle("govuk-exit-this-page__indicator-light--on", number < presses);
    });
    const left = 3 - presses;
    if (words) words.textContent = presses && left ? `Press Shift ${left} more ${left === 1 ? "time" : "times"} to exit.` : "";
  };
  const forget = () => {
    presses = 0;
    show();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift" && event.shiftKey) withAnotherKey = true; // a capital letter is typed
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") return;
    if (withAnotherKey) {
      withAnotherKey = false;
      return;
    }
    window.clearTimeout(timer);
    timer = window.setTimeout(forget, SECONDS_BETWEEN * 1000);
    presses += 1;
    show();
    if (presses === 3) leave();
  });
}
