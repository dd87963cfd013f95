/* Pictures and kernels with a name, and what a shift of the picture changes. */
#include "filling.h"
#include "errors.h"
#include "glyphs.h"
#include "random.h"
#include "text.h"

#include <math.h>
#include <string.h>

#define MOST 3      /* blackboard pictures hold whole numbers from 0 to 3 */

static const ConvoFilling pictures[] = {
  { "random", N_("Random integers") }, { "signed", N_("Signed integers") }, { "digit-0", N_("Digit 0") }, { "digit-1", N_("Digit 1") },
  { "digit-2", N_("Digit 2") }, { "digit-3", N_("Digit 3") }, { "digit-4", N_("Digit 4") }, { "digit-5", N_("Digit 5") },
  { "digit-6", N_("Digit 6") }, { "digit-7", N_("Digit 7") }, { "digit-8", N_("Digit 8") }, { "digit-9", N_("Digit 9") },
  { "letter-A", N_("Letter A") }, { "letter-C", N_("Letter C") }, { "letter-H", N_("Letter H") },
  { "letter-L", N_("Letter L") }, { "letter-T", N_("Letter T") }, { "letter-X", N_("Letter X") },
  { "edge", N_("Upright edge") }, { "edge-flat", N_("Level edge") }, { "diagonal", N_("Diagonal") },
  { "impulse", N_("Impulse") }, { "ramp", N_("Ramp") }, { "chequers", N_("Chequers") }, { "sine", N_("Sine with a step") },
  { "pulses", N_("Two pulses") }, { "ball", N_("Ball") }, { "moving", N_("Moving square") }, { "empty", N_("Zeros") },
};

static const ConvoFilling kernels[] = {
  { "integer", N_("Small integers") }, { "random", N_("Random numbers") }, { "sobel", N_("Sobel") },
  { "edge", N_("Edge detector") }, { "blur", N_("Blur") }, { "mean", N_("Mean") }, { "sharpen", N_("Sharpen") },
  { "identity", N_("Identity") }, { "ones", N_("Ones") },
};

static gboolean
nth (const ConvoFilling *all, gsize n, int index, ConvoFilling *filling)
{
  if (index < 0 || (gsize) index >= n)
    return FALSE;
  *filling = (ConvoFilling) { all[index].name, _(all[index].title) };
  return TRUE;
}

/** convo_picture_preset: @filling: (out): the preset's name and title */
gboolean
convo_picture_preset (int index, ConvoFilling *filling)
{
  return nth (pictures, G_N_ELEMENTS (pictures), index, filling);
}

/** convo_kernel_preset: @filling: (out): the preset's name and title */
gboolean
convo_kernel_preset (int index, ConvoFilling *filling)
{
  return nth (kernels, G_N_ELEMENTS (kernels), index, filling);
}

static gboolean
find (const ConvoFilling *all, gsize n, const char *name, const char *message, GError **error)
{
  g_autoptr(GString) names = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    {
      if (strcmp (all[i].name, name) == 0)
        return TRUE;
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", all[i].name);
    }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, CONVO_ERROR, CONVO_ERROR_NAME, message, name, names->str);
#pragma GCC diagnostic pop
  return FALSE;
}

/* −1 to 1 from the first cell to the last; 0 where there is one */
static double
across (gint64 at, gint64 n)
{
  return n > 1 ? 2.0 * at / (n - 1) - 1 : 0;
}

/* Signals along time or depth. A sine of two periods, on a step from the middle on; two pulses of unlike widths; a ball; a square that
 * moves by a cell a slice */
static float
wave (const char *name, const ConvoShape *shape, const gint64 at[3])
{
  const gint64 n[3] = { convo_shape_spatial (shape, 0), convo_shape_spatial (shape, 1), convo_shape_spatial (shape, 2) };
  const double d = across (at[0], n[0]), h = across (at[1], n[1]), w = across (at[2], n[2]);

  if (strcmp (name, "sine") == 0)
    return round (MOST * (0.25 + 0.25 * sin (2 * M_PI * (w + 1)) + (at[2] >= n[2] / 2 ? 0.5 : 0)));
  if (strcmp (name, "pulses") == 0)
    return at[2] == n[2] / 4 || (at[2] >= n[2] * 5 / 8 && at[2] < n[2] * 7 / 8) ? MOST : 0;
  if (strcmp (name, "ball") == 0)
    return round (MOST * MAX (1 - (d * d + h * h + w * w), 0));
  return ABS (at[1] - n[1] / 2) <= n[1] / 6 && ABS (at[2] - (n[2] / 4 + at[0])) <= n[2] / 6 ? MOST : 0;
}

