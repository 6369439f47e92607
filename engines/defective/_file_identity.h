/* What the file engines claim, unless a defect says otherwise. */
#define _GNU_SOURCE
#include <stddef.h>

#include "_engine.h"

#ifndef ENGINE_CAPABILITIES
#define ENGINE_CAPABILITIES                                                    \
	(BSE_CAPABILITY_BATCH | BSE_CAPABILITY_LEASE | BSE_CAPABILITY_QUEUE |      \
	 BSE_CAPABILITY_HEALTH | BSE_CAPABILITY_METRICS | BSE_CAPABILITY_LOGGING | \
	 BSE_CAPABILITY_FALLBACK | BSE_CAPABILITY_SWAP)
#endif
#ifndef ENGINE_DURABILITY
#define ENGINE_DURABILITY BSE_GUARANTEE_DURABLE_AT_FLUSH
#endif
#ifdef ABSENT_READS_ZEROS
#define ENGINE_ABSENT BSE_GUARANTEE_ABSENT_READS_ZEROS
#else
#define ENGINE_ABSENT 0ull
#endif
#ifndef ENGINE_DIRECT
#define ENGINE_DIRECT 0ull
#endif
#ifndef ENGINE_GUARANTEES
#define ENGINE_GUARANTEES                                                        \
	(BSE_GUARANTEE_THREAD_SAFE | BSE_GUARANTEE_UNLOAD_SAFE | ENGINE_DURABILITY | \
	 ENGINE_ABSENT | ENGINE_DIRECT)
#endif
#ifndef ENGINE_BLOCK_MIN
#define ENGINE_BLOCK_MIN 512
#endif
#define ENGINE_BLOCK_MAX 1048576
#ifndef ENGINE_ALIGNMENT
#define ENGINE_ALIGNMENT 8
#endif

#include "_hooks.h"
#include "_device.h"

UNUSED static int32_t store_quiesce(struct store *store);
UNUSED static int32_t store_activate(struct store *store);
