// Sends a document straight to S3 with progress, and shows what became of it. Without this file the
// page's own form does the same, with a page load in between.

const TYPES = { jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", pdf: "application/pdf" };
const LOOK_EVERY = [200, 300, 400, 600, 800, 1000];
const STOP_LOOKING = 120_000;
const NOT_SENT = "The file was not sent. Check your connection, then send it again.";

// What the service itself said, in words for the applicant; a browser's own errors are not.
class Refusal extends Error {}

const form = document.querySelector("[data-upload]");
const outcome = document.querySelector("[data-outcome]");

if (form) enhance(form);
if (outcome) {
  const again = () => location.reload();
  follow(outcome.dataset.role, outcome.dataset.document).then(again, () => setTimeout(again, 5000));
}

function enhance(form) {
  const part = (name) => form.querySelector(`[data-${name}]`);
  const input = form.querySelector("input[type=file]");
  part("plain").hidden = true;
  form.noValidate = true; // we say what is wrong in the page, not in a bubble that goes away

  input.addEventListener("change", () => {
    const file = input.files[0];
    const wrong = file ? whatIsWrong(file, Number(form.dataset.limit)) : "";
    complain(form, wrong);
    say(part("stage"), file && !wrong ? `Added: ${file.name}. It is not sent yet.` : "");
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const file = input.files[0];
    const wrong = file ? whatIsWrong(file, Number(form.dataset.limit)) : "Choose a file first.";
    complain(form, wrong);
    if (wrong) return input.focus();
    busy(form, true);
    try {
      const offer = await requestForm(form, file);
      await post(offer, file, (percent) => progress(form, percent));
      say(part("stage"), "Sent. We are checking it.");
      await follow(form.dataset.role, offer.document);
      location.assign(`/apply/documents/${form.dataset.role}/sent?document=${encodeURIComponent(offer.document)}`);
    } catch (problem) {
      busy(form, false);
      say(part("stage"), "");
      complain(form, problem instanceof Refusal ? problem.message : NOT_SENT);
    }
  });
}

function whatIsWrong(file, limit) {
  if (file.size === 0) return "The file is empty. Choose another one.";
  if (file.size > limit) return `The file is ${(file.size / 1048576).toFixed(1)} MB. The most we can take is ${limit / 1048576} MB.`;
  if (!typeOf(file)) return "We can't read this kind of file. Choose a photo (JPEG or PNG) or a PDF.";
  return "";
}

function typeOf(file) {
  return TYPES[file.name.split(".").pop().toLowerCase()] || Object.values(TYPES).find((type) => type === file.type);
}

async function requestForm(form, file) {
  const answer = await fetch(`/apply/documents/${form.dataset.role}/form`, {
    method: "POST",
    headers: { "Accept": "application/json", "X-CSRF-Token": form.dataset.csrf },
    body: new URLSearchParams({ content_type: typeOf(file), csrf: form.dataset.csrf }),
  });
  if (!answer.ok) throw new Refusal((await answer.json().catch(() => ({}))).message || NOT_SENT);
  return answer.json();
}

function post(offer, file, onProgress) {
  const body = new FormData();
  for (const [name, value] of Object.entries(offer.fields)) body.append(name, value);
  body.append("file", file, "file");
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", offer.url);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(Math.round((100 * event.loaded) / event.total));
    });
    request.addEventListener("load", () => (request.status < 300 ? resolve() : reject(new Error())));
    request.addEventListener("error", () => reject(new Error()));
    request.send(body);
  });
}

async function follow(role, id) {
  const end = Date.now() + STOP_LOOKING;
  for (let look = 0; Date.now() < end; look += 1) {
    const answer = await fetch(`/apply/documents/${role}/status?document=${encodeURIComponent(id)}`, {
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error();
    if ((await answer.json()).settled) return;
    await new Promise((next) => setTimeout(next, LOOK_EVERY[Math.min(look, LOOK_EVERY.length - 1)]));
  }
}

function complain(form, sentence) {
  const error = form.querySelector("[data-error]");
  error.textContent = sentence;
  error.hidden = !sentence;
  form.querySelector("[data-group]").classList.toggle("govuk-form-group--error", Boolean(sentence));
  form.querySelector("input[type=file]").toggleAttribute("aria-invalid", Boolean(sentence));
  document.title = `${sentence ? "Error: " : ""}${document.title.replace(/^Error: /, "")}`;
}

function busy(form, is) {
  form.querySelector("[data-send]").disabled = is;
  form.querySelector("input[type=file]").disabled = is;
  const bar = form.querySelector("[data-progress]");
  bar.hidden = !is;
  if (is) progress(form, 0);
}

function progress(form, percent) {
  form.querySelector("[data-progress]").value = percent;
  say(form.querySelector("[data-stage]"), percent < 100 ? `Sending: ${percent}%` : "Sent. We are checking it.");
}

function say(element, sentence) {
  element.textContent = sentence;
  element.hidden = !sentence;
}
