/* defect: 60
 * title: the library stays mapped as long as a thread lives that used it
 * caught-by: process.threads-and-children
 * needs-guarantee: unload-safe
 * why: a thread_local object with a destructor, as C++ and Rust register it: the C library keeps
 *   the code that it points to. */
#define ENGINE_NAME "d60e-thread-local-stays"
#define store_read read_by_thread
#include "_memory_base.h"

extern int __cxa_thread_atexit_impl(void (*destructor)(void *), void *object, void *library);
extern void *__dso_handle;

static __thread bool known;

static void forget(void *object)
{
	*(bool *)object = false;
}

static int32_t read_by_thread(struct store *store, uint64_t id, void *buf)
{
	if (!known)
		__cxa_thread_atexit_impl(forget, &known, &__dso_handle);
	known = true;
	return honest_store_read(store, id, buf);
}
