/** For tests: what readers that are not ours make of our files. */
import { createRequire } from "node:module";
import { SaxesParser } from "saxes";

/** Would a terminal, a browser or a parser do more with it than show it? */
export function hasUnprintable(text: string): boolean {
	return /[\p{Cs}\p{Cc}\u202e\ufffe]/u.test(text.replace(/[\t\r\n]/g, ""));
}

export interface Element {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string>>;
	readonly children: Element[];
	text: string;
}

/** Throws at the first thing that is not well-formed. */
export function readXml(text: string): Element {
	const parser = new SaxesParser();
	const top: Element = { name: "", attributes: {}, children: [], text: "" };
	const open = [top];
	const last = () => open[open.length - 1] ?? top;
	parser.on("error", (error) => {
		throw error;
	});
	parser.on("opentag", ({ name, attributes }) => {
		const element = {
			name,
			attributes: attributes as Record<string, string>,
			children: [],
			text: "",
		};
		last().children.push(element);
		open.push(element);
	});
	parser.on("text", (piece) => {
		last().text += piece;
	});
	parser.on("closetag", () => {
		open.pop();
	});
	parser.write(text).close();
	const [root] = top.children;
	if (root === undefined) throw new Error("no root element");
	return root;
}

export interface MetricFamily {
	readonly name: string;
	readonly metrics: readonly { value: string; labels?: Readonly<Record<string, string>> }[];
}

/** These bring no types, or only files. */
const require = createRequire(import.meta.url);

export function readPrometheus(text: string): MetricFamily[] {
	const module = require("parse-prometheus-text-format");
	return (module.default ?? module)(text);
}

/** OASIS' schema, as a draft that the validator knows: only the name of `id` changed since. */
export function sarifSchema(): object {
	const path = "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";
	const { id, $schema: _, ...schema } = require(path);
	return { ...schema, $id: id };
}
