/* Random convolutions for tests: shapes, and maps with halo, gaps between pixels and between rows. */
#include "conv-case.h"
#include "aligned.h"

#include <string.h>

#define GAP 7.5f   /* what gaps between the values of maps hold: nobody may write there */

void
conv_fill (GRand *rand, float *to, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] = g_rand_double_range (rand, -1, 1);
}

static void *
keep (ConvCase *c, void *memory)
{
  c->memory[c->n_memory++] = memory;
  return memory;
}

/* @loose: more halo than needed, more pitch than needed */
static ConvoMap
map_new (ConvCase *c, GRand *rand, gint64 channels, const gint64 extent[3], const gint64 halo[3], gboolean loose)
{
  ConvoMap map = { .channels = channels };
  gint64 gap = loose && g_rand_int_range (rand, 0, 3) == 0 ? g_rand_int_range (rand, 1, 5) : 0, padded[3];
  float *memory;

  for (int i = 0; i < 3; i++)
    {
      map.extent[i] = extent[i];
      map.halo[i] = halo[i] + (loose && g_rand_boolean (rand) ? g_rand_int_range (rand, 0, 3) : 0);
      padded[i] = extent[i] + 2 * map.halo[i];
    }
  map.pixel_pitch = channels + gap;
  map.row_pitch = padded[2] * map.pixel_pitch + (loose && g_rand_boolean (rand) ? 5 : 0);
  map.plane_pitch = padded[1] * map.row_pitch;
  map.image_pitch = padded[0] * map.plane_pitch + (loose && g_rand_boolean (rand) ? 16 : 0);
  memory = keep (c, convo_aligned_floats (map.image_pitch * c->images));
  g_assert_nonnull (memory);
  map.data = memory + map.halo[0] * map.plane_pitch + map.halo[1] * map.row_pitch + map.halo[2] * map.pixel_pitch;
  for (gint64 i = 0; i < map.image_pitch * c->images; i++)
    memory[i] = GAP;
  for (int n = 0; n < c->images; n++)     /* halo and interior: zero */
    for (gint64 z = -map.halo[0]; z < extent[0] + map.halo[0]; z++)
      for (gint64 y = -map.halo[1]; y < extent[1] + map.halo[1]; y++)
        for (gint64 x = -map.halo[2]; x < extent[2] + map.halo[2]; x++)
          memset (convo_map_pixel (&map, n, z, y, x), 0, channels * sizeof (float));
  return map;
}

void
conv_fill_map (GRand *rand, const ConvoMap *map, int images)
{
  for (int n = 0; n < images; n++)
    for (gint64 z = 0; z < map->extent[0]; z++)
      for (gint64 y = 0; y < map->extent[1]; y++)
        for (gint64 x = 0; x < map->extent[2]; x++)
          conv_fill (rand, convo_map_pixel (map, n, z, y, x), map->channels);
}

static gboolean
is_inside (const ConvoMap *map, gint64 z, gint64 y, gint64 x)
{
  return z >= 0 && z < map->extent[0] && y >= 0 && y < map->extent[1] && x >= 0 && x < map->extent[2];
}

/* Whether halo and gaps between pixels are as they were */
gboolean
conv_halo_clean (const ConvoMap *map, int images, float gap)
{
  for (int n = 0; n < images; n++)
    for (gint64 z = -map->halo[0]; z < map->extent[0] + map->halo[0]; z++)
      for (gint64 y = -map->halo[1]; y < map->extent[1] + map->halo[1]; y++)
        for (gint64 x = -map->halo[2]; x < map->extent[2] + map->halo[2]; x++)
          {
            const float *pixel = convo_map_pixel (map, n, z, y, x);

            for (gint64 c = 0; c < map->pixel_pitch; c++)
              if ((c >= map->channels || !is_inside (map, z, y, x)) && pixel[c] != (c < map->channels ? 0 : GAP))
                return FALSE;
          }
  return TRUE;
}

