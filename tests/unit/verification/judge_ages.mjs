// Says of each [issued, country, today] what the page's own module says of it.

import { readFileSync } from "node:fs";
import { ageSentences, judgeAge } from "../../../chalicelib/web/static/verify/age.js";

const { names, cases } = JSON.parse(readFileSync(0, "utf8"));
for (const [issued, country, today] of cases) {
  const { state, months, days } = judgeAge(issued, country, today);
  console.log(JSON.stringify([state, months, days, ageSentences(issued, country, today, (code) => names[code])]));
}
