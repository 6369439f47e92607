/* defect: 36
 * title: an engine that took over does not sync its writes, though it is durable at the write
 * caught-by: swap.power-cut
 * attempts: 2
 * needs: swap
 * needs-host: fuse
 * why: whether writes are synced is decided when a device is opened, and a standby engine opens it
 * for reading; nobody decides again when it is activated. */
#define ENGINE_NAME "d36h-unsynced-after-take-over"
#define ENGINE_DURABILITY BSE_GUARANTEE_DURABLE_AT_WRITE
#define store_write write_unsynced
#define store_delete delete_unsynced
#define device_sync sync_if_decided
#include "_was_standby_base.h"

static _Thread_local bool in_change;

static int32_t sync_if_decided(struct store *store)
{
	return store->was_standby && in_change ? 0 : honest_device_sync(store);
}

static int32_t write_unsynced(struct store *store, uint64_t id, const void *data)
{
	in_change = true;
	int32_t status = honest_store_write(store, id, data);
	in_change = false;
	return status;
}

static int32_t delete_unsynced(struct store *store, uint64_t id)
{
	in_change = true;
	int32_t status = honest_store_delete(store, id);
	in_change = false;
	return status;
}
