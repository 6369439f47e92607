import {
	type ClientOperation,
	type ClientStage,
	clientOperations,
	clientStages,
} from "../ffi/swap-client-layout.ts";

/**
 * Which moments of which operations a swap has met: for each engine that was replaced, each kind
 * of operation at each stage - before, submitted, completed, acknowledged - when the gate closed.
 * Pure bookkeeping.
 *
 * Not covered: places inside the engine. `submitted` is from entering the slot until the engine's
 * answer; where the engine was with it, only the engine knows.
 */
export interface Cell {
	readonly from: string;
	readonly operation: ClientOperation;
	readonly stage: ClientStage;
}

/** As C has it: operation << 8 | stage. */
export function placeOf({ operation, stage }: Pick<Cell, "operation" | "stage">): number {
	return ((clientOperations.indexOf(operation) + 1) << 8) | (clientStages.indexOf(stage) + 1);
}

const heldBit = 0x8000_0000;
export const isHeldAt = (place: number, wanted: number): boolean =>
	place >>> 0 === (wanted | heldBit) >>> 0;

const keyOf = ({ from, operation, stage }: Cell): string => `${from}: ${operation} ${stage}`;

export class Coverage {
	readonly #met = new Map<string, number>();
	readonly #cells: readonly Cell[];

	/** `operations`: what both engines offer, so that a client may be in it at a swap. */
	constructor(
		engines: readonly string[],
		readonly operations: readonly ClientOperation[],
	) {
		this.#cells = [...new Set(engines)].flatMap((from) =>
			operations.flatMap((operation) => clientStages.map((stage) => ({ from, operation, stage }))),
		);
		for (const cell of this.#cells) this.#met.set(keyOf(cell), 0);
	}

	/** The clients' places when the gate closed on that engine. */
	note(from: string, places: Iterable<number>): void {
		for (const place of places) {
			const operation = clientOperations[((place & 0xffff) >>> 8) - 1];
			const stage = clientStages[(place & 0xff) - 1];
			if (operation === undefined || stage === undefined) continue;
			const key = keyOf({ from, operation, stage });
			const count = this.#met.get(key);
			if (count !== undefined) this.#met.set(key, count + 1);
		}
	}

	/** The cells that were met least with this engine: where to hold so many clients next. */
	next(from: string, count: number): Cell[] {
		const own = this.#cells.filter((cell) => cell.from === from);
		const times = (cell: Cell) => this.#met.get(keyOf(cell)) ?? 0;
		return own.sort((a, b) => times(a) - times(b)).slice(0, count);
	}

	get reachable(): number {
		return this.#cells.length;
	}

	get missed(): readonly string[] {
		return this.#cells.map(keyOf).filter((key) => this.#met.get(key) === 0);
	}

	/** How often each was met. */
	get counts(): Record<string, number> {
		return Object.fromEntries(this.#met);
	}
}
