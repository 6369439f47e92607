import type { Check, VictimScript } from "../../harness/contract/index.ts";

export const durabilityChecks: readonly Check[] = [];
export const victims: readonly VictimScript[] = [];
