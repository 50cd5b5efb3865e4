// Reads {root, now, carried, steps} from stdin and prints what a verifier carries after each step, a JSON object a line.
// A step is {open}, {refresh: {address: hex or null}}, {take: hex}, {place: log index},
// {statement: text} or {check: page check}.

import { readFileSync } from "node:fs";

const folder = "../../../chalicelib/web/static/verify/";
const { Lists } = await import(new URL(`${folder}lists.js`, import.meta.url));
const { inMemory } = await import(new URL(`${folder}kept.js`, import.meta.url));
const { pageCheck } = await import(new URL(`${folder}pages.js`, import.meta.url));
const { judgePlace, readStatement } = await import(new URL(`${folder}log.js`, import.meta.url));

const { root, now, carried, steps } = JSON.parse(readFileSync(0, "utf8"));

const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const bytes = (given) => Object.fromEntries(Object.entries(given).map(([name, hex]) => [name, fromHex(hex)]));

const kept = inMemory();
let served = {};
let clock = new Date(now);
const load = async (address) => {
  if (!served[address]) throw new TypeError("not published");
  return fromHex(served[address]);
};
const opened = () => {
  const { keys, status, checkpoint } = carried;
  const brought = { ...bytes({ ...(keys && { keys }), ...(checkpoint && { checkpoint }) }), status: bytes(status ?? {}) };
  return new Lists({ root: fromHex(root), kept, load, carried: brought, clock: () => clock }).open();
};

let lists = await opened();

const did = {
  open: async () => {
    lists = await opened();
  },
  refresh: async (addresses) => {
    served = addresses;
    await lists.refresh(1000);
  },
  take: (hex) => lists.take(fromHex(hex)),
  now: async (moment) => {
    clock = new Date(moment);
  },
  place: async (index) => judgePlace(index, lists.checkpoint).reason,
  check: async ({ content_hex: content, page, last }) => pageCheck(fromHex(content), page, last, crypto.subtle),
  statement: async (text) => (await readStatement(text, lists.keys, crypto.subtle)).said,
};

for (const step of steps) {
  const [[name, given]] = Object.entries(step);
  let said = null;
  try {
    said = (await did[name](given)) ?? null;
  } catch (error) {
    said = error.name;
  }
  console.log(
    JSON.stringify({
      said,
      keys: lists.keys?.sequence ?? null,
      status: Object.fromEntries([...lists.status].map(([number, list]) => [number, list.issued])),
      size: lists.checkpoint?.size ?? null,
      faults: Object.fromEntries(lists.faults),
      kept: await kept.names(),
      fresh: lists.fresh,
    }),
  );
}
