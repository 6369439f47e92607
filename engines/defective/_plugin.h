/* Identity, and the exported functions over the store above. ENGINE_EXPORTS differs from
 * ENGINE_CAPABILITIES only in engines that claim what they do not have. */
#ifndef ENGINE_NAME
#error "ENGINE_NAME: the defect's name, [a-z0-9-], at most 31 characters"
#endif
#ifndef ENGINE_EXPORTS
#define ENGINE_EXPORTS (ENGINE_CAPABILITIES)
#endif

#include "_config.h"
#include "_surface.h"
#include "_batch_queue.h"
#include "_lease.h"
#include "_messages.h"
#include "_swap.h"

BSE_PLUGIN(ENGINE_NAME, "assay", BSE_VERSION(1, 0, 0), ENGINE_CAPABILITIES, ENGINE_GUARANTEES,
           ENGINE_BLOCK_MIN, ENGINE_BLOCK_MAX, ENGINE_ALIGNMENT, "seeded defects");
