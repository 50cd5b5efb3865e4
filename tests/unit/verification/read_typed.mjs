// Prints what the page's module makes of each [typed, length].

import { readFileSync } from "node:fs";

const { readTyped } = await import(new URL("../../../chalicelib/web/static/verify/typed-code.js", import.meta.url));

for (const [typed, length] of JSON.parse(readFileSync(0, "utf8"))) console.log(JSON.stringify(readTyped(typed, length)));
