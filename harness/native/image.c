/* Reading a library: a copy of the file in memory, made by a thread of its own, while the host
 * hashes what it wrote.
 *
 * Method. The file goes through a ring of four pieces: each is read once, and from there written
 * to the copy by the thread and hashed by the host, at the same time. What is hashed are thus the
 * very bytes that were written, and nothing that happens to the file meanwhile can make what runs
 * differ from what was hashed; then the copy is sealed. Neither is mapped for that: to unmap 8 MB
 * took 0.6 ms after the last byte was hashed. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "assay_native.h"
#include "image.h"

#define PIECE_BYTES (256u << 10)
#define RING_BYTES (4 * PIECE_BYTES)
/* A thread takes as long to start as this to copy. */
#define ALONE_BYTES (512u << 10)

struct assay_image {
	int source;
	int copy;
	uint64_t size;
	uint8_t *ring; /* byte i of the file stands at i % RING_BYTES */
	pthread_t thread;
	int has_thread;
	pthread_mutex_t lock;
	pthread_cond_t moved; /* whichever of the two threads waits */
	uint64_t read;        /* so much of the file was read into the ring .. */
	uint64_t hashed;      /* .. and so much of it is no longer needed there */
	int32_t ended;        /* 0: goes on; 1: all copied and sealed; negative: errno */
};

/* Between the ring and the file, or its copy. */
static int32_t move_piece(const assay_image *image, int is_write, uint64_t at, uint64_t length)
{
	while (length > 0) {
		uint8_t *bytes = image->ring + at % RING_BYTES;
		ssize_t n = is_write ? pwrite(image->copy, bytes, length, (off_t)at)
		                     : pread(image->source, bytes, length, (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -ESTALE; /* the file shrank */
		at += (uint64_t)n;
		length -= (uint64_t)n;
	}
	return 0;
}

static void tell(assay_image *image, uint64_t read, int32_t ended)
{
	pthread_mutex_lock(&image->lock);
	image->read = read;
	image->ended = ended;
	pthread_cond_signal(&image->moved);
	pthread_mutex_unlock(&image->lock);
}

/* One piece further, which has its place in the ring. Returns image->ended. */
static int32_t copy_piece(assay_image *image)
{
	uint64_t at = image->read;
	uint64_t left = image->size - at;
	uint64_t length = left < PIECE_BYTES ? left : PIECE_BYTES;
	int32_t status = move_piece(image, 0, at, length);
	if (status == 0) {
		tell(image, at + length, 0);
		status = move_piece(image, 1, at, length);
	}
	if (status == 0 && length == left)
		status = image_seal(image->copy) == 0 ? 1 : -errno;
	if (status != 0)
		tell(image, image->read, status);
	return status;
}

static void *copy_all(void *context)
{
	assay_image *image = context;
	do {
		pthread_mutex_lock(&image->lock);
		while (image->read + PIECE_BYTES > image->hashed + RING_BYTES && image->ended == 0)
			pthread_cond_wait(&image->moved, &image->lock);
		int32_t ended = image->ended;
		pthread_mutex_unlock(&image->lock);
		if (ended != 0)
			break;
	} while (copy_piece(image) == 0);
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
	image->ring = malloc(RING_BYTES);
	return image->ring == NULL ? -ENOMEM : 0;
}

/* Also of an image that was not copied to its end. */
ASSAY_EXPORT void assay_image_close(assay_image *image)
{
	if (image->has_thread) {
		pthread_mutex_lock(&image->lock);
		image->hashed = image->size; /* so that it does not wait */
		pthread_cond_signal(&image->moved);
		pthread_mutex_unlock(&image->lock);
		pthread_join(image->thread, NULL);
	}
	free(image->ring);
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
	*out = image;
	return 0;
}

/* Byte i of the file stands at i modulo the ring's bytes, which are put into *bytes. */
ASSAY_EXPORT const uint8_t *assay_image_ring(const assay_image *image, uint32_t *bytes)
{
	*bytes = RING_BYTES;
	return image->ring;
}

ASSAY_EXPORT double assay_image_size(const assay_image *image)
{
	return (double)image->size;
}

/* Bytes before `from` were hashed. Waits for more; returns how far the ring holds the file from
 * there on without a turn, or a negative errno. */
ASSAY_EXPORT double assay_image_copied(assay_image *image, double from)
{
	uint64_t hashed = (uint64_t)from;
	uint64_t turn = (hashed / RING_BYTES + 1) * RING_BYTES;
	if (!image->has_thread && image->ended == 0)
		copy_piece(image);
	pthread_mutex_lock(&image->lock);
	image->hashed = hashed;
	pthread_cond_signal(&image->moved);
	while (image->read <= hashed && image->ended == 0)
		pthread_cond_wait(&image->moved, &image->lock);
	uint64_t read = image->read < turn ? image->read : turn;
	double copied = image->ended < 0 ? image->ended : (double)read;
	pthread_mutex_unlock(&image->lock);
	return copied;
}

/* The copy, all there and sealed, or a negative errno. It belongs to the image. */
int image_finish(assay_image *image)
{
	if (image->has_thread)
		pthread_join(image->thread, NULL);
	image->has_thread = 0;
	return image->ended == 1 ? image->copy : image->ended < 0 ? image->ended : -EAGAIN;
}

int image_seal(int descriptor)
{
	return fcntl(descriptor, F_ADD_SEALS,
	             F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
}
