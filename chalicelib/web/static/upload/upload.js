// Adds a document with progress, and shows what became of it. Without this file the page's own form does
// the same, with a page load in between.

import { isTooSmall, look, picture } from "./checks.js";
import { follow, showOutcome } from "./following.js";
import { Stale, send } from "./sending.js";
import { forget, justSent } from "./sent.js";
import * as view from "./view.js";
import { CHOOSE_FIRST, NOT_ADDED, NOT_HERE, OFFLINE, SLOW_LINE } from "./words.js";

const form = document.querySelector("[data-upload]");
const outcome = document.querySelector("[data-outcome]");

if (form) enhance(form);
if (form && justSent(form.dataset.document)) watch(form, form.dataset.document);
if (outcome?.querySelector("[data-steps]")) wait(outcome);

function enhance(form) {
  const input = form.querySelector("#file");
  const reasons = JSON.parse(form.dataset.reasons);
  let chosen = null; // a file, and the promise of what was seen of it
  let sending = false;

  view.prepare(form);
  for (const source of [input, form.querySelector("#camera")]) {
    source.addEventListener("change", () => choose(source.files[0]));
  }
  view.receiveDrops(form, choose);
  whenSeenAgain(form, () => !chosen && !sending);

  function choose(file) {
    if (!file || sending) return;
    const mine = { file, seen: examine(form, file) };
    chosen = mine;
    view.choosing(form);
    mine.seen.then(({ reason, bitmap }) => {
      if (mine === chosen) view.chosen(form, file, reasons[reason], bitmap);
    });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    const seen = await chosen?.seen;
    if (!seen || seen.reason) {
      view.complain(form, seen ? reasons[seen.reason] : view.tr(CHOOSE_FIRST));
      input.focus();
    } else {
      await add(form, chosen.file, seen.kind);
    }
    sending = false;
  });
}

async function examine(form, file) {
  const { kinds, limit, side } = form.dataset;
  const seen = await look(file, { kinds: kinds.split(" "), limit: Number(limit) }).catch(() => ({ reason: "empty" }));
  const bitmap = seen.reason ? null : await picture(file, seen.kind);
  return { ...seen, bitmap, reason: seen.reason ?? (bitmap && isTooSmall(bitmap, Number(side)) ? "too_small" : undefined) };
}

async function add(form, file, kind) {
  let watched = null;
  view.busy(form);
  try {
    const id = await send(form, file, kind, (what, sent) => {
      if (what === "last") {
        view.checking(form, true);
        watched ??= watch(form, sent);
      } else if (what === "slow" || what === "offline") {
        view.checking(form, false);
        view.say(form, what === "slow" ? SLOW_LINE : OFFLINE);
      } else {
        view.progress(form, what);
      }
    });
    await (watched ?? watch(form, id));
  } catch (problem) {
    if (problem instanceof Stale) location.assign(`/apply/documents/${form.dataset.role}`);
    else view.failed(form, NOT_ADDED);
  }
}

// From the last byte on: the steps, then what became of the file.
async function watch(form, id) {
  const steps = view.checking(form, true);
  if ((await follow(form.dataset.role, id, steps)) === "settled") return showOutcome(form.dataset.role);
  forget();
  return view.failed(form, NOT_HERE);
}

// A page that was opened while a file is being checked.
async function wait(outcome) {
  const { role, document: id } = outcome.dataset;
  const end = await follow(role, id, outcome);
  if (end === "settled") return showOutcome(role);
  return location.assign(`/apply/documents/${role}`);
}

// Who comes back to an idle page is told what happened elsewhere, on another device perhaps.
function whenSeenAgain(form, isIdle) {
  document.addEventListener("visibilitychange", async () => {
    if (document.hidden || !isIdle()) return;
    const { role, document: id } = form.dataset;
    const answer = await fetch(`/apply/documents/${role}/status?document=${id}`).catch(() => null);
    if (answer?.ok && (await answer.json()).state !== "awaiting" && isIdle()) location.assign(`/apply/documents/${role}`);
  });
}
