import { type Pointer, ptr } from "bun:ffi";
import { pointer, Scratch } from "./buffer.ts";
import { bindNative } from "./native.ts";

const symbols = bindNative({
	assay_library_open: { args: ["ptr", "u64", "ptr"], returns: "i32" },
	assay_library_load: { args: ["ptr", "ptr"], returns: "i32" },
	assay_library_close: { args: ["ptr"], returns: "i32" },
	assay_library_error: { args: ["ptr", "u32"], returns: "i32" },
	assay_engine_copy: { args: ["ptr", "ptr"], returns: "ptr" },
	assay_engine_free: { args: ["ptr"], returns: "void" },
	assay_engine_functions: { args: ["ptr"], returns: "u32" },
});

/** The functions in the order of the symbol list in harness/native/library.c. */
const functionNames = [
	"initialize",
	"shutdown",
	"write_block",
	"read_block",
	"delete_block",
	"flush",
	"get_stats",
	"last_error",
	"write_batch",
	"read_batch",
	"lease_block",
	"release_block",
	"queue_create",
	"queue_submit",
	"queue_poll",
	"queue_destroy",
	"check_health",
	"collect_metrics",
	"drain_log",
	"set_log_level",
	"get_fallback_engine",
	"quiesce",
	"activate",
] as const;
export type FunctionName = (typeof functionNames)[number];

/** A loaded engine library: a private, sealed copy of the file's bytes. */
export interface EngineLibrary {
	/** A table of its functions, without a handle; freed by `close`. */
	readonly table: number;
	readonly functions: ReadonlySet<FunctionName>;
	/** Another table over the same functions: one for each engine instance. */
	copyTable(handle: number): number;
	freeTable(table: number): void;
	/** dlclose. Engines of it must have been shut down; calls after this are fatal. */
	close(): void;
}

/** The loader refused the file: the engine's fault, found before anything of it was called. */
export class LoadRefused extends Error {
	override name = "LoadRefused";
}

/**
 * Maps a whole ELF image and binds its functions at once (RTLD_NOW). Its constructors run here.
 * Throws LoadRefused with the loader's sentence.
 */
export function openLibrary(image: Uint8Array<ArrayBuffer>): EngineLibrary {
	const out = new BigUint64Array(new ArrayBuffer(8));
	const status = symbols.assay_library_open(ptr(image), image.byteLength, ptr(out));
	return opened(status, out);
}

/** As `openLibrary`, of the copy that harness/ffi/image.ts made and verified. */
export function openImage(image: Pointer): EngineLibrary {
	const out = new BigUint64Array(new ArrayBuffer(8));
	return opened(symbols.assay_library_load(image, ptr(out)), out);
}

function opened(status: number, out: BigUint64Array): EngineLibrary {
	if (status !== 0) throw new LoadRefused(libraryError());
	const table = Number(out[0]);
	const bits = symbols.assay_engine_functions(pointer(table));
	const functions = new Set(functionNames.filter((_, index) => (bits >>> index) & 1));
	let open = true;
	return {
		table,
		functions,
		copyTable(handle) {
			const copy = Number(symbols.assay_engine_copy(pointer(table), handle as never));
			if (copy === 0) throw new Error("out of memory for an engine table");
			return copy;
		},
		freeTable: (address) => symbols.assay_engine_free(pointer(address)),
		close() {
			if (!open) return;
			open = false;
			symbols.assay_library_close(pointer(table));
		},
	};
}

function libraryError(): string {
	const scratch = new Scratch(1024);
	const length = symbols.assay_library_error(pointer(scratch.address), 1024);
	const text = scratch.text(length);
	scratch.free();
	return text;
}
