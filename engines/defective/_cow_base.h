/* An honest engine that never overwrites: a write takes a free slot, and a flush writes the map of
 * blocks to slots into the older of two copies. What the newer copy names is not touched before the
 * other one is durable.
 * Not covered: a configuration without a capacity, which leaves the spare slots no room. */
#define ENGINE_GUARANTEES                                    \
	(BSE_GUARANTEE_THREAD_SAFE | BSE_GUARANTEE_UNLOAD_SAFE | \
	 BSE_GUARANTEE_DURABLE_AT_FLUSH | BSE_GUARANTEE_ATOMIC_BLOCKS | BSE_GUARANTEE_PREFIX_RECOVERY)
#define ENGINE_CAPABILITIES (BSE_CAPABILITY_HEALTH | BSE_CAPABILITY_SWAP)
#define SPARE_SLOTS 12u
#define STORE_FIELDS                                                         \
	uint64_t generation;                                                     \
	bool changed;                                                            \
	uint32_t *map;            /* of each block: its slot + 1; 0: absent */   \
	unsigned char *held;      /* of each slot: IN_MAP, IN_SAVED */           \
	unsigned char *map_page;  /* header and map, as on the device */
#define IN_MAP 1
#define IN_SAVED 2
#define store_open open_with_maps
#define store_close close_with_maps
#define store_read read_by_map
#define store_write write_elsewhere
#define store_delete delete_from_map
#define store_flush flush_map
#define store_quiesce quiesce_map
#define store_activate activate_with_maps
#include "_file_base.h"

struct map_header {
	uint64_t generation, sum;
};

static uint32_t slot_count(struct store *store)
{
	return (uint32_t)store->super.capacity_blocks + SPARE_SLOTS;
}

static uint64_t map_bytes(struct store *store)
{
	return PAGE + (store->super.capacity_blocks * 4 + PAGE - 1) / PAGE * PAGE;
}

static uint64_t map_at(struct store *store, uint64_t copy)
{
	uint64_t end = (block_offset(store, slot_count(store)) + PAGE - 1) / PAGE * PAGE;
	return end + copy * map_bytes(store);
}

static uint64_t map_sum(struct store *store)
{
	uint64_t sum = 14695981039346656037ull ^ ((struct map_header *)store->map_page)->generation;
	for (uint64_t i = PAGE; i < map_bytes(store); i++)
		sum = (sum ^ store->map_page[i]) * 1099511628211ull;
	return sum;
}

#ifndef is_newer
#define is_newer(a, b) ((a) > (b))
#endif
#ifndef slot_taken
#define slot_taken(store, slot) 0
#endif
#ifndef slots_found
#define slots_found(store) 0
#endif
#ifndef slot_given_back
#define slot_given_back(store, slot) (void)0
#endif

#ifndef slot_left
#define slot_left(store, slot) (void)0
#endif

/* The newer of the copies that are whole; none: an empty map. */
static int32_t read_maps(struct store *store)
{
	struct map_header *header = (struct map_header *)store->map_page;
	bool found = false;
	memset(store->map, 0, store->capacity_blocks * 4);
	memset(store->held, 0, slot_count(store));
	store->used_blocks = store->generation = 0;
	for (uint64_t copy = 0; copy < 2; copy++) {
		int32_t status = honest_device_read(store->meta, store->map_page, map_bytes(store),
		                                    map_at(store, copy));
		if (status != 0)
			return status;
		if (header->generation % 2 != copy || header->sum != map_sum(store) || header->sum == 0 ||
		    (found && !is_newer(header->generation, store->generation)))
			continue;
		memcpy(store->map, store->map_page + PAGE, store->capacity_blocks * 4);
		store->generation = header->generation;
		found = true;
	}
	for (uint64_t id = 0; id < store->capacity_blocks; id++) {
		if (store->map[id] == 0)
			continue;
		store->held[store->map[id] - 1] = IN_MAP | IN_SAVED;
		store->used_blocks++;
	}
	store->changed = false;
	return slots_found(store);
}

/* The caller holds the lock and has claimed the device. */
static int32_t commit(struct store *store)
{
	struct map_header *header = (struct map_header *)store->map_page;
	uint64_t done;
	int32_t status = device_sync(store);
	if (status != 0 || !store->changed)
		return status;
	memset(store->map_page, 0, map_bytes(store));
	memcpy(store->map_page + PAGE, store->map, store->capacity_blocks * 4);
	header->generation = store->generation + 1;
	header->sum = map_sum(store);
	status = honest_device_write(store->meta, store->map_page, map_bytes(store),
	                             map_at(store, header->generation % 2), &done);
	if (status == 0)
		status = device_sync(store);
	if (status != 0)
		return status;
	store->generation++;
	store->changed = false;
	for (uint32_t slot = 0; slot < slot_count(store); slot++) {
		if (store->held[slot] == IN_SAVED)
			slot_given_back(store, slot);
		store->held[slot] = HAS(store->held[slot], IN_MAP) ? IN_MAP | IN_SAVED : 0;
	}
	return 0;
}

/* A free slot, or -ENOSPC. */
static int32_t take_slot(struct store *store)
{
	for (int tries = 0; tries < 2; tries++) {
		for (uint32_t slot = 0; slot < slot_count(store); slot++)
			if (store->held[slot] == 0)
				return (int32_t)slot;
		int32_t status = commit(store);
		if (status != 0)
			return status;
	}
	return fail(-ENOSPC, "no slot is free");
}

static void leave_slot(struct store *store, uint64_t id)
{
	uint32_t slot = store->map[id] - 1;
	store->held[slot] &= (unsigned char)~IN_MAP;
	if (store->held[slot] == 0)
		slot_given_back(store, slot);
}

#include "_cow_calls.h"
