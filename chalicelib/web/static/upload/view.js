// The parts of the page that the script changes.

import { ADDING, CHOSEN, ERROR, LOOKING, MINUTES_LEFT, PERCENT, number, tr } from "./words.js";

export { tr };

const PREVIEW = 480; // dots
const part = (form, name) => form.querySelector(`[data-${name}]`);

export function prepare(form) {
  form.noValidate = true; // we say what is wrong in the page, not in a bubble that goes away
  part(form, "plain").hidden = true;
  part(form, "camera").hidden = !matchMedia("(pointer: coarse)").matches;
  part(form, "drop").hidden = !matchMedia("(pointer: fine)").matches;
}

export function receiveDrops(form, choose) {
  const place = part(form, "group");
  for (const name of ["dragenter", "dragover"]) {
    place.addEventListener(name, (event) => {
      event.preventDefault();
      place.classList.add("drop--over");
    });
  }
  for (const name of ["dragleave", "drop"]) place.addEventListener(name, () => place.classList.remove("drop--over"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    choose(event.dataTransfer.files[0]);
  });
}

export function choosing(form) {
  complain(form, "");
  say(form, LOOKING);
}

export function chosen(form, file, wrong, bitmap) {
  complain(form, wrong ?? "");
  say(form, wrong ? "" : CHOSEN, { name: file.name, size: number(Math.max(file.size / 1048576, 0.1), 1) });
  draw(part(form, "preview"), wrong ? null : bitmap);
}

export function busy(form) {
  complain(form, "");
  say(form, ADDING);
  enable(form, false);
  progress(form, { percent: 0 });
}

export function progress(form, { percent, minutes = 0 }) {
  part(form, "progress").value = percent;
  part(form, "percent").textContent = tr(minutes > 1 ? MINUTES_LEFT : PERCENT, { percent, minutes });
}

export function failed(form, sentence) {
  checking(form, false);
  enable(form, true);
  say(form, "");
  complain(form, tr(sentence));
  form.querySelector("#file").focus();
}

// Shows the steps instead of the form, or the form again; the steps' element.
export function checking(form, is) {
  const [page, steps] = [document.querySelector("[data-adding]"), document.querySelector("[data-checking]")];
  if (steps.hidden !== is) return steps;
  steps.hidden = !is;
  page.hidden = is;
  const [from, to] = [page, steps].map((each) => each.querySelector("h1").textContent.trim());
  document.title = is ? document.title.replace(from, to) : document.title.replace(to, from);
  if (is) {
    scrollTo(0, 0);
    steps.querySelector("h1").focus();
  }
  return steps;
}

export function complain(form, sentence) {
  const error = part(form, "error");
  error.textContent = sentence;
  error.hidden = !sentence;
  part(form, "group").classList.toggle("govuk-form-group--error", Boolean(sentence));
  form.querySelector("#file").toggleAttribute("aria-invalid", Boolean(sentence));
  const mark = `${tr(ERROR)} `;
  document.title = (sentence ? mark : "") + document.title.replace(mark, "");
}

export function say(form, sentence, facts = {}) {
  part(form, "stage").textContent = sentence && tr(sentence, facts);
  part(form, "chosen").hidden = !sentence;
}

function enable(form, is) {
  part(form, "send").disabled = !is;
  part(form, "sending").hidden = is;
  part(form, "group").hidden = !is;
}

function draw(canvas, bitmap) {
  canvas.hidden = !bitmap;
  if (!bitmap) return;
  const share = Math.min(1, PREVIEW / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.round(bitmap.width * share);
  canvas.height = Math.round(bitmap.height * share);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
}
