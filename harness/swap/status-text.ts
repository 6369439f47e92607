import { systemErrorName } from "../contract/index.ts";

/** `status -116 (-ESTALE)`. */
export function statusText(status: number): string {
	if (status >= 0) return `status ${status}`;
	try {
		return `status ${status} (-${systemErrorName(status)})`;
	} catch {
		return `status ${status}`;
	}
}
