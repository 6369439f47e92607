/* What a host process does to itself: limits as faults, and dying with its coordinator. */
#define _GNU_SOURCE
#include <errno.h>
#include <fenv.h>
#include <locale.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "assay_native.h"

/* Soft limit `value` for RLIMIT_FSIZE (SIGXFSZ is ignored, so writes answer EFBIG), RLIMIT_NOFILE
 * or RLIMIT_MEMLOCK; value < 0 restores the hard limit. 0 or -errno. */
ASSAY_EXPORT int32_t assay_limit(uint32_t resource, double value)
{
	struct rlimit limit;
	if (getrlimit((__rlimit_resource_t)resource, &limit) != 0)
		return -errno;
	if (resource == RLIMIT_FSIZE)
		signal(SIGXFSZ, SIG_IGN);
	limit.rlim_cur = value < 0 ? limit.rlim_max : (rlim_t)value;
	return setrlimit((__rlimit_resource_t)resource, &limit) == 0 ? 0 : -errno;
}

/* SIGKILL for this process when the thread that started it ends; 0, or -ESRCH when the parent is
 * already another one than `parent`. */
ASSAY_EXPORT int32_t assay_die_with_parent(uint32_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		return -errno;
	return getppid() == (pid_t)parent ? 0 : -ESRCH;
}

/* A file in memory, whose syncs cost nothing; its descriptor or -errno. It ends with the process,
 * however that ends. */
ASSAY_EXPORT int32_t assay_memory_file(void)
{
	int fd = memfd_create("assay-target", MFD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

ASSAY_EXPORT int32_t assay_kill_self(void)
{
	return kill(getpid(), SIGKILL);
}

/* FNV-1a over the live environment, which /proc/self/environ and JavaScript's copy do not show. */
ASSAY_EXPORT uint32_t assay_environment_hash(void)
{
	uint32_t hash = 2166136261u;
	for (char **variable = environ; variable != NULL && *variable != NULL; variable++)
		for (const char *at = *variable;; at++) {
			hash = (hash ^ (uint8_t)*at) * 16777619u;
			if (*at == 0)
				break;
		}
	return hash;
}

/* FNV-1a over the names of the process's locale, and whether this thread has one of its own. */
ASSAY_EXPORT uint32_t assay_locale_hash(void)
{
	uint32_t hash = 2166136261u;
	const char *names = setlocale(LC_ALL, NULL);
	for (const char *at = names == NULL ? "" : names; *at != 0; at++)
		hash = (hash ^ (uint8_t)*at) * 16777619u;
	return hash ^ (uselocale((locale_t)0) != LC_GLOBAL_LOCALE);
}

#ifdef __GLIBC__
/* Of glibc 2.33 and later. */
extern __typeof__(mallinfo2) mallinfo2 __attribute__((weak));
#endif

/* Bytes that malloc has given out to the engine and the C library: the harness has an allocator of
 * its own. Negative where nobody says so, as in a sanitizer's allocator. */
ASSAY_EXPORT double assay_heap_bytes(void)
{
#ifdef __GLIBC__
	if (mallinfo2 != NULL) {
		struct mallinfo2 info = mallinfo2();
		size_t bytes = info.uordblks + info.hblkhd;
		return bytes == 0 ? -1 : (double)bytes;
	}
#endif
	return -1;
}

/* What decides how this thread computes, without the flags that computing sets: rounding, traps,
 * whether subnormal numbers count as zero. */
ASSAY_EXPORT uint32_t assay_floating_point_mode(void)
{
#if defined(__x86_64__)
	uint32_t sse;
	uint16_t x87;
	__asm__ volatile("stmxcsr %0" : "=m"(sse));
	__asm__ volatile("fnstcw %0" : "=m"(x87));
	return (sse & 0xffc0u) << 16 | x87;
#elif defined(__aarch64__)
	uint64_t control;
	__asm__ volatile("mrs %0, fpcr" : "=r"(control));
	return (uint32_t)control;
#else
	return (uint32_t)fegetround();
#endif
}

/* What a plugin printed may wait in a buffer that it shares with us. */
ASSAY_EXPORT void assay_flush_streams(void)
{
	fflush(NULL);
}

static cpu_set_t allowed;

/* Keeps this thread on the nth of its processors, counted round and round; what it may use is known
 * to assay_unpin. The processor's number or -errno. */
ASSAY_EXPORT int32_t assay_pin(uint32_t nth)
{
	if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
		return -errno;
	int left = (int)(nth % (uint32_t)CPU_COUNT(&allowed));
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &allowed) || left-- > 0)
			continue;
		cpu_set_t one;
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		return sched_setaffinity(0, sizeof(one), &one) == 0 ? cpu : -errno;
	}
	return -EINVAL;
}

/* After assay_pin, in the same thread. */
ASSAY_EXPORT void assay_unpin(void)
{
	(void)sched_setaffinity(0, sizeof(allowed), &allowed);
}

ASSAY_EXPORT void assay_sleep_us(double microseconds)
{
	struct timespec pause;
	pause.tv_sec = (time_t)(microseconds / 1e6);
	pause.tv_nsec = (long)((microseconds - (double)pause.tv_sec * 1e6) * 1e3);
	while (nanosleep(&pause, &pause) != 0 && errno == EINTR)
		;
}

/* Processor time of this process's other threads so far: an engine's own, and the runtime's. */
ASSAY_EXPORT double assay_other_threads_ns(void)
{
	struct timespec all;
	struct timespec own;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &all);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &own);
	return (double)(all.tv_sec - own.tv_sec) * 1e9 + (double)(all.tv_nsec - own.tv_nsec);
}

ASSAY_EXPORT double assay_monotonic_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}
