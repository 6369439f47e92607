/* defect: 24
 * title: durable at write by its word, but deletes reach the device at the shutdown only
 * caught-by: durability.process-kill powercut.acknowledged
 * attempts: 3
 * why: the bitmap page is kept dirty in memory; writes force it out, deletes do not. */
#define ENGINE_NAME "d24c-delete-in-memory"
#define ENGINE_DURABILITY BSE_GUARANTEE_DURABLE_AT_WRITE
#define STORE_FIELDS unsigned char *deleted;
#define store_open open_lazily
#define store_close close_lazily
#define store_read read_lazily
#define store_write write_lazily
#define store_delete delete_lazily
#define store_quiesce quiesce_lazily
#include "_file_base.h"

static int32_t open_lazily(const struct config *config, struct store **out)
{
	int32_t status = honest_store_open(config, out);
	if (status == 0)
		(*out)->deleted = calloc(1, (*out)->capacity_blocks);
	return status;
}

static int32_t delete_now(struct store *store, uint64_t id)
{
	store->used_blocks++;
	store->deleted[id] = 0;
	return honest_store_delete(store, id);
}

static void settle_deletes(struct store *store)
{
	for (uint64_t id = 0; id < store->capacity_blocks; id++)
		if (store->deleted[id])
			delete_now(store, id);
}

static int32_t close_lazily(struct store *store)
{
	settle_deletes(store);
	free(store->deleted);
	return honest_store_close(store);
}

static int32_t quiesce_lazily(struct store *store)
{
	settle_deletes(store);
	return honest_store_quiesce(store);
}

static int32_t read_lazily(struct store *store, uint64_t id, void *buf)
{
	return store->deleted[id] ? read_absent(store, id, buf) : honest_store_read(store, id, buf);
}

static int32_t write_lazily(struct store *store, uint64_t id, const void *data)
{
	int32_t status = honest_store_write(store, id, data);
	if (status == 0) {
		store->used_blocks += store->deleted[id];
		store->deleted[id] = 0;
	}
	return status;
}

static int32_t delete_lazily(struct store *store, uint64_t id)
{
	if (store->state != STATE_SERVING)
		return -ESTALE;
	if (store->deleted[id] || block_present(store, id) != 1)
		return -ENOENT;
	store->deleted[id] = 1;
	store->used_blocks--;
	return 0;
}
