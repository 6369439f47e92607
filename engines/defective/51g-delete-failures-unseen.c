/* defect: 51
 * title: deletes that the device refuses change neither health nor counters
 * caught-by: faults.queue-and-delete
 * why: a delete is taken for a change of memory that can't fail. */
#define ENGINE_NAME "d51g-delete-failures-unseen"
#define account account_transfers
#include "_file_base.h"

static int32_t account_transfers(bse_engine *engine, enum kind kind, uint64_t started_ns,
                                 int32_t status)
{
	if (kind == KIND_DELETE && status != 0)
		return status;
	return honest_account(engine, kind, started_ns, status);
}
