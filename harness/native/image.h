/* A library's bytes in a memory file, copied from its file; see image.c. */
#ifndef ASSAY_IMAGE_H
#define ASSAY_IMAGE_H

typedef struct assay_image assay_image;

/* Of the copy; belongs to the image. */
int image_descriptor(const assay_image *image);
/* After all was copied: nobody can change it any more. 0, or -1 with errno. */
int image_seal(int descriptor);

#endif
