import { formatSeconds } from "../format.ts";
import { named, type Outcome } from "../pipelines/report-case.ts";
import { safe } from "../text.ts";
import { document, type Link } from "./document.ts";
import { type Cell, htmlTable, markup } from "./markup.ts";

/** What the pages need of a run in a history. */
export interface HistoryRun {
	readonly runId: string;
	readonly command: string;
	/** Milliseconds since 1970. */
	readonly startedAt: number;
	readonly endedAt: number;
	readonly complete: boolean;
	readonly profile: string;
	readonly verdict: string;
	readonly hostname: string;
	readonly shard?: string;
	readonly engines: readonly { readonly name: string; readonly version: string }[];
}

export const historyLinks: readonly Link[] = [
	["/", "runs"],
	["/engines", "engines"],
	["/trends", "trends"],
];

export function historyPage(title: string, body: readonly string[]): string {
	return document(title, historyLinks, [markup`<h1>${title}</h1>`, "<main>", ...body, "</main>"]);
}

/** UTC, to the minute: a history is of many hosts. A record comes from anywhere, its time too. */
export function shownTime(at: number): string {
	const time = new Date(at);
	return Number.isNaN(time.getTime()) ? "-" : time.toISOString().slice(0, 16).replace("T", " ");
}

/** Of a page's address; a longer question is no longer one that a server has to read. */
export const queryCharactersMost = 8000;

/** Without a link where the name is so long that it would be cut, and lead elsewhere. */
export function pageLink(text: string, path: string, asked: Record<string, string>): Cell {
	// Not encodeURIComponent, which throws for half a character.
	const query = `?${new URLSearchParams(asked)}`;
	return query.length > queryCharactersMost ? { text } : { text, to: `${path}${query}` };
}

export function runLink(runId: string): Cell {
	return { text: runId.slice(0, 12), to: `/runs/${runId}` };
}

function outcomeOf({ verdict, complete }: HistoryRun): Outcome {
	if (verdict === "pass" && complete) return "passed";
	return verdict === "fail" || verdict === "broken" ? "failed" : "errored";
}

/** The newest first; `more`: there are others that are not shown. */
export function runsPage(runs: readonly HistoryRun[], place: string, more: boolean): string {
	const rows = runs.map((run) => [
		runLink(run.runId),
		{ text: shownTime(run.startedAt) },
		{ text: run.complete ? run.verdict : `${run.verdict} (interrupted)`, kind: outcomeOf(run) },
		{ text: named(run.shard === undefined ? run.command : `${run.command} ${run.shard}`) },
		{
			text: run.engines
				.map(({ name, version }) => `${named(name)} ${safe(version, 60)}`)
				.join(", "),
		},
		...[{ text: named(run.profile) }, { text: named(run.hostname) }],
		{ text: tookOf(run), kind: "n" },
	]);
	const heads = ["run", "began (UTC)", "verdict", "command", "engines", "profile", "host", "took"];
	return historyPage("Runs", [
		markup`<p>History ${safe(place)}</p>`,
		rows.length === 0 ? "<p>No run is in it.</p>" : htmlTable("the newest first", heads, rows),
		more
			? markup`<p>The newest ${runs.length}; older ones by their engine, or with assay history.</p>`
			: "",
	]);
}

function tookOf({ startedAt, endedAt }: HistoryRun): string {
	const took = endedAt - startedAt;
	return Number.isFinite(took) && took >= 0 ? formatSeconds(took) : "-";
}

/** Each engine of these runs with its newest version and verdict. */
export function enginesPage(runs: readonly HistoryRun[]): string {
	const all = runs.flatMap((run) => run.engines.map((engine) => ({ run, engine })));
	const rows = [...Map.groupBy(all, ({ engine }) => engine.name)]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, own]) => {
			const [newest] = own;
			const versions = new Set(own.map(({ engine }) => engine.version));
			return [
				...[pageLink(named(name), "/", { engine: name }), { text: String(own.length), kind: "n" }],
				{ text: safe(newest?.engine.version ?? "", 100) },
				{ text: String(versions.size), kind: "n" },
				...(newest === undefined
					? []
					: [
							{ text: newest.run.verdict, kind: outcomeOf(newest.run) },
							{ text: shownTime(newest.run.startedAt) },
						]),
				pageLink("trends", "/trends", { engine: name }),
			];
		});
	const heads = ["engine", "runs", "newest", "versions", "last verdict", "began (UTC)", ""];
	return historyPage("Engines", [
		rows.length === 0 ? "<p>No engine is in it.</p>" : htmlTable("engines", heads, rows),
	]);
}
