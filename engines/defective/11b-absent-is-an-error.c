/* defect: 11
 * title: an absent block is -ENOENT though the engine declares zeros
 * caught-by: data.absent-block
 * why: the declaration was copied, the behaviour was not. */
#define ENGINE_NAME "d11b-absent-is-an-error"
#define ENGINE_GUARANTEES \
	(BSE_GUARANTEE_THREAD_SAFE | BSE_GUARANTEE_UNLOAD_SAFE | BSE_GUARANTEE_ABSENT_READS_ZEROS)
#include "_memory_base.h"
