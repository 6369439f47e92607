/**
 * Text from an engine is data, not layout: names, messages and log lines come from a library that
 * may be broken or hostile. All of a record goes through `safe` before it reaches a terminal.
 */

/**
 * C0 and C1 controls, DEL, separators, bidirectional overrides, invisible characters, lone
 * surrogates, and noncharacters, two of which XML has no way to write.
 */
const unsafe = new RegExp(
	[
		"[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}",
		"\\u061c\\u115f\\u1160\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f",
		"\\ufdd0-\\ufdef\\ufeff\\ufff9-\\ufffb\\ufffe\\uffff\\u{e0000}-\\u{e007f}]",
	].join(""),
	"gu",
);

/** Printable on one line: what isn't is shown as an escape, and a flood is cut, saying how much. */
export function safe(text: string, most = 600): string {
	const cut = text.length > most ? text.slice(0, most) : text;
	const printable = cut.replace(unsafe, escaped);
	return text.length > most ? `${printable}... (${text.length - most} more)` : printable;
}

function escaped(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	if (character === "\n" || character === "\t" || character === "\r") {
		return { "\n": "\\n", "\t": "\\t", "\r": "\\r" }[character];
	}
	if (code <= 0xff) {
		return `\\x${code.toString(16).padStart(2, "0")}`;
	}
	return `\\u{${code.toString(16)}}`;
}

export function width(text: string): number {
	return Bun.stringWidth(text);
}

/** At most so many columns, marked where it was cut. */
export function clip(text: string, columns: number): string {
	if (width(text) <= columns) {
		return text;
	}
	let kept = "";
	for (const { segment } of new Intl.Segmenter().segment(text)) {
		if (width(kept + segment) > columns - 1) {
			break;
		}
		kept += segment;
	}
	return `${kept}…`;
}

/** Lines of at most `columns`, broken at spaces, and inside a word only when it must be. */
export function wrap(text: string, columns: number, indent = ""): string[] {
	const room = Math.max(8, columns - indent.length);
	const lines: string[] = [];
	let line = "";
	for (const word of text.split(" ").flatMap((long) => pieces(long, room))) {
		const joined = line === "" ? word : `${line} ${word}`;
		if (width(joined) <= room) {
			line = joined;
		} else {
			lines.push(indent + line);
			line = word;
		}
	}
	return [...lines, indent + line];
}

function pieces(word: string, room: number): string[] {
	if (width(word) <= room) {
		return [word];
	}
	const parts: string[] = [];
	let part = "";
	for (const { segment } of new Intl.Segmenter().segment(word)) {
		if (part !== "" && width(part + segment) > room) {
			parts.push(part);
			part = "";
		}
		part += segment;
	}
	return [...parts, part];
}

/**
 * A command to copy: broken between words with a backslash, so that the shell reads it as one. A
 * word that is longer than a line stays whole; cut in two it would be another command.
 */
export function wrapCommand(command: string, columns: number, indent = "  "): string[] {
	const words = command.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'])+/g) ?? [command];
	const lines: string[] = [];
	let line = "";
	for (const word of words) {
		const joined = line === "" ? word : `${line} ${word}`;
		if (line !== "" && width(indent) + width(joined) + 2 > columns) {
			lines.push(`${indent}${line} \\`);
			line = `  ${word}`;
		} else {
			line = joined;
		}
	}
	return [...lines, indent + line];
}

/** The blocks that fit, in their order; as the last one, a sentence about those that do not. */
export function withinBytes(
	blocks: readonly string[],
	bytesMost: number,
	tell = (sentence: string): string => sentence,
): string[] {
	let bytes = 0;
	for (const [index, block] of blocks.entries()) {
		// 2: what separates blocks.
		bytes += Buffer.byteLength(block) + 2;
		if (bytes <= bytesMost) continue;
		const rest = blocks.length - index;
		const sentence = `${rest} further parts are in the record: too long for here.`;
		return [...blocks.slice(0, index), tell(sentence)];
	}
	return [...blocks];
}
