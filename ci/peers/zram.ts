import { join } from "node:path";

const holder = join(import.meta.dir, "zram-holder.ts");

/** Block devices in compressed memory; `remove` resolves when they are gone. */
export interface ZramDevices {
	readonly paths: readonly string[];
	remove(): Promise<void>;
}

/** Why there are none, as a sentence. */
export class ZramLacking extends Error {
	override name = "ZramLacking";
}

/**
 * They are made and removed by a process of its own (zram-holder.ts), which outlives this one by as
 * long as that takes.
 */
export async function openZram(count: number, sizeBytes: number): Promise<ZramDevices> {
	const child = Bun.spawn([process.execPath, holder, String(count), String(sizeBytes)], {
		stdin: "pipe",
		stdout: "pipe",
		stderr: "pipe",
		// A session of its own: no Ctrl-C of a terminal reaches it.
		detached: true,
	});
	const reader = child.stdout.getReader();
	const { value } = await reader.read();
	const [first = "", ...paths] = new TextDecoder().decode(value).trim().split(" ");
	const remove = async (): Promise<void> => {
		child.stdin.end();
		await child.exited;
		const said = (await new Response(child.stderr).text()).trim();
		if (child.exitCode !== 0) throw new Error(`zram devices were left behind: ${said}`);
	};
	if (first === "ready") return { paths, remove };
	await child.exited;
	throw new ZramLacking((await new Response(child.stderr).text()).trim());
}
