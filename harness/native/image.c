/* Reading a library: a copy of the file in memory, made by a thread of its own, so that the host
 * hashes the first part while the next is copied. Most of a copy's time are fresh pages.
 *
 * What is hashed are the copy's own pages: nothing that happens to the file meanwhile can make what
 * runs differ from what was hashed. The mapping is private and read-only, or the copy could not be
 * sealed. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "assay_native.h"
#include "image.h"

#define PIECE_BYTES (256u << 10)
/* A thread takes as long to start as this to copy. */
#define ALONE_BYTES (512u << 10)

struct assay_image {
	int source;
	int copy;
	uint64_t size;
	uint8_t *bytes;
	pthread_t thread;
	int has_thread;
	pthread_mutex_t lock;
	pthread_cond_t moved;
	uint64_t copied;
	int32_t ended; /* 0: goes on; 1: all there; negative: errno, or -ESTALE when the file shrank */
};

static void tell(assay_image *image, uint64_t copied, int32_t ended)
{
	pthread_mutex_lock(&image->lock);
	image->copied = copied;
	image->ended = ended;
	pthread_cond_signal(&image->moved);
	pthread_mutex_unlock(&image->lock);
}

/* Maps what is there, so that who hashes it meets no fault; only faster, so it may fail. */
static void populate(assay_image *image, uint64_t from, uint64_t to)
{
#ifdef MADV_POPULATE_READ
	uint64_t start = from / 4096 * 4096;
	madvise(image->bytes + start, to - start, MADV_POPULATE_READ);
#else
	(void)image, (void)from, (void)to;
#endif
}

static void *copy_all(void *context)
{
	assay_image *image = context;
	off_t at = 0;
	while ((uint64_t)at < image->size) {
		uint64_t left = image->size - (uint64_t)at;
		uint64_t from = (uint64_t)at;
		ssize_t n = sendfile(image->copy, image->source, &at, left < PIECE_BYTES ? left : PIECE_BYTES);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			tell(image, from, n < 0 ? -errno : -ESTALE);
			return NULL;
		}
		populate(image, from, (uint64_t)at);
		tell(image, (uint64_t)at, (uint64_t)at == image->size);
	}
	return NULL;
}

static int32_t open_both(assay_image *image, const char *path)
{
	struct stat facts;
	image->source = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (image->source < 0 || fstat(image->source, &facts) != 0)
		return -errno;
	if (!S_ISREG(facts.st_mode) || facts.st_size <= 0)
		return -ENOEXEC;
	image->size = (uint64_t)facts.st_size;
	image->copy = memfd_create("assay-engine", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (image->copy < 0)
		return -errno;
	void *bytes = mmap(NULL, image->size, PROT_READ, MAP_PRIVATE, image->copy, 0);
	if (bytes == MAP_FAILED)
		return -errno;
	image->bytes = bytes;
	return 0;
}

ASSAY_EXPORT void assay_image_close(assay_image *image)
{
	if (image->has_thread)
		pthread_join(image->thread, NULL);
	if (image->bytes != NULL)
		munmap(image->bytes, image->size);
	if (image->copy >= 0)
		close(image->copy);
	if (image->source >= 0)
		close(image->source);
	pthread_cond_destroy(&image->moved);
	pthread_mutex_destroy(&image->lock);
	free(image);
}

/* Begins to copy the file. 0 and *out, which assay_image_close frees; or a negative errno. */
ASSAY_EXPORT int32_t assay_image_open(const char *path, assay_image **out)
{
	assay_image *image = calloc(1, sizeof *image);
	if (image == NULL)
		return -ENOMEM;
	image->source = image->copy = -1;
	pthread_mutex_init(&image->lock, NULL);
	pthread_cond_init(&image->moved, NULL);
	int32_t status = open_both(image, path);
	if (status != 0) {
		assay_image_close(image);
		return status;
	}
	image->has_thread = image->size > ALONE_BYTES &&
	                    pthread_create(&image->thread, NULL, copy_all, image) == 0;
	if (!image->has_thread)
		copy_all(image);
	*out = image;
	return 0;
}

ASSAY_EXPORT const uint8_t *assay_image_bytes(const assay_image *image)
{
	return image->bytes;
}

ASSAY_EXPORT double assay_image_size(const assay_image *image)
{
	return (double)image->size;
}

/* Waits until more than `from` bytes are there; returns how many, or a negative errno. */
ASSAY_EXPORT double assay_image_copied(assay_image *image, double from)
{
	pthread_mutex_lock(&image->lock);
	while ((double)image->copied <= from && image->ended == 0)
		pthread_cond_wait(&image->moved, &image->lock);
	double copied = image->ended < 0 ? image->ended : (double)image->copied;
	pthread_mutex_unlock(&image->lock);
	return copied;
}

int image_descriptor(const assay_image *image)
{
	return image->copy;
}

int image_seal(int descriptor)
{
	return fcntl(descriptor, F_ADD_SEALS,
	             F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
}
