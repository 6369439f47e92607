/* SPDX-License-Identifier: MIT
 *
 * nvme-batch: nvme with batches whose neighbouring blocks go over in one preadv or pwritev. */
#ifndef ENGINE_NAME
#define ENGINE_NAME "nvme-batch"
#endif
#define ENGINE_CAPABILITIES (BSE_CAPABILITY_BATCH | BSE_CAPABILITY_FALLBACK)

#include "nvme/parts.h"
#include "nvme/chunk.c"
#include "nvme/coalesce.c"
#include "nvme/fallback.c"
#include "nvme/plain.c"
