/** The engine's storage in this check: a fresh, zeroed one for each check. */
export interface Target {
	readonly path: string;
	readonly sizeBytes: number;
	/** No block past the page cache is smaller: `context.descriptor` promises no such blocks. */
	readonly sectorBytes: number;
	/** Block devices keep their size: what a check of another size looks for can't happen there. */
	readonly resizable: boolean;
	/** Zeroes it: the next initialize formats. Engines on it must be shut down. */
	renew(): void;
	/** Cuts it (a fault) or grows it. */
	truncate(sizeBytes: number): void;
	/** Bytes as the device has them; fewer beyond its end. */
	read(offset: number, length: number): Uint8Array;
	/** Something that no engine wrote. Engines on it must be shut down. */
	write(offset: number, bytes: Uint8Array): void;
	/** A second, independent target of the same size. */
	another(): Target;
	/**
	 * One in memory, where thousands of syncs cost nothing, though no engine has to open it.
	 * Undefined: this host has none.
	 */
	inMemory(sizeBytes: number): Target | undefined;
}
