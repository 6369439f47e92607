/* Opening a device, whole transfers, and the rule that foreign contents are refused. */
#include <linux/fs.h>

/* Transfers all of it or says how much was: a short write meets its error when it goes on. */
static UNUSED int32_t honest_device_write(int fd, const void *data, uint64_t size, uint64_t offset,
                                          uint64_t *done)
{
	*done = 0;
	while (*done < size) {
		ssize_t n = pwrite(fd, (const char *)data + *done, size - *done, (off_t)(offset + *done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fail(n < 0 ? -errno : -EIO, "write at offset %llu: %s",
			            (unsigned long long)(offset + *done), strerror(n < 0 ? errno : EIO));
		*done += (uint64_t)n;
	}
	return 0;
}

static UNUSED int32_t honest_device_read(int fd, void *buf, uint64_t size, uint64_t offset)
{
	for (uint64_t done = 0; done < size;) {
		ssize_t n = pread(fd, (char *)buf + done, size - done, (off_t)(offset + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fail(n < 0 ? -errno : -EIO, "read at offset %llu: %s",
			            (unsigned long long)(offset + done),
			            n < 0 ? strerror(errno) : "the device ends there");
		done += (uint64_t)n;
	}
	return 0;
}

#ifndef device_write
#define device_write honest_device_write
#endif
#ifndef device_read
#define device_read honest_device_read
#endif
UNUSED static int32_t device_write(int fd, const void *data, uint64_t size, uint64_t offset,
                                   uint64_t *done);
UNUSED static int32_t device_read(int fd, void *buf, uint64_t size, uint64_t offset);

static int32_t device_open(const char *path, int flags, int *fd, uint64_t *size)
{
	struct stat facts;
	*fd = open(path, flags | O_CLOEXEC);
	if (*fd < 0)
		return fail(-errno, "\"device\" %s: %s", path, strerror(errno));
	bool known = fstat(*fd, &facts) == 0;
	if (known && S_ISREG(facts.st_mode)) {
		*size = (uint64_t)facts.st_size;
		return 0;
	}
	if (known && S_ISBLK(facts.st_mode) && ioctl(*fd, BLKGETSIZE64, size) == 0)
		return 0;
	close(*fd);
	return fail(-EINVAL, "\"device\" %s is neither a file nor a block device", path);
}

/* 1 only zeros, 0 something else, or a negative errno. Holes are skipped. */
static UNUSED int32_t device_is_zeros(int fd, uint64_t size)
{
	static const char zeros[65536];
	char *buf = malloc(sizeof zeros);
	int32_t result = 1;
	for (uint64_t at = 0; at < size && result == 1;) {
		off_t next = lseek(fd, (off_t)at, SEEK_DATA);
		if (next < 0)
			break; /* ENXIO: nothing but holes from here */
		uint64_t length = size - (uint64_t)next < sizeof zeros ? size - (uint64_t)next : sizeof zeros;
		result = honest_device_read(fd, buf, length, (uint64_t)next);
		if (result == 0)
			result = memcmp(buf, zeros, length) == 0;
		at = (uint64_t)next + length;
	}
	free(buf);
	return result;
}
