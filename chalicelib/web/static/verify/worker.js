// Keeps the page for times without a network. Each version has a cache of its own, filled whole or not at all, and takes
// over when no page of an older version is open any more. Lists are the page's own to keep (kept.js).

const CACHE = `page-${VERSION}`;
const PATIENCE = 4000; // milliseconds

self.addEventListener("install", (event) => {
  event.waitUntil(fill());
});

async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES);
  for (const file of LATER) {
    const kept = await caches.match(file);
    if (kept) await cache.put(file, kept);
  }
}

self.addEventListener("activate", (event) => {
  event.waitUntil(removeOlder().then(() => self.clients.claim()));
});

async function removeOlder() {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === "/") event.respondWith(newestPage(request));
  else if (pathname.startsWith("/static/")) event.respondWith(keptFile(request));
});

async function newestPage(request) {
  try {
    const answer = await Promise.race([fetch(request), late()]);
    if (answer?.ok) return answer;
  } catch {
    // without a network, or too slow
  }
  return (await caches.match("/", { cacheName: CACHE })) ?? fetch(request);
}

function late() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
}

// A file's name changes with its content, so what is kept is right.
async function keptFile(request) {
  const kept = await caches.match(request, { cacheName: CACHE, ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await caches.open(CACHE).then((cache) => cache.put(request, answer.clone()));
  return answer;
}
