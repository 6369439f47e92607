import type { CrewMessage, Finding } from "./finding.ts";

const startMs = 30_000;

/** Polls between turns of the event loop; false when the deadline passed first. */
export async function until(condition: () => boolean, deadlineMs: number): Promise<boolean> {
	const end = performance.now() + deadlineMs;
	while (!condition()) {
		if (performance.now() > end) return false;
		await Bun.sleep(1);
	}
	return true;
}

/** The threads that load a drill's engines: a Worker each. */
export abstract class Threads<Order> {
	/** What they told; clients leave what they find in memory instead. */
	readonly findings: Finding[] = [];
	readonly #workers: Worker[] = [];
	#ready = 0;
	#stopped = 0;
	#broken: string | undefined;

	constructor(readonly script: string) {}

	/** Threads were started that have not come back. */
	get working(): boolean {
		return this.#stopped < this.#workers.length;
	}

	/** A failure of the harness in one of the threads is a failure of the drill's own. */
	check(): void {
		if (this.#broken !== undefined) throw new Error(`a Worker of the drill: ${this.#broken}`);
	}

	/** Ends the threads that stopped; one that is stuck in an engine can't be ended. */
	dismiss(): void {
		for (const worker of this.#workers) worker.terminate();
	}

	/** A thread for each order; all at once, when each of them has loaded its code. */
	protected async begin(orders: readonly Order[]): Promise<void> {
		for (const _ of orders) this.#workers.push(this.#hire());
		if (!(await this.reach(() => this.#ready === orders.length, startMs))) {
			const started = `only ${this.#ready} of ${orders.length} Workers started`;
			throw new Error(`${started} in ${startMs / 1000} s`);
		}
		for (const [index, order] of orders.entries()) this.#workers[index]?.postMessage(order);
	}

	/** All have stopped; false when one did not come back. */
	protected async end(deadlineMs: number): Promise<boolean> {
		return await this.reach(() => !this.working, deadlineMs);
	}

	/** False when the deadline passed first. Nobody waits for a thread that broke. */
	protected async reach(goal: () => boolean, deadlineMs: number): Promise<boolean> {
		const reached = await until(() => goal() || this.#broken !== undefined, deadlineMs);
		this.check();
		return reached;
	}

	#hire(): Worker {
		const worker = new Worker(this.script);
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
