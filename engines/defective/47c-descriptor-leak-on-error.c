/* defect: 47
 * title: every refused operation leaves a descriptor open
 * caught-by: process.descriptor-leak
 * why: the error path opens the log's file to tell, and never closes it. */
#define ENGINE_NAME "d47c-descriptor-leak-on-error"
#define check_block check_and_tell
#include "_memory_base.h"

static int32_t check_and_tell(bse_engine *engine, uint64_t id, const void *data, uint32_t len)
{
	int32_t status = honest_check_block(engine, id, data, len);
	if (status != 0)
		(void)!open("/dev/null", O_WRONLY | O_CLOEXEC);
	return status;
}
