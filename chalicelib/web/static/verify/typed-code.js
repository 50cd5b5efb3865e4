// A code as a person typed it: case, spaces, dashes, I, L and O don't matter (certificates/short_code.py reads the same).

import { ALPHABET, checkValue } from "./number.js";

// The code in its one form, or null when it is none: a misprint is noticed before anything is sent.
export function readTyped(typed, length) {
  const code = typed.replace(/[\s-]/g, "").toUpperCase().replace(/[IL]/g, "1").replace(/O/g, "0");
  const values = [...code].map((character) => ALPHABET.indexOf(character));
  if (values.length !== length || values.includes(-1)) return null;
  return checkValue(values.slice(0, -1)) === values.at(-1) ? code : null;
}
