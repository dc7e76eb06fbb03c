// The list in a stairwell without signal. A tick is written into the phone first and shown at once; it leaves the
// phone only when the server has named its key. The server keeps one row a key, so sending twice changes nothing.
//
// sent:   POST data-sync-url {"items":[{key, kind, stop, outcome, at, note, photo}]}
// answer: {"accepted":[key…], "refused":[{key, code, text}]}

import { each, start, token } from "./common.js";

const BATCH = 50;
const SLOWEST = 60_000;
const PHOTO_EDGE = 1280;

const page = document.body.dataset;
const reader = page.reader ?? "";
const bar = document.querySelector("[data-sync-url]");

// --- the store ----------------------------------------------------------------------------------------------------

let opened;
function store() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("anxin-outbox", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("items", { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function within(mode, act) {
  const base = await store();
  return new Promise((resolve, reject) => {
    const work = base.transaction("items", mode);
    const asked = act(work.objectStore("items"));
    work.oncomplete = () => resolve(asked?.result);
    work.onerror = work.onabort = () => reject(work.error);
  });
}

const keep = (item) => within("readwrite", (items) => items.put(item));
const drop = (key) => within("readwrite", (items) => items.delete(key));
// Another person on the same phone neither sees nor sends these.
const mine = async () => (await within("readonly", (items) => items.getAll())).filter((item) => item.reader === reader);

function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// --- what the list shows ------------------------------------------------------------------------------------------

const rowOf = (stop) => document.querySelector(`[data-stop="${CSS.escape(stop)}"]`);

function wordOf(row, outcome) {
  return row.querySelector(`[data-outcome-word="${outcome}"]`)?.dataset.word ?? row.querySelector(`[data-tick="${outcome}"]`)?.textContent.trim() ?? outcome;
}

function show(item) {
  const row = rowOf(item.stop);
  if (!row) return;
  // A refused tick is not done: the row goes back to what the server last said of it.
  row.dataset.before ??= row.dataset.outcome ?? "";
  const outcome = item.state === "refused" ? row.dataset.before : item.outcome;
  if (outcome) row.dataset.outcome = outcome;
  else delete row.dataset.outcome;
  row.dataset.sync = item.state;
  row.toggleAttribute("data-refused", item.state === "refused");
  const place = row.querySelector("[data-answer]");
  if (!place) return;
  const fate = { waiting: bar?.dataset.wordWaiting, sent: bar?.dataset.wordSent, refused: item.text }[item.state] ?? "";
  const said = item.state === "refused" ? "" : wordOf(row, item.outcome);
  place.textContent = [said, fate].filter(Boolean).join(" · ");
}

let stuck = false; // the last attempt did not get through
let signedOut = false;
let shown = 0; // how many the bar says are waiting

function count(items) {
  if (!bar) return;
  const rows = [...document.querySelectorAll("[data-stop]")];
  const done = rows.filter((row) => row.dataset.outcome).length;
  const waiting = items.filter((item) => item.state === "waiting").length;
  const refused = items.filter((item) => item.state === "refused").length;
  const put = (name, value) => each(`[data-sync-${name}]`, (place) => (place.textContent = value), bar);
  put("done", done);
  put("total", rows.length);
  put("pending", waiting + refused);
  const gauge = bar.querySelector("progress");
  if (gauge) [gauge.max, gauge.value] = [rows.length || 1, done];
  shown = waiting;
  each("[data-sync-why]", (line) => (line.hidden = line.dataset.syncWhy !== (waiting && stuck ? (signedOut ? "signed-out" : "no-signal") : "")), bar);
  bar.dataset.state = refused ? "stuck" : waiting && (stuck || !navigator.onLine) ? "offline" : "well";
}

async function redraw() {
  const items = (await mine()).sort((a, b) => a.at.localeCompare(b.at));
  items.filter((item) => item.day === page.day).forEach(show);
  count(items);
  const list = document.querySelector("[data-sync-list]");
  if (list) {
    list.replaceChildren(
      ...items.filter((item) => item.state !== "sent").map((item) => {
        const line = document.createElement("li");
        line.textContent = [item.door || item.stop, item.word, item.text ?? bar.dataset.wordWaiting].filter(Boolean).join(" · ");
        if (item.state === "refused") {
          const seen = document.createElement("button");
          seen.type = "button";
          seen.className = "ax-btn ax-btn--small";
          seen.textContent = bar.dataset.wordSeen ?? "OK";
          seen.addEventListener("click", async () => {
            await drop(item.key);
            rowOf(item.stop)?.removeAttribute("data-refused");
            redraw();
          });
          line.append(" ", seen);
        }
        return line;
      }),
    );
  }
}

// --- ticking ------------------------------------------------------------------------------------------------------

async function smaller(file) {
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, PHOTO_EDGE / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(image.width * scale), Math.round(image.height * scale)];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    // Drawing anew also leaves the place and the phone's name behind, which the camera wrote into the file.
    return await new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? file), "image/jpeg", 0.7));
  } catch {
    return file;
  }
}

