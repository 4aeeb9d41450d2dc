// The form for new captions: files dropped on it, several at once as a batch, and how much of them has been sent.
// What cannot be taken is said beside its field, and nothing that was typed or chosen is lost.

import { say } from "./live.js";
import { paired, sorted } from "./pairing.js";
import { sent } from "./sending.js";

const form = document.getElementById("new");
const audio = form.elements.audio;
const transcript = form.elements.transcript;
const area = document.getElementById("files");
const list = document.getElementById("pairs");
const button = document.getElementById("send");
const stop = document.getElementById("stop");
const bar = document.getElementById("sent");
const words = document.getElementById("sending");
const suffixes = transcript.accept.split(",").filter((each) => each.startsWith("."));
let pairs = [];
let stopping = null;

const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

function element(name, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
}

audio.multiple = transcript.multiple = true;
area.classList.add("ready");
area.append(element("p", { className: "hint" }, "Or drop files here: several recordings with their texts, paired by their names, become a batch."));

for (const kind of ["dragenter", "dragover"])
  area.addEventListener(kind, (event) => { event.preventDefault(); area.classList.add("over"); });
for (const kind of ["dragleave", "drop"]) area.addEventListener(kind, () => area.classList.remove("over"));
area.addEventListener("drop", (event) => {
  event.preventDefault();
  const { recordings, texts } = sorted([...event.dataTransfer.files], suffixes);
  if (recordings.length) put(audio, [...audio.files, ...recordings]);
  if (texts.length) put(transcript, [...transcript.files, ...texts]);
  chosen();
});
audio.addEventListener("change", chosen);
transcript.addEventListener("change", chosen);

function put(input, files) {
  const holder = new DataTransfer();
  const names = new Map(files.map((file) => [`${file.name} ${file.size} ${file.lastModified}`, file]));
  for (const file of names.values()) holder.items.add(file);
  input.files = holder.files;
}

function chosen() {
  clear();
  const found = paired([...audio.files], [...transcript.files]);
  pairs = found.pairs;
  const several = audio.files.length > 1 || transcript.files.length > 1;
  list.replaceChildren();
  button.textContent = pairs.length > 1 ? `Make captions of ${pairs.length} recordings` : "Make captions";
  if (!several) return;
  const body = element("tbody");
  for (const pair of pairs) {
    pair.cell = element("td", { className: "how" }, pair.text ? size(pair.recording.size) : "");
    if (!pair.text) pair.cell.append(wrong("No text of this name. Choose it too, or take this recording out."));
    pair.row = element("tr", {}, element("td", {}, pair.recording.name), element("td", {}, pair.text?.name ?? ""), pair.cell);
    body.append(pair.row);
  }
  for (const text of found.left)
    body.append(element("tr", {}, element("td"), element("td", {}, text.name), element("td", {}, wrong("No recording of this name."))));
  const head = element("tr", {}, ...["Recording", "Text", "State"].map((name) => element("th", { scope: "col" }, name)));
  const label = element("label", { htmlFor: "batch_name" }, "Name of the batch");
  const name = element("input", { id: "batch_name", type: "text", size: 40, maxLength: 500 });
  const again = element("button", { type: "button", className: "quiet" }, "Choose none");
  again.addEventListener("click", () => { put(audio, []); put(transcript, []); chosen(); audio.focus(); });
  list.append(element("table", { className: "pairs list" }, element("thead", {}, head), body));
  if (!form.elements.batch) list.append(element("div", { className: "field" }, label, name));
  list.append(again);
}

const wrong = (text) => element("span", { className: "wrong" }, text);

/** The fields of the form for one job; a script sends no field that says nothing. */
function fields(pair, batch) {
  const data = new FormData();
  for (const [name, value] of new FormData(form))
    if (typeof value === "string" && value.trim() && name !== "csrf_token") data.set(name, value);
  if (batch) data.set("batch", batch);
  if (pair.text) data.set("transcript", pair.text, pair.text.name);
  data.set("audio", pair.recording, pair.recording.name); // last: what is typed has arrived before it
  return data;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clear();
  const pasted = form.elements.pasted.value.trim();
  if (!audio.files.length) return fault({ errors: [{ part: "audio", message: "Choose the recording." }] });
  if (audio.files.length === 1 && !transcript.files.length && !pasted)
    return fault({ errors: [{ part: "transcript", message: "Choose the file with the published text, or paste it below." }] });
  const ready = pairs.filter((pair) => !pair.sent);
  if (pairs.length > 1 && (pasted || ready.some((pair) => !pair.text)))
    return fault({ title: pasted ? "A pasted text can be of one recording only" : "Some recordings have no text",
      detail: pasted ? "Take the other recordings out, or the text." : "Each needs one with its own name. They are marked below." });
  sending(true);
  (pairs.length > 1 ? several(ready) : single(ready[0])).catch(fault).finally(() => sending(false));
});

