/* defect: 24
 * title: a flush syncs nothing if there were only deletes since the last one
 * caught-by: faults.eio-flush
 * needs-host: fuse
 * why: the dirty flag is set by the write path alone. */
#define ENGINE_NAME "d24m-flush-forgets-deletes"
#define STORE_FIELDS bool dirty;
#define store_write write_dirtying
#define store_flush flush_if_dirty
#include "_file_base.h"

static int32_t write_dirtying(struct store *store, uint64_t id, const void *data)
{
	int32_t status = honest_store_write(store, id, data);
	store->dirty = true;
	return status;
}

static int32_t flush_if_dirty(struct store *store)
{
	int32_t status = store->dirty ? honest_store_flush(store) : 0;
	if (status == 0)
		store->dirty = false;
	return status;
}
