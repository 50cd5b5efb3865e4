// The verdict on a code: its text, the issuer's keys and the day in, a verdict with named reasons out.

import { disassemble, readText, UnreadableCode } from "./code.js";
import { publicKeyOf, trueIdOf, verifies } from "./cose.js";
import { certificateNumber } from "./number.js";
import { isPast, kindOf, readCopy, readResult } from "./result.js";

const LONG = 270; // as many digits as only the codes of certificates have
const HOURS_AHEAD = 14; // the earliest day on earth (UTC+14)

// How each kind of code is read, by a key of which use it is signed, and on which day.
const KINDS = {
  certificate: { read: disassemble, use: "qr", signedOn: (claims) => claims.issuedOn },
  result: { read: readResult, use: "qr", signedOn: (claims) => claims.issuedOn },
  copy: { read: readCopy, use: "copy", signedOn: (claims) => claims.madeOn },
};

const FAULTS = {
  "not-digits": "qr-not-digits",
  "wrong-length": "qr-wrong-length",
  "not-canonical": "qr-not-canonical",
  "not-a-certificate-code": "qr-not-ours",
  "wrong-claims": "qr-wrong-claims",
};

// `keys` is the parsed /trust.json. Returns { verdict, reasons: [name], claims or null, kind }.
// "genuine" still needs the comparison with the passport, which only a person can make.
export async function judge(text, keys, subtle, now = new Date()) {
  let code;
  let kind = "certificate";
  try {
    const payload = readText(text);
    kind = kindOf(payload);
    code = KINDS[kind].read(payload);
  } catch (error) {
    if (!(error instanceof UnreadableCode)) throw error;
    return refused(looksLikeOurs(text) ? "altered" : "not-a-certificate", FAULTS[error.name]);
  }
  const refusal = await judgeCode(code, KINDS[kind], keys, subtle, now);
  return refusal ?? { ...(await answers[kind](code.claims, subtle, now)), kind };
}

const answers = {
  async certificate(claims, subtle) {
    const number = await certificateNumber(claims.serial, subtle);
    return { verdict: "genuine", reasons: ["only-code-checked"], claims: { ...claims, number } };
  },
  result: (claims) => ({ verdict: "result-only", reasons: ["result-only"], claims }),
  copy: (claims, _, now) =>
    isPast(claims.expiresOn, now)
      ? { verdict: "expired", reasons: ["copy-only", "copy-expired"], claims }
      : { verdict: "copy", reasons: ["copy-only"], claims },
};

// Why the code is not the issuer's; null when it is.
async function judgeCode(code, { use, signedOn }, keys, subtle, now) {
  const named = await keysNamed(code, use, keys, subtle);
  if (!named.length) return refused("untrusted", "qr-key-unknown");
  const key = await signerAmong(named, code, subtle);
  if (!key) return refused("altered", "qr-signature-wrong");
  const issued = signedOn(code.claims);
  const last = [key.not_after, key.retired_at].filter(Boolean).sort()[0];
  if (issued < key.not_before.slice(0, 10) || issued > last.slice(0, 10)) {
    return refused("untrusted", "qr-key-not-valid-then");
  }
  if (key.compromised_at) return refused("untrusted", "key-compromised");
  const latest = new Date(now.getTime() + HOURS_AHEAD * 3600 * 1000).toISOString().slice(0, 10);
  if (issued > latest) return refused("altered", "issued-in-future");
  return null;
}

// The claimed issuer's keys of that use with that id; a short id is a hint, and two keys may share one by chance.
async function keysNamed(code, use, keys, subtle) {
  const listed = keys?.format === "probity-trust/2" && Array.isArray(keys.keys) ? keys.keys : [];
  const named = listed.filter(
    (key) => key.use === use && key.alg === "ES256" && key.kid === code.keyId && key.issuer === code.claims.issuer,
  );
  const ids = await Promise.all(named.map((key) => trueIdOf(key, subtle)));
  return named.filter((_, place) => ids[place] === code.keyId);
}

async function signerAmong(named, code, subtle) {
  for (const key of named) {
    if (await verifies(publicKeyOf(key), code.signature, code.toBeSigned, subtle)) return key;
  }
  return null;
}

function refused(verdict, reason) {
  return { verdict, reasons: [reason], claims: null };
}

function looksLikeOurs(text) {
  return text.slice(text.lastIndexOf("#") + 1).replace(/[^0-9]/g, "").length >= LONG;
}
