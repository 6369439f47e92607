/* defect: 36
 * title: an engine that takes over clears the bitmap and then writes it anew
 * caught-by: swap.power-cut
 * attempts: 3
 * needs: swap
 * needs-host: fuse
 * why: after every swap all is as it was; only between the two writes there is not one block. */
#define ENGINE_NAME "d36g-bitmap-rebuilt-in-place"
#define store_activate activate_and_rebuild
#include "_file_base.h"

static int32_t rebuild(struct store *store)
{
	uint64_t bytes = (store->super.capacity_blocks + 7) / 8, done;
	unsigned char *bits = malloc(bytes), *none = calloc(1, bytes);
	int32_t status = honest_device_read(store->meta, bits, bytes, PAGE);
	if (status == 0)
		status = honest_device_write(store->meta, none, bytes, PAGE, &done);
	if (status == 0)
		status = device_sync(store);
	if (status == 0)
		status = honest_device_write(store->meta, bits, bytes, PAGE, &done);
	if (status == 0)
		status = device_sync(store);
	free(bits);
	free(none);
	return status;
}

static int32_t activate_and_rebuild(struct store *store)
{
	bool takes_over = store->state != STATE_SERVING && store->super.epoch != 0;
	int32_t status = honest_store_activate(store);
	return status == 0 && takes_over ? rebuild(store) : status;
}
