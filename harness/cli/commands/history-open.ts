/** Opens a history for a command, closes it, and ends with its sentence when it can't be used. */
// Not by way of the room's index: what reads a history needs no validation of records, which takes
// longer to load than a series to read.
import { type History, type HistoryOptions, openHistory } from "../../../results/store/history.ts";
import { StoreError } from "../../../results/store/problem.ts";
import { Refusal, unfit } from "../refusal.ts";

export async function withHistory<Result>(
	place: string,
	act: (history: History) => Promise<Result>,
	options: HistoryOptions = {},
): Promise<Result> {
	try {
		const history = await openHistory(place, options);
		try {
			return await act(history);
		} finally {
			await history.close();
		}
	} catch (error) {
		if (error instanceof StoreError) throw refusalOf(error);
		throw error;
	}
}

/** A place that is wrong is the user's to mend; a store that is down is the host's state. */
function refusalOf({ problem, message }: StoreError): Refusal {
	const isUsage = ["unknown-place", "missing", "newer", "not-a-history"].includes(problem);
	return isUsage ? new Refusal(message) : unfit(message);
}
