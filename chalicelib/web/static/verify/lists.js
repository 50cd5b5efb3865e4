// What a verifier carries: the issuer's keys, status lists and the log's checkpoint. Each is believed by its signatures,
// wherever it came from, and gives way only to a newer one (docs/formats/trust.md, status-list.md, log.md).

import { accept, ListNotTaken } from "./keylist.js";
import { LIMITS } from "./limits.js";
import { readCheckpoint } from "./log.js";
import { readList, TYPE } from "./status.js";

const KEYS = "keys";
const CHECKPOINT = "checkpoint";
const STATUS = "status/";
const MOST_BYTES = 2 ** 21;
const AHEAD = 300; // seconds that this clock may run behind the issuer's

export class Lists {
  // `root`: SubjectPublicKeyInfo; `kept`: kept.js; `load(address, type)`: bytes, or it throws; `carried`: {keys, status: {n}, checkpoint}
  // as bytes, what came with the page.
  // `count`: how many status lists the issuer publishes; more are fetched when a code names them. `silent`: nobody is asked
  // but when a person says so.
  constructor({ root, kept, load, carried = {}, count = 1, silent = false, subtle = crypto.subtle, clock = () => new Date() }) {
    Object.assign(this, { root, kept, load, carried, count, silent, subtle, clock });
    this.keys = null;
    this.status = new Map();
    this.checkpoint = null;
    this.refreshedAt = null;
    this.faults = new Map(); // why something offered was not taken, by name of list
    this.text = null;
  }

  // Takes up what is at hand: what came with the page, and what was kept.
  async open() {
    const keptKeys = (await this.kept.read(KEYS))?.bytes;
    for (const bytes of [this.carried.keys, keptKeys]) if (bytes) await this.#openKeys(bytes);
    if (!this.keys) return this;
    for (const [number, bytes] of Object.entries(this.carried.status ?? {})) await this.#quietly(() => this.takeStatus(bytes, number));
    for (const name of (await this.kept.names()).filter((each) => each.startsWith(STATUS))) {
      await this.#quietly(async () => this.takeStatus((await this.kept.read(name)).bytes, name.slice(STATUS.length)));
    }
    for (const bytes of [this.carried.checkpoint, (await this.kept.read(CHECKPOINT))?.bytes]) {
      if (bytes) await this.#quietly(() => this.takeCheckpoint(bytes));
    }
    this.faults.clear();
    return this;
  }

