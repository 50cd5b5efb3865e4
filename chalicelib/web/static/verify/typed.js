// Notices a misprint in a typed code before it is sent. Without script the server says the same.

import { tr } from "./language.js";
import { readTyped } from "./typed-code.js";

for (const form of document.querySelectorAll("[data-code-form]")) watch(form);

function watch(form) {
  const field = form.elements[form.dataset.codeForm];
  const message = form.querySelector("[data-code-error]");
  const group = field.closest(".govuk-form-group");
  field.before(message);
  form.addEventListener("submit", (event) => {
    if (field.value.trim() === "") return; // the server says what is missing, of all fields at once
    const wrong = readTyped(field.value, Number(form.dataset.codeLength)) === null;
    tell(field, message, group, wrong);
    if (!wrong) return;
    event.preventDefault();
    field.focus();
  });
}

function tell(field, message, group, wrong) {
  message.hidden = !wrong;
  group.classList.toggle("govuk-form-group--error", wrong);
  field.classList.toggle("govuk-input--error", wrong);
  field.setAttribute("aria-invalid", String(wrong));
  const described = new Set((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  described[wrong ? "add" : "delete"](message.id);
  field.setAttribute("aria-describedby", [...described].join(" "));
  const error = `${tr("Error:")} `;
  const title = document.title.startsWith(error) ? document.title.slice(error.length) : document.title;
  document.title = wrong ? error + title : title;
}
