/* defect: 44
 * title: a refused initialize leaves its pool mapped
 * caught-by: process.descriptor-leak
 * why: the pool is reserved before the configuration is read; nothing of it was touched yet. */
#define ENGINE_NAME "d44f-refused-keeps-map"
#define serve_initialize initialize_reserving
#include "_memory_base.h"

#include <sys/mman.h>

#define POOL_BYTES (1u << 20)

static int32_t initialize_reserving(const char *json, uint32_t len, bse_engine **out)
{
	void *pool =
	    mmap(NULL, POOL_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int32_t status = honest_serve_initialize(json, len, out);
	if (status == 0)
		munmap(pool, POOL_BYTES);
	return status;
}
