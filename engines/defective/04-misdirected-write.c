/* defect: 4
 * title: write-back sorts the ids for the elevator but not the data
 * caught-by: data.read-after-write data.many-blocks
 * why: ids and buffers are in two arrays, and only one of them was sorted. */
#define ENGINE_NAME "d04-misdirected-write"
#define write_back write_back_sorted
#include "_write_back_base.h"

static int by_id(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
	return (left > right) - (left < right);
}

static int32_t write_back_sorted(struct store *store)
{
	uint64_t ids[CACHE_SLOTS];
	for (uint32_t i = 0; i < store->cached; i++)
		ids[i] = store->cache[i].id;
	qsort(ids, store->cached, sizeof ids[0], by_id);
	for (uint32_t i = 0; i < store->cached; i++)
		store->cache[i].id = ids[i];
	return honest_write_back(store);
}
