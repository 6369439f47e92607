import type { Check } from "../../harness/contract/index.ts";

export const faultChecks: readonly Check[] = [];
