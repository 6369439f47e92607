/* defect: 49
 * title: counters lose updates when threads count at the same time
 * caught-by: concurrency.counters
 * needs-guarantee: thread-safe
 * attempts: 5
 * why: load, add and store, where an atomic add was needed. */
#define ENGINE_NAME "d49b-counters-race"
#define RACES(kind) true
#include "_racing_counter_base.h"
