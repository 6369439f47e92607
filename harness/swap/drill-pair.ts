import type { EngineFile, HostJob, SwapDrill } from "../contract/index.ts";
import { EngineSlot } from "../ffi/slot.ts";
import type { SwapClientsShape } from "../ffi/swap-client-layout.ts";
import type { Finding } from "./finding.ts";
import { judgeRetirement } from "./judge-outcome.ts";
import { EnableRefused, type SwapManager } from "./outcome.ts";
import { pairIds } from "./plugin-id.ts";
import { createManager, isDurable, isThreadSafe } from "./setup.ts";

/** The two engines of a drill, registered with a manager and behind a slot of their own. */
export class DrillPair {
	readonly ids: readonly [string, string];
	/** Both are: several callers may be inside at once. */
	readonly threadSafe: boolean;
	readonly slot: EngineSlot;
	readonly manager: SwapManager;

	constructor(
		readonly job: HostJob,
		readonly next: EngineFile,
		drill: Pick<SwapDrill, "manager" | "drainDeadlineMs">,
		readonly report: (finding: Omit<Finding, "attempts">) => void,
	) {
		this.threadSafe = isThreadSafe([job.engine, next]);
		this.slot = EngineSlot.create({ serialize: !this.threadSafe });
		this.manager = createManager(job, drill, this.slot);
		this.ids = pairIds(job.engine.descriptor, next.descriptor);
	}

	/** The job's own engine serves; false when it refused. */
	enableFirst(): boolean {
		const [from, to] = this.ids;
		this.manager.register(this.job.engine, from);
		this.manager.register(this.next, to);
		return this.#enable(from, "at the start");
	}

	/** On a target that other checks used before, the drill's blocks may exist. */
	clear({ firstId, clients, blocksPerClient }: SwapClientsShape): void {
		const lane = this.slot.lane(0);
		for (let block = 0; block < clients * blocksPerClient; block++) lane.delete(firstId + block);
	}

	get serving(): string {
		return this.manager.serving?.id ?? "";
	}

	/** Which one is to come in. */
	get other(): string {
		const [from, to] = this.ids;
		return this.serving === from ? to : from;
	}

	/** What is only in the engine's memory is gone after this; false when there is no use in it. */
	reopen(): boolean {
		const { serving } = this;
		if (serving === "" || !isDurable([this.job.engine, this.next])) return false;
		const retirement = this.manager.disable(serving);
		for (const finding of judgeRetirement(retirement, serving)) this.report(finding);
		return this.#enable(serving, "at the final reopen");
	}

	/** Nobody is inside any more. */
	close(): void {
		if (this.serving !== "") this.manager.disable(this.serving);
		this.slot.destroy();
	}

	/** A probe: why the engine that serves calls itself unhealthy. */
	readonly unhealthy = (): string | undefined => {
		const { serving } = this.manager;
		if (serving === undefined || !serving.engine.has("health")) return undefined;
		const { healthy, reason } = serving.engine.checkHealth();
		return healthy === 1 ? undefined : reason || "no reason given";
	};

	#enable(id: string, when: string): boolean {
		try {
			this.manager.enable(id);
			return true;
		} catch (error) {
			if (!(error instanceof EnableRefused)) throw error;
			this.report({ kind: "swap", message: `${when}: ${error.message}` });
			return false;
		}
	}
}
