// Deterministic CBOR (RFC 8949 4.2.1), only what a certificate's code uses; anything else is refused.

// The bytes are CBOR, but not the one accepted spelling of their value.
export class NotCanonical extends Error {}

// The bytes are not CBOR, or of a kind that no code holds.
export class Malformed extends Error {}

const MAX_DEPTH = 4;

// The value that `bytes` encode: Map, Array, Uint8Array, string or a safe integer.
// Throws unless it is the one deterministic encoding and nothing follows it.
export function decode(bytes) {
  const reader = { bytes, at: 0 };
  const value = readItem(reader, 0);
  if (reader.at !== bytes.length) throw new NotCanonical("bytes are left over");
  return value;
}

function readItem(reader, depth) {
  if (depth > MAX_DEPTH) throw new Malformed("nested too deeply");
  const initial = take(reader, 1)[0];
  const argument = readArgument(reader, initial & 0x1f);
  switch (initial >> 5) {
    case 0:
      return argument;
    case 1:
      return -1 - argument;
    case 2:
      return take(reader, argument).slice();
    case 3:
      return readText(take(reader, argument));
    case 4:
      return readArray(reader, argument, depth);
    case 5:
      return readMap(reader, argument, depth);
    default:
      throw new Malformed("tags, floats and simple values are not used here");
  }
}

function readArgument(reader, short) {
  if (short < 24) return short;
  const width = { 24: 1, 25: 2, 26: 4, 27: 8 }[short];
  if (!width) throw new Malformed("indefinite or reserved length");
  let value = 0n;
  for (const byte of take(reader, width)) value = (value << 8n) | BigInt(byte);
  const least = { 1: 24n, 2: 0x100n, 4: 0x10000n, 8: 0x100000000n }[width];
  if (value < least) throw new NotCanonical("not the shortest number");
  return Number(value);
}

function readText(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed("text is not UTF-8");
  }
}

function readArray(reader, length, depth) {
  const items = [];
  for (let i = 0; i < length; i += 1) items.push(readItem(reader, depth + 1));
  return items;
}

function readMap(reader, length, depth) {
  const map = new Map();
  let before = null;
  for (let i = 0; i < length; i += 1) {
    const start = reader.at;
    const key = readItem(reader, depth + 1);
    const encoded = reader.bytes.subarray(start, reader.at);
    if (before && compare(before, encoded) >= 0) throw new NotCanonical("keys are not in order");
    before = encoded;
    map.set(key, readItem(reader, depth + 1));
  }
  return map;
}

function compare(a, b) {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

function take(reader, length) {
  if (reader.at + length > reader.bytes.length) throw new Malformed("bytes are missing");
  const taken = reader.bytes.subarray(reader.at, reader.at + length);
  reader.at += length;
  return taken;
}

// The deterministic encoding of a byte string, a text or an array of encoded items.
export function encodeHead(major, length) {
  if (length < 24) return Uint8Array.of((major << 5) | length);
  if (length < 0x100) return Uint8Array.of((major << 5) | 24, length);
  if (length < 0x10000) return Uint8Array.of((major << 5) | 25, length >> 8, length & 0xff);
  return Uint8Array.of((major << 5) | 26, ...[24, 16, 8, 0].map((shift) => (length >>> shift) & 0xff));
}

export function encodeBytes(bytes) {
  return concatenate([encodeHead(2, bytes.length), bytes]);
}

export function encodeText(text) {
  const bytes = new TextEncoder().encode(text);
  return concatenate([encodeHead(3, bytes.length), bytes]);
}

export function encodeArray(items) {
  return concatenate([encodeHead(4, items.length), ...items]);
}

function concatenate(parts) {
  const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
