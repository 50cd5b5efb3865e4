// What the page says beside facts and reasons: the camera, pictures, and what the verifier carries.

import { ageInWords, dayAndTime } from "./facts.js";

export const CAMERA = {
  starting: "The camera is starting…",
  looking: "Hold the square in the frame.",
  another: "This is not a certificate's code. Look for the square beside the words “How to check”.",
  refused: "The camera was not allowed. Allow it in the browser's settings, or choose a picture or type the digits below.",
  absent: "This device has no camera that the browser can use. Choose a picture or type the digits below.",
  busy: "Another program is using the camera. Close it, or choose a picture or type the digits below.",
  unavailable: "This browser gives this page no camera. Choose a picture or type the digits below.",
  noDecoder: "This browser can't read QR codes, and the part that can could not be loaded. Type the digits below.",
  hidden: "The camera was switched off while you were elsewhere.",
};

export const TORCH = { on: "Switch the light off", off: "Switch the light on" };

export const PICTURE = {
  reading: "Reading the picture…",
  empty: "Choose a picture of the square",
  noDecoder: CAMERA.noDecoder,
};

export const TAKEN = {
  keys: "The newer list of keys was taken.",
  status: "The newer status list was taken.",
  checkpoint: "The newer state of the log was taken.",
  fetched: "The newest lists are at hand.",
  "not-fetched": "The lists could not be fetched. Those at hand stay in use.",
};

export const NOT_TAKEN = {
  "list-unreadable": "This is none of the issuer's lists, or it is damaged. Nothing was changed.",
  "list-not-the-roots": "The issuer's root did not sign this list. Nothing was changed.",
  "list-not-newer": "The list at hand is newer. Nothing was changed.",
  "list-not-continued": "No key that this page trusts continues this list. Nothing was changed: ask the issuer.",
  "list-takes-back": "This list takes back what the list at hand says. Nothing was changed: ask the issuer.",
  "list-ahead": "This list was made in the future, or this device's clock is slow. Nothing was changed.",
  "list-same": "This is the list at hand.",
};

// The lines about what is at hand: [name, sentence].
export function atHand(lists, now = new Date()) {
  const { keys, checkpoint } = lists;
  if (!keys) return [["keys", "No keys are at hand yet. Go online once to fetch them."]];
  const made = new Date(keys.published_at);
  return [
    ["keys", `Keys: list ${keys.sequence} of ${dayAndTime(made)}, ${ageInWords(made, now)} old.`],
    ...[...lists.status.values()].map((list) => ["status", statusAge(list, now)]),
    ["log", checkpoint ? logAge(checkpoint, now) : "The public log: nothing at hand."],
    ...(lists.status.size ? [] : [["status", "Status list: none at hand, so withdrawals can't be seen."]]),
  ];
}

function statusAge(list, now) {
  const made = new Date(list.issued * 1000);
  const old = now / 1000 > list.expires ? " It is too old to call a certificate good." : "";
  return `Status list ${list.number} of ${dayAndTime(made)}, ${ageInWords(made, now)} old.${old}`;
}

function logAge(checkpoint, now) {
  const seen = new Date(checkpoint.time * 1000);
  return `The public log: ${checkpoint.size} entries, seen by a witness ${dayAndTime(seen)}, ${ageInWords(seen, now)} ago.`;
}

export function statusLine(asOf, now = new Date()) {
  return `Status list of ${dayAndTime(asOf)}, ${ageInWords(asOf, now)} old.`;
}

export const NOTE = {
  "status-too-old": "The status list at hand is too old. A certificate that was withdrawn since would not be noticed.",
  "keys-old": "The keys at hand are old. A key that was stolen since would not be noticed.",
  "no-keys": "This page has no keys yet. Go online once; after that it works without a network.",
};

export function statementLine(found) {
  const { said, index } = found;
  return { digest: said.sha256, place: `Entry ${index} of the public log, vouched for by its witness.` };
}
