/* defect: 39
 * title: a quiesce that runs out of time leaves the engine refusing writes
 * caught-by: swap.standby
 * why: the gate is closed first and not opened again. */
#define ENGINE_NAME "d39d-timed-out-quiesce"
#define bse_quiesce honest_quiesce
#include "_file_base.h"
#undef bse_quiesce

BSE_EXPORT int32_t bse_quiesce(bse_engine *engine, uint32_t deadline_ms)
{
	int32_t status = honest_quiesce(engine, deadline_ms);
	return status == 0 && deadline_ms == 0 ? fail(-ETIMEDOUT, "no time to quiesce") : status;
}
