/* A library's bytes in a memory file, copied from its file; see image.c. */
#ifndef ASSAY_IMAGE_H
#define ASSAY_IMAGE_H

typedef struct assay_image assay_image;

/* When assay_image_copied has told of the last byte: the descriptor of the whole, sealed copy, or a
 * negative errno. It belongs to the image. */
int image_finish(assay_image *image);
/* Nobody can change it any more. 0, or -1 with errno. */
int image_seal(int descriptor);

#endif
