/**
 * The life cycle of a registered plugin, and nothing else: which operation is legal in which
 * state. Pure; the manager asks before it acts, so that a refused operation has changed nothing.
 *
 *   REGISTERED --enable--> ENABLED <--enable-- DISABLED
 *                             `-----disable------^
 *   any of them --unregister--> REMOVED, which is final
 *
 * A swap is `disable` of the engine that serves and `enable` of the next one, both or neither.
 */
export const lifecycleStates = ["REGISTERED", "ENABLED", "DISABLED", "REMOVED"] as const;
export type LifecycleState = (typeof lifecycleStates)[number];

export const lifecycleOperations = ["enable", "disable", "unregister"] as const;
export type LifecycleOperation = (typeof lifecycleOperations)[number];

const transitions: Record<LifecycleState, Partial<Record<LifecycleOperation, LifecycleState>>> = {
	REGISTERED: { enable: "ENABLED", unregister: "REMOVED" },
	ENABLED: { disable: "DISABLED", unregister: "REMOVED" },
	DISABLED: { enable: "ENABLED", unregister: "REMOVED" },
	REMOVED: {},
};

const aims: Record<LifecycleOperation, LifecycleState> = {
	enable: "ENABLED",
	disable: "DISABLED",
	unregister: "REMOVED",
};

/** An operation that the plugin's state does not allow; it changed nothing. */
export class IllegalTransition extends Error {
	override name = "IllegalTransition";
	constructor(
		readonly plugin: string,
		readonly operation: LifecycleOperation,
		readonly from: LifecycleState,
	) {
		const allowed = Object.keys(transitions[from]);
		const advice = allowed.length === 0 ? "it is final" : `legal here: ${allowed.join(", ")}`;
		super(`${plugin}: ${operation} is refused, ${from} -> ${aims[operation]} (${advice})`);
	}
}

/** The state after the operation. Throws IllegalTransition, which names both states. */
export function transition(
	plugin: string,
	from: LifecycleState,
	operation: LifecycleOperation,
): LifecycleState {
	const to = transitions[from][operation];
	if (to === undefined) throw new IllegalTransition(plugin, operation, from);
	return to;
}
