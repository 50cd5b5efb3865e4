// A certificate's code: digits to bytes, bytes to signed facts (docs/formats/qr.cddl). Pure: no page, no network.

import { decode, encodeArray, encodeBytes, encodeText, Malformed, NotCanonical } from "./cbor.js";

export const OUTCOMES = ["no_trace", "no_live_trace", "trace", "further_information_stepped_down"];

const MAX_BYTES = 256;
const LONGEST = 512; // bytes of the longest payload that digits are read of
const MAX_NAME = 60; // bytes of UTF-8
const KEY_ID = 4; // bytes
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n; // NIST P-256, FIPS 186-4 D.1.2.3
const ES256 = -7;

// `name` is one of the faults of qr.cddl: not-digits, wrong-length, not-canonical, not-a-certificate-code, wrong-claims.
export class UnreadableCode extends Error {
  constructor(name) {
    super(name);
    this.name = name;
  }
}

const sizes = new Map();
for (let size = 1; size <= LONGEST; size += 1) {
  sizes.set(Math.ceil(size * 8 * Math.log10(2)), size);
}

// The payload in scanned or typed text. The address is never trusted: only what follows the last # counts.
export function readText(text) {
  return fromDigits(text.slice(text.lastIndexOf("#") + 1).replace(/\s/g, ""));
}

export function fromDigits(digits) {
  if (!/^[0-9]+$/.test(digits)) throw new UnreadableCode("not-digits");
  const size = sizes.get(digits.length);
  if (size === undefined) throw new UnreadableCode("wrong-length");
  const hex = BigInt(digits).toString(16).padStart(size * 2, "0");
  if (hex.length > size * 2) throw new UnreadableCode("wrong-length");
  const bytes = new Uint8Array(size);
  for (let place = 0; place < size; place += 1) bytes[place] = Number.parseInt(hex.slice(2 * place, 2 * place + 2), 16);
  return bytes;
}

// The payload taken apart: { keyId, protectedHeader, claimsBytes, signature, claims, toBeSigned }. Nothing is verified.
export function disassemble(payload) {
  const { labelled, ...code } = takeApart(payload, MAX_BYTES);
  return { ...code, claims: readClaims(labelled) };
}

// Any code of the office's: at most so many bytes, and this type in the header (undefined: none). Nothing is verified.
export function takeApart(payload, most, type = undefined) {
  if (payload.length > most) throw new UnreadableCode("wrong-length");
  const parts = decoded(payload);
  if (!Array.isArray(parts) || parts.length !== 4) throw new UnreadableCode("not-a-certificate-code");
  const [protectedHeader, unprotectedHeader, claimsBytes, signature] = parts;
  if (![protectedHeader, claimsBytes, signature].every((part) => part instanceof Uint8Array)) {
    throw new UnreadableCode("not-a-certificate-code");
  }
  const keyId = readHeader(protectedHeader, unprotectedHeader, type);
  requireLowS(signature);
  return {
    keyId,
    protectedHeader,
    claimsBytes,
    signature,
    labelled: decoded(claimsBytes),
    toBeSigned: encodeArray([
      encodeText("Signature1"),
      encodeBytes(protectedHeader),
      encodeBytes(new Uint8Array()),
      encodeBytes(claimsBytes),
    ]),
  };
}

function decoded(bytes) {
  try {
    return decode(bytes);
  } catch (error) {
    if (error instanceof NotCanonical) throw new UnreadableCode("not-canonical");
    if (error instanceof Malformed) throw new UnreadableCode("not-a-certificate-code");
    throw error;
  }
}

function readHeader(protectedHeader, unprotectedHeader, type) {
  const header = decoded(protectedHeader);
  const ours =
    unprotectedHeader instanceof Map &&
    unprotectedHeader.size === 0 &&
    header instanceof Map &&
    header.size === (type === undefined ? 2 : 3) &&
    header.get(16) === type &&
    header.get(1) === ES256 &&
    header.get(4) instanceof Uint8Array &&
    header.get(4).length === KEY_ID;
  if (!ours) throw new UnreadableCode("not-a-certificate-code");
  return toHex(header.get(4));
}

function requireLowS(signature) {
  const r = BigInt(`0x0${toHex(signature.subarray(0, 32))}`);
  const s = BigInt(`0x0${toHex(signature.subarray(32))}`);
  const canonical = signature.length === 64 && r > 0n && r < ORDER && s > 0n && s <= ORDER / 2n;
  if (!canonical) throw new UnreadableCode("not-canonical");
}

// Claims by `claimsOf`, when there are exactly so many labels and each keeps its rule.
export function claimsIn(labelled, count, claimsOf) {
  const claims = labelled instanceof Map && labelled.size === count ? claimsOf((label) => labelled.get(label)) : null;
  if (!claims || Object.values(claims).includes(undefined)) throw new UnreadableCode("wrong-claims");
  return claims;
}

function readClaims(labelled) {
  return claimsIn(labelled, 11, claimsOf);
}

// Each claim, or undefined where it breaks its rule.
function claimsOf(get) {
  return {
    version: get(0) === 1 ? 1 : undefined,
    issuer: numberOf(get(1), 0xffff),
    serial: bytesOf(get(2), 16),
    issuedOn: isoDay(get(3)),
    outcome: outcomeOf(get(4)),
    holder: cleanName(get(5)),
    birth: numberOf(get(6), 99991231),
    passportEnd: matching(get(7), /^[0-9A-Z]{1,4}$/),
    statusIndex: numberOf(get(8), 0xffffffff),
    logIndex: numberOf(get(9), Number.MAX_SAFE_INTEGER),
    contentDigest: bytesOf(get(10), 16),
  };
}

export function outcomeOf(value) {
  return OUTCOMES[Number.isInteger(value) ? value : -1];
}

export function bytesOf(value, length) {
  return value instanceof Uint8Array && value.length === length ? value : undefined;
}

export function numberOf(value, most) {
  return Number.isSafeInteger(value) && value >= 0 && value <= most ? value : undefined;
}

export function matching(value, pattern) {
  return typeof value === "string" && pattern.test(value) ? value : undefined;
}

// The white space of Unicode, with which names are split (kernel/people.py does the same).
const SPACES = /[\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;

// Marks that turn the order of letters around: no name in a code has them (certificates/claimed_name.py).
const REORDERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

// A name of at most 60 bytes in NFC with single spaces, nothing in it that can't be printed.
export function cleanName(value, most = MAX_NAME) {
  if (typeof value !== "string") return undefined;
  const tidy = value.normalize("NFC").split(SPACES).filter(Boolean).join(" ");
  if (/[\p{Cc}\p{Co}\p{Cs}\ufffd]/u.test(tidy) || REORDERING.test(tidy)) return undefined;
  if (tidy === "" || new TextEncoder().encode(tidy).length > most) return undefined;
  if (tidy !== value) throw new UnreadableCode("not-canonical");
  return value;
}

export function isoDay(number) {
  if (numberOf(number, 99991231) === undefined) return undefined;
  const text = `${Math.floor(number / 10000)}`.padStart(4, "0");
  const day = `${text}-${two(Math.floor(number / 100) % 100)}-${two(number % 100)}`;
  const instant = new Date(`${day}T00:00:00Z`);
  const exists = text !== "0000" && !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(day);
  return exists ? day : undefined;
}

function two(number) {
  return `${number}`.padStart(2, "0");
}

const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function toHex(bytes) {
  let text = "";
  for (const byte of bytes) text += PAIRS[byte];
  return text;
}
