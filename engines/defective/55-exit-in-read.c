/* defect: 55
 * title: a read ends the process with status 0
 * caught-by: data.read-after-write
 * verdict: crashed
 * why: a library that treats an assertion as the end of the program; a naive harness says
 * success. */
#define ENGINE_NAME "d55-exit-in-read"
#define store_read read_and_exit
#include "_memory_base.h"

static int32_t read_and_exit(struct store *store, uint64_t id, void *buf)
{
	if (honest_store_read(store, id, buf) == 0)
		exit(0);
	return -ENOENT;
}
