// One code from its text to what the page shows. It says nothing good before a person has compared the facts.

import { mountAge } from "./age.js";
import { factsOf, factsOfCopy, factsOfResult } from "./facts.js";
import { LIMITS } from "./limits.js";
import { tr } from "./language.js";
import { judgePlace } from "./log.js";
import { pageChecks } from "./pages.js";
import { ADVICE, HEADINGS } from "./reasons.js";
import { judgeList, listNumber } from "./status.js";
import { judge } from "./verdict.js";
import { fillFacts, fillReasons, fillRows, find, show } from "./views.js";
import { statusLine } from "./words.js";

const PAGES = 6; // a certificate with more is rare; each further page's check follows from the same bytes
const DAY = 24 * 3600 * 1000;

// Newer acts win: an answer that comes late is dropped.
let act = 0;

export function newAct() {
  act += 1;
  return act;
}

export function isNewest(mine) {
  return mine === act;
}

// `lists` is a promise of Lists, opened.
export async function check(text, lists) {
  const mine = newAct();
  if (!globalThis.crypto?.subtle) return refuse("unknown", ["browser-too-old"]);
  show("checking");
  const found = await answered(text, lists);
  return isNewest(mine) ? found() : undefined;
}

// What to show, as a function: the answer may come when nobody wants it any more.
async function answered(text, lists) {
  try {
    return await answerOf(text, await lists);
  } catch {
    return () => refuse("unknown", ["not-checked"]);
  }
}

async function answerOf(text, lists) {
  if (!lists.fresh) await lists.refresh();
  if (!lists.keys) return () => refuse("unknown", ["keys-not-loaded"]);
  const found = await judge(text, lists.keys, lists.subtle);
  if (!found.claims) return () => refuse(found.verdict, found.reasons);
  const standing = await standingOf(found.claims, lists);
  if (standing.current === "revoked") return () => refuse("revoked", [standing.reason], standing.asOf);
  if (found.kind !== "certificate") return () => showOther(found, lists, standing);
  const place = await placeOf(found.claims, lists);
  if (place.reason === "log-place-missing") return () => refuse("untrusted", [place.reason]);
  const reasons = [standing.reason, ...oldKeys(lists), place.reason, ...found.reasons];
  const pages = await pageChecks(found.claims.contentDigest, PAGES, lists.subtle);
  return () => compare(found.claims, lists.keys.issuers, reasons, standing.asOf, pages);
}

async function standingOf(claims, lists) {
  const number = listNumber(claims.statusIndex);
  const list = await lists.statusOf(number);
  if (list) return judgeList(claims.statusIndex, list);
  const reason = lists.faults.has(`status/${number}`) ? "status-list-wrong" : "status-not-checked";
  return { current: "unknown", reason, asOf: null };
}

// Only a checkpoint that is newer than the scan can show that a place is missing: a leaf comes before its code.
async function placeOf(claims, lists) {
  const before = judgePlace(claims.logIndex, lists.checkpoint);
  if (before.place !== "beyond" || !(await lists.checkpointNow())) return before;
  const now = judgePlace(claims.logIndex, lists.checkpoint);
  return now.place === "beyond" ? { ...now, reason: "log-place-missing" } : now;
}

export function oldKeys(lists) {
  const age = lists.clock() - new Date(lists.keys.published_at);
  return age > LIMITS.keysOldAfterDays * DAY && !lists.fresh ? ["keys-old"] : [];
}

function compare(claims, issuers, reasons, asOf, pages) {
  fillRows(find("page-checks"), pages);
  fillAge(asOf);
  for (const panel of document.querySelectorAll("[data-age]")) mountAge(panel, claims.issuedOn);
  fillFacts(factsOf(claims, issuers));
  fillReasons(find("open-reasons"), reasons);
  show("compare");
}

// A result alone, or a holder's copy: there is nothing to confirm, so nothing is asked and nothing is called genuine.
function showOther(found, lists, standing) {
  const facts = found.kind === "copy" ? factsOfCopy : factsOfResult;
  fillAge(standing.asOf);
  find("other-heading").textContent = tr(HEADINGS[found.verdict]);
  find("other-advice").textContent = tr(ADVICE[found.verdict]);
  fillFacts(facts(found.claims, lists.keys.issuers));
  fillReasons(find("other-reasons"), [...found.reasons, standing.reason, ...oldKeys(lists)]);
  show("other");
}

export function refuse(verdict, reasons, asOf = null) {
  fillAge(asOf);
  find("refusal-heading").textContent = tr(HEADINGS[verdict]);
  find("refusal-advice").textContent = tr(ADVICE[verdict]);
  fillReasons(find("refusal-reasons"), reasons);
  show("refused");
}

function fillAge(asOf) {
  for (const line of document.querySelectorAll("[data-status-age]")) {
    line.hidden = !asOf;
    if (asOf) line.textContent = statusLine(asOf);
  }
}
