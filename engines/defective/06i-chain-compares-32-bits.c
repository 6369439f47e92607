/* defect: 6
 * title: a hash of the whole id finds the chain, in which only its low 32 bits are compared
 * caught-by: data.alike-ids
 * why: two ids alike in 32 bits are rarely in one chain, so hardly any test sees them meet. */
#define ENGINE_NAME "d06i-chain-compares-32-bits"
#define STORE_FIELDS uint64_t *chains[CHAINS];
#define CHAINS 1024
#define store_close close_chains
#define store_read read_chained
#define store_write write_chained
#define store_delete delete_chained
#include "_memory_base.h"

/* The id that stands for this one: the first of its chain with the same low bits, at last itself.
 * A chain is its length and its ids. */
static uint64_t chained(struct store *store, uint64_t id)
{
	uint64_t hash = (id ^ id >> 32) * 0x9E3779B97F4A7C15u;
	hash = (hash ^ hash >> 29) * 0xBF58476D1CE4E5B9u;
	pthread_rwlock_wrlock(&store->lock);
	uint64_t **chain = &store->chains[(hash >> 32) % CHAINS];
	uint64_t count = *chain == NULL ? 0 : **chain;
	uint64_t at = 1;
	while (at <= count && (uint32_t)(*chain)[at] != (uint32_t)id)
		at++;
	if (at > count) {
		*chain = realloc(*chain, (at + 1) * sizeof **chain);
		(*chain)[at] = id;
		**chain = at;
	}
	uint64_t stands = (*chain)[at];
	pthread_rwlock_unlock(&store->lock);
	return stands;
}

static int32_t read_chained(struct store *store, uint64_t id, void *buf)
{
	return honest_store_read(store, chained(store, id), buf);
}

static int32_t write_chained(struct store *store, uint64_t id, const void *data)
{
	return honest_store_write(store, chained(store, id), data);
}

static int32_t delete_chained(struct store *store, uint64_t id)
{
	return honest_store_delete(store, chained(store, id));
}

static int32_t close_chains(struct store *store)
{
	for (uint32_t i = 0; i < CHAINS; i++)
		free(store->chains[i]);
	return honest_store_close(store);
}
