// The verify page: reads the code behind # (which a browser never sends), checks it here, and asks a person
// to compare the facts with the passport before it says anything good.

import { offerFile, offerNewer, tell } from "./carried.js";
import { check, newAct } from "./check.js";
import { fromBase64 } from "./cose.js";
import { toHex } from "./code.js";
import { loadDecoder, native } from "./decoder.js";
import { openKept } from "./kept.js";
import { keepCode } from "./language.js";
import { LIMITS } from "./limits.js";
import { Lists } from "./lists.js";
import { closeCamera, offerScanning } from "./scan.js";
import { find, show } from "./views.js";

const { root, origin, lists: count } = find("root").dataset;
const single = document.getElementById("carried");

async function load(address, type, signal = undefined) {
  const asked = { credentials: "omit", cache: "no-cache", referrerPolicy: "no-referrer", headers: { Accept: type }, signal };
  const answer = await fetch(`${single ? origin : ""}${address}`, asked);
  if (!answer.ok) throw new TypeError("not published");
  return new Uint8Array(await answer.arrayBuffer());
}

// What the single file brings along.
function carried() {
  if (!single) return {};
  const { keys, status, checkpoint } = JSON.parse(single.textContent);
  const lists = Object.entries(status).map(([number, token]) => [number, fromBase64(token)]);
  return { keys: fromBase64(keys), status: Object.fromEntries(lists), checkpoint: checkpoint && fromBase64(checkpoint) };
}

async function openLists() {
  const key = fromBase64(root);
  const scope = toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", key)).subarray(0, 8));
  const brought = { carried: carried(), count: Number(count), silent: single !== null };
  return new Lists({ root: key, kept: await openKept(scope), load, ...brought }).open();
}

const opening = globalThis.crypto?.subtle ? openLists() : Promise.reject(new TypeError("no signatures here"));
opening.catch(() => undefined);

const found = (text) => check(text, opening).then(async () => tell(await opening)).catch(() => undefined);

function start() {
  newAct();
  closeCamera();
  show("start");
}

function checkAddress() {
  const code = window.location.hash.slice(1);
  if (code === "main-content" || (code !== "" && document.getElementById(code))) return;
  if (code === "") start();
  else found(code);
}

// What is kept works without a network from the next time on; the decoder too, where the browser has none.
async function prepare() {
  const lists = await opening;
  if (lists.keys) tell(lists);
  if (single) return;
  if (!lists.fresh && window.location.hash === "") await lists.refresh();
  tell(lists);
  await offerFile(lists, load);
  await navigator.serviceWorker?.register("/service-worker.js").catch(() => undefined);
  await takenOver();
  if (!(await native()) && !navigator.connection?.saveData) await loadDecoder();
  document.documentElement.dataset.ready = "offline";
}

// What is loaded before the worker stands between page and network is not kept.
function takenOver() {
  const workers = navigator.serviceWorker;
  if (!workers || workers.controller) return undefined;
  return new Promise((resolve) => {
    workers.addEventListener("controllerchange", resolve, { once: true });
    setTimeout(resolve, LIMITS.patienceMilliseconds);
  });
}

for (const button of document.querySelectorAll("[data-matches]")) button.addEventListener("click", () => show("matched"));
for (const button of document.querySelectorAll("[data-differs]")) button.addEventListener("click", () => show("differs"));
for (const link of document.querySelectorAll("[data-again]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    window.history.replaceState(null, "", window.location.pathname);
    start();
    document.querySelector('[data-view="start"] h1').focus();
  });
}
offerScanning(found);
offerNewer(opening);
keepCode();
window.addEventListener("hashchange", checkAddress);
window.addEventListener("online", async () => {
  const lists = await opening;
  await lists.refresh();
  tell(lists);
});
document.documentElement.classList.add("can-check");
checkAddress();
prepare().catch(() => undefined);
