// Sends a folder file by file, or a list lot by lot, and shows each answer. What was checked before is passed over,
// so that whoever left can choose the same files again. One bad file never stops the rest.

const place = document.querySelector("[data-batch]");
const said = place.querySelector("[data-say]");
const verdicts = JSON.parse(place.dataset.verdicts);
const AT_ONCE = 3;
const LONGEST_WAIT = 60;
const MOST_TRIES = 8;

// Why nothing more can be sent: the session or the batch is over.
class Over extends Error {}

if (place.dataset.state === "open") {
  for (const input of place.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => void take(input));
  }
}
if (place.dataset.state === "closed") void follow();

async function take(input) {
  const files = [...input.files].filter((file) => !file.name.startsWith("."));
  busy(true);
  try {
    if (place.dataset.kind === "codes") await sendList(files[0]);
    else await sendFiles(files);
  } catch (problem) {
    if (!(problem instanceof Over)) throw problem;
    say("stopped", { why: problem.message });
  } finally {
    busy(false);
    input.value = "";
  }
}

async function sendFiles(chosen) {
  const known = known_lines();
  const free = numbers(known, Number(place.dataset.parts));
  const todo = [];
  for (const file of chosen) {
    const body = file.size > Number(place.dataset.bytes) ? file.slice(0, Number(place.dataset.bytes)) : file;
    const digest = await sha256(await body.arrayBuffer());
    if (!known.digests.has(digest)) todo.push({ body, name: file.webkitRelativePath || file.name });
    known.digests.add(digest);
  }
  if (!todo.length) return say("nothing", {});
  const taken = todo.slice(0, free.length).map((one, at) => ({ ...one, part: free[at], type: "application/octet-stream" }));
  await sendAll(taken);
  if (taken.length < todo.length) say("many", { all: taken.length });
}

async function sendList(file) {
  if (!file) return say("nothing", {});
  const lines = (await file.text()).replace(/^\uFEFF/, "").split(/\r\n|\r|\n/).filter((line) => line.trim());
  const title = /code|qr|number/i.test(lines[0] ?? "") ? lines.shift() : null;
  const rows = Number(place.dataset.rows);
  const lots = [];
  for (let at = 0; at < lines.length; at += rows) lots.push(lines.slice(at, at + rows));
  const free = numbers(known_lines(), Number(place.dataset.parts));
  if (!lots.length || !free.length) return say("nothing", {});
  await sendAll(lots.slice(0, free.length).map((lot, at) => ({
    body: new Blob([[...(title === null ? [] : [title]), ...lot].join("\r\n")]), name: "", part: free[at], type: "text/csv",
  })));
}

// Numbers that are free, and hashes of what is there.
function known_lines() {
  const rows = [...place.querySelectorAll("[data-lines] tbody tr")];
  return {
    parts: new Set(rows.map((row) => Number(row.dataset.part))),
    digests: new Set(rows.map((row) => row.dataset.sha256)),
  };
}

function numbers(known, most) {
  const last = Math.max(0, ...known.parts);
  return Array.from({ length: Math.max(0, most - last) }, (_, at) => last + 1 + at);
}

async function sendAll(todo) {
  const waiting = [...todo];
  let done = 0;
  let bad = 0;
  show(0, todo.length);
  const worker = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      bad += await send(one);
      done += 1;
      show(done, todo.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  say("done", { all: todo.length, bad });
}

// How many of its lines are not genuine. Waits and tries again when the line is down or the office asks to wait.
async function send(one) {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask(one);
    if (answer?.ok) return add((await answer.json()).lines);
    if (answer && [401, 403, 404].includes(answer.status)) throw new Over(await sentence(answer));
    if (answer && ![429, 500, 502, 503, 504].includes(answer.status)) return refuse(one, await sentence(answer));
    if (tries === MOST_TRIES) return refuse(one, answer ? await sentence(answer) : "");
    const seconds = Math.min(Number(answer?.headers.get("retry-after")) || 2 ** tries, LONGEST_WAIT);
    say("waiting", { seconds });
    await new Promise((go) => setTimeout(go, seconds * 1000));
  }
}

async function ask({ body, name, part, type }) {
  const headers = { "Content-Type": type, "X-Csrf-Token": place.dataset.csrf, "X-File-Name": encodeURIComponent(name), Accept: "application/json" };
  try {
    return await fetch(`/embassy/batches/${place.dataset.batch}/parts/${part}`, { method: "POST", body, headers });
  } catch {
    return null;
  }
}

async function sentence(answer) {
  const body = await answer.json().catch(() => ({}));
  return body.message ?? body.detail ?? String(answer.status);
}

function add(lines) {
  for (const line of lines) {
    row({ part: line.part, sha256: line.sha256, verdict: line.verdict },
      [line.row ? `${line.part}.${line.row}` : line.part, line.name, verdicts[line.verdict] ?? line.verdict, line.reasons.map((reason) => reason.sentence).join(" ")],
      line.verdict === "genuine" ? line.facts : []);
  }
  return lines.filter((line) => line.verdict !== "genuine").length;
}

// Not checked: shown here, and not in the report, for the office has no answer to it.
function refuse(one, why) {
  row({ part: one.part, sha256: "", verdict: "" }, [one.part, one.name, "–", why]);
  return 1;
}

// In the order of the numbers; what the passport is compared with stands there until the page is left.
function row(data, cells, facts = []) {
  const made = document.createElement("tr");
  Object.assign(made.dataset, data);
  cells.forEach((text, at) => {
    const cell = document.createElement(at === 1 ? "th" : "td");
    if (at === 0) cell.className = "number";
    if (at === 1) cell.scope = "row";
    cell.textContent = text;
    made.append(cell);
  });
  if (facts.length) {
    const shown = document.createElement("p");
    shown.className = "line-facts";
    shown.textContent = facts.map((fact) => `${fact.label}: ${fact.value}`).join(" · ");
    made.lastElementChild.append(shown);
  }
  const body = place.querySelector("[data-lines] tbody");
  body.insertBefore(made, [...body.rows].find((other) => Number(other.dataset.part) > data.part) ?? null);
}

function show(done, all) {
  const bar = place.querySelector("[data-bar]");
  place.querySelector("[data-progress]").hidden = false;
  bar.max = Math.max(all, 1);
  bar.value = done;
  say("sending", { done, all });
}

function say(what, values) {
  said.textContent = said.dataset[what].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function busy(on) {
  for (const input of place.querySelectorAll("input[type=file], [data-finish] button")) input.disabled = on;
  window.onbeforeunload = on ? (event) => event.preventDefault() : null;
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Until the report is there: then the page that has it.
async function follow() {
  for (let seconds = 1; ; seconds = Math.min(seconds * 1.5, 10)) {
    await new Promise((go) => setTimeout(go, seconds * 1000));
    const answer = await fetch(`/embassy/batches/${place.dataset.batch}/state`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok && (await answer.json()).state === "reported") return location.reload();
  }
}
