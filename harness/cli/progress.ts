/**
 * Progress on stderr: one line that is rewritten on a terminal, about ten plain lines elsewhere.
 * The cursor is never hidden, so that an end of any kind has nothing to restore but that line.
 */
import { clip, formatDuration, safe } from "../../results/report/index.ts";
import { failingVerdicts, type Verdict } from "../../results/schema/index.ts";
import type { ProgressEvent } from "../contract/index.ts";

/** Where plain lines go, one in so many finished tasks is told even if nothing is wrong with it. */
const plainLines = 10;
/** A guess from less than this would jump about. */
const shareToGuessFrom = 0.03;
const redrawMs = 1000;
const barCells = 20;

export interface ProgressStream {
	readonly isTTY?: boolean;
	readonly columns?: number;
	write(text: string): unknown;
}

export interface ProgressOptions {
	/** May the line be rewritten and coloured? Only ever on a terminal. */
	readonly live: boolean;
	readonly nowMs?: () => number;
}

type Task = ProgressEvent & { kind: "task" };

export class Progress {
	readonly #stream: ProgressStream;
	readonly #live: boolean;
	readonly #nowMs: () => number;
	#startMs: number;
	readonly #running: Task[] = [];
	#timer: ReturnType<typeof setInterval> | undefined;
	#total = 0;
	#expectedMs = 0;
	#finished = 0;
	#finishedMs = 0;
	#failed = 0;
	#last = "";
	#isDrawn = false;

	constructor(stream: ProgressStream, { live, nowMs = () => performance.now() }: ProgressOptions) {
		this.#stream = stream;
		this.#live = live && stream.isTTY === true;
		this.#nowMs = nowMs;
		this.#startMs = nowMs();
	}

	readonly report = (event: ProgressEvent): void => {
		switch (event.kind) {
			case "started":
				this.#total = event.total;
				this.#expectedMs = event.expectedMs ?? event.total;
				this.#finished = 0;
				this.#finishedMs = 0;
				this.#startMs = this.#nowMs();
				if (this.#live) this.#timer ??= setInterval(() => this.#draw(), redrawMs);
				return;
			case "task":
				this.#running.push(event);
				this.#draw();
				return;
			case "note":
				this.say(safe(event.message));
				return;
			case "finished":
				this.#finish(event);
		}
	};

	/** A line of its own; the bar is drawn anew below it with the next event. */
	readonly say = (text: string): void => {
		this.#erase();
		this.#stream.write(`${text}\n`);
	};

	/** Takes the bar away for good, before results or an error are written. */
	end(): void {
		clearInterval(this.#timer);
		this.#timer = undefined;
		this.#erase();
	}

	#erase(): void {
		if (this.#isDrawn) this.#stream.write("\r\u001b[K");
		this.#isDrawn = false;
	}

	#finish(event: ProgressEvent & { kind: "finished" }): void {
		const name = nameOf(event);
		const at = this.#running.findIndex((task) => nameOf(task) === name);
		const [task] = at === -1 ? [] : this.#running.splice(at, 1);
		this.#finished++;
		this.#finishedMs += task?.expectedMs ?? 1;
		this.#last = name;
		if (isBad(event.verdict)) {
			this.#failed++;
			const verdict = this.#live ? `\u001b[31m${event.verdict}\u001b[0m` : event.verdict;
			this.say(`${verdict}: ${name}: ${safe(event.message.replace(/\s+/g, " ").trim(), 300)}`);
		} else if (!this.#live && this.#isMilestone()) {
			this.say(this.#state());
		}
		this.#draw();
	}

	/** True whenever another tenth is reached. */
	#isMilestone(): boolean {
		const tenth = (count: number) => Math.floor((count * plainLines) / Math.max(1, this.#total));
		return tenth(this.#finished) > tenth(this.#finished - 1);
	}

	#state(): string {
		const failed = this.#failed > 0 ? `, ${this.#failed} failed` : "";
		const newest = this.#running.at(-1);
		const round = newest?.round === undefined ? "" : `, ${newest.round}`;
		const others = this.#running.length > 1 ? ` +${this.#running.length - 1}` : "";
		const now = newest === undefined ? this.#last : `${nameOf(newest)}${others}`;
		return `${this.#finished}/${this.#total}${failed}${this.#timeLeft()}${round}: ${now}`;
	}

	/** As long as what was expected, stretched by how this machine has kept to it so far. */
	#timeLeft(): string {
		const share = this.#finishedMs / Math.max(1, this.#expectedMs);
		if (share < shareToGuessFrom || this.#finished >= this.#total) return "";
		const leftMs = (this.#nowMs() - this.#startMs) * (1 / Math.min(1, share) - 1);
		return `, about ${formatDuration(leftMs)} left`;
	}

	#draw(): void {
		if (!this.#live || this.#timer === undefined) return;
		const share = Math.min(1, this.#finishedMs / Math.max(1, this.#expectedMs));
		const bar = "#".repeat(Math.floor(share * barCells)).padEnd(barCells, ".");
		const columns = Math.max(20, (this.#stream.columns ?? 80) - 1);
		this.#isDrawn = true;
		this.#stream.write(`\r\u001b[K${clip(`[${bar}] ${this.#state()}`, columns)}`);
	}
}

function nameOf({ engine, id }: { engine: string; id: string }): string {
	return `${safe(engine, 60)} ${safe(id, 80)}`;
}

function isBad(verdict: string): boolean {
	return verdict === "error" || failingVerdicts.has(verdict as Verdict) || verdict === "failed";
}
