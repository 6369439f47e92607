/**
 * One writer at a time in a directory, without a lock that outlives its holder: everybody who wants
 * to write puts a file there that names its process, then looks whether another one that is alive
 * did so, too. Two that come at once both see each other and both give up; never do both go on.
 *
 * A process is named by number and start time, so that a number used again is not taken for it. Not
 * covered: writers on different hosts or in different PID namespaces over one directory.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PluginRefused } from "./refusal.ts";

/** Runs `act` as the only writer, or refuses. */
export function asOnlyWriter<Result>(directory: string, act: () => Result): Result {
	mkdirSync(directory, { recursive: true });
	const own = `${process.pid}.${startTime(process.pid)}.${randomBytes(4).toString("hex")}`;
	writeFileSync(join(directory, own), "");
	try {
		for (const name of readdirSync(directory)) {
			if (name === own) continue;
			const [pid = 0, started = 0] = name.split(".").map(Number);
			if (startTime(pid) === started) {
				const message = `process ${pid} is changing the catalogue above ${directory}: try again`;
				throw new PluginRefused("busy", message);
			}
			rmSync(join(directory, name), { force: true });
		}
		return act();
	} finally {
		rmSync(join(directory, own), { force: true });
	}
}

/** In clock ticks since boot; -1: there is no such process. */
function startTime(pid: number): number {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
		// The command in parentheses may hold spaces and parentheses itself.
		const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		return Number(fields[19]);
	} catch {
		return -1;
	}
}
