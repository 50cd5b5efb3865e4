// The verify page: reads the code behind # (which a browser never sends), checks it here, and asks a person
// to compare the facts with the passport before it says anything good.

import { fromBase64 } from "./cose.js";
import { ageInWords, dayAndTime, factsOf } from "./facts.js";
import { accept } from "./keylist.js";
import { ADVICE, HEADINGS, REASONS } from "./reasons.js";
import { judgeStatus, listNumber, TYPE } from "./status.js";
import { judge } from "./verdict.js";

const title = document.title;
const views = document.querySelectorAll("[data-view]");

function show(name) {
  for (const view of views) view.hidden = view.dataset.view !== name;
  const heading = document.querySelector(`[data-view="${name}"] h1`);
  if (name === "start" || !heading) {
    document.title = title;
    return;
  }
  document.title = `${heading.textContent} – ${title}`;
  heading.focus();
  window.scrollTo(0, 0);
}

function fillReasons(list, names) {
  list.replaceChildren(
    ...names.map((name) => {
      const item = document.createElement("li");
      item.dataset.reason = name;
      item.textContent = REASONS[name];
      return item;
    }),
  );
}

function fillFacts(claims, issuers) {
  for (const list of document.querySelectorAll("[data-facts]")) {
    list.replaceChildren(
      ...factsOf(claims, issuers).map(([label, value]) => {
        const [row, term, fact, isolated] = ["div", "dt", "dd", "bdi"].map((tag) => document.createElement(tag));
        term.textContent = label;
        isolated.textContent = value;
        fact.append(isolated);
        row.append(term, fact);
        return row;
      }),
    );
  }
}

function refuse(verdict, reasons) {
  document.querySelector("[data-refusal-heading]").textContent = HEADINGS[verdict];
  document.querySelector("[data-refusal-advice]").textContent = ADVICE[verdict];
  fillReasons(document.querySelector("[data-refusal-reasons]"), reasons);
  show("refused");
}

async function load(address, type) {
  const answer = await fetch(address, { credentials: "omit", cache: "no-cache", headers: { Accept: type } });
  if (!answer.ok) throw new TypeError("not published");
  return new Uint8Array(await answer.arrayBuffer());
}

// The issuer's keys, when the root that this page carries has signed the list.
async function loadKeys() {
  const root = fromBase64(document.querySelector("[data-root]").dataset.root);
  return JSON.parse(await accept(null, root, await load("/trust.cose", "application/cose"), crypto.subtle));
}

// The list is the same for everybody, so that loading it tells nobody which certificate is checked.
async function standingOf(claims, keys) {
  let list = null;
  try {
    list = await load(`/status/${listNumber(claims.statusIndex)}`, TYPE);
  } catch {
    list = null;
  }
  return judgeStatus(claims.statusIndex, list, keys, crypto.subtle);
}

function fillAge(asOf) {
  for (const line of document.querySelectorAll("[data-status-age]")) {
    line.hidden = !asOf;
    if (asOf) line.textContent = `Status list of ${dayAndTime(asOf)}, ${ageInWords(asOf)} old.`;
  }
}

// Newer scans win: an answer that comes late is dropped.
let scan = 0;

async function check(text) {
  scan += 1;
  const mine = scan;
  if (!globalThis.crypto?.subtle) return refuse("unknown", ["browser-too-old"]);
  show("checking");
  let keys;
  try {
    keys = await loadKeys();
  } catch {
    return mine === scan ? refuse("unknown", ["keys-not-loaded"]) : undefined;
  }
  let found;
  try {
    found = await judge(text, keys, crypto.subtle);
  } catch {
    found = { verdict: "unknown", reasons: ["not-checked"], claims: null };
  }
  if (mine !== scan) return undefined;
  if (!found.claims) return refuse(found.verdict, found.reasons);
  const standing = await standingOf(found.claims, keys);
  if (mine !== scan) return undefined;
  fillAge(standing.asOf);
  if (standing.current === "revoked") return refuse("revoked", [standing.reason]);
  fillFacts(found.claims, keys.issuers);
  fillReasons(document.querySelector("[data-open-reasons]"), [standing.reason, ...found.reasons]);
  return show("compare");
}

function checkAddress() {
  const code = window.location.hash.slice(1);
  if (code === "" || code === "main-content" || document.getElementById(code)) {
    if (code === "") show("start");
    return;
  }
  check(code);
}

document.querySelector("[data-matches]").addEventListener("click", () => show("matched"));
document.querySelector("[data-differs]").addEventListener("click", () => show("differs"));
for (const button of document.querySelectorAll("[data-again]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    window.history.replaceState(null, "", window.location.pathname);
    show("start");
    document.querySelector('[data-view="start"] h1').focus();
  });
}

document.querySelector("[data-digits-form]").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = event.target.elements.digits;
  const empty = field.value.trim() === "";
  field.setAttribute("aria-invalid", String(empty));
  document.querySelector("[data-digits-error]").hidden = !empty;
  field.closest(".govuk-form-group").classList.toggle("govuk-form-group--error", empty);
  document.title = empty ? `Error: ${title}` : title;
  if (empty) field.focus();
  else check(field.value);
});

window.addEventListener("hashchange", checkAddress);
document.documentElement.classList.add("can-check");
checkAddress();
