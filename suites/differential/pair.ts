import type { CheckContext, Engine, OpenOutcome } from "../../harness/contract/index.ts";
import { statusName } from "../model/errno.ts";
import {
	type Answer,
	compareChange,
	compareDelete,
	compareNumbers,
	compareRead,
	type Disagreement,
} from "./answers.ts";
import { Side } from "./side.ts";
import type { Item, Step } from "./trace.ts";

/** Where an engine answered otherwise than the reference. */
export interface Difference extends Disagreement {
	/** Of the steps. */
	readonly at: number;
	readonly where: string;
}

/**
 * Makes the steps on the engine under test (and, where a step says so, on its fallback) and on the
 * reference, and compares answer by answer. Both start on devices of zeros. Returns the first
 * difference, and how many steps were made before the time was over.
 */
export function runTrace(
	context: CheckContext,
	openReference: () => OpenOutcome,
	steps: readonly Step[],
	giveUpAtNs: number,
): { difference: Difference | undefined; made: number } {
	context.target.renew();
	const pair = new Pair(
		new Side(context, () => context.mustOpen()),
		new Side(context, demanded(openReference)),
	);
	let made = 0;
	for (const [at, step] of steps.entries()) {
		if (context.nowNs() > giveUpAtNs) break;
		const found = pair.make(step);
		made++;
		if (found === undefined) continue;
		pair.close();
		return { difference: { ...found, at }, made };
	}
	pair.close();
	return { difference: undefined, made };
}

/** The reference is ours: what it refuses is the harness's own failure. */
function demanded(open: () => OpenOutcome): () => Engine {
	return () => {
		const outcome = open();
		if (outcome.ok) return outcome.engine;
		throw new Error(`the reference engine refused to open: ${outcome.status} ${outcome.message}`);
	};
}

class Pair {
	readonly #subject: Side;
	readonly #reference: Side;
	readonly #present = new Set<bigint>();
	readonly #absentReadsZeros: boolean;

	constructor(subject: Side, reference: Side) {
		this.#subject = subject;
		this.#reference = reference;
		const { guarantees } = subject.engine.descriptor;
		this.#absentReadsZeros = guarantees.includes("absent-reads-zeros");
	}

	close(): void {
		this.#subject.close();
		this.#reference.close();
	}

	make(step: Step): Omit<Difference, "at"> | undefined {
		switch (step.kind) {
			case "reopen":
				this.#subject.reopen();
				return undefined;
			case "fallback-read":
			case "fallback-write":
				return this.#throughFallback(step);
			case "write-batch":
			case "read-batch":
				return this.#batch(step);
			default: {
				const [expected] = this.#reference.make(step);
				const [found] = this.#subject.make(step);
				return named(step, this.#compare(step, expected, found));
			}
		}
	}

	#compare(step: Step, expected?: Answer, found?: Answer): Disagreement | undefined {
		if (expected === undefined || found === undefined) throw new Error("a step had no answer");
		switch (step.kind) {
			case "read":
			case "fallback-read":
				return compareRead(expected, found, step.id, this.#absentReadsZeros);
			case "lease": {
				// The header leaves open how an absent block is leased where it reads as zeros.
				const asZeros = this.#absentReadsZeros && found.status === 0;
				return compareRead(expected, found, step.id, asZeros);
			}
			case "delete":
				return compareDelete(expected, found, step.id, this.#present.delete(step.id));
			case "stats":
				return compareNumbers(expected, found);
			case "write":
			case "write-zeros":
			case "fallback-write":
				if (expected.status === 0) this.#present.add(step.id);
				return compareChange(expected, found, step.id);
			default:
				return compareChange(expected, found, "id" in step ? step.id : 0n);
		}
	}

	/** A fallback that refuses to write may; its parent then writes the same. */
	#throughFallback(step: Step): Omit<Difference, "at"> | undefined {
		const fallback = this.#subject.fallback();
		const [expected] = this.#reference.make(step);
		let [found] = this.#subject.make(step, fallback);
		if (step.kind === "fallback-write" && fallback !== undefined && found?.status !== 0) {
			[found] = this.#subject.make(step);
		}
		return named(step, this.#compare(step, expected, found));
	}

	#batch(step: Extract<Step, { items: unknown }>): Omit<Difference, "at"> | undefined {
		const expected = this.#reference.make(step);
		const found = this.#subject.make(step);
		for (const [index, item] of step.items.entries()) {
			const single = singleOf(step.kind, item);
			const disagreement = this.#compare(single, expected[index], found[index]);
			if (disagreement === undefined) continue;
			return { ...disagreement, where: `item ${index} (block ${item.id})` };
		}
		const statuses = found.slice(0, -1).map(({ status }) => status);
		const owed = statuses.find((status) => status !== 0) ?? 0;
		const told = found.at(-1)?.status ?? 0;
		if (told === owed) return undefined;
		const why = owed === 0 ? "since all items are 0" : "as its first bad item";
		return { where: "the call", expected: `${statusName(owed)}, ${why}`, found: statusName(told) };
	}
}

/** The single call that an item stands for. */
function singleOf(kind: "write-batch" | "read-batch", { id, sequence, length }: Item): Step {
	if (kind === "read-batch") {
		return length === undefined ? { kind: "read", id } : { kind: "read-length", id, length };
	}
	return length === undefined
		? { kind: "write", id, sequence }
		: { kind: "write-length", id, length };
}

function named(
	step: Step,
	disagreement: Disagreement | undefined,
): Omit<Difference, "at"> | undefined {
	if (disagreement === undefined) return undefined;
	const through = step.kind.startsWith("fallback") ? " through the fallback engine" : "";
	return { ...disagreement, where: "id" in step ? `block ${step.id}${through}` : "the call" };
}
