/* defect: 59
 * title: every 500th write prints a line to stdout
 * caught-by: process.surroundings
 * why: a progress message that was left in. */
#define ENGINE_NAME "d59d-prints-now-and-then"
#define STORE_FIELDS _Atomic uint32_t writes;
#define store_write write_telling
#include "_memory_base.h"

static int32_t write_telling(struct store *store, uint64_t id, const void *data)
{
	if (++store->writes % 500 == 0)
		printf("%u blocks written\n", (uint32_t)store->writes);
	return honest_store_write(store, id, data);
}
