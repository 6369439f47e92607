/* SPDX-License-Identifier: MIT
 *
 * nvme: one pread or pwrite a block, past the page cache. The plain engine of the four that share
 * the on-disk format (nvme/format.h) and the core (nvme/store.h). */
#ifndef ENGINE_NAME
#ifdef NVME_DURABLE_AT_WRITE
#define ENGINE_NAME "nvme-durable"
#else
#define ENGINE_NAME "nvme"
#endif
#endif
#define ENGINE_CAPABILITIES 0

#include "nvme/parts.h"
#include "nvme/plain.c"
