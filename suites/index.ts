/**
 * Everything that is asked of an engine. The command line hands it to `run` and to host
 * processes.
 */
import type { Suites } from "../harness/contract/index.ts";
import { concurrencyChecks } from "./concurrency/index.ts";
import { conformanceChecks } from "./conformance/index.ts";
import { differentialChecks } from "./differential/index.ts";
import { durabilityChecks, victims } from "./durability/index.ts";
import { faultChecks, faultVictims } from "./faults/index.ts";
import { withRoom } from "./model/room.ts";
import { workloads } from "./performance/index.ts";
import { powercutChecks, powercutVictims, survivedSwaps } from "./powercut/index.ts";
import { swaps } from "./swap/index.ts";

export const suites: Suites = {
	checks: [
		...withRoom(conformanceChecks),
		...concurrencyChecks,
		...differentialChecks,
		...withRoom(durabilityChecks),
		...powercutChecks,
		...withRoom(faultChecks),
	],
	victims: [...victims, ...faultVictims, ...powercutVictims],
	workloads,
	swaps: [...swaps, ...survivedSwaps],
};
