/* How the values of one tensor begin: constants, uniform and normal ones, orthogonal matrices. Everything is drawn in the
 * order of weights files from a stream of its own, so the same seed gives the same weights on every machine. */
#include "initialize.h"
#include "random.h"

#include <math.h>

/* Standard deviation, or bound of the uniform distribution */
static double
spread_of (const ConvoParamSpec *spec, ConvoInit init, double value)
{
  const double in = spec->fan_in, out = spec->fan_out;

  switch (init)
    {
    case CONVO_INIT_KAIMING: return sqrt (2 / in);
    case CONVO_INIT_KAIMING_UNIFORM: return sqrt (6 / in);
    case CONVO_INIT_KAIMING_FAN_OUT: return sqrt (2 / out);
    case CONVO_INIT_KAIMING_UNIFORM_FAN_OUT: return sqrt (6 / out);
    case CONVO_INIT_XAVIER: return sqrt (6 / (in + out));
    case CONVO_INIT_XAVIER_NORMAL: return sqrt (2 / (in + out));
    case CONVO_INIT_TWO_OVER_ROOT: return 2 / sqrt (in);
    case CONVO_INIT_GAUSSIAN: case CONVO_INIT_UNIFORM: return value;
    case CONVO_INIT_ORTHOGONAL: return 1;
    default: return 1 / sqrt (in);
    }
}

static gboolean
is_normal (ConvoInit init)
{
  return init == CONVO_INIT_KAIMING || init == CONVO_INIT_KAIMING_FAN_OUT || init == CONVO_INIT_XAVIER_NORMAL
         || init == CONVO_INIT_TWO_OVER_ROOT || init == CONVO_INIT_GAUSSIAN || init == CONVO_INIT_ORTHOGONAL;
}

/* Four sums, so that the compiler may use vectors; the order is fixed */
static double
dot (const double *a, const double *b, gint64 n)
{
  double sums[4] = { 0 };

  for (gint64 i = 0; i + 4 <= n; i += 4)
    for (int k = 0; k < 4; k++)
      sums[k] += a[i + k] * b[i + k];
  for (gint64 i = n / 4 * 4; i < n; i++)
    sums[0] += a[i] * b[i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/* Gram and Schmidt: what a row has in common with the rows above is taken away, twice because of rounding. @n ≤ @length */
static void
orthonormalize (double *rows, gint64 n, gint64 length)
{
  for (gint64 r = 0; r < n; r++)
    {
      double *row = rows + r * length, scale;

      for (int pass = 0; pass < 2; pass++)
        for (gint64 above = 0; above < r; above++)
          {
            const double *other = rows + above * length;
            const double shared = dot (row, other, length);

            for (gint64 i = 0; i < length; i++)
              row[i] -= shared * other[i];
          }
      scale = 1 / sqrt (dot (row, row, length));
      for (gint64 i = 0; i < length; i++)
        row[i] *= scale;
    }
}

/* The tensor as a matrix of dim[0] rows; @file holds normal values and becomes orthogonal along its shorter side */
static void
make_orthogonal (const ConvoParamSpec *spec, float *file)
{
  const gint64 count = convo_param_count (spec), rows = spec->dim[0], columns = count / rows;
  const gint64 n = MIN (rows, columns), length = MAX (rows, columns);
  g_autofree double *matrix = g_new (double, count);

  for (gint64 r = 0; r < rows; r++)
    for (gint64 c = 0; c < columns; c++)
      matrix[rows <= columns ? r * length + c : c * length + r] = file[r * columns + c];
  orthonormalize (matrix, n, length);
  for (gint64 r = 0; r < rows; r++)
    for (gint64 c = 0; c < columns; c++)
      file[r * columns + c] = matrix[rows <= columns ? r * length + c : c * length + r];
}

static void
fill_random (ConvoTensor *tensor, ConvoRandom *stream, ConvoInit init, double value)
{
  const ConvoParamSpec *spec = &tensor->spec;
  g_autofree float *file = g_new (float, tensor->count);
  const double spread = spread_of (spec, init, value);

  for (gint64 i = 0; i < tensor->count; i++)
    file[i] = is_normal (init) ? spread * convo_random_normal (stream) : spread * (2 * convo_random_unit (stream) - 1);
  if (init == CONVO_INIT_ORTHOGONAL && tensor->count > 0)
    make_orthogonal (spec, file);
  convo_param_to_engine (spec, file, tensor->data);   /* drawn in file order: the engine's order may change */
}

/**
 * convo_tensor_init:
 * @init: initialiser, unless the layer has one of its own
 * @value: see #ConvoInit
 * @index: of the tensor in the net: its stream
 */
void
convo_tensor_init (ConvoTensor *tensor, ConvoInit init, double value, guint64 seed, int index)
{
  ConvoRandom stream = convo_random_stream (seed, index, 0x1717);
  const ConvoInitChoice *own = &tensor->spec.init;
  ConvoRole role = tensor->spec.role;
  gboolean constant;
  float fill = 0;

  if (own->choice > 0)
    {
      init = own->choice - 1;
      value = own->value;
    }
  constant = init == CONVO_INIT_CONSTANT || (role == CONVO_ROLE_BIAS && init != CONVO_INIT_FAN_IN);
  if (role == CONVO_ROLE_SCALE || role == CONVO_ROLE_VARIANCE)
    fill = 1;
  else if (role == CONVO_ROLE_SLOPE)
    fill = 0.25;
  else if (role == CONVO_ROLE_WEIGHT || role == CONVO_ROLE_BIAS)
    {
      if (!constant && tensor->spec.fan_in > 0)
        {
          fill_random (tensor, &stream, init, value);
          return;
        }
      fill = role == CONVO_ROLE_WEIGHT && init == CONVO_INIT_CONSTANT ? value : 0;
    }
  for (gint64 i = 0; i < tensor->count; i++)
    tensor->data[i] = fill;
}
