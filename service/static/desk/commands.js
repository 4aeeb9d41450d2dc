// What each key does: the names are those of `desk_keys.html`.

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];

/** `desk` has the parts of the page. A command that gives false leaves the key to the browser. */
export function commandsOf(desk) {
	const { script, list, player, typing, waveform } = desk;
	const cueHere = (row) => row?.cue ?? script.cues[Math.max(0, script.placeOfCueAt(player.nowMs))] ?? null;
	const onWave = () => document.activeElement?.id === "wave";

	function toWord(step) {
		const word = script.wordBeside(player.nowMs, step);
		if (!word) return;
		player.goTo(word.startMs);
		if (onWave()) waveform.chosen = word.id;
		if (document.activeElement?.matches?.(".cue .text")) list.goToWord(word.id);
	}

	function toCue(row, step) {
		const from = row ? row.place : list.active?.cue ? list.placeOf(list.active.cue) : script.placeOfCueAt(player.nowMs);
		const place = Math.min(list.cues.length - 1, Math.max(0, from + step));
		if (!list.cues[place]) return;
		list.goTo(place, 0);
		if (!row) list.rowAt(place)?.field.blur();
		if (!player.isPlaying) player.goTo(list.cues[place].inMs);
		desk.chosen(list.cues[place]);
	}

	function mark(side, row) {
		const ms = player.markMs;
		if (onWave()) {
			const word = waveform.chosen ? script.word(waveform.chosen) : script.wordAt(player.nowMs);
			if (!word) return desk.say("Choose a word on the waveform first.");
			return desk.send({ kind: "ops", ops: [{ op: "time", word: word.id, [side === "in" ? "start_ms" : "end_ms"]: ms }] });
		}
		const cue = row?.cue ?? desk.cue ?? cueHere();
		if (!cue) return undefined;
		const op = side === "in" ? { op: "show", word: cue.first, in_ms: ms } : { op: "show", word: cue.last, out_ms: ms };
		return desk.send({ kind: "ops", ops: [op] });
	}

	// Before the word that was chosen, where it is in the caption in hand.
	function typeInHand() {
		const place = Math.max(0, desk.cue ? list.placeOf(desk.cue) : script.placeOfCueAt(player.nowMs));
		if (waveform.chosen && list.placeOfWord(waveform.chosen) === place) list.goToWord(waveform.chosen);
		else list.goTo(place, 0);
	}

	function speed(step) {
		const at = SPEEDS.indexOf(player.speed);
		desk.setSpeed(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, (at < 0 ? 2 : at) + step))]);
	}

	return {
		play: () => player.toggle(),
		back: () => player.by(-2000),
		again: (row) => {
			const cue = row?.cue ?? desk.cue ?? cueHere();
			if (cue) player.goTo(cue.inMs);
			player.play();
		},
		loop: () => desk.toggleLoop(),
		slower: () => speed(-1),
		faster: () => speed(1),
		previousWord: () => toWord(-1),
		nextWord: () => toWord(1),
		previousCue: (row) => toCue(row, -1),
		nextCue: (row) => toCue(row, 1),
		nextDoubt: () => desk.doubts.step(1),
		previousDoubt: () => desk.doubts.step(-1),
		answer1: () => desk.doubts.answer(0),
		answer2: () => desk.doubts.answer(1),
		answer3: () => desk.doubts.answer(2),
		hereInText: () => {
			const place = script.placeOfCueAt(player.nowMs);
			if (place >= 0) list.goTo(place, 0);
		},
		type: () => (onWave() && desk.doubts.accept()) || typeInHand(),
		split: (row) => typing.split(row),
		merge: (row) => (row.field.selectionStart === 0 && row.field.selectionEnd === 0 && row.place > 0 ? typing.merge(row) : false),
		undo: () => desk.saving.undo(),
		redo: () => desk.saving.redo(),
		save: () => typing.close(),
		find: () => desk.panels.show("find"),
		markIn: (row) => mark("in", row),
		markOut: (row) => mark("out", row),
		frameBack: () => player.byFrames(-1),
		frameOn: () => player.byFrames(1),
		closer: () => waveform.zoom(0.7),
		wider: () => waveform.zoom(1.4),
		leave: (row) => {
			list.leaveText(row);
			desk.say("Out of the text: single keys work, Tab goes on.");
		},
		sheet: () => document.getElementById("sheet").showModal(),
	};
}
