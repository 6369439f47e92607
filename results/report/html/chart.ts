import { markup } from "./markup.ts";

export interface Series {
	readonly name: string;
	readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Axis {
	readonly label: string;
	readonly ticks: readonly (readonly [at: number, text: string])[];
}

const [width, height, left, right, top, bottom] = [760, 300, 80, 150, 16, 44];
const colors = 8;

/** A line chart as inline SVG; what is behind it stands in a table beside it. */
export function chart(title: string, x: Axis, y: Axis, series: readonly Series[]): string {
	const all = series.flatMap(({ points }) => points);
	const fit = (values: readonly number[], from: number, to: number) => {
		const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
		const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
		const span = high > low ? high - low : 1;
		return (value: number) => round(from + ((value - low) / span) * (to - from));
	};
	const xs = [...x.ticks.map(([at]) => at), ...all.map(([at]) => at)];
	const ys = [...y.ticks.map(([at]) => at), ...all.map(([, at]) => at)];
	const atX = fit(xs, left, width - right);
	const atY = fit(ys, height - bottom, top);
	const grid = [
		...x.ticks.map(
			([at, text]) =>
				markup`<line class="grid" x1="${atX(at)}" x2="${atX(at)}" y1="${top}" y2="${height - bottom}"/><text x="${atX(at)}" y="${height - bottom + 16}" text-anchor="middle">${text}</text>`,
		),
		...y.ticks.map(
			([at, text]) =>
				markup`<line class="grid" x1="${left}" x2="${width - right}" y1="${atY(at)}" y2="${atY(at)}"/><text x="${left - 6}" y="${atY(at) + 4}" text-anchor="end">${text}</text>`,
		),
		markup`<text x="${(left + width - right) / 2}" y="${height - 6}" text-anchor="middle">${x.label}</text>`,
		markup`<text x="12" y="${top + 2}" transform="rotate(-90 12 ${height / 2})" text-anchor="middle">${y.label}</text>`,
	];
	const curves = series.map(({ name, points }, index) => {
		const path = points.map(([px, py]) => `${atX(px)},${atY(py)}`).join(" ");
		const line = markup`<polyline class="curve s${index % colors}" points="${path}"><title>${name}</title></polyline>`;
		const at = top + 14 + index * 16;
		const key = markup`<line class="curve s${index % colors}" x1="${width - right + 8}" x2="${width - right + 24}" y1="${at - 4}" y2="${at - 4}"/>`;
		return `${line}${key}${markup`<text x="${width - right + 28}" y="${at}">${name.slice(0, 20)}</text>`}`;
	});
	const head = markup`<svg role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><title>${title}</title>`;
	return [head, ...grid, ...curves, "</svg>"].join("");
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}
