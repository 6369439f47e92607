import { scaleBand, scaleLinear } from "d3-scale";
import { type QuantileShift, quantileShifts, type Round } from "../../compare/index.ts";
import { type Axis, bottomOf, box, frame, round, titledPath } from "./frame.ts";
import { figure, markup, missing, numberTable } from "./markup.ts";

const height = 190;

/** One column of the plot. */
export interface Shift {
	readonly name: string;
	readonly rounds: number;
	readonly estimate?: number | undefined;
	readonly low?: number | undefined;
	readonly high?: number | undefined;
}

const names: Readonly<Record<QuantileShift["quantile"], string>> = {
	iops: "IOPS",
	p50Ns: "p50",
	p90Ns: "p90",
	p99Ns: "p99",
	p999Ns: "p99.9",
};

export function shiftsOf(rounds: readonly Round[], workload: string): Shift[] {
	return quantileShifts(rounds, workload).map(({ quantile, ...shift }) => {
		return { name: names[quantile], ...shift };
	});
}

/** How much slower at each quantile, with intervals, over the margin that is allowed. */
export function shiftFigure(given: readonly Shift[], margin: number): string {
	const shifts = given.map(placed);
	const seen = shifts.filter(({ estimate }) => estimate !== undefined);
	if (seen.length === 0) {
		return missing("Too few rounds have latencies on both sides for a quantile-shift plot.");
	}
	const at = scaleBand()
		.domain(shifts.map(({ name }) => name))
		.range([box.left, box.right]);
	const middle = (index: number) =>
		(at(shifts[index]?.name ?? "") ?? box.left) + at.bandwidth() / 2;
	const bounds = seen.flatMap(({ estimate = 0, low, high }) => [estimate, low ?? 0, high ?? 0]);
	const atY = scaleLinear()
		.domain([Math.min(-margin, ...bounds) * 1.1, Math.max(margin, ...bounds) * 1.1])
		.range([bottomOf(height), box.top]);
	const y: Axis = { at: atY, ticks: atY.ticks(6).map((share) => [share, percent(share)]) };
	const x: Axis = {
		at: (index) => middle(Number(index)),
		ticks: shifts.map(({ name }, index) => [index, name]),
	};
	const allowed = { top: round(atY(margin)), bottom: round(atY(-margin)) };
	const area = `M${box.left} ${allowed.top}H${box.right}V${allowed.bottom}H${box.left}z`;
	const layers = [
		titledPath("margin", area, `margin ${percent(margin)}`),
		`<path class="zero" d="M${box.left} ${round(atY(0))}H${box.right}"/>`,
		...shifts.map((shift, index) => mark(shift, middle(index), atY)),
	];
	const caption = "Quantile shift: candidate slower by, with 95 % intervals; shaded: the margin";
	const rows = shifts.map(({ name, rounds, estimate, low, high }) => [
		...[name, percent(estimate), percent(low), percent(high), String(rounds)],
	]);
	const heads = ["quantile", "slower by", "from", "to", "rounds"];
	const chart = frame("Quantile shift", height, x, y, layers);
	return figure(caption, chart, numberTable("candidate against baseline", heads, rows));
}

/** A million times slower has no place beside the margin, and no engine has been so. */
const shareMost = 1e6;

function placed({ estimate, low, high, ...shift }: Shift): Shift {
	const within = (share: number | undefined) =>
		share !== undefined && Math.abs(share) <= shareMost ? share : undefined;
	return { ...shift, estimate: within(estimate), low: within(low), high: within(high) };
}

/** An interval without a bound on one side is drawn without an end there. */
function mark({ name, estimate, low, high }: Shift, x: number, at: (share: number) => number) {
	if (estimate === undefined) return "";
	const [left, right] = [round(x - 7), round(x + 7)];
	const ends = [low, high].map((bound) =>
		bound === undefined ? "" : `M${left} ${round(at(bound))}H${right}`,
	);
	const [from, to] = [at(low ?? estimate), at(high ?? estimate)].map(round);
	const title = `${name}: ${percent(estimate)}, ${percent(low)} to ${percent(high)}`;
	return `<path class="interval s0" d="M${round(x)} ${from}V${to}${ends.join("")}"/><circle class="dot s0" cx="${round(x)}" cy="${round(at(estimate))}" r="5">${markup`<title>${title}</title>`}</circle>`;
}

export function percent(share: number | undefined): string {
	if (share === undefined || !Number.isFinite(share)) return "-";
	const shown = (share * 100).toFixed(1);
	return shown === "0.0" || shown === "-0.0" ? "0 %" : `${share > 0 ? "+" : ""}${shown} %`;
}
