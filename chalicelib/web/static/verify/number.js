// The certificate number that is printed beside the code, from the serial in it (docs/formats/short-code.md).

export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CONTEXT = new TextEncoder().encode("probity-short-code");
const FIELD = 0b100101; // x^5 + x^2 + 1

// `serial` is 16 bytes; the answer is grouped as it is printed.
export async function certificateNumber(serial, subtle) {
  const digest = new Uint8Array(await subtle.digest("SHA-256", Uint8Array.of(...CONTEXT, ...serial)));
  let number = 0n;
  for (const byte of digest.subarray(0, 8)) number = (number << 8n) | BigInt(byte);
  number >>= 4n;
  const values = [];
  for (let place = 55n; place >= 0n; place -= 5n) values.push(Number((number >> place) & 31n));
  const code = [...values, checkValue(values)].map((value) => ALPHABET[value]).join("");
  return code.match(/.{1,4}/g).join("-");
}

// The value of the character that checks up to 30 others.
export function checkValue(values) {
  return values.reduce((total, value) => timesRoot(total ^ value), 0);
}

function timesRoot(element) {
  const doubled = element << 1;
  return doubled & 32 ? doubled ^ FIELD : doubled;
}
