import { attachRecorder } from "../ffi/index.ts";
import { EngineSlot } from "../ffi/slot.ts";
import { BlockAccess } from "./block-access.ts";
import { Board, type BoardShape } from "./board.ts";
import { type CrewMessage, type Finding, findingsShown } from "./finding.ts";
import { Reader } from "./reader.ts";
import { Writer } from "./writer.ts";

/** What a thread of the drill is started with. It binds libassay alone, never an engine. */
export interface CrewOrder {
	/** Writers first, from 0. */
	readonly member: number;
	readonly slotAddress: number;
	readonly recorderPath: string;
	readonly shape: BoardShape;
	readonly memory: SharedArrayBuffer;
}

declare const self: Worker;

const tell = (message: CrewMessage) => self.postMessage(message);

self.onmessage = (event: MessageEvent<CrewOrder>) => {
	try {
		work(event.data);
	} catch (error) {
		tell({ kind: "harness-error", message: (error as Error).stack ?? String(error) });
	}
};
tell({ kind: "ready" });

function work(order: CrewOrder): void {
	const { member, shape } = order;
	const board = new Board(shape, order.memory);
	// Lane 0, of the slot and of the flight recorder, is the main thread's.
	attachRecorder(order.recorderPath, member + 1);
	const access = new BlockAccess(EngineSlot.attach(order.slotAddress).lane(member + 1), board);
	const report = (finding: Omit<Finding, "attempts">) => {
		if (Atomics.add(board.findings, member, 1) >= findingsShown) return;
		tell({ kind: "finding", finding: { ...finding, attempts: (board.phase + 1) >> 1 } });
	};
	if (member < shape.writers) new Writer(member, board, access, report).run();
	else new Reader(member, board, access, report).run();
	access.free();
	tell({ kind: "stopped" });
}
