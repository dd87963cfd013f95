/* Random convolutions for tests, with maps whose halo and pitches are what the engine might choose. */
#pragma once
#include "conv.h"

/* A convolution, its maps filled with random numbers, and room for results */
typedef struct
{
  ConvoConv conv;
  int images;
  ConvoMap x, y, dy, dx;
  float *weight, *bias, *dw, *db, *packed;
  gsize n_weight, n_out, n_in;      /* values of weight; values of one image, without halo */
  void *memory[9];
  int n_memory;
} ConvCase;

ConvCase *conv_case_new    (const ConvoConv *conv, int images, GRand *rand, gboolean loose);
void      conv_case_free   (ConvCase *c);
ConvoConv conv_case_random (GRand *rand, int trial);
void      conv_fill        (GRand *rand, float *to, gsize n);
void      conv_fill_map    (GRand *rand, const ConvoMap *map, int images);
gboolean  conv_halo_clean  (const ConvoMap *map, int images, float gap);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvCase, conv_case_free)
