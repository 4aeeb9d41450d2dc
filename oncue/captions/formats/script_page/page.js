
"use strict";
(() => {
  const STEP_S = 5;
  // A word stays lit through a breath, so that the light does not flicker between two words.
  const HELD_MS = 250;
  const byId = (id) => document.getElementById(id);
  const [main, player, sound, seek, play, follow] = [document.querySelector("main"), ...["player", "sound", "seek", "play", "follow"].map(byId)];
  const words = [...main.querySelectorAll("[data-t]")];
  const places = new Map(words.map((word, place) => [word, place]));
  const times = words.map((word) => word.dataset.t.split(" ").map(Number));
  const endMs = Number(main.dataset.duration);
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  let lit = -1; // the place of the word that is lit
  let stop = -1; // the place of the one word that Tab comes to
  let ready = false;
  let wanted = null; // where to begin once there is a recording, in milliseconds
  let address = ""; // of a recording that was chosen here

  function clock(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    const two = (number) => String(number).padStart(2, "0");
    const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
    return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
  }

  function say(text) {
    if (byId("status").textContent !== text) byId("status").textContent = text;
  }

  // The place of the last word that has begun.
  function placeAt(ms) {
    let [low, high] = [0, words.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle][0] <= ms) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  function spokenAt(ms) {
    const place = placeAt(ms);
    if (place < 0) return -1;
    const next = place + 1 < words.length ? times[place + 1][0] : Infinity;
    return ms < Math.max(times[place][1], Math.min(next, times[place][1] + HELD_MS)) ? place : -1;
  }

  function light(place) {
    if (place === lit) return;
    if (lit >= 0) words[lit].classList.remove("lit");
    const passage = place >= 0 ? words[place].closest(".passage") : null;
    const before = main.querySelector(".current");
    if (passage && before !== passage) {
      before?.classList.remove("current");
      passage.classList.add("current");
    }
    lit = place;
    if (place < 0) return;
    words[place].classList.add("lit");
    if (!places.has(document.activeElement)) stopAt(place);
    if (follow.ariaPressed === "true") bringInView(words[place]);
  }

  const timeOf = (word) => word.closest(".passage").querySelector(".time");

  // Of thousands of words one is a button, and Tab comes to it and its time alone: arrows go on from there, and a screen
  // reader reads text.
  function stopAt(place) {
    if (place === stop || !words[place]) return;
    if (stop >= 0) {
      for (const name of ["tabindex", "role"]) words[stop].removeAttribute(name);
      timeOf(words[stop]).tabIndex = -1;
    }
    stop = place;
    timeOf(words[stop]).tabIndex = 0;
    words[stop].setAttribute("tabindex", "0");
    words[stop].setAttribute("role", "button");
  }

  function bringInView(word) {
    const at = word.getBoundingClientRect();
    const below = player.getBoundingClientRect().top;
    if (at.top > below * 0.08 && at.bottom < below * 0.8) return;
    scrollTo({ top: scrollY + at.top - below * 0.3, behavior: still.matches ? "auto" : "smooth" });
  }

  function show() {
    if (!ready) return;
    const ms = Math.round(sound.currentTime * 1000);
    light(spokenAt(ms));
    const text = clock(sound.currentTime);
    if (byId("now").textContent !== text) {
      byId("now").textContent = text;
      seek.ariaValueText = text;
    }
    seek.value = sound.currentTime;
  }

  function everyFrame() {
    show();
    if (!sound.paused) requestAnimationFrame(everyFrame);
  }

  function start() {
    sound.play().catch((problem) => {
      if (problem.name === "NotAllowedError") say("The browser waits for a click before it plays: press Play.");
    });
  }

  function toggle() {
    if (sound.paused) start();
    else sound.pause();
  }

  function goTo(ms, playing) {
    follow.ariaPressed = "true";
    if (!ready) {
      wanted = ms;
      light(placeAt(ms));
      if (player.classList.contains("empty")) say("To hear this, choose the recording.");
      return;
    }
    sound.currentTime = ms / 1000;
    show();
    if (playing) start();
  }

  function step(seconds) {
    if (ready) goTo(Math.min(Math.max(0, sound.currentTime + seconds), sound.duration || Infinity) * 1000, false);
  }

  function setReady(is) {
    ready = is;
    player.classList.toggle("empty", !is && !sound.hasAttribute("src"));
    for (const each of player.querySelectorAll(".keys button, .keys select, #seek")) each.disabled = !is;
  }

  function addressed() {
    const found = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash);
    if (found) goTo(Math.round(Number(found[1]) * 1000), false);
  }

  sound.addEventListener("loadedmetadata", () => {
    setReady(true);
    const length = Number.isFinite(sound.duration) ? sound.duration : endMs / 1000;
    seek.max = length;
    byId("end").textContent = clock(length);
    const off = Math.abs(length - endMs / 1000);
    const other = off > Math.max(2, endMs / 50_000);
    say(other ? `This recording is ${clock(length)} long, and these words are of one of ${clock(endMs / 1000)}. Is it the right one?` : "");
    if (wanted !== null) sound.currentTime = wanted / 1000;
    wanted = null;
    show();
  });
  sound.addEventListener("error", () => {
    const name = address ? byId("file").files[0]?.name ?? "" : sound.getAttribute("src");
    sound.removeAttribute("src");
    setReady(false);
    say(address ? `This browser cannot play ${name}. Choose another file.` : `The recording cannot be played from ${name}. Choose it, to hear it.`);
  });
  sound.addEventListener("play", () => {
    player.classList.add("playing");
    play.ariaLabel = "Pause";
    requestAnimationFrame(everyFrame);
  });
  sound.addEventListener("pause", () => {
    player.classList.remove("playing");
    play.ariaLabel = "Play";
    show();
  });
  for (const name of ["timeupdate", "seeked"]) sound.addEventListener(name, show);

  byId("file").addEventListener("change", ({ target }) => {
    const [file] = target.files;
    if (!file) return;
    if (address) URL.revokeObjectURL(address);
    if (ready) wanted = Math.round(sound.currentTime * 1000);
    address = URL.createObjectURL(file);
    ready = false;
    sound.src = address;
    sound.playbackRate = sound.defaultPlaybackRate = Number(byId("speed").value);
  });
  play.addEventListener("click", toggle);
  byId("back").addEventListener("click", () => step(-STEP_S));
  byId("forth").addEventListener("click", () => step(STEP_S));
  byId("speed").addEventListener("change", ({ target }) => {
    sound.playbackRate = sound.defaultPlaybackRate = Number(target.value);
  });
  seek.addEventListener("input", () => goTo(Math.round(seek.value * 1000), false));
  follow.addEventListener("click", () => {
    follow.ariaPressed = String(follow.ariaPressed !== "true");
    if (follow.ariaPressed === "true" && lit >= 0) bringInView(words[lit]);
  });
  byId("help").addEventListener("click", () => byId("keys").showModal());
  byId("close").addEventListener("click", () => byId("keys").close());
  // Who scrolls is reading elsewhere: the page stays where it is put until Follow or a word is chosen.
  for (const name of ["wheel", "touchmove"]) addEventListener(name, () => (follow.ariaPressed = "false"), { passive: true });

  main.addEventListener("click", (event) => {
    const time = event.target.closest(".time");
    if (time) {
      event.preventDefault();
      history.replaceState(null, "", time.getAttribute("href"));
      goTo(Math.round(Number(time.hash.slice(3)) * 1000), true);
      return;
    }
    const word = event.target.closest("[data-t]");
    if (!word || !getSelection().isCollapsed) return; // text was selected, to be copied
    hear(word);
    word.blur(); // Space pauses after a click
  });

  function hear(word) {
    stopAt(places.get(word));
    goTo(times[places.get(word)][0], true);
  }

  function moveFrom(word, key) {
    const leftward = getComputedStyle(word.closest(".said")).direction === "rtl";
    const place = places.get(word);
    let next = place;
    if (key === "ArrowLeft" || key === "ArrowRight") next += (key === "ArrowRight") === leftward ? -1 : 1;
    else {
      const passage = word.closest(".passage");
      const other = key === "ArrowDown" ? passage.nextElementSibling : passage.previousElementSibling;
      next = places.get(other?.querySelector("[data-t]")) ?? place;
    }
    stopAt(Math.min(Math.max(0, next), words.length - 1));
    words[stop].focus();
  }

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
    const done = () => event.preventDefault();
    if (places.has(target)) {
      if (key === "Enter" || key === " ") return done(hear(target));
      if (key.startsWith("Arrow")) return done(moveFrom(target, key));
    }
    if (["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"].includes(key)) follow.ariaPressed = "false";
    if (!byId("use-keys").checked) return;
    if (key === "?") return done(byId("keys").showModal());
    if (target.closest("select")) return;
    if (key === "ArrowLeft" || key === "ArrowRight") return done(step(key === "ArrowLeft" ? -STEP_S : STEP_S));
    if (key === " " && ready && !target.closest("button, a, input")) done(toggle());
  });
  addEventListener("hashchange", addressed);

  document.body.classList.add("scripted");
  player.hidden = false;
  sound.controls = false;
  seek.max = endMs / 1000;
  byId("end").textContent = clock(endMs / 1000);
  for (const time of main.querySelectorAll(".time")) time.tabIndex = -1;
  stopAt(0);
  setReady(false);
  if (player.classList.contains("empty")) say("To hear the words, choose the recording.");
  if (sound.readyState >= 1) sound.dispatchEvent(new Event("loadedmetadata"));
  else if (sound.error) sound.dispatchEvent(new Event("error"));
  addressed();
})();
