import { getSystemErrorName } from "node:util";

/** `status -116 (-ESTALE)`. */
export function statusText(status: number): string {
	if (status >= 0) return `status ${status}`;
	try {
		return `status ${status} (-${getSystemErrorName(status)})`;
	} catch {
		return `status ${status}`;
	}
}
