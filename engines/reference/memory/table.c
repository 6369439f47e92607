/* SPDX-License-Identifier: MIT */
#include "memory/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES 262144u
#define CHUNK_HEADER_BYTES 64u

static uint64_t table_hash(uint64_t id) {
	id ^= id >> 30;
	id *= 0xBF58476D1CE4E5B9ull;
	id ^= id >> 27;
	id *= 0x94D049BB133111EBull;
	return id ^ (id >> 31);
}

static struct table_shard *table_shard(struct table *table, uint64_t hash) {
	return &table->shards[hash % TABLE_SHARDS];
}

void table_open(struct table *table, uint32_t block_size) {
	memset(table, 0, sizeof *table);
	table->block_size = block_size;
	for (uint32_t i = 0; i < TABLE_SHARDS; i++)
		pthread_mutex_init(&table->shards[i].lock, NULL);
}

void table_close(struct table *table) {
	for (uint32_t i = 0; i < TABLE_SHARDS; i++) {
		struct table_shard *shard = &table->shards[i];
		for (void *chunk = shard->chunks; chunk != NULL;) {
			void *next;
			memcpy(&next, chunk, sizeof next);
			free(chunk);
			chunk = next;
		}
		free(shard->entries);
		pthread_mutex_destroy(&shard->lock);
	}
}

/* The id's entry, or the free one where it belongs; NULL only in an empty table. */
static struct table_entry *shard_find(struct table_shard *shard, uint64_t id, uint64_t hash) {
	if (shard->entry_count == 0)
		return NULL;
	uint64_t mask = shard->entry_count - 1;
	for (uint64_t at = (hash >> 6) & mask;; at = (at + 1) & mask) {
		struct table_entry *entry = &shard->entries[at];
		if (entry->block == NULL || entry->id == id)
			return entry;
	}
}

static int32_t shard_grow(struct table_shard *shard) {
	struct table_shard larger = {.entry_count = shard->entry_count == 0 ? 64
	                                                                    : shard->entry_count * 2};
	larger.entries = calloc(larger.entry_count, sizeof *larger.entries);
	if (larger.entries == NULL)
		return -ENOSPC;
	for (uint64_t i = 0; i < shard->entry_count; i++) {
		struct table_entry *entry = &shard->entries[i];
		if (entry->block != NULL)
			*shard_find(&larger, entry->id, table_hash(entry->id)) = *entry;
	}
	free(shard->entries);
	shard->entries = larger.entries;
	shard->entry_count = larger.entry_count;
	return 0;
}

static unsigned char *shard_allocate(struct table_shard *shard, uint32_t block_size) {
	unsigned char *block = shard->free_blocks;
	if (block != NULL) {
		memcpy(&shard->free_blocks, block, sizeof shard->free_blocks);
		return block;
	}
	if (shard->fresh_count == 0) {
		uint32_t count = block_size < CHUNK_BYTES ? CHUNK_BYTES / block_size : 1;
		unsigned char *chunk = aligned_alloc(64, CHUNK_HEADER_BYTES + (size_t)count * block_size);
		if (chunk == NULL)
			return NULL;
		memcpy(chunk, &shard->chunks, sizeof shard->chunks);
		shard->chunks = chunk;
		shard->fresh = chunk + CHUNK_HEADER_BYTES;
		shard->fresh_count = count;
	}
	block = shard->fresh;
	shard->fresh += block_size;
	shard->fresh_count--;
	return block;
}

static int32_t shard_put(struct table *table, struct table_shard *shard, uint64_t id,
                         uint64_t hash, const void *data) {
	struct table_entry *entry = shard_find(shard, id, hash);
	if (entry == NULL || entry->block == NULL) {
		unsigned char *block = shard_allocate(shard, table->block_size);
		if (block == NULL)
			return -ENOSPC;
		if ((shard->used_count + 1) * 4 > shard->entry_count * 3 && shard_grow(shard) != 0) {
			memcpy(block, &shard->free_blocks, sizeof shard->free_blocks);
			shard->free_blocks = block;
			return -ENOSPC;
		}
		entry = shard_find(shard, id, hash);
		entry->id = id;
		entry->block = block;
		shard->used_count++;
		atomic_fetch_add_explicit(&table->used_blocks, 1, memory_order_relaxed);
	}
	memcpy(entry->block, data, table->block_size);
	return 0;
}

int32_t table_put(struct table *table, uint64_t id, const void *data) {
	uint64_t hash = table_hash(id);
	struct table_shard *shard = table_shard(table, hash);
	pthread_mutex_lock(&shard->lock);
	int32_t status = shard_put(table, shard, id, hash, data);
	pthread_mutex_unlock(&shard->lock);
	return status;
}

int32_t table_get(struct table *table, uint64_t id, void *out) {
	uint64_t hash = table_hash(id);
	struct table_shard *shard = table_shard(table, hash);
	pthread_mutex_lock(&shard->lock);
	struct table_entry *entry = shard_find(shard, id, hash);
	int32_t status = entry == NULL || entry->block == NULL ? -ENOENT : 0;
	if (status == 0)
		memcpy(out, entry->block, table->block_size);
	pthread_mutex_unlock(&shard->lock);
	return status;
}

/* Closes the gap behind a removed entry, so that no marker of removed ones is needed. */
static void shard_close_gap(struct table_shard *shard, uint64_t gap) {
	uint64_t mask = shard->entry_count - 1;
	for (uint64_t at = (gap + 1) & mask; shard->entries[at].block != NULL; at = (at + 1) & mask) {
		uint64_t home = (table_hash(shard->entries[at].id) >> 6) & mask;
		if (((at - home) & mask) >= ((at - gap) & mask)) {
			shard->entries[gap] = shard->entries[at];
			gap = at;
		}
	}
	shard->entries[gap].block = NULL;
}

int32_t table_drop(struct table *table, uint64_t id) {
	uint64_t hash = table_hash(id);
	struct table_shard *shard = table_shard(table, hash);
	pthread_mutex_lock(&shard->lock);
	struct table_entry *entry = shard_find(shard, id, hash);
	int32_t status = entry == NULL || entry->block == NULL ? -ENOENT : 0;
	if (status == 0) {
		memcpy(entry->block, &shard->free_blocks, sizeof shard->free_blocks);
		shard->free_blocks = entry->block;
		shard_close_gap(shard, (uint64_t)(entry - shard->entries));
		shard->used_count--;
		atomic_fetch_sub_explicit(&table->used_blocks, 1, memory_order_relaxed);
	}
	pthread_mutex_unlock(&shard->lock);
	return status;
}
