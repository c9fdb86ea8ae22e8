// The register at a door with a poor network. A mark is kept on this phone (seat, event, kind of identity, time: no
// name) until our answer has come, and is sent again under the same number, so that it counts once.
// A mark that is not taken is answered 422, with why.
// No names of the service here: anybody can read this file.
const panel = document.getElementById("no-network");
const PATIENCE_MS = 8000;
const AGAIN_MS = 10000;
const JUST_NOW_S = 5;

if (panel instanceof HTMLElement) start(panel);

function start(panel) {
  const { register, who, doorCloses, doorClosesWords } = panel.dataset;
  const store = `waiting:${register}`;
  const words = panel.querySelector("[role=status]");
  const list = panel.querySelector("ul");
  const seen = panel.querySelector("[data-seen]");
  const offline = document.getElementById("without-network");
  let troubled = false;
  let sending = false;

  const kept = () => JSON.parse(window.localStorage.getItem(store) ?? "[]");
  const keep = (marks) => {
    if (marks.length) window.localStorage.setItem(store, JSON.stringify(marks));
    else window.localStorage.removeItem(store);
  };
  const drop = (mark) => keep(kept().filter((one) => one.press !== mark.press));
  const waiting = () => kept().filter((one) => !one.refused);
  const noNetwork = () => troubled || !window.navigator.onLine;
  const time = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit" });
  const token = () => document.querySelector("input[name=_csrf_token]")?.value ?? "";

  const say = (text = "") => {
    const marks = kept();
    const count = marks.filter((one) => !one.refused).length;
    const notSent = count ? `${count} not sent yet. Kept on this phone, and sent when the network is back.` : "";
    words.textContent = [noNetwork() ? "No network." : "", notSent, text].filter(Boolean).join(" ");
    list.replaceChildren(
      ...marks.map((one) => {
        const line = document.createElement("li");
        const what = `Seat ${one.seat}: ${one.words}, ${time(one.at)}.`;
        line.textContent = one.refused ? `${what} Not taken: ${one.refused}` : what;
        return line;
      }),
    );
    seen.hidden = !marks.some((one) => one.refused);
    panel.hidden = !words.textContent && !marks.length;
    if (noNetwork()) showForm();
  };

  // With no network no other page can be opened: one form marks every seat, by its number.
  const showForm = (seat = "") => {
    const place = panel.querySelector("[data-form]");
    if (!place.firstElementChild) place.append(offline.content.cloneNode(true));
    if (seat) place.querySelector("[name=seat]").value = seat;
    panel.hidden = false;
  };

  // "done" with where to go, "refused" with why, or "kept": there is no network, or nobody is signed in.
  // What the page showed goes with the press itself, and not with one that has waited: that one says what happened then.
  const send = async (mark, shown = "") => {
    const ago = Math.round((Date.now() - mark.at) / 1000);
    const body = new URLSearchParams({ _csrf_token: token(), event: mark.event, press: mark.press });
    if (mark.identity) body.set("identity_kind", mark.identity);
    if (mark.kept) body.set("kept", mark.kept);
    if (ago > JUST_NOW_S) body.set("seconds_ago", String(ago));
    if (shown) body.set("shown", shown);
    let answer;
    try {
      answer = await fetch(`${register}/${mark.seat}`, {
        method: "POST",
        body,
        headers: { "HX-Request": "true" },
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
    } catch {
      troubled = true;
      return { became: "kept" };
    }
    // Taken is only what our own answer says is taken: a hall's own sign-in to its network answers 200 to anything.
    const to = answer.headers.get("HX-Redirect");
    troubled = answer.status >= 500 || answer.redirected || (answer.ok && !to);
    if (answer.ok && !troubled) return { became: "done", to };
    if (troubled || answer.status === 401 || answer.status === 403 || answer.status === 429) return { became: "kept" };
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const why = page.querySelector(".govuk-error-summary__body")?.textContent.replace(/\s+/g, " ").trim();
    return { became: "refused", why: why || "look at the register" };
  };

  const go = (to) => {
    const target = new URL(to ?? register, window.location.href);
    const here = target.pathname === window.location.pathname;
    window.location.href = target.href;
    if (here) window.location.reload();
  };

  const sendKept = async () => {
    if (sending || !window.navigator.onLine) return;
    sending = true;
    let done = 0;
    for (const mark of waiting().filter((one) => one.who === who)) {
      const answer = await send(mark);
      if (answer.became === "kept") break;
      if (answer.became === "done") {
        drop(mark);
        done += 1;
      } else keep(kept().map((one) => (one.press === mark.press ? { ...one, refused: answer.why } : one)));
    }
    sending = false;
    const open = document.querySelector("#card form");
    if (done && !open && !waiting().length && window.location.pathname === register) window.location.reload();
    else say(done ? `${done} sent.` : "");
  };

  const markOf = (form, button) => {
    const typed = new FormData(form);
    const number = new Uint32Array(2);
    window.crypto.getRandomValues(number);
    return {
      seat: String(form.dataset.mark || typed.get("seat") || "").trim(),
      event: button?.value ?? "",
      words: (button?.dataset.words ?? button?.textContent ?? "").trim(),
      identity: String(typed.get("identity_kind") ?? ""),
      kept: String(typed.get("kept") ?? ""),
      at: Date.now(),
      press: Array.from(number, (part) => part.toString(16)).join(""),
      who,
    };
  };

  const submitAsPage = (form, mark) => {
    const chosen = document.createElement("input");
    chosen.type = "hidden";
    chosen.name = "event";
    chosen.value = mark.event;
    form.append(chosen);
    form.submit();
  };

  // What became of a press is read where the panel is: a card is longer than the screen of a phone.
  const tell = (text) => {
    say(text);
    panel.scrollIntoView();
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method === "get") return;
    const signsOut = form.getAttribute("action") === "/sign-out";
    if (signsOut && waiting().length) {
      event.preventDefault();
      tell("Stay signed in until they are sent.");
      return;
    }
    if (form.dataset.mark === undefined) {
      if (!noNetwork()) return;
      event.preventDefault();
      tell("That was not done. Try again when the network is back.");
      return;
    }
    const typed = new FormData(form);
    if (typed.get("at") || typed.get("note")) {
      // A time or words of one's own are not kept on a phone: they stay in the form.
      if (!noNetwork()) return;
      event.preventDefault();
      tell("What you typed stays here. Press again when the network is back.");
      return;
    }
    event.preventDefault();
    const mark = markOf(form, event.submitter);
    if (!/^\d{1,3}$/.test(mark.seat)) {
      tell("Enter the seat number.");
      return;
    }
    if (noNetwork() && mark.event === "arrived" && !mark.identity) {
      tell("Choose what photo identity was shown.");
      return;
    }
    if (noNetwork() && mark.event === "arrived" && mark.at > Date.parse(doorCloses)) {
      tell(`The door closed at ${doorClosesWords}. Press “Came too late”, or write on paper who says that the person came before.`);
      return;
    }
    if (waiting().some((one) => one.seat === mark.seat && one.event === mark.event)) {
      tell("That one is kept already.");
      return;
    }
    keep([...kept(), mark]);
    const answer = window.navigator.onLine ? await send(mark, String(typed.get("shown") ?? "")) : { became: "kept" };
    if (answer.became === "kept") {
      if (form.closest("#no-network")) form.reset();
      tell();
      return;
    }
    drop(mark);
    if (answer.became === "done") go(answer.to);
    else if (form.closest("#no-network")) {
      keep([...kept(), { ...mark, refused: answer.why }]);
      tell();
    } else submitAsPage(form, mark);
  });

  // A page that cannot come is not asked for: its place would be taken by the browser's own error.
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[href^='/']") : null;
      if (!link || !noNetwork()) return;
      event.preventDefault();
      event.stopPropagation();
      tell();
      showForm(/\/register\/(\d+)$/.exec(link.getAttribute("href"))?.[1]);
    },
    true,
  );

  seen.addEventListener("click", () => {
    keep(waiting());
    say();
  });
  window.addEventListener("online", () => {
    troubled = false;
    say();
    sendKept();
  });
  window.addEventListener("offline", () => say());
  window.setInterval(() => {
    if (waiting().length) sendKept();
  }, AGAIN_MS);
  say();
  if (waiting().length) sendKept();
}
