// What this browser sent last, for a minute: the service may not have noticed it when the page is opened again.

const KEY = "sent";
const MINUTE = 60_000;

export function remember(id) {
  attempt(() => localStorage.setItem(KEY, `${id} ${Date.now()}`));
}

export function forget() {
  attempt(() => localStorage.removeItem(KEY));
}

export function justSent(id) {
  const [known, at] = (attempt(() => localStorage.getItem(KEY)) ?? "").split(" ");
  return known === id && Date.now() - Number(at) < MINUTE;
}

// A browser may keep nothing; then there is nothing to remember.
function attempt(work) {
  try {
    return work();
  } catch {
    return null;
  }
}
