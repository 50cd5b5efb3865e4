// The codes that are no certificate's: the result alone, and a holder's copy (docs/formats/result-code.md, copy-code.md).
// Pure: no page, no network. Neither is ever called genuine.

import { decode } from "./cbor.js";
import { bytesOf, claimsIn, cleanName, isoDay, matching, numberOf, outcomeOf, readText, takeApart } from "./code.js";

const RESULT_BYTES = 256;
const COPY_BYTES = 384;
const HOURS_BEHIND = 12; // the latest day on earth (UTC-12)
const KINDS = new Map([
  ["probity-result", "result"],
  ["probity-copy", "copy"],
]);

// Which code a payload claims to be; a certificate's for all that has no known type, and its reader refuses what is none.
export function kindOf(payload) {
  try {
    return KINDS.get(decode(decode(payload)[0]).get(16)) ?? "certificate";
  } catch {
    return "certificate";
  }
}

export function readResult(payload) {
  const { labelled, ...code } = takeApart(payload, RESULT_BYTES, "probity-result");
  return { ...code, claims: claimsIn(labelled, 6, resultOf) };
}

function resultOf(get) {
  return {
    version: get(0) === 1 ? 1 : undefined,
    issuer: numberOf(get(1), 0xffff),
    issuedOn: isoDay(get(3)),
    outcome: outcomeOf(get(4)),
    holder: cleanName(get(5)),
    statusIndex: numberOf(get(8), 0xffffffff),
  };
}

export function readCopy(payload) {
  const { labelled, ...code } = takeApart(payload, COPY_BYTES, "probity-copy");
  return { ...code, claims: claimsIn(labelled, 14, copyOf) };
}

function copyOf(get) {
  return {
    version: get(0) === 1 ? 1 : undefined,
    issuer: numberOf(get(1), 0xffff),
    number: bytesOf(get(2), 16),
    madeOn: isoDay(get(3)),
    outcome: outcomeOf(get(4)),
    holder: cleanName(get(5)),
    birth: numberOf(get(6), 99991231),
    passportEnd: matching(get(7), /^[0-9A-Z]{1,4}$/),
    statusIndex: numberOf(get(8), 0xffffffff),
    recipient: seen(cleanName(get(11))),
    purpose: seen(cleanName(get(12))),
    expiresOn: isoDay(get(13)),
    issuedOn: isoDay(get(14)),
    contentDigest: bytesOf(get(15), 16),
  };
}

// Words in which nothing is that nobody sees, but what joins letters.
function seen(words) {
  return words !== undefined && /\p{Cf}/u.test(words.replace(/[\u200c\u200d]/g, "")) ? undefined : words;
}

// Whether a day is over everywhere on earth.
export function isPast(day, now) {
  return new Date(now.getTime() - HOURS_BEHIND * 3600 * 1000).toISOString().slice(0, 10) > day;
}

// Of scanned texts, those that count: a result beside a certificate's code on the same paper is passed over.
export function preferred(texts) {
  const whole = texts.filter((text) => !isResult(text));
  return whole.length ? whole : texts;
}

function isResult(text) {
  try {
    return kindOf(readText(text)) === "result";
  } catch {
    return false;
  }
}
