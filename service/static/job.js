// A job's page follows it: by events, and by asking where they do not come through.

import { fetched, isUnfinished, note, patch, say, signIn } from "./live.js";

const WAIT_S = 20;
const POLL_MS = 1000 * (WAIT_S + 20); // then a lost connection is given up

const state = document.getElementById("state");
const stages = new Map([...document.getElementById("stages").content.children].map((each) => [each.dataset.stage, each.textContent]));
let version = Number(state.dataset.version);
let stage = "";

function show(job) {
  version = job.version;
  if (job.status !== state.dataset.status || !isUnfinished(job.status)) return load();
  note("");
  if (job.status !== "processing") return;
  state.querySelector("progress").value = job.progress;
  const label = job.stage ? (stages.get(job.stage) ?? job.stage) : "starting";
  state.querySelector(".state").lastChild.nodeValue = `${label} ${Math.floor(100 * job.progress)}\u00a0%`;
  if (label !== stage) say(label);
  stage = label;
}

async function load() {
  try {
    const fresh = await fetched();
    const before = state.dataset.status;
    state.dataset.status = fresh.getElementById("state").dataset.status;
    document.title = fresh.title;
    await patch(fresh);
    note("");
    if (state.dataset.status !== before) say(state.querySelector(".state").textContent);
    if (!isUnfinished(state.dataset.status)) stop();
  } catch (error) {
    failed(error.status);
    setTimeout(load, 3000);
  }
}

function failed(status) {
  if (status === 401) note("You are signed out: this page is no longer brought up to date.", signIn());
  else if (status === 404) note("The job was deleted.", ["/jobs", "All jobs"]);
  else note("The service does not answer. The job goes on; this page tries again.");
}

// Events. The browser connects again by itself, and says which it had last; it gives up where the answer is no stream.
let events;
let polling = false;

function follow() {
  events = new EventSource(state.dataset.events);
  events.addEventListener("job", (event) => show(JSON.parse(event.data)));
  events.addEventListener("deleted", () => { stop(); failed(404); });
  events.addEventListener("error", () => {
    if (events.readyState === EventSource.CLOSED) poll();
  });
}

function stop() {
  events?.close();
  polling = false;
}

async function poll() {
  if (polling) return;
  polling = true;
  for (let pause_ms = 1000; polling; ) {
    let status = 0;
    try {
      const signal = AbortSignal.timeout(POLL_MS);
      const answer = await fetch(`${state.dataset.job}?wait=${WAIT_S}&version=${version}`, { signal });
      status = answer.status;
      if (!answer.ok) throw new Error();
      show(await answer.json());
      pause_ms = 1000;
    } catch {
      failed(status);
      if (status === 401 || status === 404) return stop();
      pause_ms = Math.min(30_000, 2 * pause_ms);
    }
    await new Promise((done) => setTimeout(done, pause_ms));
  }
}

if (state.dataset.events) follow();
