/* Threads that run the hot loops of clients (client.c). A thread of JavaScript costs 25 ms of
 * processor time to start, and these need none. They are kept for the next round and never end: an
 * engine sees as few threads come and go as with Workers. One round at a time. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "client.h"

#define SEATS 64
/* Turns of spinning before a client sleeps: those that run already start within nanoseconds. */
#define SPINS_MAX 4000
#define STILL_RUNNING UINT32_MAX

struct seat {
	_Alignas(64) atomic_uint asked;
	atomic_uint ended;
	int is_there;
	assay_client *client;
	assay_recorder_lane *lane;
	/* Clients of the round that are still on their way; NULL: begin at once. */
	atomic_uint *gate;
	uint32_t steps;
	uint32_t done;
};

static struct seat seats[SEATS];
/* Loops that came to an end, of all seats: who waits for any of them waits for this to change. */
static atomic_uint ends;

static void wait_while(atomic_uint *word, uint32_t value, const struct timespec *limit)
{
	syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, limit, NULL, 0);
}

static void wake(atomic_uint *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, SEATS, NULL, NULL, 0);
}

/* Until every client of the round is here. Threads that were started one after the other run one
 * after the other, too, where operations take a microsecond: a common start makes them meet. */
static void pass_gate(atomic_uint *missing)
{
	if (atomic_fetch_sub(missing, 1) == 1) {
		wake(missing);
		return;
	}
	for (int spin = 0; spin < SPINS_MAX; spin++) {
		if (atomic_load(missing) == 0)
			return;
	}
	for (uint32_t left = atomic_load(missing); left > 0; left = atomic_load(missing))
		wait_while(missing, left, NULL);
}

static void *serve(void *argument)
{
	struct seat *seat = argument;
	for (uint32_t served = 0;;) {
		while (atomic_load(&seat->asked) == served)
			wait_while(&seat->asked, served, NULL);
		served++;
		assay_recorder_attach(seat->lane);
		if (seat->gate != NULL)
			pass_gate(seat->gate);
		seat->done = assay_client_run(seat->client, seat->steps);
		atomic_store(&seat->ended, served);
		atomic_fetch_add(&ends, 1);
		wake(&ends);
	}
	return NULL;
}

/* Has thread `at` run the client's loop: see assay_client_run. The gate, where there is one, counts
 * the round's clients. 0, or a negative errno: there is no such thread. */
ASSAY_EXPORT int32_t assay_crew_start(uint32_t at, assay_client *client, uint32_t steps,
                                      assay_recorder_lane *lane, atomic_uint *gate)
{
	if (at >= SEATS)
		return -EINVAL;
	struct seat *seat = &seats[at];
	seat->client = client;
	seat->steps = steps;
	seat->lane = lane;
	seat->gate = gate;
	if (!seat->is_there) {
		pthread_t thread;
		int failed = pthread_create(&thread, NULL, serve, seat);
		if (failed)
			return -failed;
		pthread_setname_np(thread, "assay-client");
		pthread_detach(thread);
		seat->is_there = 1;
	}
	atomic_fetch_add(&seat->asked, 1);
	wake(&seat->asked);
	return 0;
}

/* How many operations the loop of thread `at` made, once it has ended. */
ASSAY_EXPORT uint32_t assay_crew_done(uint32_t at)
{
	struct seat *seat = &seats[at];
	return atomic_load(&seat->ended) == atomic_load(&seat->asked) ? seat->done : STILL_RUNNING;
}

/* How many loops have ended, ever; waits for more than `seen`, at most so long. */
ASSAY_EXPORT uint32_t assay_crew_ends(uint32_t seen, uint32_t wait_us)
{
	struct timespec limit = {.tv_sec = wait_us / 1000000u, .tv_nsec = wait_us % 1000000u * 1000};
	if (wait_us > 0 && atomic_load(&ends) == seen)
		wait_while(&ends, seen, &limit);
	return atomic_load(&ends);
}
