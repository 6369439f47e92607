/* defect: 9
 * title: a deleted block is back after a reopen
 * caught-by: data.delete
 * why: delete changes the bitmap in memory, and only writes mark its page dirty. */
#define ENGINE_NAME "d09b-deleted-block-back"
#define STORE_FIELDS unsigned char *deleted;
#define store_open open_bitmap
#define store_close close_bitmap
#define store_read read_bitmap
#define store_write write_bitmap
#define store_delete delete_bitmap
#include "_file_base.h"

static int32_t open_bitmap(const struct config *config, struct store **out)
{
	int32_t status = honest_store_open(config, out);
	if (status == 0)
		(*out)->deleted = calloc(1, (*out)->capacity_blocks);
	return status;
}

static int32_t close_bitmap(struct store *store)
{
	free(store->deleted);
	return honest_store_close(store);
}

static int32_t read_bitmap(struct store *store, uint64_t id, void *buf)
{
	return store->deleted[id] ? read_absent(store, id, buf) : honest_store_read(store, id, buf);
}

static int32_t write_bitmap(struct store *store, uint64_t id, const void *data)
{
	int32_t status = honest_store_write(store, id, data);
	if (status == 0) {
		store->used_blocks += store->deleted[id];
		store->deleted[id] = 0;
	}
	return status;
}

static int32_t delete_bitmap(struct store *store, uint64_t id)
{
	if (store->state != STATE_SERVING)
		return -ESTALE;
	if (store->deleted[id] || block_present(store, id) != 1)
		return -ENOENT;
	store->deleted[id] = 1;
	store->used_blocks--;
	return 0;
}
