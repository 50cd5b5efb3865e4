// The panel about what the verifier carries: how old it is, and the ways to something newer.

import { oldKeys } from "./check.js";
import { LIMITS } from "./limits.js";
import { readStatement } from "./log.js";
import { fillLines, find, say } from "./views.js";
import { atHand, NOT_TAKEN, NOTE, statementLine, TAKEN } from "./words.js";

export function tell(lists) {
  fillLines(find("at-hand"), atHand(lists));
  say("list-note", NOT_TAKEN[contradiction(lists)] ?? NOTE[worst(lists)] ?? "");
}

// A list of keys that the root signed and that does not follow from the one at hand: somebody should ask why.
function contradiction(lists) {
  const fault = lists.faults.get("keys");
  return ["list-not-continued", "list-takes-back"].includes(fault) ? fault : null;
}

function worst(lists) {
  if (!lists.keys) return "no-keys";
  const now = lists.clock() / 1000;
  if ([...lists.status.values()].some((list) => now > list.expires)) return "status-too-old";
  return oldKeys(lists)[0];
}

export function offerNewer(opening) {
  find("fetch-lists").addEventListener("click", async () => {
    const lists = await opening;
    const done = await lists.refresh(2 * LIMITS.patienceMilliseconds, true);
    tell(lists);
    say("lists-say", [...lists.faults.values()].map((name) => NOT_TAKEN[name])[0] ?? TAKEN[done ? "fetched" : "not-fetched"]);
  });
  find("list-file").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    const lists = await opening;
    if (file) say("lists-say", await taken(lists, file));
    event.target.value = "";
    tell(lists);
  });
}

async function taken(lists, file) {
  try {
    return TAKEN[await lists.take(new Uint8Array(await file.arrayBuffer()))];
  } catch (error) {
    return NOT_TAKEN[error.name] ?? NOT_TAKEN["list-unreadable"];
  }
}

// The file that does the same without a network: offered with its digest when the log has an entry for it.
export async function offerFile(lists, load) {
  const place = find("offline-file");
  if (!place || !lists.keys) return;
  try {
    const text = new TextDecoder().decode(await load("/log/statements/verifier", "text/plain"));
    const { digest, place: entry } = statementLine(await readStatement(text, lists.keys, lists.subtle));
    find("file-digest").textContent = digest;
    find("file-place").textContent = entry;
    place.hidden = false;
  } catch {
    place.hidden = true;
  }
}