async function tick(row, outcome) {
  const file = row.querySelector("[data-photo]")?.files?.[0];
  const item = {
    key: newKey(),
    reader,
    day: page.day,
    kind: row.dataset.kind ?? "handover",
    stop: row.dataset.stop,
    door: row.dataset.door ?? "",
    outcome,
    word: wordOf(row, outcome),
    at: new Date().toISOString(),
    note: row.querySelector("[data-note]")?.value ?? "",
    photo: file ? await smaller(file) : null,
    state: "waiting",
  };
  await keep(item);
  if (file) row.querySelector("[data-photo]").value = "";
  row.querySelector("details")?.removeAttribute("open");
  navigator.vibrate?.(30);
  await redraw();
  flush();
}

function watchRows() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-tick]");
    const row = button?.closest("[data-stop]");
    if (!row) return;
    event.preventDefault();
    if (row.dataset.outcome === button.dataset.tick && row.dataset.sync !== "refused") return;
    try {
      await tick(row, button.dataset.tick);
    } catch {
      // No store (a private window): the plain form does it with the server at once.
      button.form?.requestSubmit(button);
    }
  });
  let from = null;
  let hold = null;
  const end = () => {
    clearTimeout(hold);
    from?.row.classList.remove("is-swiped");
    from = null;
  };
  document.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("[data-stop]");
    if (!row || event.target.closest("button, a, input, summary, textarea, select")) return;
    from = { row, x: event.clientX, y: event.clientY };
    hold = setTimeout(() => {
      row.querySelector("details")?.setAttribute("open", "");
      navigator.vibrate?.(20);
      end();
    }, 550);
  });
  document.addEventListener("pointermove", (event) => {
    if (!from) return;
    const along = event.clientX - from.x;
    if (Math.abs(event.clientY - from.y) > 24) return end();
    if (Math.abs(along) > 10) clearTimeout(hold);
    from.row.classList.toggle("is-swiped", along > 90);
  });
  document.addEventListener("pointerup", () => {
    if (from?.row.classList.contains("is-swiped")) from.row.querySelector('[data-tick="delivered"]')?.click();
    end();
  });
  document.addEventListener("pointercancel", end);
}

// --- sending ------------------------------------------------------------------------------------------------------

let pause = 0;
let denials = 0;
let notBefore = 0;
let busy = false;

const asText = (blob) =>
  new Promise((resolve, reject) => {
    const read = new FileReader();
    read.onload = () => resolve(read.result);
    read.onerror = () => reject(read.error);
    read.readAsDataURL(blob);
  });

async function post(items) {
  const body = await Promise.all(
    items.map(async ({ key, kind, stop, outcome, at, note, photo }) => ({ key, kind, stop, outcome, at, note, photo: photo ? await asText(photo) : null })),
  );
  const cut = new AbortController();
  const timer = setTimeout(() => cut.abort(), 20_000);
  try {
    const answer = await fetch(bar.dataset.syncUrl, {
      method: "POST",
      credentials: "same-origin",
      redirect: "manual", // a redirect is the sign-in page, never an answer
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ items: body }),
      signal: cut.signal,
    });
    if (answer.type === "opaqueredirect") throw Object.assign(new Error("signed out"), { status: 401 });
    if (!answer.ok) throw Object.assign(new Error("refused"), { status: answer.status });
    return await answer.json();
  } finally {
    clearTimeout(timer);
  }
}

async function take(items, answer) {
  const accepted = new Set(answer.accepted ?? []);
  const refused = new Map((answer.refused ?? []).map((one) => [one.key, one]));
  for (const item of items) {
    // Kept for today without its photo, so that an older page from the cache still shows the tick.
    if (accepted.has(item.key)) await keep({ ...item, state: "sent", photo: null, note: "" });
    else if (refused.has(item.key)) await keep({ ...item, state: "refused", text: refused.get(item.key).text });
  }
}

// The page from the cache may hold a token of an earlier sign-in.
async function freshToken() {
  const answer = await fetch(location.href, { credentials: "same-origin", redirect: "error", cache: "no-store" });
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector('meta[name="csrf"]');
  const here = document.querySelector('meta[name="csrf"]');
  if (!found || !here || found.content === here.content) return false;
  here.content = found.content;
  return true;
}

