/** A source file as the tidy rules see it; all three texts have the same length and lines. */
export interface SourceFile {
	/** Relative to the repository, with forward slashes. */
	readonly path: string;
	readonly text: string;
	/** Comments blanked, strings kept: for imports. */
	readonly uncommented: string;
	/** Comments and the contents of strings blanked: for braces and keywords. */
	readonly bare: string;
}

export interface Problem {
	readonly path: string;
	readonly line: number;
	readonly rule: string;
	readonly message: string;
}

export function sourceFile(path: string, text: string): SourceFile {
	if (!/\.(ts|c|h)$/.test(path)) {
		return { path, text, uncommented: text, bare: text };
	}
	const masker = new Masker(text, path.endsWith(".ts"));
	masker.run();
	return { path, text, uncommented: masker.uncommented(), bare: masker.bare() };
}

export function lineAt(text: string, index: number): number {
	let line = 1;
	for (let at = text.indexOf("\n"); at !== -1 && at < index; at = text.indexOf("\n", at + 1)) {
		line += 1;
	}
	return line;
}

/**
 * Tells comments, strings, templates and regular expressions from code. No parser: whether a slash
 * divides or starts a regular expression is told from what stands before it, which is right for
 * formatted code and may be wrong for `)` followed by a regular expression.
 */
class Masker {
	readonly #text: string;
	readonly #typeScript: boolean;
	readonly #comments: [number, number][] = [];
	readonly #strings: [number, number][] = [];
	#at = 0;

	constructor(text: string, typeScript: boolean) {
		this.#text = text;
		this.#typeScript = typeScript;
	}

	run(): void {
		while (this.#at < this.#text.length) {
			this.#step(() => false);
		}
	}

	uncommented(): string {
		return blank(this.#text, this.#comments);
	}

	bare(): string {
		return blank(this.uncommented(), this.#strings);
	}

	/** One token of code; `ends` may stop before a closing brace of a template's hole. */
	#step(ends: (character: string) => boolean): boolean {
		const text = this.#text;
		const character = text[this.#at] ?? "";
		const two = text.slice(this.#at, this.#at + 2);
		if (ends(character)) {
			return false;
		}
		if (two === "//") {
			this.#comment("\n", 0);
		} else if (two === "/*") {
			this.#comment("*/", 2);
		} else if (character === '"' || character === "'") {
			this.#string(character);
		} else if (character === "`" && this.#typeScript) {
			this.#template();
		} else if (character === "/" && this.#typeScript && this.#startsRegExp()) {
			this.#regExp();
		} else {
			this.#at += 1;
		}
		return true;
	}

	#comment(end: string, taken: number): void {
		const from = this.#at;
		const found = this.#text.indexOf(end, from + 2);
		this.#at = found === -1 ? this.#text.length : found + taken;
		this.#comments.push([from, this.#at]);
	}

	#string(quote: string): void {
		const from = this.#at + 1;
		let at = from;
		while (at < this.#text.length && this.#text[at] !== quote && this.#text[at] !== "\n") {
			at += this.#text[at] === "\\" ? 2 : 1;
		}
		this.#strings.push([from, at]);
		this.#at = at + 1;
	}

	#template(): void {
		let from = this.#at + 1;
		this.#at = from;
		while (this.#at < this.#text.length && this.#text[this.#at] !== "`") {
			if (this.#text[this.#at] === "\\") {
				this.#at += 2;
			} else if (this.#text.startsWith("${", this.#at)) {
				this.#strings.push([from, this.#at]);
				this.#at += 2;
				this.#hole();
				from = this.#at;
			} else {
				this.#at += 1;
			}
		}
		this.#strings.push([from, this.#at]);
		this.#at += 1;
	}

	#hole(): void {
		let depth = 1;
		const ends = (character: string) => {
			depth += character === "{" ? 1 : character === "}" ? -1 : 0;
			return depth === 0;
		};
		while (this.#at < this.#text.length && this.#step(ends)) {}
		this.#at += 1;
	}

	#startsRegExp(): boolean {
		const before = this.#text.slice(Math.max(0, this.#at - 40), this.#at).trimEnd();
		return (
			before === "" ||
			/[(,=:[!&|?{};+\-*%~^<>]$/.test(before) ||
			/\b(return|typeof|case|in|of|do|else|void)$/.test(before)
		);
	}

	#regExp(): void {
		const from = this.#at + 1;
		let inClass = false;
		let at = from;
		for (; at < this.#text.length && this.#text[at] !== "\n"; at++) {
			const character = this.#text[at];
			if (character === "\\") {
				at += 1;
			} else if (character === "[") {
				inClass = true;
			} else if (character === "]") {
				inClass = false;
			} else if (character === "/" && !inClass) {
				break;
			}
		}
		this.#strings.push([from, at]);
		this.#at = at + 1;
	}
}

function blank(text: string, ranges: readonly [number, number][]): string {
	let result = "";
	let last = 0;
	for (const [from, to] of ranges) {
		result += text.slice(last, from) + text.slice(from, to).replace(/[^\n]/g, " ");
		last = to;
	}
	return result + text.slice(last);
}
