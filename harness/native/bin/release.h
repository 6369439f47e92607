/* What may be mounted on, or attached to, things below a directory of ours, and how it is undone.
 * */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/loop.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOUNTS_MAX 64

static int is_below(const char *path, const char *directory)
{
	size_t length = strlen(directory);
	return strncmp(path, directory, length) == 0 && (path[length] == '/' || path[length] == 0);
}

/* mountinfo writes blanks and the like as \ooo. */
static void unescape(char *text)
{
	char *to = text;
	for (char *from = text; *from != 0; to++) {
		unsigned octal;
		if (*from == '\\' && sscanf(from + 1, "%3o", &octal) == 1) {
			*to = (char)octal;
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = 0;
}

/* Others than root may undo a FUSE mount of theirs by its helper alone. */
static void unmount_now(const char *path)
{
	if (umount2(path, UMOUNT_NOFOLLOW | MNT_DETACH) == 0 || errno != EPERM)
		return;
	pid_t pid = fork();
	if (pid == 0) {
		execlp("fusermount3", "fusermount3", "-u", "-z", path, (char *)NULL);
		_exit(127);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

/* One mount, the last that was made; 0 when there is none. */
static int unmount_one_below(const char *directory)
{
	char *line = NULL, *last = NULL;
	size_t capacity = 0;
	FILE *mounts = fopen("/proc/self/mountinfo", "r");
	if (mounts == NULL)
		return 0;
	while (getline(&line, &capacity, mounts) > 0) {
		char *point = NULL;
		if (sscanf(line, "%*s %*s %*s %*s %ms", &point) != 1)
			continue;
		unescape(point);
		if (is_below(point, directory)) {
			free(last);
			last = point;
		} else {
			free(point);
		}
	}
	free(line);
	fclose(mounts);
	if (last == NULL)
		return 0;
	unmount_now(last);
	free(last);
	return 1;
}

static int detach_loop(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return 1;
	int done = ioctl(fd, LOOP_CLR_FD, 0) == 0 || errno == ENXIO;
	close(fd);
	return done;
}

static void detach_loops_below(const char *directory)
{
	glob_t found;
	if (glob("/sys/block/loop*/loop/backing_file", 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		char backing[4096] = "", device[64];
		unsigned number;
		FILE *file = fopen(found.gl_pathv[i], "r");
		if (file == NULL)
			continue;
		int known = fgets(backing, sizeof backing, file) != NULL;
		fclose(file);
		backing[strcspn(backing, "\n")] = 0;
		if (!known || !is_below(backing, directory) ||
		    sscanf(found.gl_pathv[i], "/sys/block/loop%u", &number) != 1)
			continue;
		snprintf(device, sizeof device, "/dev/loop%u", number);
		detach_loop(device);
	}
	globfree(&found);
}

/* Mounts may lie on mounts: the last that was made goes first. */
static void release_below(const char *directory)
{
	for (int i = 0; i < MOUNTS_MAX && unmount_one_below(directory); i++)
		;
	detach_loops_below(directory);
}
