import type { Page } from "playwright-core";

/** What a reader sees of one chart, as the browser laid it out. */
export interface SeenChart {
	readonly caption: string;
	readonly width: number;
	readonly height: number;
	/** Length of all curves, in the drawing's units. */
	readonly curveLength: number;
	/** Cells of a heat map, neighbours of one strength as one. */
	readonly cells: number;
	readonly bars: number;
	/** Texts of the axes that lie outside the drawing. */
	readonly cutTexts: number;
	/** Cells of the table behind it. */
	readonly tableCells: number;
}

/** Runs in the page, as text: the types of a browser are not those of this program. */
const lookAtCharts = `[...document.querySelectorAll("figure")].map((figure) => {
	const svg = figure.querySelector("svg");
	const place = svg.getBoundingClientRect();
	const painted = (element) => {
		const { fill, fillOpacity } = getComputedStyle(element);
		return fill !== "none" && Number(fillOpacity) > 0;
	};
	const sum = (values) => values.reduce((total, value) => total + value, 0);
	const cells = [...svg.querySelectorAll("path[class^=h]")].filter(painted);
	const texts = [...svg.querySelectorAll("text")].map((text) => text.getBoundingClientRect());
	return {
		caption: figure.querySelector("figcaption").textContent,
		width: place.width,
		height: place.height,
		curveLength: sum([...svg.querySelectorAll("path.line")].map((path) => path.getTotalLength())),
		cells: sum(cells.map((path) => path.getAttribute("d").split("z").length - 1)),
		bars: svg.querySelectorAll("rect").length,
		cutTexts: texts.filter(({ left, right }) => left < place.left || right > place.right).length,
		tableCells: figure.querySelectorAll("td").length,
	};
})`;

/** Every chart of the page, laid out even where it is off the screen. */
export async function chartsOf(page: Page): Promise<SeenChart[]> {
	const content = "section.workload { content-visibility: visible !important }";
	await page.addStyleTag({ content });
	return await page.evaluate<SeenChart[]>(lookAtCharts);
}

const lookAtGround = `(({ color, backgroundColor }) => [color, backgroundColor])(
	getComputedStyle(document.body),
)`;

/** Luminance of text and of what is behind it, from 0 to 1. */
export async function luminance(page: Page): Promise<{ text: number; ground: number }> {
	const colors = await page.evaluate<string[]>(lookAtGround);
	const [text = 0, ground = 0] = colors.map((color) => {
		const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
		return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
	});
	return { text, ground };
}

export interface Focus {
	readonly tag: string;
	readonly text: string;
	/** `none`: the reader can't see where the keyboard is. */
	readonly outline: string;
}

const lookAtFocus = `({
	tag: document.activeElement.tagName,
	text: document.activeElement.textContent,
	outline: getComputedStyle(document.activeElement).outlineStyle,
})`;

/** Presses Tab until it gets where it is wanted; every stop on the way. */
export async function tabTo(page: Page, isThere: (focus: Focus) => boolean): Promise<Focus[]> {
	const stops: Focus[] = [];
	while (stops.length < 300) {
		await page.keyboard.press("Tab");
		const focus = await page.evaluate<Focus>(lookAtFocus);
		stops.push(focus);
		if (isThere(focus)) return stops;
	}
	throw new Error("the keyboard never gets there");
}
