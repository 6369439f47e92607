/* defect: 56
 * title: a read of an absent block recurses without end
 * caught-by: data.absent-block data.read-after-write
 * verdict: crashed
 * why: "try again through the other path", which tries again through the first. */
#define ENGINE_NAME "d56d-stack-overflow"
#define store_read read_again
#include "_memory_base.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winfinite-recursion"
static __attribute__((noinline)) int32_t retry(struct store *store, uint64_t id, void *buf)
{
	volatile unsigned char copy[512];
	memset((void *)copy, 0, sizeof copy);
	int32_t status = store_read(store, id, buf);
	return status + copy[id % sizeof copy];
}

static int32_t read_again(struct store *store, uint64_t id, void *buf)
{
	int32_t status = honest_store_read(store, id, buf);
	return status == -ENOENT ? retry(store, id, buf) : status;
}
#pragma GCC diagnostic pop
