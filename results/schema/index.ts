/** The run record: the waist between running and everything that reads results. */
export * from "./check.ts";
export * from "./noise.ts";
export * from "./parse.ts";
export * from "./record.ts";
export * from "./shell-word.ts";
export * from "./swap.ts";
export * from "./verdict.ts";
export * from "./version.ts";
export * from "./workload.ts";
