/* Convolution by its definition: plain loops, sums in double precision, padding by comparing indices. Slow. */
#include "reference-conv.h"

/* Calls @visit for every product of one output value: (image, output pixel, output channel) × (tap, input channel). */
typedef struct
{
  const ConvoConv *conv;
  gint64 image, o[3], i[3], k[3], group, ci, co;
} Product;

typedef void (*Visit) (const Product *product, gpointer data);

/* Whether tap k of window o lies on a pixel of the input; sets i */
static gboolean
inside (Product *p)
{
  for (int a = 0; a < 3; a++)
    {
      p->i[a] = p->o[a] * p->conv->stride[a] + p->k[a] * p->conv->dilation[a] - p->conv->pad[a];
      if (p->i[a] < 0 || p->i[a] >= p->conv->in[a])
        return FALSE;
    }
  return TRUE;
}

static void
visit_window (Product *p, Visit visit, gpointer data)
{
  const ConvoConv *conv = p->conv;

  for (p->k[0] = 0; p->k[0] < conv->kernel[0]; p->k[0]++)
    for (p->k[1] = 0; p->k[1] < conv->kernel[1]; p->k[1]++)
      for (p->k[2] = 0; p->k[2] < conv->kernel[2]; p->k[2]++)
        if (inside (p))
          for (p->ci = 0; p->ci < conv->ci; p->ci++)
            visit (p, data);
}

static void
visit_pixels (Product *p, void (*each) (Product *, gpointer), gpointer data)
{
  const ConvoConv *conv = p->conv;

  for (p->o[0] = 0; p->o[0] < conv->out[0]; p->o[0]++)
    for (p->o[1] = 0; p->o[1] < conv->out[1]; p->o[1]++)
      for (p->o[2] = 0; p->o[2] < conv->out[2]; p->o[2]++)
        for (p->group = 0; p->group < conv->groups; p->group++)
          for (p->co = 0; p->co < conv->co; p->co++)
            each (p, data);
}

static gint64
weight_index (const Product *p)
{
  const ConvoConv *c = p->conv;

  return ((((p->group * c->kernel[0] + p->k[0]) * c->kernel[1] + p->k[1]) * c->kernel[2] + p->k[2]) * c->ci + p->ci) *
         c->co + p->co;
}

typedef struct
{
  const float *weight, *bias;
  const ConvoMap *x, *y, *dy;
  double sum, *dx, *dw, *db;
} Maps;

static double
x_of (const Product *p, const ConvoMap *x)
{
  return convo_map_pixel (x, p->image, p->i[0], p->i[1], p->i[2])[p->group * p->conv->ci + p->ci];
}

static void
add_product (const Product *p, gpointer data)
{
  Maps *m = data;

  m->sum += x_of (p, m->x) * m->weight[weight_index (p)];
}

static void
forward_value (Product *p, gpointer data)
{
  Maps *m = data;
  gint64 channel = p->group * p->conv->co + p->co;

  m->sum = m->bias != NULL ? m->bias[channel] : 0;
  visit_window (p, add_product, m);
  convo_map_pixel (m->y, p->image, p->o[0], p->o[1], p->o[2])[channel] = m->sum;
}

/** convo_reference_conv_forward: the same as convo_conv_forward(); @weight in engine order, no halo needed */
void
convo_reference_conv_forward (const ConvoConv *conv, const float *weight, const float *bias, const ConvoMap *x,
                              const ConvoMap *y, int first, int count)
{
  Maps maps = { .weight = weight, .bias = bias, .x = x, .y = y };

  for (int n = first; n < first + count; n++)
    visit_pixels (&(Product) { .conv = conv, .image = n }, forward_value, &maps);
}

static void
add_gradients (const Product *p, gpointer data)
{
  const ConvoConv *c = p->conv;
  Maps *m = data;
  gint64 pixel = ((p->image * c->in[0] + p->i[0]) * c->in[1] + p->i[1]) * c->in[2] + p->i[2];

  m->dx[pixel * c->groups * c->ci + p->group * c->ci + p->ci] += m->sum * m->weight[weight_index (p)];
  m->dw[weight_index (p)] += m->sum * x_of (p, m->x);
}

static void
backward_value (Product *p, gpointer data)
{
  Maps *m = data;
  gint64 channel = p->group * p->conv->co + p->co;

  m->sum = convo_map_pixel (m->dy, p->image, p->o[0], p->o[1], p->o[2])[channel];
  m->db[channel] += m->sum;
  visit_window (p, add_gradients, m);
}

/**
 * convo_reference_conv_backward:
 * @dx: gradient of the input from image 0 on, NHWC without halo or gaps; added to
 * @dw: weight gradient in engine order; added to
 * @db: bias gradient; added to
 */
void
convo_reference_conv_backward (const ConvoConv *conv, const float *weight, const ConvoMap *x, const ConvoMap *dy,
                               double *dx, double *dw, double *db, int first, int count)
{
  Maps maps = { .weight = weight, .x = x, .dy = dy, .dx = dx, .dw = dw, .db = db };

  for (int n = first; n < first + count; n++)
    visit_pixels (&(Product) { .conv = conv, .image = n }, backward_value, &maps);
}
