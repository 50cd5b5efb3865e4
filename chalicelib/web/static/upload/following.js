// What became of a file: asked often at first, then more seldom; the answer is shown without a reload.

const LOOK_EVERY = [100, 150, 200, 250, 300, 400, 500, 600, 800, 1000];
const LATER = 2500;
const HIDDEN = 10_000;
const SLOW = 15_000;
const LOST = 45_000; // milliseconds after which a file that nobody noticed did not come
const STEPS = ["sent", "virus", "safe", "read", "done"];

// Resolves with "settled", or with "lost" when the file never came. Steps are shown in `view` meanwhile.
export async function follow(role, id, view) {
  const began = Date.now();
  for (let look = 0; ; look += 1) {
    const status = await ask(role, id);
    if (status?.settled) return "settled";
    if (status?.state === "awaiting" && Date.now() - began > LOST) return "lost";
    if (status) showStep(view, status.step);
    view.querySelector("[data-slow]").hidden = Date.now() - began < SLOW;
    await pause(document.hidden ? HIDDEN : (LOOK_EVERY[look] ?? LATER));
  }
}

// The page of the role as it is now, in the place of this one.
export async function showOutcome(role) {
  const address = `/apply/documents/${role}`;
  const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return location.assign(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["main", ".govuk-back-link"]) {
    document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
  }
  document.title = page.title;
  history.replaceState(null, "", address);
  scrollTo(0, 0);
  document.querySelector("main h1").focus();
}

export function showStep(view, step) {
  const now = STEPS.indexOf(step);
  const list = view.querySelector("[data-steps]");
  for (const [place, item] of [...list.children].entries()) {
    const is = place < now ? "done" : place === now ? "now" : "later";
    if (item.classList.contains(`is-${is}`)) continue;
    item.className = `is-${is}`;
    item.toggleAttribute("aria-current", false);
    if (is === "now") item.setAttribute("aria-current", "step");
    item.querySelector("span").textContent = list.dataset[is] ?? "";
    if (is === "now") view.querySelector("[data-heard]").textContent = item.querySelector("strong").textContent;
  }
}

// The status, or null while the line is broken; a page that is out of date is loaded anew.
async function ask(role, id) {
  const address = `/apply/documents/${role}/status?document=${encodeURIComponent(id)}`;
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.redirected || (answer && answer.status >= 400 && answer.status < 500)) {
    location.assign(`/apply/documents/${role}`);
    return new Promise(() => {}); // the page goes
  }
  return answer?.ok ? answer.json() : null;
}

function pause(milliseconds) {
  return new Promise((next) => {
    const end = () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", end);
      next();
    };
    const timer = setTimeout(end, milliseconds);
    document.addEventListener("visibilitychange", end);
  });
}
