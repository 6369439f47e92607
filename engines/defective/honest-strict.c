/* honest: the file base where the header leaves a choice, the strict one: buffers that are not
 * aligned are refused, reads through a quiesced or fenced engine too, and a success clears the
 * thread's last error. */
#define ENGINE_NAME "honest-strict"
#define ENGINE_ALIGNMENT 4096
#define check_block check_aligned
#define account account_and_clear
#define store_read read_unless_fenced
#include "_file_base.h"

static int32_t check_aligned(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	int32_t status = honest_check_block(engine, id, data, len);
	uintptr_t needed = len < ENGINE_ALIGNMENT ? len : ENGINE_ALIGNMENT;
	/* A delete and a lease have no buffer and name the engine instead. */
	if (status == 0 && data != engine && (uintptr_t)data % needed != 0)
		return fail(-EINVAL, "the buffer is not aligned to %u bytes", (uint32_t)needed);
	return status;
}

static int32_t account_and_clear(bse_engine *engine, enum kind kind, uint64_t started_ns,
                                 int32_t status)
{
	if (status == 0)
		last_error_text[0] = 0;
	return honest_account(engine, kind, started_ns, status);
}

static int32_t read_unless_fenced(struct store *store, uint64_t id, void *buf)
{
	pthread_rwlock_rdlock(&store->lock);
	bool is_fenced = store->state == STATE_FENCED;
	pthread_rwlock_unlock(&store->lock);
	return is_fenced ? fail(-ESTALE, "fenced") : honest_store_read(store, id, buf);
}