async function single(pair) {
  bar.hidden = false;
  const job = await send(pair, form.elements.batch?.value, (share) => {
    bar.value = share;
    words.textContent = share < 1 ? `${Math.floor(100 * share)} % of ${size(pair.recording.size)} sent` : "Reading the text …";
  });
  leave(`/jobs/${job.id}`);
}

let batch = null;

async function several(ready) {
  batch ??= form.elements.batch?.value ?? (await newBatch()).id;
  let failed = 0;
  for (const [at, pair] of ready.entries()) {
    const own = element("progress", { max: 1, value: 0, ariaLabel: `Sent of ${pair.recording.name}` });
    pair.cell.replaceChildren(own);
    words.textContent = `${at + 1} of ${ready.length}: ${pair.recording.name}`;
    try {
      const job = await send(pair, batch, (share) => { own.value = share; });
      pair.sent = true;
      pair.cell.replaceChildren(element("a", { href: `/jobs/${job.id}` }, "sent"));
    } catch (problem) {
      if (problem.stopped || problem.status === 401) throw problem;
      failed += 1;
      pair.cell.replaceChildren(wrong(problem.detail));
    }
    say(`${at + 1} of ${ready.length} sent`);
  }
  if (!failed) return leave(`/batches/${batch}`);
  throw { title: `${failed} of ${ready.length} could not be taken`, detail: "They say why below. Mend them, then send again: those that were sent are not sent twice." };
}

async function newBatch() {
  const name = document.getElementById("batch_name").value.trim() || `${pairs.length} recordings, from ${pairs[0].recording.name}`.slice(0, 500);
  return sent({ method: "POST", address: "/v1/batches", body: JSON.stringify({ name }), type: "application/json" });
}

function send(pair, into, progress) {
  pair.key ??= [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const controller = (stopping = new AbortController());
  return sent({ method: "POST", address: "/", body: fields(pair, into), progress, signal: controller.signal, key: pair.key })
    .catch((problem) => {
      if (problem.status) pair.key = undefined; // refused: mended, it is another request. Broken off, it is the same.
      throw problem;
    });
}

function sending(on) {
  button.disabled = on;
  stop.hidden = !on;
  bar.hidden = true;
  words.textContent = "";
  window.onbeforeunload = on ? (event) => event.preventDefault() : null;
}

function leave(address) {
  window.onbeforeunload = null; // nothing is being sent any more: nobody is asked whether to leave
  location.assign(address);
}

stop.addEventListener("click", () => stopping?.abort());

function clear() {
  document.getElementById("problem").replaceChildren();
  for (const each of form.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
  for (const each of form.querySelectorAll(".field > .wrong")) each.remove();
}

/** Shows a problem above the form, and beside the fields that it names. The first of them gets the focus. */
function fault(problem) {
  let first = null;
  for (const { part, message } of problem.errors ?? []) {
    const field = form.elements[part];
    if (!(field instanceof Element)) continue;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", `${part}-hint ${part}-wrong`);
    field.after(element("p", { className: "wrong", id: `${part}-wrong` }, message));
    field.closest("details")?.setAttribute("open", "");
    first ??= field;
  }
  const box = element("div", { className: "problem" }, element("strong", {}, `${problem.title ?? "Something is missing"}. `), problem.detail ?? problem.errors?.[0]?.message ?? "");
  box.setAttribute("role", "alert");
  if (problem.status === 401) box.append(" ", element("a", { href: "/sign-in", target: "_blank" }, "Sign in in another tab, then send again."));
  document.getElementById("problem").replaceChildren(box);
  if (first) first.focus();
  else { box.tabIndex = -1; box.focus(); }
}

chosen(); // a browser that goes back remembers what was chosen
