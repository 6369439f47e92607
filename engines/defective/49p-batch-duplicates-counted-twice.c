/* defect: 49
 * title: used space counts an absent block as often as a batch names it
 * caught-by: stats.used-bytes
 * why: presence is looked up for all items before the first of them is written. */
#define ENGINE_NAME "d49p-duplicates-counted-twice"
#define serve_batch batch_counting
#include "_memory_base.h"

static int32_t batch_counting(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	uint64_t twice = 0;
	for (uint32_t i = 0; i < n && kind == KIND_WRITE; i++) {
		if (items[i].id >= engine->store->capacity_blocks)
			continue;
		if (*find_slot(engine->store, items[i].id) != NULL)
			continue;
		for (uint32_t before = 0; before < i; before++)
			twice += items[before].id == items[i].id;
	}
	int32_t status = honest_serve_batch(engine, kind, items, n);
	engine->store->used_blocks += twice;
	return status;
}
