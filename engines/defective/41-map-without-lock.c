/* defect: 41
 * title: the block table is used by many threads without a lock
 * caught-by: concurrency.same-blocks concurrency.linearizable
 * needs-guarantee: thread-safe
 * verdict: fail crashed hung
 * why: thread safety was declared for the pool; nobody asked about the table. */
#define ENGINE_NAME "d41-map-without-lock"
#define store_read read_racing
#define store_write write_racing
#define store_delete delete_racing
#include "_memory_base.h"

static int32_t read_racing(struct store *store, uint64_t id, void *buf)
{
	struct slot *slot = *find_slot(store, id);
	if (slot == NULL)
		return read_absent(store, id, buf);
	memcpy(buf, slot->data, store->block_size);
	return 0;
}

static int32_t write_racing(struct store *store, uint64_t id, const void *data)
{
	struct slot *slot = need_slot(store, id);
	memcpy(slot->data, data, store->block_size);
	return 0;
}

static int32_t delete_racing(struct store *store, uint64_t id)
{
	struct slot **at = find_slot(store, id), *slot = *at;
	if (slot != NULL) {
		*at = slot->next;
		store->used_blocks--;
		free(slot);
	}
	return 0;
}
