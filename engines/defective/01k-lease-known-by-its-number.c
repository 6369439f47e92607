/* defect: 1
 * title: a block that is leased out is copied from that lease, if its number is still the same
 * caught-by: lease.many
 * needs: lease
 * why: changes of a block are numbered from each flush on, so that an old lease has a new one's
 *      number again. */
#define ENGINE_NAME "d01k-lease-by-number"
#define ENGINE_FIELDS struct { uint64_t id; void *data; uint32_t number; } leases[512];
#define STORE_FIELDS uint32_t numbers[64];
#define store_write write_numbered
#define store_flush flush_numbers
#define serve_lease lease_by_number
#define serve_release release_numbered
#include "_memory_base.h"

static pthread_mutex_t numbering = PTHREAD_MUTEX_INITIALIZER;

static int32_t write_numbered(struct store *store, uint64_t id, const void *data)
{
	pthread_mutex_lock(&numbering);
	if (id < 64)
		store->numbers[id]++;
	int32_t status = honest_store_write(store, id, data);
	pthread_mutex_unlock(&numbering);
	return status;
}

static int32_t flush_numbers(struct store *store)
{
	pthread_mutex_lock(&numbering);
	memset(store->numbers, 0, sizeof store->numbers);
	pthread_mutex_unlock(&numbering);
	return honest_store_flush(store);
}

static int32_t lease_by_number(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	pthread_mutex_lock(&numbering);
	int32_t status = honest_serve_lease(engine, id, data, len);
	int free_at = -1;
	uint32_t number = id < 64 ? engine->store->numbers[id] : 0;
	for (int i = 0; i < 512 && status == 0 && number > 0; i++) {
		if (engine->leases[i].data == NULL)
			free_at = i;
		else if (engine->leases[i].id == id && engine->leases[i].number == number)
			memcpy((void *)(uintptr_t)*data, engine->leases[i].data, *len);
	}
	if (free_at >= 0) {
		engine->leases[free_at].id = id;
		engine->leases[free_at].number = number;
		engine->leases[free_at].data = (void *)(uintptr_t)*data;
	}
	pthread_mutex_unlock(&numbering);
	return status;
}

static int32_t release_numbered(bse_engine *engine, const void *data)
{
	pthread_mutex_lock(&numbering);
	for (int i = 0; i < 512; i++)
		if (engine->leases[i].data == data)
			engine->leases[i].data = NULL;
	pthread_mutex_unlock(&numbering);
	return honest_serve_release(engine, data);
}
