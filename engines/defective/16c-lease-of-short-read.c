/* defect: 16
 * title: a lease of a block that could not be read is a success
 * caught-by: faults.truncated-every-way
 * needs: lease
 * why: the lease looks at whether it got a buffer, not at whether the buffer was filled. */
#define ENGINE_NAME "d16c-lease-of-short-read"
#define serve_lease lease_whatever_was_read
#include "_file_base.h"

static int32_t lease_whatever_was_read(bse_engine *engine, uint64_t id, const void **data,
                                       uint32_t *len)
{
	int32_t status = check_block(engine, id, engine, engine->block_size);
	int32_t index = status == 0 ? pool_take(engine) : -1;
	if (status != 0 || index < 0)
		return status != 0 ? status : fail(-EAGAIN, "all pool buffers are leased out");
	void *buffer = engine->pool.buffers[index];
	status = account(engine, KIND_READ, now_ns(), store_read(engine->store, id, buffer));
	if (status != 0 && !is_device_error(status)) {
		pool_give(&engine->pool, buffer);
		return status;
	}
	*data = buffer;
	*len = engine->block_size;
	return 0;
}
