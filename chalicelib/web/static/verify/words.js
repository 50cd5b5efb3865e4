// What the page says beside facts and reasons: the camera, pictures, and what the verifier carries.

import { ageInWords, dayAndTime } from "./facts.js";
import { tr } from "./language.js";

export const ERROR = "Error:";

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
  if (!keys) return [["keys", tr("No keys are at hand yet. Go online once to fetch them.")]];
  const made = new Date(keys.published_at);
  return [
    ["keys", keysAge(keys.sequence, made, now)],
    ...[...lists.status.values()].map((list) => ["status", statusAge(list, now)]),
    ["log", checkpoint ? logAge(checkpoint, now) : tr("The public log: nothing at hand.")],
    ...(lists.kept.lasting ? [] : [["forgets", tr("This browser keeps no lists: the next time there are only those that came with the page.")]]),
    ...(lists.status.size ? [] : [["status", tr("Status list: none at hand, so withdrawals can't be seen.")]]),
  ];
}

function keysAge(number, made, now) {
  return tr("Keys: list {number} of {time}, {age} old.", { number, time: dayAndTime(made), age: ageInWords(made, now) });
}

function statusAge(list, now) {
  const made = new Date(list.issued * 1000);
  const facts = { number: list.number, time: dayAndTime(made), age: ageInWords(made, now) };
  const line = tr("Status list {number} of {time}, {age} old.", facts);
  return now / 1000 > list.expires ? `${line} ${tr("It is too old to call a certificate good.")}` : line;
}

function logAge(checkpoint, now) {
  const seen = new Date(checkpoint.time * 1000);
  const facts = { size: checkpoint.size, time: dayAndTime(seen), age: ageInWords(seen, now) };
  return tr("The public log: {size} entries, seen by a witness {time}, {age} ago.", facts);
}

export function statusLine(asOf, now = new Date()) {
  return tr("Status list of {time}, {age} old.", { time: dayAndTime(asOf), age: ageInWords(asOf, now) });
}

export const NOTE = {
  "status-too-old": "The status list at hand is too old. A certificate that was withdrawn since would not be noticed.",
  "keys-old": "The keys at hand are old. A key that was stolen since would not be noticed.",
  "no-keys": "This page has no keys yet. Go online once; after that it works without a network.",
};

export function statementLine(found) {
  const { said, index } = found;
  return { digest: said.sha256, place: tr("Entry {index} of the public log, vouched for by its witness.", { index }) };
}
