import { expect, test } from "bun:test";
import type { SwapOutcome } from "./outcome.ts";
import { SwapQueue } from "./swap-queue.ts";

/** Tells the order of swaps; each may ask for more while it is under way. */
function recorded(during: (to: string) => void = () => {}) {
	const order: string[] = [];
	const swap = (to: string): SwapOutcome => {
		order.push(`${to} begins`);
		during(to);
		order.push(`${to} ends`);
		if (to === "illegal") throw new Error("illegal here");
		const outcome = { stage: "load", status: undefined, message: "" } as const;
		return { kind: "rolled-back", from: "old", to, ...outcome };
	};
	return { order, manager: { swap } };
}

test("queued swaps run one after another, in the order they were asked for", async () => {
	const later: Promise<SwapOutcome>[] = [];
	const { order, manager } = recorded((to) => {
		if (to === "a") later.push(queue.request("c"));
	});
	const queue = new SwapQueue(manager, { kind: "queue", waitingMax: 5 });
	const first = [queue.request("a"), queue.request("b")];
	expect(order).toEqual([]);
	expect((await Promise.all(first)).map(({ to }) => to)).toEqual(["a", "b"]);
	await Promise.all(later);
	const each = ["a", "b", "c"].flatMap((to) => [`${to} begins`, `${to} ends`]);
	expect(order).toEqual(each);
	expect(queue.length).toBe(0);
});

test("a full queue refuses, and takes more when it has emptied", async () => {
	const { order, manager } = recorded();
	const queue = new SwapQueue(manager, { kind: "queue", waitingMax: 2 });
	const taken = [queue.request("a"), queue.request("b")];
	const refused = queue.request("c");
	await expect(refused).rejects.toMatchObject({ reason: "busy" });
	await expect(refused).rejects.toThrow("swap to c: 2 swaps wait already");
	await Promise.all(taken);
	await queue.request("d");
	expect(order).not.toContain("c begins");
	expect(order).toContain("d ends");
});

test("configured to refuse, the second swap is refused and the first one happens", async () => {
	const { order, manager } = recorded();
	const queue = new SwapQueue(manager, { kind: "refuse" });
	const first = queue.request("a");
	await expect(queue.request("b")).rejects.toMatchObject({ reason: "busy" });
	await first;
	expect(order).toEqual(["a begins", "a ends"]);
	await queue.request("b");
});

test("an illegal swap is its caller's to hear of, and the next one runs", async () => {
	const queue = new SwapQueue(recorded().manager, { kind: "queue", waitingMax: 5 });
	const illegal = queue.request("illegal");
	const next = queue.request("b");
	await expect(illegal).rejects.toThrow("illegal here");
	expect((await next).to).toBe("b");
});

test("while shutting down, what waits and what comes is refused", async () => {
	const { order, manager } = recorded();
	const queue = new SwapQueue(manager, { kind: "queue", waitingMax: 5 });
	const waiting = queue.request("a");
	queue.close();
	await expect(waiting).rejects.toMatchObject({ reason: "shutting-down" });
	await expect(queue.request("b")).rejects.toThrow(
		"swap to b: the plugin manager is shutting down",
	);
	await new Promise((resolve) => setImmediate(resolve));
	expect(order).toEqual([]);
});
