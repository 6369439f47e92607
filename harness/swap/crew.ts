import { scriptPath } from "../contract/index.ts";
import type { EngineSlot } from "../ffi/slot.ts";
import type { Board } from "./board.ts";
import type { CrewMessage, Finding } from "./finding.ts";
import type { CrewOrder } from "./worker.ts";

/** Polls between turns of the event loop; false when the deadline passed first. */
export async function until(condition: () => boolean, deadlineMs: number): Promise<boolean> {
	const end = performance.now() + deadlineMs;
	while (!condition()) {
		if (performance.now() > end) return false;
		await Bun.sleep(1);
	}
	return true;
}

/** The drill's writers and readers: a Worker each. */
export class Crew {
	readonly findings: Finding[] = [];
	readonly #workers: Worker[] = [];
	#ready = 0;
	#stopped = 0;
	#broken: string | undefined;

	constructor(
		readonly board: Board,
		readonly slot: EngineSlot,
		readonly recorderPath: string,
	) {}

	/** Starts all threads at once, when each of them has loaded its code. */
	async start(): Promise<void> {
		const { writers, readers } = this.board.shape;
		for (let member = 0; member < writers + readers; member++) this.#workers.push(this.#hire());
		if (!(await until(() => this.#ready === this.#workers.length, 30_000))) {
			throw new Error(`only ${this.#ready} of ${this.#workers.length} Workers started in 30 s`);
		}
		for (const [member, worker] of this.#workers.entries()) {
			const order: CrewOrder = {
				member,
				slotAddress: this.slot.address,
				recorderPath: this.recorderPath,
				shape: this.board.shape,
				memory: this.board.memory,
			};
			worker.postMessage(order);
		}
	}

	/** Threads were started that have not come back. */
	get working(): boolean {
		return this.#stopped < this.#workers.length;
	}

	/** A failure of the harness in one of the threads is a failure of the drill's own. */
	check(): void {
		if (this.#broken !== undefined) throw new Error(`a Worker of the drill: ${this.#broken}`);
	}

	/** Lets all finish their operation; false when one did not come back. */
	async stop(deadlineMs: number): Promise<boolean> {
		this.board.stop();
		const all = () => this.#stopped === this.#workers.length || this.#broken !== undefined;
		const stopped = await until(all, deadlineMs);
		this.check();
		return stopped;
	}

	/** Ends the threads that stopped; one that is stuck in an engine can't be ended. */
	dismiss(): void {
		for (const worker of this.#workers) worker.terminate();
	}

	#hire(): Worker {
		const worker = new Worker(scriptPath("harness/swap/worker.ts"));
		worker.onmessage = (event: MessageEvent<CrewMessage>) => this.#hear(event.data);
		worker.onerror = (event) => {
			this.#broken ??= event.message;
		};
		return worker;
	}

	#hear(message: CrewMessage): void {
		if (message.kind === "ready") this.#ready++;
		else if (message.kind === "stopped") this.#stopped++;
		else if (message.kind === "finding") this.findings.push(message.finding);
		else this.#broken ??= message.message;
	}
}
