import type {
	CheckContext,
	CutSurvival,
	DeviceRequests,
	Rig,
} from "../../harness/contract/index.ts";

/** What a drill needs of a device to end a process that uses it. */
export type CutRig = Pick<
	Rig,
	"path" | "powerFailed" | "armCut" | "cut" | "restore" | "renew" | "close"
> & {
	/** Absent: nobody counts them. */
	readonly requests?: () => Promise<Pick<DeviceRequests, "writes" | "flushes">>;
	/** What happens to the process, for a sentence. */
	readonly event: "power cut" | "SIGKILL";
	/** `armCut` counts time from now on, not changes: armed when the scene's hand-over began. */
	readonly byTheClock: boolean;
};

export const powerCuts = (rig: Rig): CutRig => ({
	path: rig.path,
	event: "power cut",
	byTheClock: false,
	get powerFailed() {
		return rig.powerFailed;
	},
	requests: () => rig.requests(),
	armCut: (after, covering) => rig.armCut(after, covering),
	cut: () => rig.cut(),
	restore: (survival) => rig.restore(survival),
	renew: () => rig.renew(),
	close: () => rig.close(),
});

/** Milliseconds from one value of `after` to the next. */
const stepMs = 0.05;

/**
 * The check's own target, over which the process is killed and nothing else happens: what it wrote
 * is there, what it held in its own memory is not.
 *
 * Not covered: when it dies is by the clock, so that a seed does not repeat it exactly.
 */
export class KillRig implements CutRig {
	readonly event = "SIGKILL";
	readonly byTheClock = true;
	#failed = Promise.withResolvers<void>();
	/** Goes up with every arming: an older one has no effect any more. */
	#armed = 0;

	constructor(readonly context: CheckContext) {}

	get path(): string {
		return this.context.target.path;
	}

	get powerFailed(): Promise<void> {
		return this.#failed.promise;
	}

	async armCut(after: number): Promise<void> {
		const own = ++this.#armed;
		if (after > 0) void this.#failAt(performance.now() + after * stepMs, own);
	}

	/** A timer's milliseconds are longer than most hand-overs. */
	async #failAt(atMs: number, own: number): Promise<void> {
		while (performance.now() < atMs && own === this.#armed) await Bun.sleep(0);
		if (own === this.#armed) this.#failed.resolve();
	}

	async cut(): Promise<void> {
		this.#armed++;
		this.#failed.resolve();
	}

	/** What a power cut leaves of unflushed writes does not matter: the kernel has them all. */
	async restore(_survival: CutSurvival): Promise<void> {
		this.#failed = Promise.withResolvers<void>();
	}

	async renew(): Promise<void> {
		this.context.target.renew();
	}

	async close(): Promise<void> {
		this.#armed++;
	}
}
