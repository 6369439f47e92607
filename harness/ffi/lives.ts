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
	"batch",
	"metrics",
] as const;
const headBytes = 32;
const textBytes = 256;
const addresses = 7;
const outAt = addresses * 8 + 3 * 4;
const laneBytes = addresses * 8 + 6 * 4 + textBytes;
/** For singles and batches: LIVES_BLOCKS there. */
const blocksHeld = 18;
const metricsKept = 64;
const metricsBytes = 4096;

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
	readonly #metrics = new Scratch(metricsKept * metricsBytes);
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
		this.#blocks = new Scratch(blocksHeld * config.block_size);
		this.#table = library.copyTable(0);
		const given = [...this.#texts, this.#blocks, this.#metrics].map(({ address }) => address);
		const capacityBytes = config.capacity_blocks * config.block_size;
		const { view } = struct;
		for (const [word, value] of [this.#table, ...given, capacityBytes].entries()) {
			view.setBigUint64(at + 8 * word, BigInt(value), true);
		}
		const sizes = [this.#texts[0]?.bytes.length, this.#texts[1]?.bytes.length, config.block_size];
		for (const [word, value] of sizes.entries()) {
			view.setUint32(at + addresses * 8 + 4 * word, value ?? 0, true);
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
			metrics: this.#metricsTexts(),
			badKey: this.#badKey,
		};
	}

	#metricsTexts(): string[] {
		const starts = Array.from({ length: metricsKept }, (_, index) => index * metricsBytes);
		const texts = starts.map((start) => this.#metrics.zeroEnded(start, start + metricsBytes));
		return texts.filter((text) => text !== "");
	}

	free(): void {
		for (const scratch of [...this.#texts, this.#blocks, this.#metrics]) scratch.free();
		this.library.freeTable(this.#table);
	}
}

function scratchOf(text: string): Scratch {
	const bytes = new TextEncoder().encode(text);
	const scratch = new Scratch(bytes.length, "end");
	scratch.bytes.set(bytes);
	return scratch;
}
