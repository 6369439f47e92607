import { type Check, EngineFailure } from "../../harness/contract/index.ts";
import { keepsData, pass } from "../model/applies.ts";
import { errno, statusName } from "../model/errno.ts";
import { Session } from "../model/session.ts";
import { configAccepts } from "./config-accepts.ts";
import { blockSizes } from "./config-block-sizes.ts";
import { badConfigs, goodMembers, shown } from "./config-values.ts";

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
