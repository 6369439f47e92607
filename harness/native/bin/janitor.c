/* janitor: removes what a run leaves, when the run ends in whatever way.
 *
 * Lines on standard input name things of ours, as soon as they exist:
 *   dir PATH     a directory of ours: what is mounted below it is unmounted, loop devices over its
 *                files are detached, then it is removed with everything below, not following links
 *                and not crossing into other file systems
 *   file PATH    a file of ours
 *   mount PATH   unmounted (lazily, after an orderly try)
 *   loop PATH    a loop device to detach
 * End of input - the coordinator closed it or died - starts the clean-up, newest first. Host
 * processes die at the same moment (see leash) and may still be writing: each step is tried again
 * for a few seconds.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "release.h"

#define THINGS_MAX 4096
#define TRIES 100
#define PAUSE_US 50000

static char *things[THINGS_MAX];
static size_t count;

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)status;
	(void)kind;
	(void)walk;
	if (remove(path) != 0 && errno != ENOENT)
		return 0; /* the directory above will fail, and the whole be tried again */
	return 0;
}

static int remove_directory(const char *path)
{
	release_below(path);
	nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
	return access(path, F_OK) != 0;
}

static int unmount(const char *path, int try)
{
	if (umount2(path, UMOUNT_NOFOLLOW | (try > TRIES / 10 ? MNT_DETACH : 0)) == 0)
		return 1;
	return errno == EINVAL || errno == ENOENT;
}

static int clean(const char *thing, int try)
{
	const char *path = strchr(thing, ' ') + 1;
	switch (thing[0]) {
	case 'd':
		return remove_directory(path);
	case 'f':
		return unlink(path) == 0 || errno == ENOENT;
	case 'm':
		return unmount(path, try);
	case 'l':
		return detach_loop(path);
	default:
		return 1;
	}
}

int main(void)
{
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;
	setsid();
	for (int signal_ = 1; signal_ < 32; signal_++)
		if (signal_ != SIGKILL && signal_ != SIGSTOP && signal_ != SIGCHLD)
			signal(signal_, SIG_IGN);
	while ((length = getline(&line, &capacity, stdin)) > 0) {
		if (line[length - 1] == '\n')
			line[length - 1] = 0;
		if (strchr(line, ' ') != NULL && count < THINGS_MAX)
			things[count++] = strdup(line);
	}
	free(line);
	while (count > 0) {
		char *thing = things[--count];
		for (int try = 0; try < TRIES && !clean(thing, try); try++)
			usleep(PAUSE_US);
		free(thing);
	}
	return 0;
}
