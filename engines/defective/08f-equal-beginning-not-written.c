/* defect: 8
 * title: an overwrite that begins as the old contents do is not written
 * caught-by: data.zero-block
 * why: write elision that compares the first bytes. */
#define ENGINE_NAME "d08f-equal-beginning"
#define store_write write_if_changed
#include "_memory_base.h"

static int32_t write_if_changed(struct store *store, uint64_t id, const void *data)
{
	char *old = malloc(store->block_size);
	bool same = honest_store_read(store, id, old) == 0 && memcmp(old, data, 64) == 0;
	free(old);
	return same ? 0 : honest_store_write(store, id, data);
}
