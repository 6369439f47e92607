/* For the batch defects: the items' indices in the order of their ids, as engines that merge
 * neighbours make them. stable: equal ids keep their order. */
static uint32_t *sorted_by_id(const bse_io *items, uint32_t n, bool stable)
{
	uint32_t *order = malloc((n + 1) * sizeof *order);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t at = i;
		for (; at > 0; at--) {
			uint64_t before = items[order[at - 1]].id;
			if (before < items[i].id || (stable && before == items[i].id))
				break;
			order[at] = order[at - 1];
		}
		order[at] = i;
	}
	return order;
}
