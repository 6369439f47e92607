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

/* As an honest batch, but in that order, where equal ids lost theirs. */
static UNUSED int32_t serve_unstably_sorted(bse_engine *engine, enum kind kind, bse_io *items,
                                            uint32_t n)
{
	uint32_t *order = sorted_by_id(items, n, false);
	int32_t first_bad = 0;
	for (uint32_t i = 0; i < n; i++) {
		bse_io *item = &items[order[i]];
		item->status = serve_item(engine, kind, item->id, item->data, item->len);
	}
	for (uint32_t i = 0; i < n && first_bad == 0; i++)
		first_bad = items[i].status;
	free(order);
	return first_bad;
}
