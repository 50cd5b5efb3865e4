// COSE signatures with ES256 (RFC 9052), only what lists use: one accepted form, everything in the protected header.

import { decode, encodeArray, encodeBytes, encodeText } from "./cbor.js";
import { toHex } from "./code.js";

const ES256 = -7;
const KEY_ID = 4; // bytes
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n; // NIST P-256, FIPS 186-4 D.1.2.3
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const NOTHING = new Uint8Array();

// The message's parts, or an error: { header, protectedHeader, payload, signature, keyId }. Nothing is verified.
export function readSign1(bytes) {
  const parts = decode(bytes);
  if (!Array.isArray(parts) || parts.length !== 4) throw new TypeError("not a COSE_Sign1");
  const [protectedHeader, unprotected, payload, signature] = parts;
  requireEmpty(unprotected);
  return { ...readHeader(protectedHeader), payload: bytesOf(payload), signature: requireLowS(signature) };
}

export function readHeader(protectedHeader) {
  const header = decode(bytesOf(protectedHeader));
  const known = header instanceof Map && header.get(1) === ES256 && bytesOf(header.get(4)).length === KEY_ID;
  if (!known) throw new TypeError("not signed with ES256 by a named key");
  return { header, protectedHeader, keyId: toHex(header.get(4)) };
}

export function requireEmpty(map) {
  if (!(map instanceof Map) || map.size !== 0) throw new TypeError("something in the unprotected header");
}

export function requireLowS(signature) {
  if (bytesOf(signature).length !== 64) throw new TypeError("not a signature");
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32)].map((part) => BigInt(`0x${toHex(part)}`));
  if (r === 0n || r >= ORDER || s === 0n || s > ORDER / 2n) throw new TypeError("not the accepted signature");
  return signature;
}

export function bytesOf(value) {
  if (!(value instanceof Uint8Array)) throw new TypeError("not bytes");
  return value;
}

export function signedBySign1(message) {
  return structure("Signature1", [message.protectedHeader, NOTHING, message.payload]);
}

export function structure(context, parts) {
  return encodeArray([encodeText(context), ...parts.map(encodeBytes)]);
}

// Whether `publicKey` (SubjectPublicKeyInfo, DER) made the signature over these bytes.
export async function verifies(publicKey, signature, signed, subtle) {
  try {
    return await subtle.verify(ALGORITHM, await imported(publicKey, subtle), signature, signed);
  } catch {
    return false;
  }
}

const MOST_KEYS = 64; // a list has few; whatever is beyond is imported again
const known = new WeakMap();

// The key for `subtle`, imported once.
function imported(publicKey, subtle) {
  if (!known.has(subtle)) known.set(subtle, new Map());
  const keys = known.get(subtle);
  const name = String.fromCharCode(...publicKey);
  if (!keys.has(name)) {
    if (keys.size >= MOST_KEYS) keys.clear();
    keys.set(name, subtle.importKey("spki", publicKey, ALGORITHM, false, ["verify"]));
  }
  return keys.get(name);
}

export async function keyIdOf(publicKey, subtle) {
  return toHex(new Uint8Array(await subtle.digest("SHA-256", publicKey)).subarray(0, KEY_ID));
}

const read = new WeakMap();

// A listed key's SubjectPublicKeyInfo, read once.
export function publicKeyOf(listed) {
  if (!read.has(listed)) read.set(listed, fromBase64(listed.public_key));
  return read.get(listed);
}

const ids = new WeakMap();

// The id that follows from a listed key's bytes, whatever the list says.
export async function trueIdOf(listed, subtle) {
  if (!ids.has(listed)) ids.set(listed, await keyIdOf(publicKeyOf(listed), subtle));
  return ids.get(listed);
}

export function fromBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
