// The check at the foot of each page (docs/formats/page-check.md), from the content's digest in the code. Pure.

import { ALPHABET } from "./number.js";

const CONTEXT = new TextEncoder().encode("probity-page");

// `content`: the 16 bytes in the code; pages count from 1.
export async function pageCheck(content, page, isLast, subtle) {
  const place = Uint8Array.of(page >> 8, page & 0xff, isLast ? 1 : 0);
  const digest = new Uint8Array(await subtle.digest("SHA-256", Uint8Array.of(...CONTEXT, ...content, ...place)));
  let number = 0n;
  for (const byte of digest.subarray(0, 5)) number = (number << 8n) | BigInt(byte);
  const letters = Array.from({ length: 8 }, (_, at) => ALPHABET[Number((number >> BigInt(35 - 5 * at)) & 31n)]).join("");
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

// [page, check when more follow, check when it is the last] of the first pages.
export async function pageChecks(content, count, subtle) {
  const checks = [];
  for (let page = 1; page <= count; page += 1) {
    checks.push([page, await pageCheck(content, page, false, subtle), await pageCheck(content, page, true, subtle)]);
  }
  return checks;
}
