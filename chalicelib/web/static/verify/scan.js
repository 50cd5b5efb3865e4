// The ways to a code inside the page: camera, picture, digits. Each hands the text to `found` and keeps nothing.

import { isNewest, newAct, refuse } from "./check.js";
import { NoCamera, openCamera, watch } from "./camera.js";
import { loadDecoder } from "./decoder.js";
import { tr } from "./language.js";
import { NoCode, readPicture } from "./picture.js";
import { fault, find, isShown, say, show } from "./views.js";
import { CAMERA, PICTURE, TORCH } from "./words.js";

const PICTURES = ["image/png", "image/jpeg"];
const FEWEST_DIGITS = 150; // the smallest code of ours has more

export function looksLikeCode(text) {
  const digits = text.slice(text.lastIndexOf("#") + 1);
  return digits.length >= FEWEST_DIGITS && /^[0-9]+$/.test(digits);
}

let open = null; // the camera that is on

export function closeCamera() {
  open?.close();
  open = null;
}

export function offerScanning(found) {
  find("scan").addEventListener("click", () => scan(found));
  find("stop-camera").addEventListener("click", () => leave(""));
  find("torch").addEventListener("click", switchTorch);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && open) leave(CAMERA.hidden);
  });
  offerPicture(found);
  keepPictures(found);
  offerDigits(found);
}

// Back to the start page, which says why.
function leave(why) {
  newAct();
  closeCamera();
  show("start");
  say("camera-fault", why);
  find("scan").focus();
}

async function scan(found) {
  const mine = newAct();
  say("camera-fault", "");
  say("camera-says", CAMERA.starting);
  find("torch").hidden = true;
  show("camera");
  const [camera, decode] = await Promise.all([openCamera(find("video")).catch((error) => error), loadDecoder()]);
  if (!(camera instanceof Error) && !isNewest(mine)) return camera.close();
  if (!isNewest(mine)) return undefined;
  if (camera instanceof Error || !decode) return failed(camera, decode);
  open = camera;
  find("torch").hidden = !camera.torch;
  find("torch").textContent = tr(TORCH.off);
  say("camera-says", CAMERA.looking);
  const until = () => !isNewest(mine) || !isShown("camera");
  const text = await watch(camera, decode, { wanted: looksLikeCode, other: () => say("camera-says", CAMERA.another), until });
  if (!isNewest(mine)) return undefined;
  closeCamera();
  return text === null ? leave(CAMERA.busy) : found(text);
}

function failed(camera, decode) {
  if (!(camera instanceof Error)) camera.close();
  if (!decode) return leave(CAMERA.noDecoder);
  return leave(camera instanceof NoCamera ? CAMERA[camera.name] : CAMERA.unavailable);
}

async function switchTorch() {
  const button = find("torch");
  const on = button.textContent === tr(TORCH.off);
  await open?.setTorch(on).catch(() => undefined);
  button.textContent = on ? tr(TORCH.on) : tr(TORCH.off);
}

function offerPicture(found) {
  find("picture").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (file) readFile(file, found);
    event.target.value = "";
  });
}

// A picture chosen where PDFs are sent is read here all the same.
function keepPictures(found) {
  find("file-form")?.addEventListener("submit", (event) => {
    const [file] = event.target.elements.file.files;
    if (!PICTURES.includes(file?.type)) return;
    event.preventDefault();
    readFile(file, found);
  });
}

async function readFile(file, found) {
  const mine = newAct();
  say("picture-says", PICTURE.reading);
  const answer = await textIn(file);
  say("picture-says", "");
  if (isNewest(mine)) answer(found);
}

async function textIn(file) {
  const decode = await loadDecoder();
  if (!decode) return () => say("picture-says", PICTURE.noDecoder);
  try {
    const text = await readPicture(file, decode, looksLikeCode);
    return (found) => found(text);
  } catch (error) {
    const reason = error instanceof NoCode ? error.name : "unreadable-picture";
    return () => refuse("not-a-certificate", [reason]);
  }
}

function offerDigits(found) {
  find("digits-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = event.target.elements.digits;
    const empty = field.value.trim() === "";
    fault(field, "digits-error", empty);
    if (!empty) found(field.value);
  });
}
