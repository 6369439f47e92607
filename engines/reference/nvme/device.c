/* SPDX-License-Identifier: MIT */
#include "nvme/device.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "common/error.h"
#include "common/telemetry.h"

#define SECTOR_BYTES_MAX 4096u
#define STUCK_RETRIES_MAX 3
#define TIMED_READS 4
#define TIMED_READ_NS_MAX 100000u /* of a device that is plainly slow one is enough */

/* On these file systems O_DIRECT is accepted by some kernels, but there is no device to reach. */
static bool is_memory_file_system(int fd) {
	struct statfs facts;
	if (fstatfs(fd, &facts) != 0)
		return false;
	return facts.f_type == TMPFS_MAGIC || facts.f_type == RAMFS_MAGIC;
}

static int32_t device_measure(struct device *device, const char *path) {
	struct stat facts;
	if (fstat(device->fd, &facts) != 0)
		return fail(-errno, "cannot look at %s: %s", path, strerror(errno));
	device->is_regular_file = S_ISREG(facts.st_mode);
	if (!S_ISREG(facts.st_mode) && !S_ISBLK(facts.st_mode))
		return fail(-EINVAL, "config key \"device\": %s is neither a file nor a block device",
		            path);
	/* A block device's node lies in devtmpfs, which says nothing about the device. */
	if (device->is_regular_file && is_memory_file_system(device->fd))
		return fail(-EOPNOTSUPP,
		            "%s lies in memory (tmpfs), where O_DIRECT bypasses nothing; use a real disk",
		            path);
	off_t end = lseek(device->fd, 0, SEEK_END);
	if (end < 0)
		return fail(-errno, "cannot tell the size of %s: %s", path, strerror(errno));
	device->bytes = (uint64_t)end;
	if (device->bytes < 4 * SECTOR_BYTES_MAX)
		return fail(-ENOSPC, "%s has only %llu bytes; give it at least 1 MiB", path,
		            (unsigned long long)device->bytes);
	return 0;
}

/* The least of some, since the first may find a path that nobody has gone, and others may be busy.
 * Of a file it would be a hole's time, or that of the file system's cache. */
static uint64_t device_time_read(const struct device *device, void *page) {
	uint64_t least_ns = UINT64_MAX, ns = 0;
	for (int i = 0; i < TIMED_READS && ns < TIMED_READ_NS_MAX; i++) {
		uint64_t start_ns = clock_ns();
		if (pread(device->fd, page, device->sector_bytes, 0) < 0)
			break;
		ns = clock_ns() - start_ns;
		least_ns = ns < least_ns ? ns : least_ns;
	}
	return least_ns;
}

/* Finds the smallest transfer by trying: what is refused here is refused for every kernel, file
 * system and device underneath, whatever they say about themselves. */
static int32_t device_probe_sector(struct device *device, const char *path) {
	void *page = aligned_alloc(SECTOR_BYTES_MAX, SECTOR_BYTES_MAX);
	int logical = 512, problem = 0;
	if (page == NULL)
		return fail(-ENOMEM, "no memory to probe %s", path);
	if (!device->is_regular_file && ioctl(device->fd, BLKSSZGET, &logical) != 0)
		logical = 512;
	device->sector_bytes = 0;
	for (uint32_t size = (uint32_t)logical; size <= SECTOR_BYTES_MAX; size *= 2) {
		ssize_t got = pread(device->fd, page, size, size);
		problem = got == (ssize_t)size ? 0 : got < 0 ? errno : EIO;
		if (problem == 0) {
			device->sector_bytes = size;
			break;
		}
		if (problem != EINVAL && problem != EINTR)
			break;
	}
	bool is_timed = problem == 0 && !device->is_regular_file;
	device->read_ns = is_timed ? device_time_read(device, page) : UINT64_MAX;
	free(page);
	if (device->sector_bytes != 0)
		return 0;
	return fail(-(problem != 0 ? problem : EINVAL),
	            "%s refuses direct reads of up to %u bytes (O_DIRECT): %s", path, SECTOR_BYTES_MAX,
	            strerror(problem != 0 ? problem : EINVAL));
}

