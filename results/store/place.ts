import { resolve } from "node:path";
import { StoreError } from "./problem.ts";

/** Where a history is; `shown` never holds a password. */
export type Place =
	| { readonly kind: "sqlite"; readonly path: string; readonly shown: string }
	| { readonly kind: "postgres"; readonly url: string; readonly shown: string };

/** `runs.sqlite`, `sqlite:runs.sqlite`, `sqlite:///var/runs.sqlite`, `postgres://user@host/db`. */
export function placeOf(text: string): Place {
	const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
	switch (scheme) {
		case undefined:
			return fileAt(text, text);
		case "sqlite":
			return fileAt(text.replace(/^sqlite:(?:\/\/)?/i, ""), text);
		case "postgres":
		case "postgresql":
			return { kind: "postgres", url: text, shown: withoutPassword(text) };
		default:
			throw new StoreError(
				"unknown-place",
				`The history ${withoutPassword(text)} is of a kind that Assay can't use; name a file for SQLite, or postgres://user@host/database.`,
			);
	}
}

function fileAt(path: string, given: string): Place {
	if (path === "" || path.endsWith("/") || path === ":memory:") {
		throw new StoreError("unknown-place", `The history ${given} names no file; give it a path.`);
	}
	// Bun.SQL takes what follows for options.
	if (path.includes("?")) {
		throw new StoreError(
			"unknown-place",
			`The history ${given} has a "?" in it; name another file.`,
		);
	}
	return { kind: "sqlite", path: resolve(path), shown: path };
}

/** Also of what is no URL at all: it may still hold the password that somebody mistyped around. */
export function withoutPassword(text: string): string {
	return text
		.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#@]*?):.*@/i, "$1@")
		.replace(/([?&]password=)[^&]*/gi, "$1...");
}
