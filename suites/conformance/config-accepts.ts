import {
	type Check,
	type CheckContext,
	type Engine,
	EngineFailure,
	type OpenOutcome,
} from "../../harness/contract/index.ts";
import { pass } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { goodForms, goodMembers, shown } from "./config-values.ts";

export const configAccepts: Check = {
	id: "config.accepts",
	title: "A good configuration opens, however JSON lets it be written, with every documented key",
	needs: [],
	depth: "quick",
	run(context) {
		const base = goodMembers(context);
		const more: Record<string, string>[] = [
			{ queue_depth: "1", pool_buffers: "1" },
			{ queue_depth: "256", pool_buffers: "256", standby: "false" },
			{ queue_depth: "4096" },
			...["error", "warn", "info", "debug"].map((level) => ({ log_level: JSON.stringify(level) })),
		];
		const texts = [
			...goodForms(base),
			...more.flatMap((keys) => goodForms({ ...base, ...keys })[0] ?? []),
			...[300, 1000].map((bytes) => JSON.stringify(withLongPath(context, bytes))),
		];
		for (const text of texts) {
			const outcome = context.openText(text);
			if (!outcome.ok) throw refusal(text, outcome);
			mustGrant(context, text, outcome.engine);
			outcome.engine.shutdown();
		}
		const most = mustTakeLargestPool(context, base);
		return pass(`${texts.length} good configurations were accepted and granted${most}`);
	},
};

/**
 * Of the smallest blocks, or it would be memory for gigabytes; an engine that takes it when it is
 * opened may find too little.
 */
function mustTakeLargestPool(context: CheckContext, base: Record<string, string>): string {
	const block_size = String(context.descriptor.blockBytesMin);
	context.target.renew();
	const text = goodForms({ ...base, block_size, pool_buffers: "65536" })[0] ?? "";
	const outcome = context.openText(text);
	if (outcome.ok) {
		outcome.engine.shutdown();
		return ", also the largest pool";
	}
	if (outcome.status === -errno.ENOMEM) return "; for the largest pool it found no memory";
	throw refusal(text, outcome);
}

function refusal(text: string, { status, message }: Extract<OpenOutcome, { ok: false }>) {
	return new EngineFailure(
		`initialize refused the configuration ${shown(text)} with ${statusName(status)}: ${message}`,
	);
}

/** The same file by a path that no array of 256 bytes holds. */
function withLongPath(context: CheckContext, bytes: number) {
	const { path } = context.target;
	const device = path.replace("/", `/${"./".repeat(Math.ceil((bytes - path.length) / 2))}`);
	return { device, block_size: context.blockBytes, capacity_blocks: context.capacityBlocks };
}

/** Each initialize has its own depth, whatever the device was formatted with. */
function mustGrant(context: CheckContext, text: string, engine: Engine): void {
	const { queue_depth } = JSON.parse(text) as { queue_depth?: number };
	if (queue_depth === undefined || !context.descriptor.capabilities.includes("queue")) return;
	const queue = engine.createQueue(queue_depth);
	if (typeof queue === "number") {
		throw new EngineFailure(
			`with the configuration ${shown(text)} a queue as deep gave ${statusName(queue)}`,
			{ expected: "a queue", found: statusName(queue) },
		);
	}
	queue.destroy();
}
