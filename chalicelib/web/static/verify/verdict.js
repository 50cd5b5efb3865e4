// The verdict on a code: its text, the issuer's keys and the day in, a verdict with named reasons out.

import { disassemble, readText, toHex, UnreadableCode } from "./code.js";

const LONG = 300; // as many digits as only a certificate's code has
const HOURS_AHEAD = 14; // the earliest day on earth (UTC+14)

const FAULTS = {
  "not-digits": "qr-not-digits",
  "wrong-length": "qr-wrong-length",
  "not-canonical": "qr-not-canonical",
  "not-a-certificate-code": "qr-not-ours",
  "wrong-claims": "qr-wrong-claims",
};

// `keys` is the parsed /trust.json. Returns { verdict, current, reasons: [name], claims or null }.
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
  const key = await findKey(code.keyId, keys, subtle);
  if (!key) return refused("untrusted", "qr-key-unknown");
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const imported = await subtle.importKey("spki", fromBase64(key.public_key), algorithm, false, ["verify"]);
  const sound = await subtle.verify(algorithm, imported, code.signature, code.toBeSigned);
  if (!sound) return refused("altered", "qr-signature-wrong");
  const issued = code.claims.issuedOn;
  if (issued < key.not_before.slice(0, 10) || issued > key.not_after.slice(0, 10)) {
    return refused("untrusted", "qr-key-not-valid-then");
  }
  const latest = new Date(now.getTime() + HOURS_AHEAD * 3600 * 1000).toISOString().slice(0, 10);
  if (issued > latest) return refused("altered", "issued-in-future");
  const reasons = ["status-not-checked", "only-code-checked"];
  return { verdict: "genuine", current: "unknown", reasons, claims: code.claims };
}

// The key of that id for codes, only when the id is truly the hash of the key.
async function findKey(keyId, keys, subtle) {
  const listed = keys?.format === "probity-trust/1" && Array.isArray(keys.keys) ? keys.keys : [];
  const key = listed.find((each) => each.use === "qr" && each.alg === "ES256" && each.kid === keyId);
  if (!key) return null;
  const digest = new Uint8Array(await subtle.digest("SHA-256", fromBase64(key.public_key)));
  return toHex(digest.subarray(0, 8)) === keyId ? key : null;
}

function refused(verdict, reason) {
  return { verdict, current: "unknown", reasons: [reason], claims: null };
}

function looksLikeOurs(text) {
  return text.slice(text.lastIndexOf("#") + 1).replace(/[^0-9]/g, "").length >= LONG;
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
