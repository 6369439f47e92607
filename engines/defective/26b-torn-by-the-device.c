/* defect: 26
 * title: atomic blocks by its word, but an overwrite in place is torn by a power cut
 * caught-by: powercut.atomic-blocks
 * needs-host: fuse
 * why: one pwrite is one call, not one atom: the device keeps some of its sectors. */
#define ENGINE_NAME "d26b-torn-by-the-device"
#define ENGINE_GUARANTEES                                    \
	(BSE_GUARANTEE_THREAD_SAFE | BSE_GUARANTEE_UNLOAD_SAFE | \
	 BSE_GUARANTEE_DURABLE_AT_FLUSH | BSE_GUARANTEE_ATOMIC_BLOCKS)
#include "_file_base.h"
