/**
 * A terminal's text as SVG: the colours that our report uses (bold, dim, red, green, yellow) on a
 * dark ground, every line stretched to its columns, so that the lines of tables meet in any font.
 */
const cell = { width: 7.8, height: 17 };
const margin = 16;

const colors: Readonly<Record<string, string>> = {
	"31": "#ff7b72",
	"32": "#7ee787",
	"33": "#e3b341",
};

interface Piece {
	readonly text: string;
	readonly style: string;
}

export function ansiToSvg(text: string, title: string): string {
	const lines = text.trimEnd().split(/\r?\n/);
	const columns = Math.max(...lines.map((line) => Bun.stringWidth(line)));
	const width = Math.ceil(columns * cell.width + 2 * margin);
	const height = Math.ceil(lines.length * cell.height + 2 * margin);
	const drawn = lines.flatMap((line, index) => {
		const y = margin + (index + 0.75) * cell.height;
		let column = 0;
		return piecesOf(line).flatMap(({ text: own, style }) => {
			const from = column;
			column += Bun.stringWidth(own);
			return own.trim() === "" ? [] : [drawPiece(own, style, from, y)];
		});
	});
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
		`<title>${escaped(title)}</title>`,
		`<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
		'<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" fill="#e6edf3">',
		...drawn,
		"</g></svg>",
		"",
	].join("\n");
}

function drawPiece(text: string, style: string, column: number, y: number): string {
	const skipped = text.length - text.trimStart().length;
	const shown = text.trim();
	const x = round(margin + (column + skipped) * cell.width);
	const length = round(Bun.stringWidth(shown) * cell.width);
	const place = `x="${x}" y="${round(y)}" textLength="${length}" lengthAdjust="spacingAndGlyphs"`;
	return `<text ${place} xml:space="preserve"${style}>${escaped(shown)}</text>`;
}

/** Throws at an escape sequence that is no colour: it would do something else to a terminal. */
function piecesOf(line: string): Piece[] {
	const [first = "", ...rest] = line.split("\u001b[");
	let codes: string[] = [];
	const pieces = [{ text: first, style: "" }];
	for (const part of rest) {
		const end = part.indexOf("m");
		const code = part.slice(0, end);
		if (end === -1 || !(code in colors || ["0", "1", "2"].includes(code))) {
			throw new Error(`the escape sequence ${JSON.stringify(part.slice(0, 8))} has no picture`);
		}
		codes = code === "0" ? [] : [...codes, code];
		pieces.push({ text: part.slice(end + 1), style: styleOf(codes) });
	}
	return pieces;
}

function styleOf(codes: readonly string[]): string {
	const color = codes.map((code) => colors[code]).find((each) => each !== undefined);
	return [
		color === undefined ? "" : ` fill="${color}"`,
		codes.includes("1") ? ' font-weight="bold"' : "",
		codes.includes("2") ? ' opacity="0.65"' : "",
	].join("");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function escaped(text: string): string {
	return text.replace(/[&<>]/g, (character) => entities[character] ?? "");
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}
