import { dlopen, type FFIFunction } from "bun:ffi";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../contract/scripts.ts";

export const nativeLibraryPath = join(root, "build", "native", "libassay.so");

/**
 * Binds functions of libassay. Each room binds what it needs, once, at module level, and keeps the
 * functions in constants: a lookup through the object costs three times the call.
 */
export function bindNative<Functions extends Record<string, FFIFunction>>(functions: Functions) {
	if (!existsSync(nativeLibraryPath)) {
		throw new Error(`${nativeLibraryPath} is missing: build it with \`npm run build\``);
	}
	try {
		return dlopen(nativeLibraryPath, functions).symbols;
	} catch (error) {
		// It is older than the sources: somebody took new ones and built nothing.
		const said = error instanceof Error ? error.message : String(error);
		throw new Error(`${nativeLibraryPath}: ${said}: build it again with \`npm run build\``);
	}
}
