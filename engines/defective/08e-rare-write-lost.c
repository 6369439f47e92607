/* defect: 8
 * title: every 20,000th write is acknowledged and dropped
 * caught-by: data.many-blocks
 * why: a request counter that wraps, an overflow path that nobody ran. */
#define ENGINE_NAME "d08e-rare-write-lost"
#define STORE_FIELDS _Atomic uint32_t writes;
#define store_write write_mostly
#include "_memory_base.h"

static int32_t write_mostly(struct store *store, uint64_t id, const void *data)
{
	if (++store->writes % 20000 == 0)
		return 0;
	return honest_store_write(store, id, data);
}
