/* SPDX-License-Identifier: MIT
 *
 * nvme-pool: nvme with leases, reads straight into a bounded pool of aligned buffers that takes no
 * lock. */
#ifndef ENGINE_NAME
#define ENGINE_NAME "nvme-pool"
#endif
#define ENGINE_CAPABILITIES (BSE_CAPABILITY_LEASE | BSE_CAPABILITY_FALLBACK)

#include "nvme/parts.h"
#include "nvme/fallback.c"
#include "nvme/lease.c"
