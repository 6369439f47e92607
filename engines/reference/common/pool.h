/* SPDX-License-Identifier: MIT
 *
 * A bounded pool of aligned buffers without locks: a stack of free indices whose head carries a
 * tag, so that an index that left and came back is not mistaken (ABA). Taking never waits. */
#ifndef BSE_COMMON_POOL_H
#define BSE_COMMON_POOL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool {
	_Atomic uint64_t head; /* tag << 32 | index + 1; index part 0: empty */
	_Atomic uint32_t *next;
	_Atomic unsigned char *taken; /* 1 while out: a second give of one buffer is refused */
	_Atomic uint32_t out_count;
	unsigned char *memory;
	size_t buffer_bytes;
	uint32_t buffer_count;
};

int32_t pool_open(struct pool *pool, uint32_t buffer_count, size_t buffer_bytes);
void pool_close(struct pool *pool);
void *pool_take(struct pool *pool); /* NULL when all are out */
bool pool_give(struct pool *pool, const void *buffer); /* false: not a buffer that is out */
static inline uint32_t pool_index(const struct pool *pool, const void *buffer) {
	return (uint32_t)((size_t)((const unsigned char *)buffer - pool->memory) / pool->buffer_bytes);
}

#endif
