// Reads {texts, trust, status, checkpoint} from stdin, judges every text with the page's own modules, and prints times.
// `node judge.mjs page`: with WebCrypto, as a browser does. `node judge.mjs bulk`: the same modules over node:crypto.

import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const folder = "../../chalicelib/web/static/verify/";
const { judge } = await import(new URL(`${folder}verdict.js`, import.meta.url));
const { judgeList, readList } = await import(new URL(`${folder}status.js`, import.meta.url));
const { judgePlace, readCheckpoint } = await import(new URL(`${folder}log.js`, import.meta.url));

// The part of WebCrypto that the modules use, without a thread and a promise's turn for each call.
const direct = {
  importKey: async (format, bytes) => createPublicKey({ key: Buffer.from(bytes), format: "der", type: format }),
  verify: (_, key, signature, signed) => verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, signature),
  digest: (_, bytes) => createHash("sha256").update(bytes).digest(),
};

const { texts, trust, status, checkpoint } = JSON.parse(readFileSync(0, "utf8"));
const fromHex = (text) => Uint8Array.from(Buffer.from(text, "hex"));

const list = await readList(fromHex(status), trust, crypto.subtle);
const seen = await readCheckpoint(Buffer.from(checkpoint, "hex").toString(), trust, crypto.subtle);
const subtle = process.argv[2] === "bulk" ? direct : crypto.subtle;

const verdict = async (text) => {
  const { verdict: said, claims } = await judge(text, trust, subtle);
  return [said, claims && judgeList(claims.statusIndex, list).reason, claims && judgePlace(claims.logIndex, seen).reason];
};

const cold = performance.now();
const first = await verdict(texts[0]);
const firstTook = performance.now() - cold;
for (const text of texts.slice(0, 200)) await verdict(text);

const took = [];
const wrong = [];
const [began, used] = [performance.now(), process.cpuUsage()];
for (const text of texts) {
  const at = performance.now();
  const said = await verdict(text);
  took.push(performance.now() - at);
  if (`${said}` !== `${first}`) wrong.push(said);
}
const { user, system } = process.cpuUsage(used);
const seconds = (performance.now() - began) / 1000;
took.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    first: firstTook,
    median: took[Math.floor(took.length / 2)],
    p99: took[Math.floor(took.length * 0.99)],
    perSecond: texts.length / seconds,
    perCoreSecond: texts.length / ((user + system) / 1e6),
    said: first,
    wrong: wrong.length,
  }),
);
