// Looks for a certificate's code through the camera. The pictures stay in the page.

import { preferred } from "./result.js";

const LONGEST = 1280; // pixels of a frame's longer side that are looked at
const PAUSE = 40; // milliseconds between two looks

const REFUSALS = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "absent",
  OverconstrainedError: "absent",
  NotReadableError: "busy",
  AbortError: "busy",
};

// The camera did not open; `name` is one of refused, absent, busy, unavailable.
export class NoCamera extends Error {
  constructor(name) {
    super(name);
    this.name = name;
  }
}

// An open camera that shows in `video`: { look(decode): texts of one frame, close(), torch, setTorch(on) }.
export async function openCamera(video) {
  const stream = await streamOf();
  video.srcObject = stream;
  await video.play();
  const [track] = stream.getVideoTracks();
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return {
    torch: Boolean(track.getCapabilities?.().torch),
    setTorch: (on) => track.applyConstraints({ advanced: [{ torch: on }] }),
    look: (decode) => decode(frameOf(video, canvas, context), true),
    ended: () => track.readyState === "ended",
    close() {
      track.stop();
      video.srcObject = null;
    },
  };
}

async function streamOf() {
  if (!globalThis.navigator?.mediaDevices?.getUserMedia) throw new NoCamera("unavailable");
  const video = { facingMode: { ideal: "environment" }, width: { ideal: LONGEST }, height: { ideal: 720 } };
  try {
    return await navigator.mediaDevices.getUserMedia({ video, audio: false });
  } catch (error) {
    throw new NoCamera(REFUSALS[error.name] ?? "unavailable");
  }
}

function frameOf(video, canvas, context) {
  const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight, 1));
  canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
  canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

// Looks frame after frame until `wanted(text)` is true of a text, which is given back, or `until()` is; then null.
export async function watch(camera, decode, { wanted, other, until }) {
  while (!until() && !camera.ended()) {
    for (const text of preferred(await camera.look(decode))) {
      if (until()) return null;
      if (wanted(text)) return text;
      other();
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return null;
}
