// Reads QR codes: with the browser's own detector when it has one, else with zxing (loaded when first needed).

const OPTIONS = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 4 };
const QUICK = { ...OPTIONS, tryHarder: false, tryInvert: false, maxNumberOfSymbols: 2 };

let loading = null;

// A function from ImageData (and whether it must be quick) to the texts of the codes in it; null when there is none to be had.
export function loadDecoder() {
  loading ??= native()
    .then((own) => own ?? zxing())
    .catch(() => {
      loading = null;
      return null;
    });
  return loading;
}

export async function native() {
  const formats = await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => []);
  if (!formats?.includes("qr_code")) return null;
  const detector = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
  return async (image) => (await detector.detect(image)).map((code) => code.rawValue);
}

async function zxing() {
  const { reader, wasm } = document.querySelector("[data-decoder]").dataset;
  const carried = document.getElementById("decoder-wasm");
  if (!carried && !(reader && wasm)) return null;
  if (!globalThis.ZXingWASM) await runScript(reader);
  const wasmBinary = carried ? await unpacked(carried.textContent) : await bytesAt(wasm);
  await globalThis.ZXingWASM.prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  return async (image, quick = false) => {
    const found = await globalThis.ZXingWASM.readBarcodes(image, quick ? QUICK : OPTIONS);
    return found.map((code) => code.text);
  };
}

function runScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    script.src = address;
    document.head.append(script);
  });
}

async function bytesAt(address) {
  const answer = await fetch(address, { credentials: "omit", headers: { Accept: "application/wasm" } });
  if (!answer.ok) throw new TypeError("not there");
  return answer.arrayBuffer();
}

// The single file carries it as base64 of a gzip stream.
async function unpacked(text) {
  const packed = Uint8Array.from(atob(text.trim()), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}
