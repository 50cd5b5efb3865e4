// Reads {status, keys, lists} from stdin and prints what the browser's modules say of each list, a JSON object.

import { readFileSync } from "node:fs";

const folder = "../../../chalicelib/web/static/verify/";
const { judgeStatus, readList } = await import(new URL(`${folder}status.js`, import.meta.url));
const { accept } = await import(new URL(`${folder}keylist.js`, import.meta.url));

const { status, keys, lists, root, moments } = JSON.parse(readFileSync(0, "utf8"));

const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const marked = (bits) => {
  const found = [];
  bits.forEach((byte, place) => {
    for (let bit = 0; bit < 8; bit += 1) if ((byte >> bit) & 1) found.push(place * 8 + bit);
  });
  return found;
};

const answers = { status: [], lists: [], moments: [] };
for (const token of status) {
  try {
    const list = await readList(fromHex(token), keys, crypto.subtle);
    answers.status.push({ revoked: marked(list.bits), issued: list.issued, expires: list.expires });
  } catch {
    answers.status.push(null);
  }
}
for (const { held, message_hex: message } of lists) {
  try {
    answers.lists.push({ taken: await accept(held, fromHex(root), fromHex(message), crypto.subtle) });
  } catch (error) {
    answers.lists.push({ fault: error.name });
  }
}
for (const { index, token, now } of moments) {
  const list = token === null ? null : fromHex(token);
  answers.moments.push(await judgeStatus(index, list, keys, crypto.subtle, new Date(now)));
}
console.log(JSON.stringify(answers));
