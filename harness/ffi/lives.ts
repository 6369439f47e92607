import type { LifeConfig, LivesOutcome, LivesPlan } from "../contract/index.ts";
import { pointer, Scratch } from "./buffer.ts";
import type { EngineLibrary } from "./library.ts";
import { bindNative } from "./native.ts";

const { assay_lives_run: run } = bindNative({
	assay_lives_run: { args: ["ptr"], returns: "i32" },
});

/** In the order of enum lives_end in harness/native/lives.h. */
const ends = [
	"good",
	"refused",
	"stats",
	"lost",
	"write",
	"read",
	"data",
	"shutdown",
	"accepted",
	"message",
] as const;
const headBytes = 32;
const textBytes = 256;
const outAt = 6 * 8 + 3 * 4;
const laneBytes = 6 * 8 + 6 * 4 + textBytes;

/** Runs both threads to their end. Every engine that they opened is shut down, if it could be. */
export function openFromThreads(library: EngineLibrary, plan: LivesPlan): LivesOutcome[] {
	const struct = new Scratch(headBytes + plan.configs.length * laneBytes);
	const { view } = struct;
	view.setBigUint64(0, BigInt(Math.max(0, Math.floor(plan.untilNs))), true);
	for (const [index, word] of [plan.livesLeast, plan.livesMost, plan.keeps ? 1 : 0].entries()) {
		view.setUint32(8 + 4 * index, word, true);
	}
	const lanes = plan.configs.map((config, index) => {
		return new Lane(struct, headBytes + index * laneBytes, library, config, index);
	});
	const status = run(pointer(struct.address));
	const outcomes = lanes.map((lane) => lane.outcome());
	for (const lane of lanes) lane.free();
	struct.free();
	if (status !== 0) throw new Error("no thread that could open an engine beside this one");
	return outcomes;
}

/** struct assay_life_lane, and the memory that it points to. */
class Lane {
	readonly #badKey: string;
	readonly #texts: readonly Scratch[];
	readonly #blocks: Scratch;
	readonly #table: number;

	constructor(
		private readonly struct: Scratch,
		private readonly at: number,
		private readonly library: EngineLibrary,
		config: LifeConfig,
		index: number,
	) {
		this.#badKey = `key_of_thread_${index + 1}`;
		const good = JSON.stringify(config);
		const bad = JSON.stringify({ ...config, [this.#badKey]: 1 });
		this.#texts = [good, bad, `${this.#badKey}\0`].map(scratchOf);
		this.#blocks = new Scratch(2 * config.block_size);
		this.#table = library.copyTable(0);
		const addresses = [...this.#texts, this.#blocks].map(({ address }) => address);
		const capacityBytes = config.capacity_blocks * config.block_size;
		const { view } = struct;
		for (const [word, value] of [this.#table, ...addresses, capacityBytes].entries()) {
			view.setBigUint64(at + 8 * word, BigInt(value), true);
		}
		const sizes = [this.#texts[0]?.bytes.length, this.#texts[1]?.bytes.length, config.block_size];
		for (const [word, value] of sizes.entries()) {
			view.setUint32(at + 6 * 8 + 4 * word, value ?? 0, true);
		}
	}

	outcome(): LivesOutcome {
		const { view } = this.struct;
		const at = this.at + outAt;
		const end = ends[view.getUint32(at, true)];
		if (end === undefined) throw new Error("lives.c ended with what lives.ts has no word for");
		return {
			end,
			status: view.getInt32(at + 4, true),
			lives: view.getUint32(at + 8, true),
			message: this.struct.zeroEnded(at + 12, at + 12 + textBytes),
			badKey: this.#badKey,
		};
	}

	free(): void {
		for (const scratch of [...this.#texts, this.#blocks]) scratch.free();
		this.library.freeTable(this.#table);
	}
}

function scratchOf(text: string): Scratch {
	const bytes = new TextEncoder().encode(text);
	const scratch = new Scratch(bytes.length, "end");
	scratch.bytes.set(bytes);
	return scratch;
}
