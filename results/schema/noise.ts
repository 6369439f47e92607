import { z } from "zod";

/** What else went on meanwhile, beside the numbers of a run or of one workload. */
export const noiseSchema = z.object({
	stealPercent: z.number().optional(),
	cpuPressurePercent: z.number().optional(),
	ioPressurePercent: z.number().optional(),
	memoryPressurePercent: z.number().optional(),
	loadAverage: z.number().optional(),
	/** Longest time that a spinning thread did not run, before and after the measured part. */
	schedulerGapNsMax: z.number().optional(),
	/** Did the harness's own garbage collector run, and how long does it pause when it does. */
	garbageCollected: z.boolean().optional(),
	garbageCollectionNs: z.number().optional(),
	/** Of the host process: waited for something, and was taken off its processor. */
	voluntarySwitches: z.number().optional(),
	involuntarySwitches: z.number().optional(),
	/** What the target's device moved for everybody. */
	deviceReadBytes: z.number().optional(),
	deviceWriteBytes: z.number().optional(),
});
export type NoiseLedger = z.infer<typeof noiseSchema>;
