/**
 * The name of a negative errno, such as EIO of -5. Loaded when there is an error to tell: node:util
 * costs every host process 4 ms of its 50.
 */
export function systemErrorName(status: number): string {
	return process.getBuiltinModule("node:util").getSystemErrorName(status);
}
