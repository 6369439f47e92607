import type { Check, Engine } from "../../harness/contract/index.ts";
import { pass } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { Session } from "../model/session.ts";

const levels = ["error", "warn", "info", "debug"];
const drainsMax = 10_000;

interface Line {
	readonly level: string;
	readonly message: string;
}

/** Takes all lines out; an engine that logs its own draining never gets to the end. */
function drainAll(session: Session, capacity?: number): Line[] {
	const lines: Line[] = [];
	for (let drains = 0; drains < drainsMax; drains++) {
		const text = session.engine.drainLog(capacity);
		if (typeof text === "number") {
			if (text === -errno.ENOSPC && capacity !== undefined) return lines;
			session.fail(`drain_log returned ${statusName(text)}`, "bytes stored");
		}
		if (text === "") return lines;
		lines.push(...parseLines(session, text));
	}
	return session.fail(`${drainsMax} drains did not empty the log`, "0 when there are no lines");
}

function parseLines(session: Session, text: string): Line[] {
	if (!text.endsWith("\n")) {
		session.fail("drain_log handed out a cut line", "whole lines", text.slice(-200));
	}
	const lines = text.slice(0, -1).split("\n");
	return lines.map((line) => {
		let value: unknown;
		try {
			value = JSON.parse(line);
		} catch {
			session.fail("a log line is not JSON", "one JSON object a line", line.slice(0, 300));
		}
		const { level, message } = (value ?? {}) as Record<string, unknown>;
		if (typeof message !== "string" || typeof level !== "string" || !levels.includes(level)) {
			session.fail("a log line has no level and message", levels.join(", "), line.slice(0, 300));
		}
		return { level, message };
	});
}

/** Work of every kind, refused calls too: whatever an engine could log. */
function work(session: Session, engine: Engine, rounds: number): void {
	for (let round = 0; round < rounds; round++) {
		const id = BigInt(round % 50);
		engine.write(id, session.source);
		engine.read(id, session.sink);
		engine.read(BigInt(session.context.capacityBlocks), session.sink);
		if (round % 10 === 0) engine.delete(id);
		if (round % 50 === 0) engine.flush();
	}
}

export const logDrain: Check = {
	id: "log.drain",
	title: "The log comes out as whole NDJSON lines and ends, also at level debug and when cut small",
	needs: ["logging"],
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { log_level: "debug" } });
		const { engine } = session;
		// Many engines log when they open, and then nothing.
		refusedLineStays(session, 1);
		let count = drainAll(session).length;
		for (let round = 0; round < 20; round++) {
			work(session, engine, 7);
			count += drainAll(session).length;
		}
		session.mustSucceed("set_log_level", engine.setLogLevel(3));
		for (const capacity of [1, 2, 24, 64, 100, 300]) {
			work(session, engine, 5);
			count += drainAll(session, capacity).length;
			refusedLineStays(session, capacity);
		}
		count += drainAll(session).length;
		work(session, engine, 20);
		// Lines left over at the shutdown must not keep it from ending.
		session.close();
		return pass(`${count} log lines were whole and parsed`);
	},
};

const refusals = 300;

/** -ENOSPC hands nothing out: the next line stays the next one, however often it is refused. */
function refusedLineStays(session: Session, capacity: number): void {
	for (let times = 0; times < refusals; times++) {
		const answer = session.engine.drainLog(capacity);
		if (answer === -errno.ENOSPC) continue;
		if (times === 0) return;
		const found = typeof answer === "number" ? statusName(answer) : JSON.stringify(answer);
		session.fail(
			`drain_log refused a line for ${capacity} bytes ${times} times, and then returned ${found}`,
			"-ENOSPC as long as nobody takes the line",
		);
	}
}

/** Nobody drains: the engine must drop lines, not stop. The watchdog ends one that waits. */
export const logFull: Check = {
	id: "log.full",
	title: "An undrained log never stops the engine",
	needs: ["logging"],
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { log_level: "debug" } });
		const start = context.nowNs();
		let rounds = 0;
		while (rounds < 20_000 && (context.nowNs() - start) / 1e6 < context.budgetMs * 0.5) {
			work(session, session.engine, 200);
			rounds += 200;
		}
		const kept = drainAll(session).length;
		session.close();
		return pass(`${rounds * 3} operations at level debug without a drain; ${kept} lines were kept`);
	},
};

export const logLevel: Check = {
	id: "log.level",
	title: "Lines above the chosen level are not logged",
	needs: ["logging"],
	depth: "quick",
	run(context) {
		const session = new Session(context, { config: { log_level: "error" } });
		const mustStayBelow = (level: number, when: string): void => {
			work(session, session.engine, 60);
			for (const line of drainAll(session)) {
				if (levels.indexOf(line.level) <= level) continue;
				session.fail(
					`${when} there is a line of level ${line.level}: ${line.message}`,
					`levels up to ${levels[level]}`,
				);
			}
		};
		mustStayBelow(0, 'with log_level "error" in the configuration');
		for (const level of [3, 0, 2, 1, 0]) {
			session.mustSucceed(`set_log_level ${level}`, session.engine.setLogLevel(level));
			// What is still in the log was written under the old level.
			if (level < 3) drainAll(session);
			mustStayBelow(level, `after set_log_level ${level}`);
		}
		session.reopen({ log_level: undefined });
		mustStayBelow(1, 'without log_level, which means "warn",');
		// The other way round: from a level at which there is something to leave out.
		session.reopen({ log_level: "debug" });
		lower(session, (level, when) => mustStayBelow(level, when));
		session.close();
		return pass("the level in the configuration, its default and 8 changes of it were kept");
	},
};

function lower(session: Session, judge: (level: number, when: string) => void): void {
	work(session, session.engine, 20);
	for (const level of [2, 1, 0]) {
		session.mustSucceed(`set_log_level ${level}`, session.engine.setLogLevel(level));
		drainAll(session);
		judge(level, `after log_level "debug" and set_log_level ${level}`);
	}
}

export const logChecks: readonly Check[] = [logDrain, logFull, logLevel];
