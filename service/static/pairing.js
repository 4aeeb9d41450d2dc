// Which recording belongs to which text, of files that were chosen or dropped together: by their names without endings.

const stem = (name) => name.replace(/\.[A-Za-z0-9]{1,8}$/, "").normalize("NFC").toLowerCase();
const loose = (name) => stem(name).replace(/[\s._-]+(transcript|transkript|text|script|captions?|subtitles?|audio|video)$/, "");

/** Parts files into recordings and texts. `suffixes` are those of texts, with their dots. */
export function sorted(files, suffixes) {
  const isText = (file) =>
    suffixes.some((suffix) => file.name.toLowerCase().endsWith(suffix)) || file.type.startsWith("text/");
  return { recordings: files.filter((file) => !isText(file)), texts: files.filter(isText) };
}

/**
 * Pairs of {recording, text}, in the order of the recordings' names; `text` is undefined where there is none.
 * `left` are texts without a recording. One recording and one text belong together whatever they are called.
 */
export function paired(recordings, texts) {
  if (recordings.length === 1 && texts.length === 1) return { pairs: [{ recording: recordings[0], text: texts[0] }], left: [] };
  const left = new Set(texts);
  const take = (key, recording) => {
    const found = [...left].filter((text) => key(text.name) === key(recording.name));
    if (found.length !== 1) return undefined; // two texts of one name: nobody can tell which
    left.delete(found[0]);
    return found[0];
  };
  const pairs = [...recordings]
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
    .map((recording) => ({ recording, text: take(stem, recording) }));
  for (const pair of pairs) pair.text ??= take(loose, pair.recording);
  return { pairs, left: [...left] };
}