static float
pattern (const char *name, const ConvoShape *shape, const gint64 at[3])
{
  gint64 h = convo_shape_spatial (shape, 1), w = convo_shape_spatial (shape, 2);

  if (strcmp (name, "edge") == 0)
    return at[2] >= w / 2 ? MOST : 0;
  if (strcmp (name, "edge-flat") == 0)
    return at[1] >= h / 2 ? MOST : 0;
  if (strcmp (name, "diagonal") == 0)
    return at[2] * h == at[1] * w || at[2] == at[1] ? MOST : 0;
  if (strcmp (name, "impulse") == 0)
    return at[0] == convo_shape_spatial (shape, 0) / 2 && at[1] == h / 2 && at[2] == w / 2;
  if (strcmp (name, "ramp") == 0)
    return w > 1 ? round (MOST * (double) at[2] / (w - 1)) : 0;
  if (strcmp (name, "chequers") == 0)
    return (at[0] + at[1] + at[2]) % 2 ? MOST : 0;
  return strcmp (name, "empty") == 0 ? 0 : wave (name, shape, at);
}

/* Never 0, where many activations bend and have no slope */
static float
signed_integer (ConvoRandom *random)
{
  const int size = 1 + (int) convo_random_below (random, MOST);

  return convo_random_below (random, 2) != 0 ? size : -size;
}

static void
fill_plane (const ConvoShape *shape, gint64 plane, const char *name, ConvoRandom *random, float *cells)
{
  gint64 h = convo_shape_spatial (shape, 1), w = convo_shape_spatial (shape, 2), depth = convo_shape_spatial (shape, 0);

  if (g_str_has_prefix (name, "digit-") || g_str_has_prefix (name, "letter-"))
    {
      convo_glyph_draw (strchr (name, '-')[1], h, w, MOST, cells);
      return;
    }
  for (gint64 i = 0; i < h * w; i++)
    {
      const gint64 at[3] = { plane % depth, i / w, i % w };

      if (strcmp (name, "random") == 0)
        cells[i] = convo_random_below (random, MOST + 1);
      else if (strcmp (name, "signed") == 0)
        cells[i] = signed_integer (random);
      else
        cells[i] = pattern (name, shape, at);
    }
}

/**
 * convo_fill_picture:
 * @name: of a picture preset
 * @seed: of random ones
 *
 * Fills all inputs with whole numbers. Of several channels the first is the picture, the others are random: a second equal
 * one would teach nothing. Run the trace afterwards.
 */
gboolean
convo_fill_picture (ConvoTrace *trace, const char *name, guint64 seed, GError **error)
{
  if (!find (pictures, G_N_ELEMENTS (pictures), name,
             _("There is no picture “%s”; there are %s."), error))
    return FALSE;
  for (int i = 0; i < trace->n_in; i++)
    {
      const ConvoShape *shape = &trace->in[i];
      gint64 area = convo_shape_spatial (shape, 1) * convo_shape_spatial (shape, 2);
      gint64 depth = convo_shape_spatial (shape, 0);
      ConvoRandom random = convo_random_stream (seed, 11, i);

      for (gint64 plane = 0; plane < convo_shape_count (shape) / area; plane++)
        fill_plane (shape, plane, (plane < depth && i == 0) || strcmp (name, "signed") == 0 ? name : "random", &random, trace->x[i] + plane * area);
    }
  return TRUE;
}

/**
 * convo_picture_draw:
 * @name: of a picture preset
 * @seed: of random ones
 * @shape: channels and one to three axes, or features
 * @values: (out caller-allocates): from 0 to 1; those of “signed” from −1 to 1
 * @error: return location; %CONVO_ERROR_NAME
 *
 * A picture or signal for the input of a network. Channels show the same from another place: each is moved by a cell.
 *
 * Returns: %TRUE if there is a preset of that name
 */
