// The verdict on a code: its text, the issuer's keys and the day in, a verdict with named reasons out.

import { disassemble, readText, toHex, UnreadableCode } from "./code.js";
import { fromBase64, verifies } from "./cose.js";
import { certificateNumber } from "./number.js";

const LONG = 300; // as many digits as only a certificate's code has
const HOURS_AHEAD = 14; // the earliest day on earth (UTC+14)

const FAULTS = {
  "not-digits": "qr-not-digits",
  "wrong-length": "qr-wrong-length",
  "not-canonical": "qr-not-canonical",
  "not-a-certificate-code": "qr-not-ours",
  "wrong-claims": "qr-wrong-claims",
};

// `keys` is the parsed /trust.json. Returns { verdict, reasons: [name], claims or null }.
// "genuine" still needs the comparison with the passport, which only a person can make.
export async function judge(text, keys, subtle, now = new Date()) {
  let code;
  try {
    code = disassemble(readText(text));
  } catch (error) {
    if (!(error instanceof UnreadableCode)) throw error;
    return refused(looksLikeOurs(text) ? "altered" : "not-a-certificate", FAULTS[error.name]);
  }
  return judgeCode(code, keys, subtle, now);
}

async function judgeCode(code, keys, subtle, now) {
  const named = await keysNamed(code, keys, subtle);
  if (!named.length) return refused("untrusted", "qr-key-unknown");
  const key = await signerAmong(named, code, subtle);
  if (!key) return refused("altered", "qr-signature-wrong");
  const issued = code.claims.issuedOn;
  const last = [key.not_after, key.retired_at].filter(Boolean).sort()[0];
  if (issued < key.not_before.slice(0, 10) || issued > last.slice(0, 10)) {
    return refused("untrusted", "qr-key-not-valid-then");
  }
  if (key.compromised_at) return refused("untrusted", "key-compromised");
  const latest = new Date(now.getTime() + HOURS_AHEAD * 3600 * 1000).toISOString().slice(0, 10);
  if (issued > latest) return refused("altered", "issued-in-future");
  const claims = { ...code.claims, number: await certificateNumber(code.claims.serial, subtle) };
  return { verdict: "genuine", reasons: ["only-code-checked"], claims };
}

// The claimed issuer's keys for codes with that id; a short id is a hint, and two keys may share one by chance.
async function keysNamed(code, keys, subtle) {
  const listed = keys?.format === "probity-trust/2" && Array.isArray(keys.keys) ? keys.keys : [];
  const named = listed.filter(
    (key) => key.use === "qr" && key.alg === "ES256" && key.kid === code.keyId && key.issuer === code.claims.issuer,
  );
  const digests = await Promise.all(named.map((key) => subtle.digest("SHA-256", fromBase64(key.public_key))));
  return named.filter((_, place) => toHex(new Uint8Array(digests[place]).subarray(0, 4)) === code.keyId);
}

async function signerAmong(named, code, subtle) {
  for (const key of named) {
    if (await verifies(fromBase64(key.public_key), code.signature, code.toBeSigned, subtle)) return key;
  }
  return null;
}

function refused(verdict, reason) {
  return { verdict, reasons: [reason], claims: null };
}

function looksLikeOurs(text) {
  return text.slice(text.lastIndexOf("#") + 1).replace(/[^0-9]/g, "").length >= LONG;
}
