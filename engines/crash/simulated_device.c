/* SPDX-License-Identifier: MIT */
#include "simulated_device.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nvme/device.h"

unsigned char device_image[DEVICE_BYTES];
struct log_of_events device_log;
bool device_drops_syncs;
bool device_is_logging;

struct event *log_event(enum event_kind kind, uint64_t offset, uint64_t version) {
	if (device_log.count == device_log.capacity) {
		device_log.capacity = device_log.capacity * 2 + 256;
		device_log.events =
		    realloc(device_log.events, device_log.capacity * sizeof *device_log.events);
		if (device_log.events == NULL)
			abort();
	}
	struct event *event = &device_log.events[device_log.count++];
	*event = (struct event){.kind = kind, .offset = offset, .version = version};
	return event;
}

void log_clear(void) {
	for (uint32_t i = 0; i < device_log.count; i++)
		free(device_log.events[i].data);
	free(device_log.events);
	device_log = (struct log_of_events){0};
}

/* fd carries whether writes are durable by themselves. */
int32_t device_open(struct device *device, const char *path, bool durable_at_write) {
	(void)path;
	*device = (struct device){
	    .fd = durable_at_write, .sector_bytes = SECTOR_BYTES, .bytes = DEVICE_BYTES};
	return 0;
}

void device_close(struct device *device) {
	device->fd = -1;
}

int32_t device_read(const struct device *device, void *data, uint64_t length, uint64_t offset) {
	(void)device;
	if (offset > DEVICE_BYTES || length > DEVICE_BYTES - offset)
		return -EIO;
	memcpy(data, device_image + offset, length);
	return 0;
}

int32_t device_write(const struct device *device, const void *data, uint64_t length,
                     uint64_t offset, uint64_t *written) {
	if (offset > DEVICE_BYTES || length > DEVICE_BYTES - offset)
		return -EIO;
	memcpy(device_image + offset, data, length);
	*written = length;
	if (!device_is_logging)
		return 0;
	struct event *event = log_event(device->fd == 1 ? EVENT_DURABLE : EVENT_WRITE, offset, 0);
	event->length = (uint32_t)length;
	event->data = malloc(length);
	if (event->data == NULL)
		abort();
	memcpy(event->data, data, length);
	return 0;
}

int32_t device_sync(const struct device *device) {
	(void)device;
	if (device_is_logging && !device_drops_syncs)
		log_event(EVENT_SYNC, 0, 0);
	return 0;
}

uint64_t device_next_data(const struct device *device, uint64_t offset) {
	(void)device;
	return offset;
}

/* One process, one thread: nobody to lock out. */
int32_t device_lock_try(const struct device *device, uint64_t byte) {
	(void)device;
	(void)byte;
	return 0;
}

void device_unlock(const struct device *device, uint64_t byte) {
	(void)device;
	(void)byte;
}

bool device_lock_is_held_elsewhere(const struct device *device, uint64_t byte) {
	(void)device;
	(void)byte;
	return false;
}