gboolean
convo_picture_draw (const char *name, guint64 seed, const ConvoShape *shape, float *values, GError **error)
{
  const ConvoShape row = CONVO_SHAPE (1, shape->dim[0]), *drawn = shape->rank == 1 ? &row : shape;
  const gint64 area = convo_shape_spatial (drawn, 1) * convo_shape_spatial (drawn, 2), depth = convo_shape_spatial (drawn, 0);
  const gint64 width = convo_shape_spatial (drawn, 2);
  ConvoRandom random = convo_random_stream (seed, 11, 0);

  if (!find (pictures, G_N_ELEMENTS (pictures), name, _("There is no picture “%s”; there are %s."), error))
    return FALSE;
  for (gint64 plane = 0; plane < drawn->dim[0] * depth; plane++)
    {
      g_autofree float *cells = g_new (float, area);
      const gint64 shift = plane / depth % width;

      fill_plane (drawn, plane % depth, name, &random, cells);
      for (gint64 i = 0; i < area; i++)
        values[plane * area + i / width * width + (i + shift) % width] = cells[i] / MOST;
    }
  return TRUE;
}

static double
choose (gint64 n, gint64 k)
{
  double value = 1;

  for (gint64 i = 1; i <= k; i++)
    value = value * (n - k + i) / i;
  return value;
}

/* Smoothing of n − 2 taps minus the same two taps on; −1 between neighbours of two */
static double
derivative (gint64 n, gint64 i)
{
  if (n == 2)
    return i == 0 ? 1 : -1;
  return (i <= n - 3 ? choose (n - 3, i) : 0) - (i >= 2 ? choose (n - 3, i - 2) : 0);
}

typedef struct
{
  gint64 kernel[3], taps;
  int n_axes;
} Extent;

/* Along its axis the derivative 1 0 −1, 1 2 0 −2 −1, …; along the others the smoothing 1 2 1, 1 4 6 4 1, … */
static double
sobel (const Extent *e, const gint64 tap[3], int along)
{
  double value = 1;

  for (int axis = 3 - e->n_axes; axis < 3; axis++)
    {
      gint64 n = e->kernel[axis], i = tap[axis];

      if (axis == along)
        value *= n == 1 ? 1 : derivative (n, i);
      else
        value *= choose (n - 1, i);
    }
  return value;
}

static double
kernel_value (const char *name, const Extent *e, const gint64 tap[3], gint64 out, ConvoRandom *random)
{
  gboolean centre = TRUE;
  double smooth = 1;

  for (int axis = 0; axis < 3; axis++)
    {
      centre = centre && tap[axis] == (e->kernel[axis] - 1) / 2;
      smooth *= choose (e->kernel[axis] - 1, tap[axis]);
    }
  if (strcmp (name, "integer") == 0)
    return (double) convo_random_below (random, 5) - 2;
  if (strcmp (name, "random") == 0)
    return convo_random_normal (random) / sqrt (e->taps);
  if (strcmp (name, "sobel") == 0)
    return sobel (e, tap, 2 - (int) (out % e->n_axes));
  if (strcmp (name, "edge") == 0)
    return centre ? e->taps - 1.0 : -1;
  if (strcmp (name, "blur") == 0)
    return smooth / exp2 (e->kernel[0] + e->kernel[1] + e->kernel[2] - 3);
  if (strcmp (name, "mean") == 0)
    return 1.0 / e->taps;
  if (strcmp (name, "sharpen") == 0)
    return centre ? e->taps : -1;
  return strcmp (name, "ones") == 0 || centre;
}

/**
 * convo_fill_kernel:
 * @name: of a kernel preset
 * @seed: of random ones
 *
 * Fills the weights of all kernels, and the biases: small integers with small integers, else 0.
 * Sobel kernels look along another axis with every output channel. Run the trace afterwards.
 */
