import { linearRegression } from "simple-statistics";
import { validateHistory } from "../../suites/model/history.ts";
import { simulateHistory } from "../../suites/model/history-simulate.ts";
import { checkZones } from "../../suites/model/zones.ts";
import { bestSeconds, judged, millions, type Row } from "./row.ts";

const perSecondWanted = 1e6;
/** Linear work that leaves the caches fits 1.1 to 1.2, n log n the same, a quadratic one 2. */
const exponentMax = 1.3;
const warmOperations = 1e6;

/** Speed at each size, and the exponent of size that the times follow. */
export function zoneRows(sizes: readonly number[], times: number): Row[] {
	const points: [number, number][] = [];
	const rows = sizes.map((operations) => {
		const blocks = Math.max(16, Math.floor(operations / 256));
		const history = simulateHistory({ operations, clients: 8, blocks, seed: operations });
		// As much work at each size, so that none is told with code that is not compiled yet.
		const rounds = times * Math.max(1, Math.round(warmOperations / operations));
		const seconds = bestSeconds(rounds, () => {
			validateHistory(history);
			const { judgement } = checkZones(history);
			if (judgement.kind !== "linearizable") throw new Error("a sound history was refused");
		});
		points.push([Math.log(operations), Math.log(seconds)]);
		const speed = operations / seconds;
		const what = `zones, ${operations.toLocaleString("en")} operations`;
		const measured = `${millions(speed)} (${(1000 * seconds).toFixed(1)} ms)`;
		return judged(what, measured, `>= ${millions(perSecondWanted)}`, speed >= perSecondWanted);
	});
	if (sizes.length < 2) return rows;
	const { m } = linearRegression(points);
	const fit = judged("zones, exponent", m.toFixed(2), `<= ${exponentMax}`, m <= exponentMax);
	return [...rows, fit];
}
