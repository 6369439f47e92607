/* SPDX-License-Identifier: MIT
 *
 * A device in memory behind nvme/device.h, which logs what reaches it. */
#ifndef BSE_CRASH_SIMULATED_DEVICE_H
#define BSE_CRASH_SIMULATED_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#define DEVICE_BYTES 131072u
#define SECTOR_BYTES 512u

enum event_kind {
	EVENT_WRITE,   /* data in the device's volatile cache */
	EVENT_DURABLE, /* a write that is durable by itself (O_DSYNC) */
	EVENT_SYNC,    /* every write before it is durable */
	EVENT_BEGIN,   /* the host calls: a change of block id to `version` (0: delete) */
	EVENT_ACK,     /* and it returned 0 */
	EVENT_FLUSHED, /* a flush returned 0 that began at event `since` */
};

struct event {
	enum event_kind kind;
	uint64_t offset; /* of a write; else block id, or since */
	uint32_t length;
	uint64_t version;
	unsigned char *data;
};

struct log_of_events {
	struct event *events;
	uint32_t count, capacity;
};

extern unsigned char device_image[DEVICE_BYTES];
extern struct log_of_events device_log;
extern bool device_drops_syncs; /* negative control: syncs do nothing, and are not logged */
extern bool device_is_logging;

struct event *log_event(enum event_kind kind, uint64_t offset, uint64_t version);
void log_clear(void);

#endif
