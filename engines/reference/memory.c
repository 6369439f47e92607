/* SPDX-License-Identifier: MIT
 *
 * memory: blocks in RAM, gone at shutdown; the quick honest engine. The device is claimed, so that
 * two engines are not given one device by mistake, but never read or written.
 *
 * A defective engine may include this file after defining ENGINE_NAME and its own functions. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "block_engine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/config.h"
#include "common/pool.h"
#include "common/telemetry.h"
#include "memory/table.h"

#include "common/config.c"
#include "common/counters.c"
#include "common/error.c"
#include "common/json.c"
#include "common/log.c"
#include "common/pool.c"
#include "common/telemetry.c"
#include "memory/table.c"

#ifndef ENGINE_NAME
#ifdef MEMORY_ABSENT_READS_ZEROS
#define ENGINE_NAME "memory-zeros"
#else
#define ENGINE_NAME "memory"
#endif
#endif

#ifdef MEMORY_ABSENT_READS_ZEROS
#define ABSENT_GUARANTEE BSE_GUARANTEE_ABSENT_READS_ZEROS
#else
#define ABSENT_GUARANTEE 0
#endif

BSE_PLUGIN(ENGINE_NAME, "assay", BSE_VERSION(1, 0, 0),
           BSE_CAPABILITY_BATCH | BSE_CAPABILITY_LEASE | BSE_CAPABILITY_QUEUE |
               BSE_CAPABILITY_HEALTH | BSE_CAPABILITY_METRICS | BSE_CAPABILITY_LOGGING |
               BSE_CAPABILITY_FALLBACK,
           BSE_GUARANTEE_THREAD_SAFE | BSE_GUARANTEE_UNLOAD_SAFE | ABSENT_GUARANTEE, 512, 1048576,
           64, "cc " __VERSION__);

#include "memory/engine.c"
#include "memory/blocks.c"
#include "memory/lease.c"
#include "common/immediate_queue.c"
#include "common/observe.c"
