// Reads {keys, texts, now} from stdin and prints the browser module's verdict on each text, a JSON object a line.

import { readFileSync } from "node:fs";

const { judge } = await import(new URL("../../../chalicelib/web/static/verify/verdict.js", import.meta.url));
const { factsOf, factsOfCopy, factsOfResult } = await import(new URL("../../../chalicelib/web/static/verify/facts.js", import.meta.url));

const FACTS = { certificate: factsOf, result: factsOfResult, copy: factsOfCopy };
const { keys, texts, now } = JSON.parse(readFileSync(0, "utf8"));
for (const text of texts) {
  const started = performance.now();
  const { verdict, reasons, claims, kind } = await judge(text, keys, crypto.subtle, now ? new Date(now) : undefined);
  const milliseconds = performance.now() - started;
  console.log(JSON.stringify({ verdict, reasons, facts: claims && FACTS[kind](claims, keys.issuers ?? []), milliseconds }));
}
