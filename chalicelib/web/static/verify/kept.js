// What the browser keeps from visit to visit: lists by name, each with its order. An older one never replaces a newer one.

const DATABASE = "probity-verifier";
const STORE = "lists";

// { read(name), write(name, bytes, order), names(), lasting }; in memory alone where the browser keeps nothing.
// `scope` keeps the lists of one root apart from another's.
export async function openKept(scope, factory = globalThis.indexedDB) {
  try {
    const opening = factory.open(`${DATABASE}-${scope}`, 1);
    return overDatabase(await asked(opening, (event) => event.target.result.createObjectStore(STORE)));
  } catch {
    return inMemory();
  }
}

function asked(request, upgrade = null) {
  return new Promise((resolve, reject) => {
    if (upgrade) request.onupgradeneeded = upgrade;
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new TypeError("another page holds the database"));
  });
}

function overDatabase(database) {
  database.onversionchange = () => database.close();
  const store = (mode) => database.transaction(STORE, mode).objectStore(STORE);
  return {
    lasting: true,
    read: (name) => asked(store("readonly").get(name)),
    names: () => asked(store("readonly").getAllKeys()),
    // One transaction: another tab can't come between the comparison and the write.
    async write(name, bytes, order) {
      const kept = store("readwrite");
      const before = await asked(kept.get(name));
      if (before && before.order > order) return false;
      await asked(kept.put({ bytes, order }, name));
      return true;
    },
  };
}

export function inMemory() {
  const kept = new Map();
  return {
    lasting: false,
    read: async (name) => kept.get(name),
    names: async () => [...kept.keys()],
    async write(name, bytes, order) {
      if (kept.has(name) && kept.get(name).order > order) return false;
      kept.set(name, { bytes, order });
      return true;
    },
  };
}
