/* SPDX-License-Identifier: MIT
 *
 * A map from 64-bit ids to blocks, as sparse as its contents: 64 shards, each a mutex, an open
 * addressing table and a free list of block memory. A copy is made under the shard's mutex, so a
 * read is always one write's data. */
#ifndef BSE_MEMORY_TABLE_H
#define BSE_MEMORY_TABLE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#define TABLE_SHARDS 64u

struct table_entry {
	uint64_t id;
	unsigned char *block; /* NULL: free */
};

struct table_shard {
	_Alignas(128) pthread_mutex_t lock;
	struct table_entry *entries;
	uint64_t entry_count; /* power of two, or 0 */
	uint64_t used_count;
	void *free_blocks; /* linked through their first bytes */
	void *chunks;      /* everything allocated, linked through its first bytes */
	unsigned char *fresh; /* of the newest chunk, what was never handed out: not even touched */
	uint32_t fresh_count;
};

struct table {
	uint32_t block_size;
	_Atomic uint64_t used_blocks;
	struct table_shard shards[TABLE_SHARDS];
};

void table_open(struct table *table, uint32_t block_size);
void table_close(struct table *table);
int32_t table_put(struct table *table, uint64_t id, const void *data); /* 0, -ENOSPC */
int32_t table_get(struct table *table, uint64_t id, void *out);        /* 0, -ENOENT */
int32_t table_drop(struct table *table, uint64_t id);                  /* 0, -ENOENT */

#endif
