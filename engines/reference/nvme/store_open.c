/* SPDX-License-Identifier: MIT
 *
 * Opening and closing a store, and formatting a blank device. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "common/error.h"
#include "nvme/store.h"

/* A power cut in here leaves either zeros, to be formatted again, or a whole superblock: the
 * bitmap of an empty device is zeros, so the superblock's one sector is all there is to write. Both
 * copies, one after the other: the loss of one is survived from the start. */
int32_t store_format(struct store *store) {
	int32_t status = device_check_blank(&store->device, store->super.data_offset);
	if (status == -EEXIST)
		return fail(-EINVAL, "the device holds data that this engine did not write; it is used "
		            "only if it is all zeros");
	if (status == 0)
		status = device_sync(&store->device);
	for (uint32_t copy = 0; copy < SUPERBLOCK_COPIES && status == 0; copy++) {
		status = store_put_super(store);
		if (status == 0)
			status = device_sync(&store->device);
	}
	return status == 0 ? 0 : fail(status, "cannot format the device: %s", strerror(-status));
}

static int32_t check_geometry(struct store *store, const struct superblock *found,
                              const struct config *config) {
	if (found->block_size != config->block_size)
		return fail(-EINVAL, "config key \"block_size\" is %u, but the device was formatted with %u",
		            config->block_size, found->block_size);
	if (config->capacity_blocks > found->capacity_blocks)
		return fail(-EINVAL, "config key \"capacity_blocks\" is %llu, but the device was formatted "
		            "with %llu", (unsigned long long)config->capacity_blocks,
		            (unsigned long long)found->capacity_blocks);
	store->super = *found;
	return 0;
}

static int32_t lay_out_blank(struct store *store, const struct config *config) {
	uint64_t blocks = config->capacity_blocks != 0 ? config->capacity_blocks : 1;
	int32_t status = superblock_lay_out(&store->super, store->device.bytes, config->block_size,
	                                    config->capacity_blocks);
	if (status != 0)
		return fail(status, "%llu block(s) of %u bytes and their metadata do not fit the device's "
		            "%llu bytes (config keys \"capacity_blocks\", \"block_size\")",
		            (unsigned long long)blocks, config->block_size,
		            (unsigned long long)store->device.bytes);
	return 0;
}

/* Fills super and capacity_blocks: from the device, or for one that is to be formatted when the
 * engine is activated (generation 0). */
static int32_t store_mount(struct store *store, const struct config *config) {
	struct superblock found;
	int32_t status = superblock_load(&store->device, &found);
	if (status != 0 && status != -ENODATA)
		return fail(status, "cannot read the superblock of %s: %s", config->device,
		            strerror(-status));
	status = status == 0 ? check_geometry(store, &found, config) : lay_out_blank(store, config);
	if (status != 0)
		return status;
	store->capacity_blocks =
	    config->capacity_blocks != 0 ? config->capacity_blocks : store->super.capacity_blocks;
	return 0;
}

static int32_t store_prepare(struct store *store, const struct config *config) {
	if (config->block_size < store->device.sector_bytes)
		return fail(-EINVAL, "config key \"block_size\" is %u, but the device transfers at least %u "
		            "bytes (its logical sector)", config->block_size, store->device.sector_bytes);
	int32_t status = store_mount(store, config);
	if (status == 0)
		status = bitmap_open(&store->bitmap, store->super.bitmap_bytes);
	if (status == 0)
		status = pool_open(&store->bounce, config->pool_buffers, config->block_size);
	if (status == 0 && config->standby)
		store_read_ahead(store);
	else if (status == 0)
		status = store_activate(store);
	return status;
}

static void store_release(struct store *store) {
	_Atomic uint64_t *damaged = atomic_load(&store->damaged);
	if (damaged != NULL)
		munmap((void *)damaged, store->super.bitmap_bytes);
	meeting_leave(&store->meeting, &store->device);
	if (store->bounce.memory != NULL)
		pool_close(&store->bounce);
	bitmap_close(&store->bitmap);
	pthread_mutex_destroy(&store->transition_lock);
	pthread_mutex_destroy(&store->flush_lock);
	device_close(&store->device);
}

int32_t store_open(struct store *store, const struct config *config, bool durable_at_write) {
	memset(store, 0, sizeof *store);
	store->super_seen = LEDGER_UNKNOWN;
	store->block_size = config->block_size;
	store->durable_at_write = durable_at_write;
	int32_t status = device_open(&store->device, config->device, durable_at_write);
	if (status != 0)
		return status;
	pthread_mutex_init(&store->transition_lock, NULL);
	pthread_mutex_init(&store->flush_lock, NULL);
	status = store_prepare(store, config);
	if (status != 0)
		store_release(store);
	return status;
}

int32_t store_close(struct store *store) {
	int32_t status = 0;
	if (atomic_load(&store->state) == STORE_SERVING && atomic_load(&store->changed))
		status = store_flush(store);
	store_release(store);
	return status;
}
