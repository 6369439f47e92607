/* Loading: a sealed private copy of the file, so that what was hashed is what runs, that the
 * original may be replaced or truncated meanwhile, and that each load is an instance of its own. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "assay_native.h"
#include "image.h"

static _Thread_local char message[512];

/* Why the last assay_library_open of this thread failed. Returns its length. */
ASSAY_EXPORT int32_t assay_library_error(char *out, uint32_t cap)
{
	if (cap == 0)
		return 0;
	size_t length = strnlen(message, sizeof message);
	if (length >= cap)
		length = cap - 1;
	memcpy(out, message, length);
	out[length] = 0;
	return (int32_t)length;
}

static int32_t refuse(int32_t code, const char *what)
{
	snprintf(message, sizeof message, "%s", what);
	return -code;
}

static int32_t write_all(int fd, const uint8_t *bytes, uint64_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		bytes += n;
		size -= (uint64_t)n;
	}
	return 0;
}

struct symbol {
	const char *name;
	size_t offset;
	int required;
};

#define SYMBOL(field, required) {"bse_" #field, offsetof(assay_engine, field), required}

static const struct symbol symbols[] = {
    SYMBOL(initialize, 1),    SYMBOL(shutdown, 1),      SYMBOL(write_block, 1),
    SYMBOL(read_block, 1),    SYMBOL(delete_block, 1),  SYMBOL(flush, 1),
    SYMBOL(get_stats, 1),     SYMBOL(last_error, 1),    SYMBOL(write_batch, 0),
    SYMBOL(read_batch, 0),    SYMBOL(lease_block, 0),   SYMBOL(release_block, 0),
    SYMBOL(queue_create, 0),  SYMBOL(queue_submit, 0),  SYMBOL(queue_poll, 0),
    SYMBOL(queue_destroy, 0), SYMBOL(check_health, 0),  SYMBOL(collect_metrics, 0),
    SYMBOL(drain_log, 0),     SYMBOL(set_log_level, 0), SYMBOL(get_fallback_engine, 0),
    SYMBOL(quiesce, 0),       SYMBOL(activate, 0)};

static int32_t bind_symbols(assay_engine *engine)
{
	for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
		void *address = dlsym(engine->library, symbols[i].name);
		if (address == NULL && symbols[i].required) {
			snprintf(message, sizeof message, "missing required symbol %s", symbols[i].name);
			return -ENOSYS;
		}
		memcpy((char *)engine + symbols[i].offset, &address, sizeof address);
	}
	return 0;
}

/* dlopen takes a path that it has loaded before for the same library, and descriptor numbers come
 * round again: the second engine would silently be the first. So every load spells the path its own
 * way, with a "/." or a "//" for each bit of a counter. */
static void spell_path(char *path, size_t size, int fd)
{
	static _Atomic(uint32_t) loads;
	uint32_t load = atomic_fetch_add(&loads, 1);
	size_t at = (size_t)snprintf(path, size, "/proc/self/fd");
	for (; load != 0; load >>= 1)
		at += (size_t)snprintf(path + at, size - at, "%s", load & 1 ? "/." : "//");
	snprintf(path + at, size - at, "/%d", fd);
}

static int32_t load_sealed(int fd, assay_engine **out)
{
	char path[128];
	spell_path(path, sizeof path, fd);
	assay_engine *engine = calloc(1, sizeof *engine);
	if (engine == NULL)
		return refuse(ENOMEM, "out of memory");
	engine->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (engine->library == NULL) {
		const char *why = dlerror();
		free(engine);
		return refuse(ENOEXEC, why ? why : "dlopen failed");
	}
	int32_t status = bind_symbols(engine);
	if (status != 0) {
		dlclose(engine->library);
		free(engine);
		return status;
	}
	*out = engine;
	return 0;
}

/* Loads the image (a whole ELF file in memory) and returns a table without a handle in *out,
 * freed by assay_library_close. 0, or -ENOEXEC (the loader refused it), -ENOSYS (missing symbol),
 * -ENOMEM; assay_library_error has the sentence. Constructors of the library run here. */
ASSAY_EXPORT int32_t assay_library_open(const uint8_t *bytes, uint64_t size, assay_engine **out)
{
	int fd = memfd_create("assay-engine", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0)
		return refuse(ENOMEM, strerror(errno));
	int32_t status = write_all(fd, bytes, size) == 0 && image_seal(fd) == 0
	                     ? load_sealed(fd, out)
	                     : refuse(ENOMEM, strerror(errno));
	close(fd);
	return status;
}

/* As assay_library_open, of a file's copy that is whole and was verified. */
ASSAY_EXPORT int32_t assay_library_load(assay_image *image, assay_engine **out)
{
	int copy = image_finish(image);
	return copy < 0 ? refuse(ENOMEM, strerror(-copy)) : load_sealed(copy, out);
}

/* Unmaps the library and frees the table; every engine of it must have been shut down. */
ASSAY_EXPORT int32_t assay_library_close(assay_engine *engine)
{
	assay_recorder_entry *entry = assay_record(ASSAY_CALL_UNLOAD, 0, 0);
	int32_t status = dlclose(engine->library) == 0 ? 0 : -EINVAL;
	free(engine);
	return assay_recorded(entry, status);
}

/* Another table over the same library with another handle: a second instance, or a fallback. */
ASSAY_EXPORT assay_engine *assay_engine_copy(const assay_engine *engine, bse_engine *handle)
{
	assay_engine *copy = malloc(sizeof *copy);
	if (copy == NULL)
		return NULL;
	*copy = *engine;
	copy->handle = handle;
	return copy;
}

ASSAY_EXPORT void assay_engine_free(assay_engine *engine)
{
	free(engine);
}

/* Bit i is set when function i of the symbol list above is present. */
ASSAY_EXPORT uint32_t assay_engine_functions(const assay_engine *engine)
{
	uint32_t bits = 0;
	for (uint32_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
		void *address;
		memcpy(&address, (const char *)engine + symbols[i].offset, sizeof address);
		if (address != NULL)
			bits |= 1u << i;
	}
	return bits;
}
