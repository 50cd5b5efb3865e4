// The page's views: which is shown, what stands in it, and where the focus goes.

import { tr } from "./language.js";
import { REASONS } from "./reasons.js";
import { ERROR } from "./words.js";

const title = document.title;
const views = document.querySelectorAll("[data-view]");

export function find(mark) {
  return document.querySelector(`[data-${mark}]`);
}

// Whoever moved on while the page was checking keeps the focus where it is; the change is announced instead.
export function show(name) {
  const left = [...views].find((view) => !view.hidden);
  const at = document.activeElement;
  const follows = at === null || at === document.body || Boolean(left?.contains(at));
  for (const view of views) view.hidden = view.dataset.view !== name;
  const heading = document.querySelector(`[data-view="${name}"] h1`);
  document.title = name === "start" ? title : `${heading.textContent} – ${title}`;
  find("announce").textContent = follows ? "" : heading.textContent;
  if (!follows || (name === "start" && at === document.body)) return;
  heading.focus();
  window.scrollTo(0, 0);
}

export function isShown(name) {
  return !document.querySelector(`[data-view="${name}"]`).hidden;
}

export function fillReasons(list, names) {
  list.replaceChildren(
    ...names.map((name) => {
      const item = document.createElement("li");
      item.dataset.reason = name;
      item.textContent = tr(REASONS[name]);
      return item;
    }),
  );
}

// `facts`: [label, value] in order.
export function fillFacts(facts) {
  for (const list of document.querySelectorAll("[data-facts]")) list.replaceChildren(...facts.map(rowOf));
}

function rowOf([label, value]) {
  const [row, term, fact, isolated] = ["div", "dt", "dd", "bdi"].map((tag) => document.createElement(tag));
  term.textContent = label;
  isolated.textContent = value;
  fact.append(isolated);
  row.append(term, fact);
  return row;
}

export function fillLines(list, lines) {
  list.replaceChildren(
    ...lines.map(([name, sentence]) => {
      const item = document.createElement("li");
      item.dataset.line = name;
      item.textContent = sentence;
      return item;
    }),
  );
}

// A table's rows, the first cell of each its heading.
export function fillRows(body, rows) {
  body.replaceChildren(
    ...rows.map(([heading, ...values]) => {
      const row = document.createElement("tr");
      const first = document.createElement("th");
      first.scope = "row";
      first.textContent = heading;
      row.append(first, ...values.map(cellOf));
      return row;
    }),
  );
}

function cellOf(value) {
  const cell = document.createElement("td");
  cell.textContent = value;
  return cell;
}

// Says a sentence in a place that is announced; an empty one takes it away.
export function say(mark, sentence) {
  const place = find(mark);
  place.textContent = tr(sentence);
  place.hidden = sentence === "";
}

// The error of a field, beside it and in the title.
export function fault(field, mark, isWrong) {
  field.setAttribute("aria-invalid", String(isWrong));
  find(mark).hidden = !isWrong;
  field.closest(".govuk-form-group").classList.toggle("govuk-form-group--error", isWrong);
  document.title = isWrong ? `${tr(ERROR)} ${title}` : title;
  if (isWrong) field.focus();
}
