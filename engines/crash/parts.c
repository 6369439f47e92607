/* SPDX-License-Identifier: MIT
 *
 * The store of the nvme engines without its device. */
#define _GNU_SOURCE
#include "common/error.c"
#include "common/pool.c"

#include "nvme/bitmap.c"
#include "nvme/blank.c"
#include "nvme/meeting.c"
#include "nvme/store_blocks.c"
#include "nvme/store_open.c"
#include "nvme/store_metadata.c"
#include "nvme/store_state.c"
#include "nvme/stripes.c"
#include "nvme/superblock.c"
