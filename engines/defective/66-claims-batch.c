/* defect: 66
 * title: the note claims batches, the functions are not there
 * caught-by: preflight.abi.batch
 * why: the capability bits were copied from another plugin. */
#define ENGINE_NAME "d66-claims-batch"
#define ENGINE_CAPABILITIES                                                    \
	(BSE_CAPABILITY_BATCH | BSE_CAPABILITY_LEASE | BSE_CAPABILITY_QUEUE |      \
	 BSE_CAPABILITY_HEALTH | BSE_CAPABILITY_METRICS | BSE_CAPABILITY_LOGGING | \
	 BSE_CAPABILITY_FALLBACK)
#define ENGINE_EXPORTS ((ENGINE_CAPABILITIES) & ~BSE_CAPABILITY_BATCH)
#include "_memory_base.h"
