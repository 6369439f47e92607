/* Preloaded into fio, so that its rings are set up as those of nvme-uring: with completions that
 * any thread may find. By default fio asks for IORING_SETUP_DEFER_TASKRUN, by which only the thread
 * that submits can bring completions about. A queue of the ABI may pass from thread to thread, and
 * others wait for the blocks that it has in flight, so that no engine can have that; it is worth 2
 * to 5 % at a depth of 8. Here the kernel seems not to know it, as before Linux 6.1, and fio does
 * without, as it does there.
 *
 * Leaves a file where ASSAY_RING_REFUSED says, once a ring was refused. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef IORING_SETUP_DEFER_TASKRUN
#define IORING_SETUP_DEFER_TASKRUN (1U << 13) /* headers before Linux 6.1 lack it */
#endif

typedef long (*system_call)(long, ...);

/* Looked up when first needed: other libraries' constructors call before one here would run. */
static system_call real_syscall(void)
{
	static void *found;
	system_call call;
	void *at = __atomic_load_n(&found, __ATOMIC_RELAXED);
	if (at == NULL) {
		at = dlsym(RTLD_NEXT, "syscall");
		__atomic_store_n(&found, at, __ATOMIC_RELAXED);
	}
	memcpy(&call, &at, sizeof call);
	return call;
}

static void tell_refused(void)
{
	const char *path = getenv("ASSAY_RING_REFUSED");
	int file = path == NULL ? -1 : open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (file >= 0)
		close(file);
}

long syscall(long number, ...)
{
	long arguments[6];
	va_list list;
	va_start(list, number);
	for (int i = 0; i < 6; i++)
		arguments[i] = va_arg(list, long);
	va_end(list);
	if (number == SYS_io_uring_setup) {
		const struct io_uring_params *params = (const struct io_uring_params *)arguments[1];
		if ((params->flags & IORING_SETUP_DEFER_TASKRUN) != 0) {
			tell_refused();
			errno = EINVAL;
			return -1;
		}
	}
	return real_syscall()(number, arguments[0], arguments[1], arguments[2], arguments[3],
	                      arguments[4], arguments[5]);
}
