/* defect: 48
 * title: each refused item of a batch and each refused lease costs 256 bytes
 * caught-by: process.memory-leak
 * why: the error path leaves the request behind. */
#define ENGINE_NAME "d48d-leak-on-refused-items"
#define serve_batch batch_leaking
#define serve_lease lease_leaking
#include "_memory_base.h"

static void *volatile left;

static void leave_behind(void)
{
	left = malloc(256);
	memset(left, 1, 256);
}

static int32_t batch_leaking(bse_engine *engine, enum kind kind, bse_io *items, uint32_t n)
{
	int32_t status = honest_serve_batch(engine, kind, items, n);
	for (uint32_t i = 0; i < n; i++)
		if (items[i].status != 0)
			leave_behind();
	return status;
}

static int32_t lease_leaking(bse_engine *engine, uint64_t id, const void **data, uint32_t *len)
{
	int32_t status = honest_serve_lease(engine, id, data, len);
	if (status == -ENOENT)
		leave_behind();
	return status;
}
