/* defect: 8
 * title: a search in the index ends after 12 entries, and the block counts as absent
 * caught-by: data.many-blocks
 * why: a hash that spreads the ids evenly never needs more; ids at random do. */
#define ENGINE_NAME "d08g-search-ends-after-12"
#define STORE_FIELDS uint64_t *index, entries, indexed; /* of id + 1; 0 is free */
#define store_close close_index
#define store_read read_indexed
#define store_write write_indexed
#include "_memory_base.h"

#define PROBES 12

static uint64_t first_entry(const struct store *store, uint64_t id)
{
	return (id * 0x9E3779B97F4A7C15u >> 20) % store->entries;
}

/* Where the id is, or where it would go, at most so many entries behind its first one. */
static uint64_t *find_entry(const struct store *store, uint64_t id, uint64_t probes)
{
	uint64_t at = store->entries == 0 ? 0 : first_entry(store, id);
	for (uint64_t i = 0; i < probes; i++, at = (at + 1) % store->entries)
		if (store->index[at] == 0 || store->index[at] == id + 1)
			return &store->index[at];
	return NULL;
}

static void grow_index(struct store *store)
{
	struct store larger = {.entries = store->entries == 0 ? 64 : 2 * store->entries};
	larger.index = calloc(larger.entries, sizeof *larger.index);
	for (uint64_t i = 0; i < store->entries; i++)
		if (store->index[i] != 0)
			*find_entry(&larger, store->index[i] - 1, larger.entries) = store->index[i];
	free(store->index);
	store->index = larger.index;
	store->entries = larger.entries;
}

static int32_t write_indexed(struct store *store, uint64_t id, const void *data)
{
	pthread_rwlock_wrlock(&store->lock);
	if (4 * (store->indexed + 1) > 3 * store->entries)
		grow_index(store);
	uint64_t *entry = find_entry(store, id, store->entries);
	store->indexed += *entry == 0;
	*entry = id + 1;
	pthread_rwlock_unlock(&store->lock);
	return honest_store_write(store, id, data);
}

static int32_t read_indexed(struct store *store, uint64_t id, void *buf)
{
	pthread_rwlock_rdlock(&store->lock);
	uint64_t probes = store->entries < PROBES ? store->entries : PROBES;
	uint64_t *entry = find_entry(store, id, probes);
	bool found = entry != NULL && *entry != 0;
	pthread_rwlock_unlock(&store->lock);
	return found ? honest_store_read(store, id, buf) : read_absent(store, id, buf);
}

static int32_t close_index(struct store *store)
{
	free(store->index);
	return honest_store_close(store);
}