async function sendAll() {
  // Ticks first, then photos one by one: a slow picture must not hold back sixty doors.
  const waiting = (await mine()).filter((item) => item.state === "waiting").sort((a, b) => a.at.localeCompare(b.at));
  const plain = waiting.filter((item) => !item.photo);
  const batches = [];
  for (let i = 0; i < plain.length; i += BATCH) batches.push(plain.slice(i, i + BATCH));
  waiting.filter((item) => item.photo).forEach((item) => batches.push([item]));
  for (const batch of batches) {
    await take(batch, await post(batch));
    await redraw();
  }
}

async function attempt() {
  try {
    await sendAll();
    [stuck, signedOut, denials, pause] = [false, false, 0, 0];
  } catch (error) {
    stuck = true;
    pause = Math.min(SLOWEST, (pause || 1000) * 2);
    const denied = error.status === 401 || error.status === 403;
    denials = denied ? denials + 1 : 0;
    // Once may be an old token; denied again with a new one, the sign-in itself has run out.
    signedOut = denied && (!(await freshToken().catch(() => false)) || denials > 1);
  }
  notBefore = Date.now() + pause;
  await redraw();
}

async function flush(now = false) {
  if (!bar || busy || (!now && Date.now() < notBefore)) return;
  busy = true;
  try {
    if (!(await mine()).some((item) => item.state === "waiting")) {
      // Another tab has sent what this one still shows as waiting.
      if (shown) await redraw();
      return;
    }
    // Two tabs: one sends, the other leaves it be.
    if (navigator.locks) await navigator.locks.request("anxin-outbox", { ifAvailable: true }, (lock) => (lock ? attempt() : null));
    else await attempt();
  } finally {
    busy = false;
  }
}

// --- offline pages ------------------------------------------------------------------------------------------------

async function keepPages() {
  if (!page.worker || !("serviceWorker" in navigator) || !("caches" in window)) return;
  // Never wait for serviceWorker.ready: inside some apps it never comes.
  navigator.serviceWorker.register(page.worker, { scope: page.workerScope ?? "/field/" }).catch(() => {});
  try {
    for (const name of await caches.keys()) if (name.startsWith("anxin-field-") && name !== `anxin-field-${page.day}`) await caches.delete(name);
    const today = await caches.open(`anxin-field-${page.day}`);
    const wanted = new Set([location.pathname + location.search]);
    each('link[rel="stylesheet"], link[rel="manifest"], script[src]', (element) => wanted.add(element.href || element.src));
    each("a[data-keep-offline]", (link) => wanted.add(link.href));
    for (const address of wanted) {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (answer.ok && !answer.redirected) await today.put(address, answer);
    }
  } catch {
    // No room or no signal: the list still works while this page is open.
  }
}

function watchSignOut() {
  each("form[data-signout]", (form) =>
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const waiting = (await mine().catch(() => [])).some((item) => item.state === "waiting");
      if (waiting && !window.confirm(form.dataset.unsent)) {
        each("button", (button) => setTimeout(() => (button.disabled = false), 10), form);
        return;
      }
      navigator.serviceWorker?.controller?.postMessage("wipe");
      if ("caches" in window) for (const name of await caches.keys()) if (name.startsWith("anxin-field-")) await caches.delete(name);
      for (const item of await mine().catch(() => [])) if (item.state === "sent") await drop(item.key);
      form.submit();
    }),
  );
}

// A tick named by the server is kept for the day only.
async function forgetEarlierDays() {
  for (const item of await mine()) if (item.state === "sent" && item.day !== page.day) await drop(item.key);
}

// The loudspeaker: the words on the button, said by the device where it can; the form says the rest to the server.
function watchSpeech() {
  document.addEventListener("submit", (event) => {
    const words = event.submitter?.dataset.speak;
    if (!words || !window.speechSynthesis || event.target.dataset.said) return;
    event.preventDefault();
    event.target.dataset.said = "1";
    const said = new SpeechSynthesisUtterance(words);
    said.lang = document.documentElement.lang || "zh-Hans";
    let gone = false;
    const go = () => {
      if (gone) return;
      gone = true;
      event.submitter.disabled = false;
      event.target.requestSubmit(event.submitter);
    };
    said.onend = said.onerror = go;
    setTimeout(go, 12_000); // some devices never say that they are done
    window.speechSynthesis.speak(said);
  });
}

watchSpeech();
watchSignOut();
start();
watchRows();
if (bar) {
  each("[data-sync-now]", (button) => (button.hidden = false), bar);
  bar.querySelector("[data-sync-now]")?.addEventListener("click", () => {
    const list = document.querySelector("[data-sync-list]");
    if (list) list.hidden = !list.hidden;
    flush(true);
  });
  forgetEarlierDays()
    .then(redraw)
    .then(() => flush(true))
    .catch(() => {});
  window.addEventListener("online", () => flush(true));
  window.addEventListener("offline", () => redraw());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush(true));
  setInterval(() => flush(), 2000);
}
keepPages();
