// What is wrong with a file can often be seen before it is sent. The service decides by the same bytes
// (chalicelib/documents/recognising.py) and says the same sentences; what passes here it may still refuse.

const HEAD = 4096;
const KINDS = [
  [/^\xff\xd8\xff/, "image/jpeg"],
  [/^\x89PNG\r\n\x1a\n/, "image/png"],
  [/^%PDF-/, "application/pdf"],
  [/^GIF8[79]a/, "image/gif"],
  [/^(II[*+]\0|MM\0[*+])/, "image/tiff"],
  [/^RIFF[^]{4}WEBP/, "image/webp"],
  [/^\0\0\0[^]ftyp(?![^]{0,60}avi[fs])(heic|heix|heim|heis|hevc|hevx|mif1|msf1)/, "image/heic"],
];
const OTHERS = [
  [/^(MZ|\x7fELF|#!|\xca\xfe\xba\xbe|[\xfe\xcf]\xfa\xed\xfe)/, "program"],
  [/^(BM|[^]{4}ftyp(avif|avis|mif1|msf1)|[^]{4}jP {2}|8BPS)/, "other_picture"],
  [/^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/, "office_file"],
  [/^PK\x03\x04[^]*?(word\/|xl\/|ppt\/|mimetypeapp)/, "office_file"],
];
const DRAWABLE = ["image/jpeg", "image/png", "image/gif", "image/webp"];

// The kind of a file by its first bytes, and the code of the reason against it, if there is one.
export async function look(file, { limit, kinds }) {
  if (file.size === 0) return { reason: "empty" };
  if (file.size > limit) return { reason: "too_big" };
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
  const kind = KINDS.find(([pattern]) => pattern.test(head))?.[1];
  if (!kind) return { reason: OTHERS.find(([pattern]) => pattern.test(head))?.[1] ?? "wrong_type" };
  if (!kinds.includes(kind)) return { kind, reason: kind === "application/pdf" ? "photo_as_pdf" : "other_picture" };
  return { kind };
}

// The picture in a file, upright; null for what this browser can't draw.
export async function picture(file, kind) {
  if (!DRAWABLE.includes(kind)) return null;
  return createImageBitmap(file).catch(() => null);
}

export function isTooSmall(bitmap, side) {
  return Math.min(bitmap.width, bitmap.height) < side;
}
