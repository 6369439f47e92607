/* defect: 66
 * title: an engine in memory claims to be durable at flush
 * caught-by: lifecycle.reopen
 * why: the guarantee bits were copied from another plugin. */
#define ENGINE_NAME "d66c-claims-durability"
#define ENGINE_GUARANTEES \
	(BSE_GUARANTEE_THREAD_SAFE | BSE_GUARANTEE_UNLOAD_SAFE | BSE_GUARANTEE_DURABLE_AT_FLUSH)
#include "_memory_base.h"
