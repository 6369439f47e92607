/* SPDX-License-Identifier: MIT
 *
 * Everything that the four nvme engines are made of, in one compilation. The engine's file defines
 * ENGINE_NAME and ENGINE_CAPABILITIES (what it has beyond the common ones), includes this, then
 * adds its own parts. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "block_engine.h"

#ifdef NVME_DURABLE_AT_WRITE
#define ENGINE_DURABILITY BSE_GUARANTEE_DURABLE_AT_WRITE
#else
#define ENGINE_DURABILITY BSE_GUARANTEE_DURABLE_AT_FLUSH
#endif
#ifndef ENGINE_GUARANTEES
#define ENGINE_GUARANTEES                                                         \
	(BSE_GUARANTEE_THREAD_SAFE | BSE_GUARANTEE_UNLOAD_SAFE | ENGINE_DURABILITY | \
	 BSE_GUARANTEE_DIRECT_IO)
#endif

BSE_PLUGIN(ENGINE_NAME, "assay", BSE_VERSION(1, 0, 0),
           ENGINE_CAPABILITIES | BSE_CAPABILITY_HEALTH | BSE_CAPABILITY_METRICS |
               BSE_CAPABILITY_LOGGING | BSE_CAPABILITY_SWAP,
           ENGINE_GUARANTEES, 512, 1048576, 4096, "cc " __VERSION__);

#include "common/config.c"
#include "common/counters.c"
#include "common/error.c"
#include "common/json.c"
#include "common/log.c"
#include "common/pool.c"
#include "common/telemetry.c"

#include "nvme/bitmap.c"
#include "nvme/blank.c"
#include "nvme/device.c"
#include "nvme/meeting.c"
#include "nvme/store_blocks.c"
#include "nvme/store_open.c"
#include "nvme/store_metadata.c"
#include "nvme/store_state.c"
#include "nvme/stripes.c"
#include "nvme/superblock.c"

#include "nvme/handle.c"

#include "common/observe.c"
