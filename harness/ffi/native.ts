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
	return dlopen(nativeLibraryPath, functions).symbols;
}
