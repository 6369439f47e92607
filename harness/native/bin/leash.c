/* leash COMMAND...: runs a host process such that nothing of it can outlive the coordinator.
 *
 * The coordinator holds the other end of our standard input. When that closes - on purpose, or
 * because the coordinator died, by SIGKILL included - every descendant is killed. We are their
 * subreaper, so that a process which a plugin forked, even into a session of its own, is still
 * ours when its parent ends. When the command ends by itself the rest is killed too, and we end
 * as it ended: same exit code or same signal.
 * Not covered: a plugin that kills this very process, as root may.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void kill_children(void)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)syscall(SYS_gettid));
	FILE *children = fopen(path, "r");
	if (children == NULL)
		return;
	int pid;
	while (fscanf(children, "%d", &pid) == 1)
		kill((pid_t)pid, SIGKILL);
	fclose(children);
}

/* A killed child's own children become ours: again until there are none. */
static void kill_descendants(void)
{
	for (;;) {
		kill_children();
		pid_t pid = waitpid(-1, NULL, WNOHANG);
		if (pid < 0 && errno == ECHILD)
			return;
		if (pid == 0)
			usleep(500);
	}
}

static void run_command(char **command, const sigset_t *mask)
{
	int null = open("/dev/null", O_RDONLY);
	if (null >= 0)
		dup2(null, 0);
	if (null > 2)
		close(null);
	setpgid(0, 0);
	sigprocmask(SIG_SETMASK, mask, NULL);
	execvp(command[0], command);
	fprintf(stderr, "leash: cannot run %s: %s\n", command[0], strerror(errno));
	_exit(127);
}

static void end_as(int status)
{
	if (WIFSIGNALED(status)) {
		struct rlimit none = {0, 0};
		setrlimit(RLIMIT_CORE, &none);
		sigset_t all;
		sigfillset(&all);
		sigprocmask(SIG_UNBLOCK, &all, NULL);
		signal(WTERMSIG(status), SIG_DFL);
		raise(WTERMSIG(status));
		_exit(128 + WTERMSIG(status));
	}
	_exit(WEXITSTATUS(status));
}

/* Reaps what ended; true and *status once the command itself did. */
static int reap(pid_t command, int *status)
{
	int ended, found = 0;
	pid_t pid;
	while ((pid = waitpid(-1, &ended, WNOHANG)) > 0) {
		if (pid == command) {
			*status = ended;
			found = 1;
		}
	}
	return found;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: leash COMMAND...\n");
		return 2;
	}
	setsid();
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	sigset_t chld, before;
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, &before);
	int signals = signalfd(-1, &chld, SFD_CLOEXEC);
	pid_t command = fork();
	if (command == 0)
		run_command(argv + 1, &before);
	if (command < 0 || signals < 0)
		return 71;
	int status = 0;
	for (;;) {
		struct pollfd events[2] = {{0, POLLIN, 0}, {signals, POLLIN, 0}};
		if (poll(events, 2, -1) < 0 && errno != EINTR)
			break;
		if (events[1].revents) {
			struct signalfd_siginfo info;
			if (read(signals, &info, sizeof info) < 0 && errno != EAGAIN)
				break;
			if (reap(command, &status)) {
				kill_descendants();
				end_as(status);
			}
		}
		char byte;
		if (events[0].revents && read(0, &byte, 1) <= 0)
			break;
	}
	kill_descendants();
	return 137;
}
