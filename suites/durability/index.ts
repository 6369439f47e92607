import type { Check, VictimScript } from "../../harness/contract/index.ts";
import { atomicBlocks, prefixRecovery, processKill } from "./kill.ts";
import { changingVictim } from "./victim.ts";

export const durabilityChecks: readonly Check[] = [processKill, prefixRecovery, atomicBlocks];
export const victims: readonly VictimScript[] = [changingVictim];
