// Prints what the browser's modules say of every case in docs/vectors/codes.json, holding the lists in it: a JSON array.

import { readFileSync } from "node:fs";

const at = (path) => new URL(`../../../${path}`, import.meta.url);
const modules = "chalicelib/web/static/verify/";
const { fromBase64 } = await import(at(`${modules}cose.js`));
const { accept } = await import(at(`${modules}keylist.js`));
const { judgePlace, readCheckpoint } = await import(at(`${modules}log.js`));
const { judgeStatus, listNumber } = await import(at(`${modules}status.js`));
const { judge } = await import(at(`${modules}verdict.js`));

const vectors = JSON.parse(readFileSync(at("docs/vectors/codes.json"), "utf8"));
const now = new Date(vectors.now);
const fromHex = (text) => Uint8Array.from(Buffer.from(text, "hex"));
const { subtle } = crypto;

const keys = JSON.parse(await accept(null, fromBase64(vectors.root_public_key), fromHex(vectors.trust_cose_hex), subtle));
const checkpoint = await readCheckpoint(vectors.checkpoint, keys, subtle);

const answers = [];
for (const { text } of vectors.cases) {
  const found = await judge(text, keys, subtle, now);
  if (!found.claims) {
    answers.push([found.verdict, found.reasons]);
    continue;
  }
  const list = listNumber(found.claims.statusIndex) === 1 ? fromHex(vectors.status_1_hex) : null;
  const standing = await judgeStatus(found.claims.statusIndex, list, keys, subtle, now);
  if (standing.current === "revoked") answers.push(["revoked", [standing.reason]]);
  else answers.push([found.verdict, [standing.reason, judgePlace(found.claims.logIndex, checkpoint).reason]]);
}
console.log(JSON.stringify(answers));