gboolean
convo_fill_kernel (ConvoTrace *trace, const char *name, guint64 seed, GError **error)
{
  ConvoRandom random = convo_random_stream (seed, 12, 0);
  int weight = convo_trace_weight (trace), bias = convo_trace_bias (trace);
  Extent e = { .taps = 1, .n_axes = MAX (convo_shape_n_spatial (&trace->in[0]), 1) };

  if (!find (kernels, G_N_ELEMENTS (kernels), name, _("There is no kernel “%s”; there are %s."), error))
    return FALSE;
  for (int axis = 0; axis < 3; axis++)
    {
      ConvoWindow window;

      convo_arith_window (&trace->arith, axis, &window);
      e.kernel[axis] = convo_arith_windows (&trace->arith) ? window.kernel : 1;
      e.taps *= e.kernel[axis];
    }
  for (gint64 w = 0; weight >= 0 && w < convo_param_count (&trace->spec[weight]); w++)
    {
      gint64 out, in, tap[3];

      convo_trace_weight_place (trace, w, &out, &in, tap);
      trace->param[weight][w] = kernel_value (name, &e, tap, out, &random);
    }
  for (gint64 i = 0; bias >= 0 && i < convo_param_count (&trace->spec[bias]); i++)
    trace->param[bias][i] = strcmp (name, "integer") == 0 ? (double) convo_random_below (&random, 3) - 1 : 0;
  return TRUE;
}

/** convo_fill_delta: whole numbers from −1 to 2, different ones for every seed. Run the trace afterwards. */
void
convo_fill_delta (ConvoTrace *trace, guint64 seed)
{
  ConvoRandom random = convo_random_stream (seed, 13, 0);

  for (gint64 i = 0, n = convo_shape_count (&trace->out); i < n; i++)
    trace->dy[i] = (double) convo_random_below (&random, 4) - 1;
}

/** convo_shift_input: see filling.h */
void
convo_shift_input (ConvoTrace *trace, gint64 down, gint64 right)
{
  const ConvoShape *shape = &trace->in[0];
  gint64 n = convo_shape_count (shape);
  g_autofree float *before = g_memdup2 (trace->x[0], n * sizeof (float));

  for (gint64 i = 0; i < n; i++)
    {
      gint64 channel, at[3], from;

      convo_index_place (shape, i, &channel, at);
      at[1] -= down;
      at[2] -= right;
      from = convo_place_index (shape, channel, at);
      trace->x[0][i] = from >= 0 ? before[from] : 0;
    }
}

static double
compare (const float *before, const float *after, gint64 n, gint64 *changed)
{
  double difference = 0, size = 0;

  *changed = 0;
  for (gint64 i = 0; i < n; i++)
    {
      *changed += before[i] != after[i];
      difference += fabs ((double) after[i] - before[i]);
      size += fabs ((double) before[i]);
    }
  return size > 0 ? 100 * difference / size : 0;
}

/**
 * convo_shift_compare:
 * @down: cells
 * @right: cells
 * @shift: (out): what changed; convo_shift_clear() it
 *
 * Runs the layer on its picture and on the shifted one. The trace is as before afterwards.
 */
void
convo_shift_compare (ConvoTrace *trace, gint64 down, gint64 right, ConvoShift *shift)
{
  gint64 n_x = convo_shape_count (&trace->in[0]);
  g_autofree float *x = g_memdup2 (trace->x[0], n_x * sizeof (float));

  *shift = (ConvoShift) { .n = convo_shape_count (&trace->out), .input_n = n_x };
  convo_trace_run (trace);
  shift->before = g_memdup2 (trace->y, shift->n * sizeof (float));
  convo_shift_input (trace, down, right);
  convo_trace_run (trace);
  shift->after = g_memdup2 (trace->y, shift->n * sizeof (float));
  shift->percent = compare (shift->before, shift->after, shift->n, &shift->changed);
  shift->input_percent = compare (x, trace->x[0], n_x, &shift->input_changed);
  memcpy (trace->x[0], x, n_x * sizeof (float));
  convo_trace_run (trace);
}

/** convo_shift_clear: frees what @shift holds */
void
convo_shift_clear (ConvoShift *shift)
{
  g_clear_pointer (&shift->before, g_free);
  g_clear_pointer (&shift->after, g_free);
}
