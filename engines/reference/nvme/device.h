/* SPDX-License-Identifier: MIT
 *
 * The device under the nvme engines: a file or block device, read and written past the page cache.
 * Everything below it is replaced by a simulated device in the crash sweep. Offsets and lengths are
 * multiples of the sector; buffers are aligned to it. */
#ifndef BSE_NVME_DEVICE_H
#define BSE_NVME_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

struct device {
	int fd;
	uint32_t sector_bytes; /* smallest direct transfer */
	uint64_t bytes;
	bool is_regular_file;
	uint64_t read_ns; /* a block device's smallest read when it was opened; else UINT64_MAX */
};

/* durable_at_write: every write is durable when it returns (O_DSYNC). */
int32_t device_open(struct device *device, const char *path, bool durable_at_write);
void device_close(struct device *device);

/* Whole transfers or an error. Short ones are resumed at the last whole sector; the end of the
 * file inside the range is -EIO. */
int32_t device_read(const struct device *device, void *data, uint64_t length, uint64_t offset);
/* *written: bytes known to have been transferred, also after an error. */
int32_t device_write(const struct device *device, const void *data, uint64_t length,
                     uint64_t offset, uint64_t *written);
int32_t device_sync(const struct device *device);

/* The next offset >= offset that may hold data, or device->bytes: holes of sparse files are
 * skipped, where the file system tells. */
uint64_t device_next_data(const struct device *device, uint64_t offset);

/* Advisory locks of one byte, owned by this open device, gone when it is closed or its process
 * dies. Try: 0 or -EBUSY. */
int32_t device_lock_try(const struct device *device, uint64_t byte);
void device_unlock(const struct device *device, uint64_t byte);
bool device_lock_is_held_elsewhere(const struct device *device, uint64_t byte);

static inline bool device_is_aligned(const struct device *device, const void *data) {
	return ((uintptr_t)data & (device->sector_bytes - 1)) == 0;
}

#endif
