// Reads the code in a picture that somebody chose: a scan, a screenshot or a photo of the paper. It never leaves the page.

import { preferred } from "./result.js";

const MOST_BYTES = 40e6;
const MOST_PIXELS = 120e6; // unpacked, four bytes each
const SIDES = [1600, 3200, 900]; // longest sides that are tried, in this order

// `name`: unreadable-picture, no-qr-code, several-qr-codes.
export class NoCode extends Error {
  constructor(name) {
    super(name);
    this.name = name;
  }
}

// The text of the one certificate's code in `file`; `wanted(text)` says what is one. Throws NoCode.
export async function readPicture(file, decode, wanted) {
  const bitmap = await open(file);
  try {
    for (const side of SIDES) {
      const found = preferred([...new Set((await decode(scaled(bitmap, side))).filter(wanted))]);
      if (found.length > 1) throw new NoCode("several-qr-codes");
      for (const text of found) return text;
    }
  } finally {
    bitmap.close();
  }
  throw new NoCode("no-qr-code");
}

async function open(file) {
  const size = file.size > MOST_BYTES ? null : sizeOf(new Uint8Array(await file.slice(0, 2 ** 18).arrayBuffer()));
  if (size === null || size.width * size.height > MOST_PIXELS) throw new NoCode("unreadable-picture");
  try {
    return await createImageBitmap(file);
  } catch {
    throw new NoCode("unreadable-picture");
  }
}

function scaled(bitmap, side) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((each) => Math.max(1, Math.round(each * scale)));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

// The size that a PNG or JPEG says it has, before anything unpacks it; null for what is neither.
export function sizeOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isPng = bytes.length >= 24 && view.getUint32(0) === 0x89504e47 && view.getUint32(12) === 0x49484452;
  if (isPng) return { width: view.getUint32(16), height: view.getUint32(20) };
  return bytes.length >= 4 && view.getUint16(0) === 0xffd8 ? jpegSize(view) : null;
}

// The frame header of a JPEG (ITU T.81 B.2.2): SOF0 to SOF15, without the markers of tables among them.
function jpegSize(view) {
  for (let at = 2; at + 9 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
  }
  return null;
}
