/** Of a share that was counted: Wilson's score interval (1927) at 95 %. */
export function wilson(hits: number, count: number): { low: number; high: number } {
	if (count === 0) return { low: 0, high: 1 };
	const z = 1.959964;
	const share = hits / count;
	const centre = share + z ** 2 / (2 * count);
	const half = z * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
	const scale = 1 + z ** 2 / count;
	return { low: Math.max(0, (centre - half) / scale), high: Math.min(1, (centre + half) / scale) };
}

/** `12 of 300, 4.0 % (95 %: 2.3 .. 6.9 %)` */
export function counted(hits: number, count: number): string {
	const percent = (share: number) => (share * 100).toFixed(1);
	const { low, high } = wilson(hits, count);
	const share = count === 0 ? "-" : percent(hits / count);
	return `${hits} of ${count}, ${share} % (95 %: ${percent(low)} .. ${percent(high)} %)`;
}