  // The root vouches for what is at hand already; of two the one with the higher number counts.
  async #openKeys(bytes) {
    await this.#quietly(async () => {
      const text = await accept(null, this.root, bytes, this.subtle);
      if (!this.keys || JSON.parse(text).sequence > this.keys.sequence) this.#hold(text);
    });
  }

  // Fetches the newest lists; what does not come in time or is not taken leaves what is at hand.
  async refresh(milliseconds = LIMITS.patienceMilliseconds, told = false) {
    if (this.silent && !told) return false;
    const soon = AbortSignal.timeout(milliseconds);
    const numbers = new Set([...Array.from({ length: this.count }, (_, place) => place + 1), ...this.status.keys()]);
    const fetched = (address, type) => this.load(address, type, soon).catch(() => null);
    const [keys, checkpoint, ...tokens] = await Promise.all([
      fetched("/trust.cose", "application/cose"),
      fetched("/log/checkpoint", "text/plain"),
      ...[...numbers].map((number) => fetched(`/status/${number}`, TYPE)),
    ]);
    if (keys) await this.#quietly(() => this.takeKeys(keys), KEYS);
    if (!this.keys) return false;
    await this.#settle(checkpoint, [...numbers].map((number, place) => [number, tokens[place]]));
    if (keys && tokens.every(Boolean)) this.refreshedAt = this.clock();
    return keys !== null;
  }

  async #settle(checkpoint, tokens) {
    for (const [number, token] of tokens) {
      if (token) await this.#quietly(() => this.takeStatus(token, number), `${STATUS}${number}`);
    }
    if (checkpoint) await this.#quietly(() => this.takeCheckpoint(checkpoint), CHECKPOINT);
  }

  // Whether the lists were fetched so lately that the next code needs no newer ones.
  get fresh() {
    return this.refreshedAt !== null && this.clock() - this.refreshedAt < LIMITS.freshForSeconds * 1000;
  }

  // A checkpoint that is certainly not older than this moment, or false: then nothing can be said against a code.
  async checkpointNow(milliseconds = LIMITS.patienceMilliseconds) {
    if (this.silent) return false;
    try {
      await this.takeCheckpoint(await this.load("/log/checkpoint", "text/plain", AbortSignal.timeout(milliseconds)));
      return true;
    } catch {
      return false;
    }
  }

  // A status list that was not asked for before; `null` when there is none to be had.
  async statusOf(number, milliseconds = LIMITS.patienceMilliseconds) {
    if (!this.status.has(number) && !this.silent) {
      const name = `${STATUS}${number}`;
      const load = async () => this.takeStatus(await this.load(`/${name}`, TYPE, AbortSignal.timeout(milliseconds)), number);
      await this.#quietly(load, name);
    }
    return this.status.get(number) ?? null;
  }

  // Takes one file, whichever of the three it is: "keys", "status" or "checkpoint". Throws ListNotTaken.
  async take(bytes) {
    if (bytes.length > MOST_BYTES) throw new ListNotTaken("list-unreadable");
    const before = this.text;
    const takers = [
      [KEYS, () => this.takeKeys(bytes)],
      ["status", () => this.takeStatus(bytes)],
      [CHECKPOINT, () => this.takeCheckpoint(bytes)],
    ];
    let fault = "list-unreadable";
    for (const [kind, take] of takers) {
      try {
        await take();
        if (kind === KEYS && this.text === before) throw new ListNotTaken("list-same");
        return kind;
      } catch (error) {
        if (error instanceof ListNotTaken && error.name !== "list-unreadable") fault = error.name;
      }
    }
    throw new ListNotTaken(fault);
  }

  async takeKeys(bytes) {
    const text = await accept(this.text, this.root, bytes, this.subtle);
    if (text === this.text) return;
    this.#hold(text);
    await this.kept.write(KEYS, bytes, this.keys.sequence);
    await this.#judgeAgain();
  }

  // What a key signed that the new list calls stolen is believed no longer.
  async #judgeAgain() {
    for (const [number, list] of this.status) {
      if (!(await this.#readStatus(list.token).catch(() => null))) this.status.delete(number);
    }
    if (this.checkpoint && !(await this.#readCheckpoint(this.checkpoint.note).catch(() => null))) this.checkpoint = null;
  }

  #hold(text) {
    this.text = text;
    this.keys = JSON.parse(text);
  }

  // `number` is the list's that was asked for; without it, whichever list this is.
  async takeStatus(bytes, number = null) {
    const list = await this.#readStatus(bytes);
    if (number !== null && list.number !== `${number}`) throw new ListNotTaken("list-unreadable");
    const place = Number(list.number);
    if (list.issued > this.clock() / 1000 + AHEAD) throw new ListNotTaken("list-ahead");
    if (this.status.has(place) && this.status.get(place).issued > list.issued) throw new ListNotTaken("list-not-newer");
    this.status.set(place, list);
    await this.kept.write(`${STATUS}${place}`, bytes, list.issued);
  }

  async #readStatus(bytes) {
    try {
      return { ...(await readList(bytes, this.keys, this.subtle)), token: bytes };
    } catch {
      throw new ListNotTaken("list-unreadable");
    }
  }

  // The one that a witness saw last counts. A log that grew shorter under one name is refused.
  async takeCheckpoint(bytes) {
    const found = await this.#readCheckpoint(bytes);
    const before = this.checkpoint;
    if (before && before.time > found.time) throw new ListNotTaken("list-not-newer");
    if (before && before.logKey === found.logKey && before.size > found.size) throw new ListNotTaken("list-takes-back");
    this.checkpoint = found;
    await this.kept.write(CHECKPOINT, bytes, found.time);
  }

  async #readCheckpoint(bytes) {
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      return { ...(await readCheckpoint(text, this.keys, this.subtle)), note: bytes };
    } catch {
      throw new ListNotTaken("list-unreadable");
    }
  }

  async #quietly(act, name = "") {
    try {
      await act();
      this.faults.delete(name);
    } catch (error) {
      if (error instanceof ListNotTaken && name) this.faults.set(name, error.name);
    }
  }
}
