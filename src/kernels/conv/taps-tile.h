/* The depthwise part of the micro-kernels: taps-tile.c, compiled once per instruction set. */
#pragma once
#include "tile.h"

G_BEGIN_DECLS

void convo_taps_base (const ConvoTileTaps *t, gint64 pixels, const float *a, const float *b, const float *bias, float *c);
void convo_taps_outer_base (const ConvoTileTapsOuter *o, const float *a, const float *b, float *c);
void convo_taps_avx2 (const ConvoTileTaps *t, gint64 pixels, const float *a, const float *b, const float *bias, float *c);
void convo_taps_outer_avx2 (const ConvoTileTapsOuter *o, const float *a, const float *b, float *c);
void convo_taps_avx512 (const ConvoTileTaps *t, gint64 pixels, const float *a, const float *b, const float *bias, float *c);
void convo_taps_outer_avx512 (const ConvoTileTapsOuter *o, const float *a, const float *b, float *c);

G_END_DECLS
