import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const source = join(import.meta.dir, "cooperative_ring.c");

/** This fio's rings are Assay's anyway, or can't be made so: its usual row says all. */
export class RingIsUsual extends Error {
	override name = "RingIsUsual";
}

/** Makes a fio set its rings up as nvme-uring does: see cooperative_ring.c. */
export class CooperativeRing {
	readonly #library: string;
	readonly #refused: string;

	/** directory: for the library and what it leaves. */
	constructor(directory: string) {
		this.#library = resolve(directory, "cooperative_ring.so");
		this.#refused = resolve(directory, "refused");
		const flags = ["-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"];
		const made = Bun.spawnSync(["cc", ...flags, "-o", this.#library, source, "-ldl"]);
		if (made.exitCode !== 0) throw new Error(`cc: ${made.stderr.toString().trim()}`);
	}

	get environment(): Readonly<Record<string, string>> {
		return { LD_PRELOAD: this.#library, ASSAY_RING_REFUSED: this.#refused };
	}

	/** After fio's rings were set up. */
	demandUsed(): void {
		if (existsSync(this.#refused)) return;
		throw new RingIsUsual("this fio asks for no ring of another kind, or not by way of libc");
	}
}