ConvCase *
conv_case_new (const ConvoConv *conv, int images, GRand *rand, gboolean loose)
{
  ConvCase *c = g_new0 (ConvCase, 1);
  gint64 halo_x[3], halo_dy[3], none[3] = { 0 };
  gint64 ci = conv->groups * conv->ci, co = conv->groups * conv->co;

  c->conv = *conv;
  c->images = images;
  convo_conv_halo (conv, halo_x, halo_dy);
  c->x = map_new (c, rand, ci, conv->in, halo_x, loose);
  c->dx = map_new (c, rand, ci, conv->in, none, loose);
  c->y = map_new (c, rand, co, conv->out, none, loose);
  c->dy = map_new (c, rand, co, conv->out, halo_dy, loose);
  c->n_weight = conv->kernel[0] * conv->kernel[1] * conv->kernel[2] * ci * conv->co;
  c->n_out = conv->out[0] * conv->out[1] * conv->out[2] * co;
  c->n_in = conv->in[0] * conv->in[1] * conv->in[2] * ci;
  c->weight = keep (c, convo_aligned_floats (c->n_weight));
  c->dw = keep (c, convo_aligned_floats (c->n_weight));
  c->bias = keep (c, convo_aligned_floats (co));
  c->db = keep (c, convo_aligned_floats (co));
  c->packed = keep (c, convo_aligned_new (convo_conv_packed_size (conv, TRUE)));
  conv_fill_map (rand, &c->x, images);
  conv_fill_map (rand, &c->dy, images);
  conv_fill (rand, c->weight, c->n_weight);
  conv_fill (rand, c->bias, co);
  return c;
}

void
conv_case_free (ConvCase *c)
{
  for (int i = 0; i < c->n_memory; i++)
    convo_aligned_free (c->memory[i]);
  g_free (c);
}

static void
random_axis (GRand *rand, ConvoConv *conv, int axis, int largest)
{
  gint64 fits;

  conv->kernel[axis] = g_rand_int_range (rand, 1, 6);
  conv->stride[axis] = g_rand_int_range (rand, 0, 3) > 0 ? 1 : g_rand_int_range (rand, 2, 5);
  conv->dilation[axis] = g_rand_int_range (rand, 0, 4) > 0 ? 1 : g_rand_int_range (rand, 2, 4);
  conv->pad[axis] = g_rand_boolean (rand) ? conv->kernel[axis] / 2 : g_rand_int_range (rand, 0, 8);
  fits = conv->dilation[axis] * (conv->kernel[axis] - 1) + 1 - 2 * conv->pad[axis];
  conv->in[axis] = MAX (fits, 1) + g_rand_int_range (rand, 0, largest);
  conv->out[axis] = (conv->in[axis] - fits) / conv->stride[axis] + 1;
}

/* 1-D, 2-D and 3-D in turn; groups, depthwise, few and many channels */
ConvoConv
conv_case_random (GRand *rand, int trial)
{
  static const int channels[] = { 1, 1, 2, 3, 4, 5, 6, 8, 12, 15, 16, 17, 20, 31, 32, 33, 40, 48, 64, 70 };
  const int n_axes = trial % 3 + 1, largest = n_axes == 1 ? 40 : n_axes == 2 ? 14 : 4;
  ConvoConv conv = { .groups = 1, .in = { 1, 1, 1 }, .out = { 1, 1, 1 }, .kernel = { 1, 1, 1 },
                     .stride = { 1, 1, 1 }, .dilation = { 1, 1, 1 } };
  const int n = n_axes == 3 ? G_N_ELEMENTS (channels) - 6 : G_N_ELEMENTS (channels);

  conv.ci = channels[g_rand_int_range (rand, 0, n)];
  conv.co = channels[g_rand_int_range (rand, 0, n)];
  for (int a = 3 - n_axes; a < 3; a++)
    random_axis (rand, &conv, a, largest);
  if (trial % 7 == 0)                    /* depthwise */
    {
      conv.groups = conv.ci + conv.co;
      conv.ci = conv.co = 1;
    }
  else if (trial % 5 == 0)
    {
      conv.groups = g_rand_int_range (rand, 2, 5);
      conv.ci = (conv.ci + 3) / 4;
      conv.co = (conv.co + 3) / 4;
    }
  return conv;
}
