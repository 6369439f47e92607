/* fuse_device FILE SOCKET READY: mounts what an NBD server exports over the file FILE, so that any
 * engine can be given a device that loses its power, whatever system calls it uses. Creates READY
 * once it is there; unmounts when it is told to end (SIGTERM).
 *
 * Speaks the kernel's FUSE protocol itself (linux/fuse.h): root needs no package for it. Whoever is
 * not root mounts with nbdfuse and fusermount3 instead (harness/rig/mount.ts). Requests are passed
 * on as they come and answered in the order of the server, so that as many are in flight as the
 * kernel has. Opening the file drops its pages; the kernel writes through, and flushes on fsync.
 *
 * Not covered: sizes that change, several files, NBD's FUA (fsync is a flush). */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/falloc.h>
#include <poll.h>
#include <signal.h>

#include "fuse_requests.h"

static unsigned char incoming[TRANSFER_MAX + 4096 + FUSE_MIN_READ_BUFFER];

static void end(int number)
{
	(void)number;
	umount2(mount_path, MNT_DETACH);
	_exit(0);
}

/* What of a transfer lies on the device: a read behind its end gets nothing, a write ENOSPC. */
static uint32_t within(uint64_t offset, uint32_t bytes)
{
	if (offset >= size_bytes)
		return 0;
	return bytes < size_bytes - offset ? bytes : (uint32_t)(size_bytes - offset);
}

static void transfer_data(const struct fuse_in_header *head, const void *body)
{
	const struct fuse_read_in *read_in = body;
	const struct fuse_write_in *write_in = body;
	bool is_write = head->opcode == FUSE_WRITE;
	uint64_t offset = is_write ? write_in->offset : read_in->offset;
	uint32_t bytes = within(offset, is_write ? write_in->size : read_in->size);
	if (bytes == 0 || bytes > TRANSFER_MAX)
		answer(head->unique, bytes > 0 ? EINVAL : is_write ? ENOSPC : 0, NULL, 0);
	else
		ask(head, is_write ? NBD_WRITE : NBD_READ, offset, bytes, write_in + 1);
}

static void set_attributes(const struct fuse_in_header *head, const struct fuse_setattr_in *in)
{
	if ((in->valid & FATTR_SIZE) != 0 && in->size != size_bytes)
		answer(head->unique, EINVAL, NULL, 0);
	else
		answer_attributes(head->unique);
}

static void allocate(const struct fuse_in_header *head, const struct fuse_fallocate_in *in)
{
	bool punch = in->mode == (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE);
	if (!punch && (in->mode & ~(uint32_t)FALLOC_FL_KEEP_SIZE) != FALLOC_FL_ZERO_RANGE)
		answer(head->unique, EOPNOTSUPP, NULL, 0);
	else if (in->length > UINT32_MAX || within(in->offset, (uint32_t)in->length) != in->length)
		answer(head->unique, ENOSPC, NULL, 0);
	else
		ask(head, punch ? NBD_TRIM : NBD_ZERO, in->offset, (uint32_t)in->length, NULL);
}

static void dispatch(const struct fuse_in_header *head, const void *body)
{
	static const struct fuse_open_out opened;
	static const struct fuse_statfs_out file_system = {.st = {.bsize = 4096, .namelen = 255}};
	switch (head->opcode) {
	case FUSE_INIT:
		answer_init(head, body);
		break;
	case FUSE_GETATTR:
		answer_attributes(head->unique);
		break;
	case FUSE_SETATTR:
		set_attributes(head, body);
		break;
	case FUSE_OPEN:
		answer(head->unique, 0, &opened, sizeof opened);
		break;
	case FUSE_READ:
	case FUSE_WRITE:
		transfer_data(head, body);
		break;
	case FUSE_FSYNC:
		ask(head, NBD_FLUSH, 0, 0, NULL);
		break;
	case FUSE_FALLOCATE:
		allocate(head, body);
		break;
	case FUSE_STATFS:
		answer(head->unique, 0, &file_system, sizeof file_system);
		break;
	case FUSE_FLUSH: /* a close: nothing is held back here */
	case FUSE_RELEASE:
	case FUSE_ACCESS:
		answer(head->unique, 0, NULL, 0);
		break;
	case FUSE_IOCTL:
		answer(head->unique, ENOTTY, NULL, 0);
		break;
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT: /* the server answers in its time */
		break;
	default:
		answer(head->unique, ENOSYS, NULL, 0);
	}
}

/* One request of the kernel. */
static void hear_kernel(void)
{
	ssize_t got = read(fuse, incoming, sizeof incoming);
	if (got < 0) {
		if (errno == ENODEV) /* unmounted */
			exit(0);
		if (errno != EINTR && errno != EAGAIN && errno != ENOENT)
			die("cannot read from /dev/fuse");
		return;
	}
	const struct fuse_in_header *head = (const void *)incoming;
	if ((size_t)got >= sizeof *head && head->len == (size_t)got)
		dispatch(head, head + 1);
}

static void mount_device(void)
{
	char options[128];
	fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (fuse < 0)
		die("cannot open /dev/fuse");
	snprintf(options, sizeof options, "fd=%d,rootmode=%o,user_id=%u,group_id=%u", fuse, S_IFREG,
	         getuid(), getgid());
	int descriptor = open(mount_path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (descriptor < 0)
		die("cannot create the file to mount over");
	close(descriptor);
	if (mount("assay", mount_path, "fuse.assay", MS_NOSUID | MS_NODEV, options) != 0)
		die("cannot mount");
}

int main(int count, char **words)
{
	if (count != 4) {
		fprintf(stderr, "usage: fuse_device FILE SOCKET READY\n");
		return 2;
	}
	mount_path = words[1];
	server = nbd_connect(words[2], &size_bytes);
	if (server < 0)
		die("no NBD server at the socket");
	mount_device();
	signal(SIGTERM, end);
	int ready = open(words[3], O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (ready < 0 || close(ready) != 0)
		die("cannot create the file that says ready");
	for (;;) {
		struct pollfd both[2] = {{fuse, POLLIN, 0}, {server, POLLIN, 0}};
		if (poll(both, 2, -1) < 0)
			continue;
		if (both[1].revents != 0)
			hear_server();
		if (both[0].revents != 0)
			hear_kernel();
	}
}