int32_t device_open(struct device *device, const char *path, bool durable_at_write) {
	int flags = O_RDWR | O_DIRECT | O_CLOEXEC | (durable_at_write ? O_DSYNC : 0);
	/* To look at the time of the last access at each read costs 2 % of one of zram; only the owner of
	 * a file may leave that out. */
	device->fd = open(path, flags | O_NOATIME);
	if (device->fd < 0 && errno == EPERM)
		device->fd = open(path, flags);
	if (device->fd < 0 && errno == EINVAL)
		return fail(-EINVAL, "%s cannot be opened with O_DIRECT: its file system has no direct "
		            "I/O; use a file on a disk, or a block device", path);
	if (device->fd < 0)
		return fail(-errno, "config key \"device\": cannot open %s: %s", path, strerror(errno));
	int32_t status = device_measure(device, path);
	if (status == 0)
		status = device_probe_sector(device, path);
	if (status != 0)
		device_close(device);
	return status;
}

void device_close(struct device *device) {
	if (device->fd >= 0)
		close(device->fd);
	device->fd = -1;
}

int32_t device_read(const struct device *device, void *data, uint64_t length, uint64_t offset) {
	uint64_t done = 0;
	for (int stuck = 0; done < length;) {
		ssize_t got =
		    pread(device->fd, (char *)data + done, length - done, (off_t)(offset + done));
		if (got == (ssize_t)(length - done))
			return 0;
		if (got < 0 && errno != EINTR)
			return -errno;
		if (got == 0)
			return -EIO; /* the end of the file */
		uint64_t whole = got < 0 ? 0 : (uint64_t)got & ~(uint64_t)(device->sector_bytes - 1);
		if (whole == 0 && got >= 0 && ++stuck == STUCK_RETRIES_MAX)
			return -EIO; /* the file ends inside a sector */
		done += whole;
	}
	return 0;
}

int32_t device_write(const struct device *device, const void *data, uint64_t length,
                     uint64_t offset, uint64_t *written) {
	*written = 0;
	for (int stuck = 0; *written < length;) {
		uint64_t done = *written;
		ssize_t put =
		    pwrite(device->fd, (const char *)data + done, length - done, (off_t)(offset + done));
		if (put < 0 && errno != EINTR)
			return -errno;
		uint64_t whole = put < 0 ? 0 : (uint64_t)put & ~(uint64_t)(device->sector_bytes - 1);
		if (whole == 0 && put >= 0 && ++stuck == STUCK_RETRIES_MAX)
			return -EIO;
		*written += whole;
	}
	return 0;
}

int32_t device_sync(const struct device *device) {
	return fdatasync(device->fd) == 0 ? 0 : -errno;
}

uint64_t device_next_data(const struct device *device, uint64_t offset) {
	if (!device->is_regular_file)
		return offset;
	off_t next = lseek(device->fd, (off_t)offset, SEEK_DATA);
	if (next < 0)
		return errno == ENXIO ? device->bytes : offset;
	return (uint64_t)next;
}

static struct flock byte_lock(short type, uint64_t byte) {
	return (struct flock){
	    .l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)byte, .l_len = 1};
}

int32_t device_lock_try(const struct device *device, uint64_t byte) {
	struct flock lock = byte_lock(F_WRLCK, byte);
	if (fcntl(device->fd, F_OFD_SETLK, &lock) == 0)
		return 0;
	return errno == EAGAIN || errno == EACCES ? -EBUSY : -errno;
}

void device_unlock(const struct device *device, uint64_t byte) {
	struct flock lock = byte_lock(F_UNLCK, byte);
	(void)fcntl(device->fd, F_OFD_SETLK, &lock);
}

bool device_lock_is_held_elsewhere(const struct device *device, uint64_t byte) {
	struct flock lock = byte_lock(F_WRLCK, byte);
	return fcntl(device->fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}
