import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../harness/contract/index.ts";
import type { History } from "../../suites/model/history.ts";

/** Go compiles its library once, and fetches the module once. */
const buildMs = 120_000;

/** A peer that was built, or why there is none. */
export type Peer = { ok: true; program: string } | { ok: false; reason: string };

/** Builds ci/porcupine, whose module is pinned by go.sum. Needs Go, and the network once. */
export async function buildPorcupine(): Promise<Peer> {
	const go = Bun.which("go") ?? (existsSync("/usr/local/go/bin/go") ? "/usr/local/go/bin/go" : "");
	if (go === "") return { ok: false, reason: "Go was not found: apt-get install golang-go" };
	const directory = join(root, "build", "porcupine");
	mkdirSync(directory, { recursive: true });
	const program = join(directory, "porcupine");
	const child = Bun.spawn([go, "build", "-mod=readonly", "-o", program, "."], {
		cwd: join(root, "ci", "porcupine"),
		stdin: "ignore",
		stdout: "ignore",
		stderr: "pipe",
		timeout: buildMs,
		killSignal: "SIGKILL",
	});
	const [said, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
	if (code === 0) return { ok: true, program };
	const last = said.trim().split("\n").at(-1) || "it was given up";
	return { ok: false, reason: `go build failed (the module is fetched once): ${last}` };
}

export interface PeerResult {
	readonly result: "Ok" | "Illegal" | "Unknown";
	readonly seconds: readonly number[];
}

/** Judges the history there, on so many processors. `timeoutSeconds` is for each time. */
export async function runPorcupine(
	program: string,
	history: History,
	options: { times: number; timeoutSeconds: number; processors?: number },
): Promise<PeerResult> {
	const directory = mkdtempSync(join(tmpdir(), "assay-porcupine-"));
	try {
		const path = join(directory, "history");
		writeFileSync(path, textOf(history));
		const { times, timeoutSeconds, processors } = options;
		const words = [`-times=${times}`, `-timeout=${timeoutSeconds}s`, path];
		const child = Bun.spawn([program, ...words], {
			stdin: "ignore",
			stdout: "pipe",
			stderr: "inherit",
			env: {
				...process.env,
				...(processors === undefined ? {} : { GOMAXPROCS: String(processors) }),
			},
		});
		const [text, code] = await Promise.all([new Response(child.stdout).text(), child.exited]);
		if (code !== 0) throw new Error(`porcupine ended with ${code}`);
		return JSON.parse(text) as PeerResult;
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}

/** What blocks held before is written first. Unknown outcomes end after everything else. */
function textOf(history: History): string {
	const lines: string[] = [];
	let last = 0;
	for (const end of history.end) if (Number.isFinite(end) && end > last) last = end;
	for (const [block, value] of history.initial.entries()) {
		lines.push(`255 ${block} ${value === 0 ? 2 : 1} ${value} -2 -1`);
	}
	for (let index = 0; index < history.length; index++) {
		const { client, block, kind, value, start, end } = history;
		const until = Math.min(end[index] as number, last + 1);
		lines.push(
			`${client[index]} ${block[index]} ${kind[index]} ${value[index]} ${start[index]} ${until}`,
		);
	}
	return `${lines.join("\n")}\n`;
}
