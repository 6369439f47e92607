import type { NumberValue } from "d3-scale";
import { markup } from "./markup.ts";

export interface Axis {
	/** To where it is drawn, within `box`. */
	readonly at: (value: NumberValue) => number;
	readonly ticks: readonly (readonly [value: number, text: string])[];
	readonly label?: string;
}

/** Where the plot is within the drawing; around it stand the axes. */
export const box = { left: 78, right: 736, top: 12 };
const width = 760;

/** Bottom of a plot that is so high. */
export function bottomOf(height: number): number {
	return box.top + height;
}

/**
 * One chart as inline SVG: colours come from the page's style, so that it follows the reader's
 * dark, light or paper; the grid is one path, since a report may hold hundreds of charts.
 */
export function frame(
	title: string,
	height: number,
	x: Axis,
	y: Axis,
	layers: readonly string[],
): string {
	const bottom = bottomOf(height);
	const lines = [
		...x.ticks.map(([value]) => `M${round(x.at(value))} ${box.top}V${bottom}`),
		...y.ticks.map(([value]) => `M${box.left} ${round(y.at(value))}H${box.right}`),
	];
	const texts = (axis: Axis, place: (at: number) => string) =>
		axis.ticks
			.map(([value, text]) => `<text ${place(round(axis.at(value)))}>${markup`${text}`}</text>`)
			.join("");
	const label =
		x.label === undefined
			? ""
			: markup`<text x="${(box.left + box.right) / 2}" y="${bottom + 34}">${x.label}</text>`;
	const whole = bottom + (x.label === undefined ? 22 : 40);
	return [
		markup`<svg role="img" viewBox="0 0 ${width} ${whole}"><title>${title}</title>`,
		`<path class="grid" d="${lines.join("")}"/>`,
		`<g class="x">${texts(x, (at) => `x="${at}" y="${bottom + 16}"`)}${label}</g>`,
		`<g class="y">${texts(y, (at) => `x="${box.left - 6}" y="${at + 4}"`)}</g>`,
		...layers,
		"</svg>",
	].join("");
}

/** A line or an area that says what it is to who points at it or can't see it. */
export function titledPath(kind: string, d: string, title: string): string {
	return `<path class="${kind}" d="${d}">${markup`<title>${title}</title>`}</path>`;
}

export function round(value: number): number {
	return Math.round(value * 10) / 10;
}

const colors = 8;

/** Colour and dashes of a series: on paper without colour the dashes are left. */
export function seriesClass(index: number): string {
	return `s${index % colors}`;
}

/** Names beside the colours; one series alone needs none. */
export function legend(names: readonly string[]): string {
	if (names.length < 2) return "";
	const keys = names.map((name, index) => markup`<li class="${seriesClass(index)}">${name}</li>`);
	return `<ul class="key">${keys.join("")}</ul>`;
}
