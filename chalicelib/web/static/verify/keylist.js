// When a reader may take a list of keys (docs/formats/trust.md). Pure: no page, no network.

import { decode } from "./cbor.js";
import {
  bytesOf,
  fromBase64,
  keyIdOf,
  readHeader,
  requireEmpty,
  requireLowS,
  structure,
  verifies,
} from "./cose.js";

const FORMAT = "probity-trust/2";
const JSON_TYPE = 50; // CoAP content format
const CONTINUING = ["status", "qr", "seal"];
const MARKS = ["retired_at", "compromised_at"];
const MOST = 8;

// A list that is not taken; `name` is one of the faults of trust.md.
export class ListNotTaken extends Error {
  constructor(name) {
    super(name);
    this.name = name;
  }
}

// The list in `message` as text, when a reader who holds the root's key and `held` (text, or null) may take it.
export async function accept(held, rootKey, message, subtle) {
  const signed = readOr("list-unreadable", () => disassemble(message));
  if (!(await isSignedBy(rootKey, signed, signed.signatures.slice(0, 1), subtle))) {
    throw new ListNotTaken("list-not-the-roots");
  }
  const offered = readOr("list-unreadable", () => parse(signed.text));
  if (held === null || held === signed.text) return signed.text;
  const before = readOr("list-unreadable", () => parse(held));
  if (offered.sequence <= before.sequence) throw new ListNotTaken("list-not-newer");
  requireNothingTakenBack(before, offered);
  const still = new Set(offered.keys.filter((key) => !key.compromised_at).map((key) => key.public_key));
  for (const key of before.keys) {
    if (!CONTINUING.includes(key.use) || !still.has(key.public_key)) continue;
    if (await isSignedBy(fromBase64(key.public_key), signed, signed.signatures.slice(1), subtle)) return signed.text;
  }
  throw new ListNotTaken("list-not-continued");
}

function readOr(fault, read) {
  try {
    return read();
  } catch {
    throw new ListNotTaken(fault);
  }
}

function disassemble(message) {
  const parts = decode(message);
  if (!Array.isArray(parts) || parts.length !== 4) throw new TypeError("not a COSE_Sign");
  const [protectedHeader, unprotected, body, signatures] = parts;
  const header = decode(bytesOf(protectedHeader));
  requireEmpty(unprotected);
  const known = header.size === 2 && header.get(3) === JSON_TYPE && header.get(16) === "probity-trust";
  if (!known || !Array.isArray(signatures) || !signatures.length || signatures.length > MOST) {
    throw new TypeError("not a list of keys");
  }
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytesOf(body));
  return { protectedHeader, body, text, signatures: signatures.map(readSignature) };
}

function readSignature(part) {
  if (!Array.isArray(part) || part.length !== 3) throw new TypeError("not a signature");
  const [protectedHeader, unprotected, signature] = part;
  requireEmpty(unprotected);
  const read = readHeader(protectedHeader);
  if (read.header.size !== 2) throw new TypeError("not the header of a signature");
  return { ...read, signature: requireLowS(signature) };
}

async function isSignedBy(publicKey, signed, among, subtle) {
  const named = await keyIdOf(publicKey, subtle);
  for (const one of among) {
    if (one.keyId !== named) continue;
    const parts = [signed.protectedHeader, one.protectedHeader, new Uint8Array(), signed.body];
    if (await verifies(publicKey, one.signature, structure("Signature", parts), subtle)) return true;
  }
  return false;
}

function parse(text) {
  const list = JSON.parse(text);
  const whole = list.format === FORMAT && Number.isInteger(list.sequence) && list.keys.length > 0;
  for (const key of list.keys) {
    fromBase64(key.public_key);
    if (typeof key.use !== "string" || typeof key.kid !== "string") throw new TypeError("not a key");
    for (const mark of MARKS) moment(key[mark]);
  }
  if (!whole) throw new TypeError("not a list of keys");
  return list;
}

function requireNothingTakenBack(before, offered) {
  for (const key of before.keys) {
    const later = offered.keys.find((each) => each.use === key.use && each.public_key === key.public_key);
    if (!later || MARKS.some((mark) => moved(key[mark], later[mark]))) throw new ListNotTaken("list-takes-back");
  }
}

// Whether a mark was taken away or set later than it was.
function moved(before, after) {
  const [first, second] = [moment(before), moment(after)];
  return first !== null && (second === null || second > first);
}

function moment(text) {
  if (text === null || text === undefined) return null;
  const found = Date.parse(text);
  if (Number.isNaN(found)) throw new TypeError("not a moment");
  return found;
}
