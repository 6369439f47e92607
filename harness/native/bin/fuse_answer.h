/* What fuse_device says to the kernel; see there. */
#ifndef ASSAY_FUSE_ANSWER_H
#define ASSAY_FUSE_ANSWER_H

#include <errno.h>
#include <linux/fuse.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define TRANSFER_MAX (1u << 20)
#define ATTRIBUTES_VALID_S 3600u

static const char *mount_path;
static int fuse = -1;
static uint64_t size_bytes;

static void die(const char *what)
{
	fprintf(stderr, "fuse_device: %s: %s\n", what, strerror(errno));
	if (fuse >= 0)
		umount2(mount_path, MNT_DETACH);
	exit(1);
}

/* The kernel may have given the request up meanwhile (ENOENT): then nobody waits. */
static void answer(uint64_t unique, int error, const void *data, size_t bytes)
{
	struct fuse_out_header head = {(uint32_t)(sizeof head + bytes), -error, unique};
	struct iovec parts[2] = {{&head, sizeof head}, {(void *)(uintptr_t)data, bytes}};
	if (writev(fuse, parts, bytes > 0 ? 2 : 1) < 0 && errno == ENODEV)
		exit(0);
}

static void answer_attributes(uint64_t unique)
{
	struct fuse_attr_out out = {.attr_valid = ATTRIBUTES_VALID_S};
	out.attr = (struct fuse_attr){.ino = FUSE_ROOT_ID,
	                              .size = size_bytes,
	                              .blocks = size_bytes / 512,
	                              .mode = S_IFREG | 0600,
	                              .nlink = 1,
	                              .uid = getuid(),
	                              .gid = getgid(),
	                              .blksize = 4096};
	answer(unique, 0, &out, sizeof out);
}

static void answer_init(const struct fuse_in_header *head, const struct fuse_init_in *in)
{
	if (in->major != FUSE_KERNEL_VERSION || in->minor < 28) {
		errno = EPROTO;
		die("the kernel speaks a FUSE before 7.28 (Linux 4.20)");
	}
	struct fuse_init_out out = {.major = FUSE_KERNEL_VERSION,
	                            .minor = FUSE_KERNEL_MINOR_VERSION,
	                            .max_readahead = in->max_readahead,
	                            .max_background = 64,
	                            .congestion_threshold = 48,
	                            .max_write = TRANSFER_MAX,
	                            .time_gran = 1,
	                            .max_pages = TRANSFER_MAX / 4096};
	out.flags = in->flags & (FUSE_ASYNC_READ | FUSE_BIG_WRITES | FUSE_ASYNC_DIO | FUSE_MAX_PAGES);
	answer(head->unique, 0, &out, sizeof out);
}

#endif
