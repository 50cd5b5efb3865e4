// Whether a certificate was withdrawn, by a status list (docs/formats/status-list.md). Pure: no page, no network.

import { decode } from "./cbor.js";
import { bytesOf, fromBase64, readSign1, signedBySign1, verifies } from "./cose.js";

export const TYPE = "application/statuslist+cwt";
const ENTRIES = 2 ** 24;
const BYTES = ENTRIES / 8;
const AHEAD = 300; // seconds that this clock may run behind the issuer's

// The number of the list that has a certificate's entry.
export function listNumber(statusIndex) {
  return 1 + Math.floor(statusIndex / ENTRIES);
}

// { current: "good" | "revoked" | "unknown", reason, asOf: Date or null }. `token` is null when there is no list.
export async function judgeStatus(statusIndex, token, keys, subtle, now = new Date()) {
  if (!token) return unknown("status-not-checked");
  try {
    return judgeList(statusIndex, await readList(token, keys, subtle), now);
  } catch {
    return unknown("status-list-wrong");
  }
}

// The same of a list that was read before.
export function judgeList(statusIndex, list, now = new Date()) {
  const seconds = now.getTime() / 1000;
  if (list.issued > seconds + AHEAD) return unknown("status-list-wrong");
  const asOf = new Date(list.issued * 1000);
  const entry = statusIndex % ENTRIES;
  if (list.number !== `${listNumber(statusIndex)}`) return unknown("status-other-list", asOf);
  if ((list.bits[entry >> 3] >> (entry & 7)) & 1) return { current: "revoked", reason: "status-revoked", asOf };
  if (seconds > list.expires) return unknown("status-too-old", asOf);
  return { current: "good", reason: "status-good", asOf };
}

function unknown(reason, asOf = null) {
  return { current: "unknown", reason, asOf };
}

// The list's claims once a status key signed it; throws for anything else.
export async function readList(token, keys, subtle) {
  const message = readSign1(token);
  if (message.header.size !== 3 || message.header.get(16) !== TYPE) throw new TypeError("not a status list");
  const claims = readClaims(decode(message.payload));
  if (!(await signedByOffice(message, claims, keys, subtle))) throw new TypeError("not the issuer's");
  return { ...claims, bits: await inflate(claims.packed) };
}

function readClaims(map) {
  const [subject, expires, issued, list, ttl] = [2, 4, 6, 65533, 65534].map((label) => map.get(label));
  const numbers = [expires, issued, ttl].every((value) => Number.isSafeInteger(value) && value > 0);
  const known = map.size === 5 && typeof subject === "string" && numbers && list instanceof Map;
  if (!known || list.get("bits") !== 1) throw new TypeError("not the claims of a status list");
  return { number: subject.split("/status/").at(-1), expires, issued, packed: bytesOf(list.get("lst")) };
}

async function signedByOffice(message, claims, keys, subtle) {
  const day = new Date(claims.issued * 1000).toISOString();
  for (const key of keys.keys) {
    const inUse = key.not_before <= day && day <= key.not_after && !key.compromised_at;
    const named = key.use === "status" && key.alg === "ES256" && key.kid === message.keyId;
    const retired = key.retired_at && key.retired_at.slice(0, 10) < day.slice(0, 10);
    if (!named || !inUse || retired) continue;
    if (await verifies(fromBase64(key.public_key), message.signature, signedBySign1(message), subtle)) return true;
  }
  return false;
}

// The 2^21 bytes in a zlib stream, and no more.
async function inflate(packed) {
  const bits = new Uint8Array(BYTES);
  let at = 0;
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    if (at + value.length > BYTES) {
      await reader.cancel();
      throw new TypeError("more entries than a list has");
    }
    bits.set(value, at);
    at += value.length;
  }
  if (at !== BYTES) throw new TypeError("fewer entries than a list has");
  return bits;
}
