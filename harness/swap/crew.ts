import { scriptPath } from "../contract/index.ts";
import type { EngineSlot } from "../ffi/slot.ts";
import type { Board } from "./board.ts";
import { Threads } from "./threads.ts";
import type { CrewOrder } from "./worker.ts";

/** The drill's writers and readers. */
export class Crew extends Threads<CrewOrder> {
	constructor(
		readonly board: Board,
		readonly slot: EngineSlot,
		readonly recorderPath: string,
	) {
		super(scriptPath("harness/swap/worker.ts"));
	}

	async start(): Promise<void> {
		const { recorderPath } = this;
		const { shape, memory } = this.board;
		const slotAddress = this.slot.address;
		const members = Array.from({ length: shape.writers + shape.readers }, (_, member) => member);
		await this.begin(
			members.map((member) => ({ member, slotAddress, recorderPath, shape, memory })),
		);
	}

	/** Lets all finish their operation; false when one did not come back. */
	async stop(deadlineMs: number): Promise<boolean> {
		this.board.stop();
		return await this.end(deadlineMs);
	}
}
