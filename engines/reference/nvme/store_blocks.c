/* SPDX-License-Identifier: MIT
 *
 * One block at a time: the plain path of every nvme engine, and the last resort of the others. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "common/error.h"
#include "nvme/store.h"

/* It comes back: whoever has one is transferring, or is a queue, which is reaped. */
void *store_bounce_take(struct store *store) {
	/* Sleep, not sched_yield: a few threads that yield in turn can starve the kernel's worker that
	 * would complete the very transfers they wait for (seen on Linux 6.18, for seconds). */
	struct timespec pause = {0, 20000};
	void *buffer;
	while ((buffer = pool_take(&store->bounce)) == NULL) {
		if (store->stripes.reap != NULL)
			store->stripes.reap(store->stripes.reap_context);
		nanosleep(&pause, NULL);
	}
	return buffer;
}

static bool is_damaged(struct store *store, uint64_t id) {
	_Atomic uint64_t *damaged = atomic_load_explicit(&store->damaged, memory_order_acquire);
	return damaged != NULL &&
	       (atomic_load_explicit(&damaged[id / 64], memory_order_relaxed) >> (id % 64) & 1) != 0;
}

static void set_damaged(struct store *store, uint64_t id, bool is_torn) {
	_Atomic uint64_t *damaged = atomic_load_explicit(&store->damaged, memory_order_acquire);
	uint64_t bit = 1ull << (id % 64);
	if (damaged == NULL && is_torn) {
		void *made = mmap(NULL, store->super.bitmap_bytes, PROT_READ | PROT_WRITE,
		                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (made == MAP_FAILED)
			return;
		if (atomic_compare_exchange_strong(&store->damaged, &damaged, made))
			damaged = made;
		else
			munmap(made, store->super.bitmap_bytes);
	}
	if (damaged != NULL && is_torn)
		atomic_fetch_or_explicit(&damaged[id / 64], bit, memory_order_relaxed);
	else if (damaged != NULL)
		atomic_fetch_and_explicit(&damaged[id / 64], ~bit, memory_order_relaxed);
}

int32_t store_is_present(struct store *store, uint64_t id) {
	if (!bitmap_test(&store->bitmap, id))
		return fail_block(-ENOENT, id, 0);
	if (__builtin_expect(is_damaged(store, id), 0))
		return fail(-EIO, "block %llu was left half written by a write that failed",
		            (unsigned long long)id);
	return 0;
}

int32_t store_read_locked(struct store *store, uint64_t id, void *data) {
	int32_t status = store_is_present(store, id);
	if (status != 0)
		return status;
	if (device_is_aligned(&store->device, data)) {
		status = device_read(&store->device, data, store->block_size, store_offset(store, id));
	} else {
		void *bounce = store_bounce_take(store);
		status = device_read(&store->device, bounce, store->block_size, store_offset(store, id));
		if (status == 0)
			memcpy(data, bounce, store->block_size);
		pool_give(&store->bounce, bounce);
	}
	return status == 0 ? 0 : fail(status, "cannot read block %llu: %s", (unsigned long long)id,
	                              strerror(-status));
}

/* Makes the change of one bit durable before the write or delete is acknowledged. */
static int32_t persist_bit(struct store *store, uint64_t id) {
	pthread_mutex_lock(&store->flush_lock);
	int32_t status = bitmap_write_page_of(&store->bitmap, &store->device, id);
	pthread_mutex_unlock(&store->flush_lock);
	return status == 0 ? 0 : fail(status, "cannot write the allocation bitmap for block %llu: %s",
	                              (unsigned long long)id, strerror(-status));
}

static void store_changed(struct store *store) {
	if (!atomic_load_explicit(&store->changed, memory_order_relaxed))
		atomic_store_explicit(&store->changed, true, memory_order_relaxed);
}

int32_t store_wrote(struct store *store, uint64_t id, int32_t status, bool is_torn) {
	if (__builtin_expect(status != 0, 0)) {
		if (is_torn)
			set_damaged(store, id, true);
		return fail(status, "cannot write block %llu: %s", (unsigned long long)id,
		            strerror(-status));
	}
	if (__builtin_expect(is_damaged(store, id), 0))
		set_damaged(store, id, false);
	bitmap_set(&store->bitmap, id);
	store_changed(store);
	/* Also when the bit was set before: the write that set it may not have persisted it yet. */
	return store->durable_at_write ? persist_bit(store, id) : 0;
}

int32_t store_write_locked(struct store *store, uint64_t id, const void *data) {
	uint64_t offset = store_offset(store, id), written;
	int32_t status;
	if (device_is_aligned(&store->device, data)) {
		status = device_write(&store->device, data, store->block_size, offset, &written);
	} else {
		void *bounce = store_bounce_take(store);
		memcpy(bounce, data, store->block_size);
		status = device_write(&store->device, bounce, store->block_size, offset, &written);
		pool_give(&store->bounce, bounce);
	}
	return store_wrote(store, id, status, written != 0);
}

int32_t store_finish(struct store *store, bool is_write, uint64_t id, void *data, int32_t result) {
	if (result == (int32_t)store->block_size)
		return is_write ? store_wrote(store, id, 0, false) : 0;
	if (!is_write)
		return store_read_locked(store, id, data);
	int32_t status = store_write_locked(store, id, data);
	return status != 0 && result > 0 ? store_wrote(store, id, status, true) : status;
}

int32_t store_read(struct store *store, uint64_t id, void *data) {
	uint32_t stripe = stripe_of(id);
	uint64_t epoch;
	int32_t status = store_may_read(store, &epoch);
	if (status != 0)
		return fail_block(status, id, 0);
	stripe_lock(&store->stripes, stripe, STRIPE_READ);
	status = store_read_locked(store, id, data);
	stripe_unlock(&store->stripes, stripe, STRIPE_READ);
	if (status == 0 || status == -ENOENT) {
		int32_t stands = store_read_stands(store, epoch);
		if (stands != 0)
			return fail_block(stands, id, 0);
	}
	return status;
}

int32_t store_write(struct store *store, uint64_t id, const void *data) {
	uint32_t stripe = stripe_of(id);
	int32_t status = store_enter(store, true);
	if (status != 0)
		return fail_block(status, id, 0);
	stripe_lock(&store->stripes, stripe, STRIPE_WRITE);
	status = store_write_locked(store, id, data);
	stripe_unlock(&store->stripes, stripe, STRIPE_WRITE);
	store_leave(store);
	return status;
}

int32_t store_delete(struct store *store, uint64_t id) {
	uint32_t stripe = stripe_of(id);
	int32_t status = store_enter(store, true);
	if (status != 0)
		return fail_block(status, id, 0);
	stripe_lock(&store->stripes, stripe, STRIPE_WRITE);
	if (!bitmap_clear(&store->bitmap, id)) {
		status = fail_block(-ENOENT, id, 0);
	} else {
		set_damaged(store, id, false);
		store_changed(store);
		if (store->durable_at_write)
			status = persist_bit(store, id);
	}
	stripe_unlock(&store->stripes, stripe, STRIPE_WRITE);
	store_leave(store);
	return status;
}
