/**
 * `zram-holder.ts COUNT BYTES`: makes zram devices, says "ready" and their paths, and removes them
 * when its standard input ends, which it does however the process at the other end ends. Making
 * them here leaves no moment in which a device exists that nobody is going to remove.
 * Not covered: a SIGKILL of this very process.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const control = "/sys/class/zram-control";
/** A device is busy for as long as a killed process's last requests are under way. */
const patienceMs = 30_000;
const [count = 0, bytes = 0] = process.argv.slice(2).map(Number);
const numbers: number[] = [];

function make(): string {
	const number = Number(readFileSync(`${control}/hot_add`, "utf8"));
	numbers.push(number);
	writeFileSync(`/sys/block/zram${number}/disksize`, String(bytes));
	const path = `/dev/zram${number}`;
	if (!existsSync(path)) throw new Error(`the kernel made ${path}, but it is not in /dev`);
	return path;
}

/** Until standard input ends; or why there are no devices. */
async function hold(): Promise<string | undefined> {
	if (!existsSync(control)) {
		return "this kernel has no zram: load it (modprobe zram) and try again";
	}
	if (process.getuid?.() !== 0) return "making a zram device needs root";
	try {
		const paths = Array.from({ length: count }, make);
		process.stdout.write(`ready ${paths.join(" ")}\n`);
	} catch (error) {
		return `no zram device could be made: ${(error as Error).message}`;
	}
	for await (const _ of Bun.stdin.stream()) {
		// Nothing is said: only its end counts.
	}
	return undefined;
}

async function remove(number: number): Promise<void> {
	for (const giveUpAt = performance.now() + patienceMs; ; await Bun.sleep(20)) {
		try {
			writeFileSync(`/sys/block/zram${number}/reset`, "1");
			writeFileSync(`${control}/hot_remove`, String(number));
			return;
		} catch (error) {
			if (performance.now() > giveUpAt) throw error;
		}
	}
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
const reason = await hold();
for (const number of numbers) await remove(number);
if (reason !== undefined) {
	console.error(reason);
	process.exitCode = 1;
}
