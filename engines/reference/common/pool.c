/* SPDX-License-Identifier: MIT */
#include "common/pool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "common/error.h"

static void pool_push(struct pool *pool, uint32_t index) {
	uint64_t head = atomic_load_explicit(&pool->head, memory_order_relaxed), next;
	do {
		atomic_store_explicit(&pool->next[index], (uint32_t)head, memory_order_relaxed);
		next = (((head >> 32) + 1) << 32) | (index + 1);
	} while (!atomic_compare_exchange_weak_explicit(&pool->head, &head, next,
	                                                memory_order_release, memory_order_relaxed));
}

int32_t pool_open(struct pool *pool, uint32_t buffer_count, size_t buffer_bytes) {
	memset(pool, 0, sizeof *pool);
	/* Anonymous memory is page-aligned and costs nothing until it is touched. */
	void *memory = mmap(NULL, buffer_count * buffer_bytes, PROT_READ | PROT_WRITE,
	                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory != MAP_FAILED)
		pool->memory = memory;
	pool->buffer_bytes = buffer_bytes;
	pool->buffer_count = buffer_count;
	pool->next = calloc(buffer_count, sizeof *pool->next);
	pool->taken = calloc(buffer_count, sizeof *pool->taken);
	if (pool->memory == NULL || pool->next == NULL || pool->taken == NULL) {
		pool_close(pool);
		return fail(-ENOMEM, "no memory for %u pool buffers of %zu bytes; lower \"pool_buffers\"",
		            buffer_count, buffer_bytes);
	}
	for (uint32_t i = buffer_count; i > 0; i--)
		pool_push(pool, i - 1);
	return 0;
}

void pool_close(struct pool *pool) {
	if (pool->memory != NULL)
		munmap(pool->memory, pool->buffer_count * pool->buffer_bytes);
	free((void *)pool->next);
	free((void *)pool->taken);
	memset(pool, 0, sizeof *pool);
}

void *pool_take(struct pool *pool) {
	uint64_t head = atomic_load_explicit(&pool->head, memory_order_acquire), next;
	uint32_t index;
	do {
		if ((uint32_t)head == 0)
			return NULL;
		index = (uint32_t)head - 1;
		next = (((head >> 32) + 1) << 32) |
		       atomic_load_explicit(&pool->next[index], memory_order_relaxed);
	} while (!atomic_compare_exchange_weak_explicit(&pool->head, &head, next,
	                                                memory_order_acquire, memory_order_acquire));
	atomic_store_explicit(&pool->taken[index], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&pool->out_count, 1, memory_order_relaxed);
	return pool->memory + index * pool->buffer_bytes;
}

bool pool_give(struct pool *pool, const void *buffer) {
	uintptr_t first = (uintptr_t)pool->memory, at = (uintptr_t)buffer;
	if (at < first || at >= first + pool->buffer_count * pool->buffer_bytes ||
	    (at - first) % pool->buffer_bytes != 0)
		return false;
	uint32_t index = pool_index(pool, buffer);
	unsigned char out = 1;
	if (!atomic_compare_exchange_strong_explicit(&pool->taken[index], &out, 0,
	                                             memory_order_relaxed, memory_order_relaxed))
		return false;
	atomic_fetch_sub_explicit(&pool->out_count, 1, memory_order_relaxed);
	pool_push(pool, index);
	return true;
}
