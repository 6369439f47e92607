/* defect: 49
 * title: the counter of flushes loses updates when threads meet
 * caught-by: concurrency.counters
 * attempts: 5
 * why: atomics were put where the benchmark looked: at reads and writes. */
#define ENGINE_NAME "d49k-flush-counter-races"
#define RACES(kind) ((kind) == KIND_FLUSH)
#include "_racing_counter_base.h"
