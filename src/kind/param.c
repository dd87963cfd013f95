/* Parameters: how many, and the way between the order of weights files (PyTorch's) and the engine's. */
#include "kind.h"

/** convo_param_count: Returns: the number of values */
gint64
convo_param_count (const ConvoParamSpec *spec)
{
  gint64 count = 1;

  for (int i = 0; i < spec->rank; i++)
    count *= spec->dim[i];
  return count;
}

/** convo_param_trainable: Returns: whether the values have a gradient; running statistics have none */
gboolean
convo_param_trainable (const ConvoParamSpec *spec)
{
  return spec->role < CONVO_ROLE_MEAN;
}

/* Walks the engine's order and calls back with the offset in file order: engine axis i has this stride in the file. */
static void
strides_of (const ConvoParamSpec *spec, gint64 extent[6], gint64 stride[6])
{
  gint64 file_stride[6], step = 1;

  for (int i = spec->n_view - 1; i >= 0; i--)
    {
      file_stride[i] = step;
      step *= spec->view[i];
    }
  for (int i = 0; i < 6; i++)
    {
      extent[i] = i < spec->n_view ? spec->view[spec->order[i]] : 1;
      stride[i] = i < spec->n_view ? file_stride[spec->order[i]] : 0;
    }
}

static void
copy (const ConvoParamSpec *spec, const float *file_in, float *file_out, const float *engine_in, float *engine_out)
{
  gint64 n = convo_param_count (spec), extent[6], stride[6], at[6] = { 0 }, offset = 0;

  if (spec->n_view > 0)
    strides_of (spec, extent, stride);
  for (gint64 i = 0; i < n; i++)
    {
      gint64 j = spec->n_view > 0 ? offset : i;

      if (engine_out != NULL)
        engine_out[i] = file_in[j];
      else
        file_out[j] = engine_in[i];
      for (int a = spec->n_view - 1; a >= 0; a--)
        {
          offset += stride[a];
          if (++at[a] < extent[a])
            break;
          offset -= stride[a] * extent[a];
          at[a] = 0;
        }
    }
}

/** convo_param_to_engine: @file: values in file order. @engine: (out caller-allocates): the same in engine order */
void
convo_param_to_engine (const ConvoParamSpec *spec, const float *file, float *engine)
{
  copy (spec, file, NULL, NULL, engine);
}

/** convo_param_to_file: @engine: values in engine order. @file: (out caller-allocates): the same in file order */
void
convo_param_to_file (const ConvoParamSpec *spec, const float *engine, float *file)
{
  copy (spec, NULL, file, engine, NULL);
}
