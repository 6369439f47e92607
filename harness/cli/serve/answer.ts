/** Which page a request gets, and which request gets none. */
import { queryCharactersMost } from "../../../results/report/html/history-pages.ts";

/** Makes the page of a path, or undefined where there is none. */
export type Pages = (url: URL) => Promise<string | undefined>;

const headers = {
	"content-type": "text/html; charset=utf-8",
	"content-security-policy":
		"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	"x-content-type-options": "nosniff",
	"referrer-policy": "no-referrer",
	"cross-origin-resource-policy": "same-origin",
	"cache-control": "no-store",
};

/**
 * A page of this machine for who sits at it. A name of another host in `Host` means that some other
 * site had its name resolved to this machine, to read the history through the reader's browser: it
 * gets nothing. Nothing here is a file: a path is one of a few, or it is not there.
 */
export async function answer(request: Request, port: number, pages: Pages): Promise<Response> {
	const host = request.headers.get("host") ?? "";
	if (![`127.0.0.1:${port}`, `localhost:${port}`].includes(host)) {
		return plain(403, "This page is for this machine alone: name it 127.0.0.1 or localhost.");
	}
	if (request.method !== "GET") {
		return plain(405, "There is nothing to change here: GET only.", { allow: "GET" });
	}
	const url = new URL(request.url);
	if (url.search.length > queryCharactersMost) return plain(414, "That question is too long.");
	const page = await pages(url);
	if (page === undefined) return plain(404, "There is no such page; begin at /.");
	return new Response(page, { headers });
}

export function plain(status: number, text: string, more: Record<string, string> = {}): Response {
	return new Response(`${text}\n`, {
		status,
		headers: { ...headers, "content-type": "text/plain; charset=utf-8", ...more },
	});
}
