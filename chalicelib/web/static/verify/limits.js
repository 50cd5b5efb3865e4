// How old what a verifier carries may be before it says so. Data: a status list brings its own end (status-list.md).

export const LIMITS = Object.freeze({
  version: "2026-11-23",
  source: "our proposal; no standard sets one for an offline verifier's keys or page",
  verified: false,
  keysOldAfterDays: 30, // a theft of a key travels in the list of keys alone
  freshForSeconds: 60, // fetched so lately, the lists are not fetched again for the next code
  patienceMilliseconds: 5000, // how long a check waits for newer lists before it goes on with those at hand
});
