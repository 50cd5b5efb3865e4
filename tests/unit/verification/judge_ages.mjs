// Says of each [issued, country, today] what the page's own module says of it.

import { readFileSync } from "node:fs";

const { ageSentences, judgeAge } = await import(new URL("../../../chalicelib/web/static/verify/age.js", import.meta.url));

for (const [issued, country, today] of JSON.parse(readFileSync(0, "utf8"))) {
  const { state, months, days } = judgeAge(issued, country, today);
  console.log(JSON.stringify([state, months, days, ageSentences(issued, country, today)]));
}
