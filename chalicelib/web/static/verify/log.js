// The log's checkpoint (docs/formats/log.md): who signed it, who vouched for it, and how far it reaches. Pure.

import { fromBase64 } from "./cose.js";
import { toHex } from "./code.js";

const LOG = 0x01;
const COSIGNATURE = 0x04;
const KEY_ID = 4;
const TIME = 8;
const RAW = 32;
const MOST = 16000;
const NOTE = /^([^\n]{1,255})\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n\n((?:\u2014 [^ \n]+ [A-Za-z0-9+/]+={0,2}\n){1,32})$/u;
const STATEMENT = "probity-statement/1";
const PROOF = /^c2sp\.org\/tlog-proof@v1\nindex (0|[1-9][0-9]{0,15})\n((?:[A-Za-z0-9+/]{43}=\n){0,63})\n([^]+)$/u;

// { logKey, size, root, time: seconds } of a checkpoint that the log signed and a witness vouched for.
// Throws for anything else.
export async function readCheckpoint(text, keys, subtle) {
  const found = text.length > MOST ? null : NOTE.exec(text);
  if (!found) throw new TypeError("not a checkpoint");
  const [, origin, size, root, lines] = found;
  const note = { body: text.slice(0, text.length - lines.length - 1), stamps: lines.trimEnd().split("\n").map(readStamp) };
  if (!keys.issuers.some((issuer) => issuer.hosts.some((host) => `${host}/log` === origin))) throw new TypeError("another's");
  const [log] = await signers(note, keys, "log", origin, subtle);
  if (!log) throw new TypeError("not the log's");
  const times = (await signers(note, keys, "witness", null, subtle)).map((witness) => witness.time);
  if (!times.length) throw new TypeError("nobody vouched for it");
  return { logKey: log.keyId, size: Number(size), root: fromBase64(root), time: Math.max(...times) };
}

// { place: "covered" | "beyond" | "unknown", reason, asOf }: whether the log that witnesses saw has the code's place.
export function judgePlace(logIndex, checkpoint) {
  if (!checkpoint) return { place: "unknown", reason: "log-not-checked", asOf: null };
  const asOf = new Date(checkpoint.time * 1000);
  if (logIndex < checkpoint.size) return { place: "covered", reason: "log-covers", asOf };
  return { place: "beyond", reason: "log-not-reached", asOf };
}

// { said, index, checkpoint } of a published statement whose leaf leads to a checkpoint as above. Throws.
export async function readStatement(text, keys, subtle) {
  const entry = text.slice(0, text.indexOf("\n\n"));
  const [head, json] = entry.split("\n");
  const proof = PROOF.exec(text.slice(entry.length + 2));
  if (head !== STATEMENT || !json || !proof) throw new TypeError("not a statement");
  const [, index, path, note] = proof;
  const checkpoint = await readCheckpoint(note, keys, subtle);
  const leaf = await hash(subtle, 0, new TextEncoder().encode(entry));
  const hashes = path.split("\n").filter(Boolean).map(fromBase64);
  const root = await rootFrom(leaf, Number(index), checkpoint.size, hashes, subtle);
  if (!root || toHex(root) !== toHex(checkpoint.root)) throw new TypeError("not in the log");
  return { said: JSON.parse(json), index: Number(index), checkpoint };
}

// The root that an inclusion proof leads to (RFC 9162 2.1.3.2), or null when it does not fit the tree.
export async function rootFrom(leaf, index, size, path, subtle) {
  if (index >= size) return null;
  let [node, last, root] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return null;
    if (node % 2 === 1 || node === last) {
      root = await hash(subtle, 1, sibling, root);
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else {
      root = await hash(subtle, 1, root, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? root : null;
}

async function hash(subtle, prefix, ...parts) {
  const joined = new Uint8Array(1 + parts.reduce((total, part) => total + part.length, 0));
  joined[0] = prefix;
  let at = 1;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await subtle.digest("SHA-256", joined));
}

function readStamp(line) {
  const [, name, encoded] = line.split(" ");
  const body = fromBase64(encoded);
  return { name, keyId: toHex(body.subarray(0, KEY_ID)), signature: body.subarray(KEY_ID) };
}

// { keyId, time } of the note's good signatures by listed keys of a use, a key once; the log's own have time 0.
// A line that bears a listed key's name and id and does not verify spoils the note.
async function signers(note, keys, use, name, subtle) {
  const found = [];
  for (const listed of keys.keys.filter((key) => key.use === use && key.alg === "Ed25519" && !key.compromised_at)) {
    const raw = fromBase64(listed.public_key).subarray(-RAW);
    for (const stamp of note.stamps.filter((each) => name === null || each.name === name)) {
      const kind = use === "log" ? LOG : COSIGNATURE;
      if (stamp.keyId !== (await noteKeyId(stamp.name, kind, raw, subtle))) continue;
      const time = await timeOf(stamp, note, kind, raw, subtle);
      if (inUse(listed, time)) found.push({ keyId: stamp.keyId, time });
      break;
    }
  }
  return found;
}

// A key's own dates; a time stands in cosignatures only.
function inUse(listed, time) {
  if (time === 0) return true;
  const day = new Date(time * 1000).toISOString();
  return listed.not_before <= day && day <= listed.not_after && (!listed.retired_at || day <= listed.retired_at);
}

async function timeOf(stamp, note, kind, raw, subtle) {
  const timed = kind === COSIGNATURE;
  const time = timed ? Number(new DataView(stamp.signature.slice(0, TIME).buffer).getBigUint64(0)) : 0;
  const signed = new TextEncoder().encode(timed ? `cosignature/v1\ntime ${time}\n${note.body}` : note.body);
  const key = await subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
  const good = await subtle.verify({ name: "Ed25519" }, key, stamp.signature.slice(timed ? TIME : 0), signed);
  if (!good || !Number.isSafeInteger(time)) throw new TypeError("a signature that does not verify");
  return time;
}

async function noteKeyId(name, kind, raw, subtle) {
  const head = new TextEncoder().encode(`${name}\n`);
  const digest = await subtle.digest("SHA-256", Uint8Array.of(...head, kind, ...raw));
  return toHex(new Uint8Array(digest).subarray(0, KEY_ID));
}
