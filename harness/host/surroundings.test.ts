import { expect, test } from "bun:test";
import { surroundingsFor } from "./surroundings.ts";

const any = new Uint8Array(Buffer.from("\x7fELF nothing else", "latin1"));
const go = new Uint8Array(Buffer.from("\x7fELF \xff Go buildinf:\x08", "latin1"));

test("signal handlers are judged, but for the ones that Go's runtime installs", () => {
	expect(Object.keys(surroundingsFor(any))).toContain("signals caught");
	const facts = Object.keys(surroundingsFor(go));
	expect(facts).not.toContain("signals caught");
	expect(facts).not.toContain("signals ignored");
	expect(facts).toContain("signals blocked");
	expect(facts).toContain("umask");
});
