import {
	type Check,
	type CheckContext,
	type Engine,
	EngineFailure,
} from "../../harness/contract/index.ts";
import { keepsData, pass } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { Session } from "../model/session.ts";
import { blockSizes } from "./config-block-sizes.ts";
import { badConfigs, goodForms } from "./config-values.ts";

function goodMembers(context: CheckContext): Record<string, string> {
	return {
		device: JSON.stringify(context.target.path),
		block_size: String(context.blockBytes),
		capacity_blocks: String(context.capacityBlocks),
	};
}

function shown(text: string): string {
	return text.length > 160
		? `${text.slice(0, 40)} ... ${text.slice(-100)} (${text.length} bytes)`
		: JSON.stringify(text);
}

/** Not covered: keys given twice, which JSON leaves open; numbers like 4.096e3. */
export const configRejects: Check = {
	id: "config.rejects",
	title: "A configuration that is unknown, mistyped, out of range or no JSON object is -EINVAL",
	needs: [],
	depth: "quick",
	run(context) {
		const list = badConfigs(goodMembers(context));
		for (const { text, key } of list) {
			const outcome = context.openText(text);
			if (outcome.ok) {
				outcome.engine.shutdown();
				throw new EngineFailure(`initialize accepted the configuration ${shown(text)}`, {
					expected: "-EINVAL",
					found: "0",
				});
			}
			if (outcome.outTouched === true) {
				throw new EngineFailure(
					`initialize refused the configuration ${shown(text)} and changed *out`,
					{ expected: "on failure *out is untouched", found: "another value" },
				);
			}
			if (outcome.status !== -errno.EINVAL && !mayBeElse(key, outcome.status)) {
				const status = statusName(outcome.status);
				throw new EngineFailure(`the configuration ${shown(text)} gave ${status}`, {
					expected: "-EINVAL",
					found: status,
				});
			}
			if (key !== undefined && !outcome.message.includes(key)) {
				throw new EngineFailure(
					`the configuration ${shown(text)} was refused without naming the key`,
					{ expected: `a sentence with ${key}`, found: outcome.message },
				);
			}
		}
		context.mustOpen().shutdown();
		return pass(`${list.length} bad configurations were refused, their keys named`);
	},
};

/** More blocks than the device has room for may be -ENOSPC. */
function mayBeElse(key: string | undefined, status: number): boolean {
	return key === "capacity_blocks" && status === -errno.ENOSPC;
}

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
			...["error", "warn", "info", "debug"].map((level) => ({ log_level: JSON.stringify(level) })),
		];
		const texts = [
			...goodForms(base),
			...more.flatMap((keys) => goodForms({ ...base, ...keys })[0] ?? []),
			...[300, 1000].map((bytes) => JSON.stringify(withLongPath(context, bytes))),
		];
		for (const text of texts) {
			const outcome = context.openText(text);
			if (!outcome.ok) {
				throw new EngineFailure(
					`initialize refused the configuration ${shown(text)} with ${statusName(outcome.status)}: ${outcome.message}`,
				);
			}
			mustGrant(context, text, outcome.engine);
			outcome.engine.shutdown();
		}
		return pass(`${texts.length} good configurations were accepted and granted`);
	},
};

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

export const configDevice: Check = {
	id: "config.device",
	title: "A device that does not exist or is no device is refused, and nothing is left behind",
	needs: [],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const { path } = context.target;
		const bad = ["", "/", `${path}-that-does-not-exist`, `${path}/below-a-file`, "/dev/null"];
		bad.push(`${path}${"x".repeat(5000)}`);
		const descriptors = context.process.descriptors().length;
		for (const device of bad) {
			const outcome = context.open({ device });
			if (!outcome.ok) continue;
			outcome.engine.shutdown();
			throw new EngineFailure(`initialize accepted the device ${shown(device)}`);
		}
		const left = context.process.descriptors().length - descriptors;
		if (left > 2)
			throw new EngineFailure(`${bad.length} refused devices left ${left} descriptors open`);
		context.mustOpen().shutdown();
		return pass(`${bad.length} impossible devices were refused`);
	},
};

/** The geometry is the target's: another one would read every block at a wrong place. */
export const configGeometry: Check = {
	id: "config.geometry",
	title: "A written target opens only with its own block size and no larger capacity",
	needs: [],
	appliesTo: keepsData,
	depth: "quick",
	run(context) {
		const session = new Session(context);
		for (let id = 0n; id < 20n; id++) session.write(id);
		session.shutdown();
		const { blockBytesMin, blockBytesMax } = context.descriptor;
		const others = [context.blockBytes * 2, context.blockBytes / 2].filter(
			(bytes) => bytes >= blockBytesMin && bytes <= blockBytesMax,
		);
		const configs = [
			...others.map((bytes) => ({ block_size: bytes, capacity_blocks: 16 })),
			{ capacity_blocks: context.capacityBlocks * 2 },
			{ capacity_blocks: 2 ** 53 - 1 },
		];
		for (const config of configs) {
			const outcome = context.open(config);
			if (outcome.ok) {
				outcome.engine.shutdown();
				session.fail(
					`a target of ${context.capacityBlocks} blocks of ${context.blockBytes} bytes opened with ${JSON.stringify(config)}`,
					"-EINVAL",
				);
			}
		}
		session.open();
		session.verify(undefined, "after wrong geometries were refused");
		session.close();
		return pass(`${configs.length} wrong geometries were refused, the blocks stayed`);
	},
};

export const configChecks: readonly Check[] = [
	configRejects,
	configAccepts,
	configDevice,
	configGeometry,
	blockSizes,
];
