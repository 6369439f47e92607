/** Progress on stderr: one line that is rewritten on a terminal, plain lines elsewhere. */
import { failingVerdicts, type Verdict } from "../../results/schema/index.ts";
import type { ProgressEvent } from "../contract/index.ts";

/** Where plain lines go, one in so many finished tasks is told even if nothing is wrong with it. */
const plainLines = 10;

export interface ProgressStream {
	readonly isTTY?: boolean;
	readonly columns?: number;
	write(text: string): unknown;
}

export class Progress {
	readonly #stream: ProgressStream;
	#total = 0;
	#finished = 0;
	#failed = 0;
	#current = "";

	constructor(stream: ProgressStream) {
		this.#stream = stream;
	}

	readonly report = (event: ProgressEvent): void => {
		switch (event.kind) {
			case "started":
				this.#total = event.total;
				return;
			case "task":
				this.#current = `${event.engine} ${event.id}`;
				this.#draw();
				return;
			case "note":
				this.#line(event.message);
				return;
			case "finished":
				this.#finish(event);
		}
	};

	/** Takes the bar away, before results or an error are written. */
	end(): void {
		if (this.#stream.isTTY) this.#stream.write("\r\u001b[K");
	}

	#finish(event: ProgressEvent & { kind: "finished" }): void {
		this.#finished++;
		if (isBad(event.verdict)) {
			this.#failed++;
			this.#line(`${event.verdict}: ${event.engine} ${event.id}: ${oneLine(event.message)}`);
		} else if (!this.#stream.isTTY && this.#isMilestone()) {
			this.#line(this.#state());
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
		return `${this.#finished}/${this.#total}${failed} ${this.#current}`;
	}

	#draw(): void {
		if (!this.#stream.isTTY) return;
		const share = this.#total > 0 ? this.#finished / this.#total : 0;
		const bar = "#".repeat(Math.round(share * 20)).padEnd(20, ".");
		const width = Math.max(20, (this.#stream.columns ?? 80) - 1);
		this.#stream.write(`\r\u001b[K${`[${bar}] ${this.#state()}`.slice(0, width)}`);
	}

	#line(text: string): void {
		this.end();
		this.#stream.write(`${text}\n`);
	}
}

function isBad(verdict: string): boolean {
	return verdict === "error" || failingVerdicts.has(verdict as Verdict) || verdict === "failed";
}

function oneLine(text: string): string {
	const flat = text.replace(/[\p{Cc}\s]+/gu, " ").trim();
	return flat.length > 300 ? `${flat.slice(0, 299)}…` : flat;
}
