/* The stamp of suites/model/stamp.ts in C: same bytes, vectorised. That file is the specification;
 * harness/ffi/stamp.test.ts compares the two byte for byte. */
#include <string.h>

#include "stamp.h"

#define SECTOR_WORDS 128u
#define HEADER_WORDS 10u
#define MAGIC_LOW 0x41535341u
#define MAGIC_HIGH 0x4b4c4259u
#define STEP 0x9E3779B9u
#define BASIS 0x811C9DC5u

/* Compiled twice, chosen at load: before AVX2 vectors have no 32-bit multiplication worth using. */
#if defined(__x86_64__) && defined(__gnu_linux__)
#define VECTORISED __attribute__((target_clones("avx2", "default")))
#else
#define VECTORISED
#endif

typedef struct stamp {
	uint32_t words[6]; /* words 2-7 of every sector */
	uint32_t key;      /* after those words */
} stamp;

static inline uint32_t mix(uint32_t hash, uint32_t word)
{
	uint32_t product = (hash ^ word) * 0x9E3779B1u;
	return product ^ (product >> 15);
}

static inline uint32_t fill_word(uint32_t key, uint32_t index)
{
	uint32_t x = key + index * STEP;
	uint32_t product = (x ^ (x >> 16)) * 0x85EBCA6Bu;
	return product ^ (product >> 13);
}

static stamp make_stamp(uint64_t id, uint32_t writer, uint32_t epoch, uint64_t sequence)
{
	stamp s = {{(uint32_t)id, (uint32_t)(id >> 32), writer, epoch, (uint32_t)sequence,
	            (uint32_t)(sequence >> 32)},
	           BASIS};
	for (uint32_t i = 0; i < 6; i++)
		s.key = mix(s.key, s.words[i]);
	return s;
}

static void make_header(uint32_t *header, const stamp *s, uint32_t sector, uint32_t key)
{
	header[0] = MAGIC_LOW;
	header[1] = MAGIC_HIGH;
	memcpy(header + 2, s->words, sizeof s->words);
	header[8] = sector;
	header[9] = mix(key, 0x41535359u);
}

/* All words first, in whole vectors; the header is laid over the first ten. */
VECTORISED
static void stamp_sectors(uint8_t *block, uint32_t sectors, const stamp *s)
{
	for (uint32_t sector = 0; sector < sectors; sector++) {
		uint32_t key = mix(s->key, sector);
		uint32_t words[SECTOR_WORDS];
		for (uint32_t k = 0; k < SECTOR_WORDS; k++)
			words[k] = fill_word(key, k);
		make_header(words, s, sector, key);
		memcpy(block + (size_t)sector * SECTOR_BYTES, words, SECTOR_BYTES);
	}
}

/* The number of the first sector that differs, or `sectors`. */
VECTORISED
static uint32_t matching_sectors(const uint8_t *block, uint32_t sectors, const stamp *s)
{
	for (uint32_t sector = 0; sector < sectors; sector++) {
		uint32_t key = mix(s->key, sector);
		uint32_t header[HEADER_WORDS];
		uint32_t words[SECTOR_WORDS];
		uint32_t differences = 0;
		memcpy(words, block + (size_t)sector * SECTOR_BYTES, SECTOR_BYTES);
		make_header(header, s, sector, key);
		for (uint32_t k = 0; k < HEADER_WORDS; k++) {
			differences |= words[k] ^ header[k];
			words[k] = fill_word(key, k);
		}
		for (uint32_t k = 0; k < SECTOR_WORDS; k++)
			differences |= words[k] ^ fill_word(key, k);
		if (differences != 0)
			return sector;
	}
	return sectors;
}

/* A block below one sector is the beginning of one. */
static void stamp_small(uint8_t *block, uint32_t bytes, const stamp *s)
{
	uint8_t sector[SECTOR_BYTES];
	stamp_sectors(sector, 1, s);
	memcpy(block, sector, bytes);
}

ASSAY_EXPORT void assay_stamp(uint8_t *block, uint32_t bytes, uint64_t id, uint32_t writer,
                              uint32_t epoch, uint64_t sequence)
{
	stamp s = make_stamp(id, writer, epoch, sequence);
	if (bytes < SECTOR_BYTES)
		stamp_small(block, bytes, &s);
	else
		stamp_sectors(block, bytes / SECTOR_BYTES, &s);
}

/* The stamp that a header claims, if its checksum agrees. */
static int claimed_stamp(const uint8_t *sector, stamp *found, uint32_t *index)
{
	uint32_t words[HEADER_WORDS];
	memcpy(words, sector, sizeof words);
	memcpy(found->words, words + 2, sizeof found->words);
	found->key = BASIS;
	for (uint32_t i = 0; i < 6; i++)
		found->key = mix(found->key, found->words[i]);
	*index = words[8];
	uint32_t checksum = mix(mix(found->key, words[8]), 0x41535359u);
	return words[0] == MAGIC_LOW && words[1] == MAGIC_HIGH && words[9] == checksum;
}

/* Slow path: names what is wrong with sector `bad`, the first that differs. */
static uint32_t explain(const uint8_t *block, uint32_t sectors, uint32_t bad, const stamp *expected)
{
	stamp found;
	uint32_t index;
	if (!claimed_stamp(block + (size_t)bad * SECTOR_BYTES, &found, &index))
		return NOT_A_STAMP;
	if (memcmp(found.words, expected->words, 8) != 0)
		return OTHER_BLOCK;
	if (memcmp(found.words + 2, expected->words + 2, 8) != 0)
		return OTHER_WRITER;
	if (memcmp(found.words + 4, expected->words + 4, 8) != 0)
		return bad == 0 && matching_sectors(block, sectors, &found) == sectors ? OTHER_SEQUENCE
		                                                                       : SECTORS_DIFFER;
	return index != bad ? OTHER_SECTOR : FILL_DIFFERS;
}

ASSAY_EXPORT uint32_t assay_verify(const uint8_t *block, uint32_t bytes, uint64_t id,
                                   uint32_t writer, uint32_t epoch, uint64_t sequence)
{
	stamp s = make_stamp(id, writer, epoch, sequence);
	uint8_t small[SECTOR_BYTES];
	uint32_t sectors = bytes / SECTOR_BYTES;
	if (bytes < SECTOR_BYTES) {
		/* Completed with the bytes that it would have, so that one path compares. */
		stamp_sectors(small, 1, &s);
		memcpy(small, block, bytes);
		block = small;
		sectors = 1;
	}
	uint32_t bad = matching_sectors(block, sectors, &s);
	return bad == sectors ? MATCHES : explain(block, sectors, bad, &s);
}
