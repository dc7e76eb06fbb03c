// Today's list, readable in a lift. The pages are put into the cache by field.js; here they are only read back and
// refreshed. Nothing else is kept, and nothing survives the day or a sign-out.

const PREFIX = "anxin-field-";
const PATIENCE = 4000;

const wipe = async () => Promise.all((await caches.keys()).filter((name) => name.startsWith(PREFIX)).map((name) => caches.delete(name)));

// The newest day's cache; field.js deletes the earlier ones.
async function today() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX)).sort();
  return names.length ? caches.open(names[names.length - 1]) : null;
}

async function kept(request) {
  return (await today())?.match(request, { ignoreVary: true });
}

async function fromNetwork(request) {
  const answer = await fetch(request);
  // A redirect leads to the sign-in page; that is no list.
  if (answer.ok && !answer.redirected) {
    const cache = await today();
    if (cache && (await cache.match(request, { ignoreVary: true }))) await cache.put(request, answer.clone());
  }
  return answer;
}

async function networkFirst(request) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE)).then(() => kept(request));
  const fresh = fromNetwork(request);
  fresh.catch(() => {});
  const first = await Promise.race([fresh.catch(() => null), late]);
  return first ?? (await kept(request)) ?? fresh;
}

async function cacheFirst(request) {
  return (await kept(request)) ?? fetch(request);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  if (event.data === "wipe") event.waitUntil(wipe());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(networkFirst(request));
  else if (["style", "script", "image", "font", "manifest"].includes(request.destination)) event.respondWith(cacheFirst(request));
});
