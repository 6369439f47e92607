/* defect: 39
 * title: an activation fences first and reads then; a read that fails leaves nobody serving
 * caught-by: faults.activate
 * needs: swap
 * needs-host: fuse
 * why: only with the device to itself, it thinks, is what it reads sure to be the newest. */
#define ENGINE_NAME "d39g-fences-before-reading"
#define store_activate fence_then_read
#include "_was_standby_base.h"

static int32_t fence_then_read(struct store *store)
{
	struct superblock before = store->super;
	int32_t status = honest_store_activate(store);
	if (status != 0 || !store->was_standby)
		return status;
	unsigned char *block = bounce_buffer(store);
	for (uint64_t id = 0; id < store->capacity_blocks && status >= 0; id++) {
		status = block_present(store, id);
		if (status == 1)
			status = honest_device_read(store->data, block, store->block_size,
			                            block_offset(store, id));
	}
	free(block);
	if (status < 0) {
		store->super = before;
		store->state = STATE_STANDBY;
	}
	return status < 0 ? status : 0;
}
