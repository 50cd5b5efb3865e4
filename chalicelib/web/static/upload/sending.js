// Brings a file to where the service keeps new ones: with a form made this moment, again when the line
// is slow or breaks, and with how far it is.

import { remember } from "./sent.js";

const TIMES = 3;
const PAUSE = 800; // milliseconds after the first failure, twice that after the second
const STALLED = 15_000; // milliseconds without a byte
const ANSWERED = 30_000; // milliseconds from the last byte to the answer

// The page no longer says what is true: another tab added a file, the session ended, nine tries are over.
export class Stale extends Error {}

// Resolves with the document's id when the file is there; rejects with `Stale`, or when every try failed.
// `hear` is told of { percent, minutes }, "slow", "offline" and "last" (the last byte, with the id).
export async function send(form, file, kind, hear) {
  let failed = 0;
  for (;;) {
    if (!navigator.onLine) await lineIsBack(hear);
    try {
      const offer = await freshForm(form, kind);
      await post(offer, file, hear);
      return offer.document;
    } catch (problem) {
      failed += Number(navigator.onLine);
      if (problem instanceof Stale || failed === TIMES) throw problem;
      if (!navigator.onLine) continue;
      hear("slow");
      await new Promise((next) => setTimeout(next, failed * PAUSE));
    }
  }
}

function lineIsBack(hear) {
  hear("offline");
  return new Promise((back) => addEventListener("online", back, { once: true }));
}

async function freshForm(form, kind) {
  const answer = await fetch(`/apply/documents/${form.dataset.role}/form`, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRF-Token": form.dataset.csrf },
    body: new URLSearchParams({ content_type: kind, csrf: form.dataset.csrf }),
  });
  if (answer.redirected || (answer.status >= 400 && answer.status < 500)) throw new Stale();
  if (!answer.ok) throw new Error();
  return answer.json();
}

function post(offer, file, hear) {
  const body = new FormData();
  for (const [name, value] of Object.entries(offer.fields)) body.append(name, value);
  body.append("file", file, "file");
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const began = Date.now();
    let patience = 0;
    const stop = () => request.abort();
    const wait = (milliseconds) => {
      clearTimeout(patience);
      patience = setTimeout(stop, milliseconds);
    };
    request.open("POST", offer.url);
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      wait(STALLED);
      hear(howFar(loaded, total, Date.now() - began));
    });
    request.upload.addEventListener("load", () => {
      wait(ANSWERED);
      removeEventListener("beforeunload", ask);
      remember(offer.document);
      hear("last", offer.document);
    });
    request.addEventListener("loadend", () => {
      clearTimeout(patience);
      removeEventListener("offline", stop);
      removeEventListener("beforeunload", ask);
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(new Error());
    });
    addEventListener("offline", stop);
    addEventListener("beforeunload", ask);
    wait(STALLED);
    request.send(body);
  });
}

// The browser asks who leaves before the last byte.
function ask(event) {
  event.preventDefault();
}

function howFar(loaded, total, milliseconds) {
  const left = loaded ? ((total - loaded) / loaded) * milliseconds : 0;
  return { percent: Math.round((100 * loaded) / total), minutes: Math.round(left / 60_000) };
}
