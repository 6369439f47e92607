/* defect: 48
 * title: every write that the device refused leaks its bounce buffer
 * caught-by: process.memory-leak
 * why: the early return of the one path that no test on a healthy device takes. */
#define ENGINE_NAME "d48g-leak-on-device-error"
#define block_write block_write_leaking
#include "_file_base.h"

static int32_t block_write_leaking(struct store *store, uint64_t id, const void *data)
{
	volatile unsigned char *bounce = malloc(store->block_size);
	if (bounce != NULL)
		bounce[0] = 1;
	int32_t status = honest_block_write(store, id, data);
	if (status != 0)
		return status;
	free((void *)bounce);
	return 0;
}
