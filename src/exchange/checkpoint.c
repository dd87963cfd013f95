/* Checkpoints: weights, statistics, the optimiser's state, the best weights so far and the position of a training in one
 * .safetensors file, so that a resumed training goes on with the same bits. The order of pictures and the random streams
 * follow from seed and step. */
#include "checkpoint.h"
#include "convo-file.h"
#include "errors.h"
#include "safetensors.h"
#include "text.h"

#include <math.h>
#include <string.h>

#define STATES 2
#define BEST "best."

/* @name: (transfer full) */
static void
take_tensor (GArray *tensors, GPtrArray *names, const ConvoTensor *like, char *name, float *data)
{
  ConvoTensor tensor = *like;

  tensor.name = name;
  tensor.data = data;
  g_ptr_array_add (names, name);
  g_array_append_val (tensors, tensor);
}

/* Weights under their own names, states of the optimiser under "optimizer.1.NAME", the best weights under "best.NAME" */
static GArray *
collect (ConvoRun *run, GPtrArray *names)
{
  ConvoWeights *weights = convo_run_weights (run), *best = convo_run_best (run);
  GArray *tensors = g_array_new (FALSE, FALSE, sizeof (ConvoTensor));

  for (int i = 0; i < convo_weights_n (weights); i++)
    g_array_append_vals (tensors, convo_weights_get (weights, i), 1);
  for (int state = 0; state < STATES; state++)
    for (int i = 0; i < convo_weights_n (weights); i++)
      {
        const ConvoTensor *tensor = convo_weights_get (weights, i);
        float *data = convo_optimizer_state (convo_run_optimizer (run), i, state);

        if (data != NULL)
          take_tensor (tensors, names, tensor, g_strdup_printf ("optimizer.%d.%s", state + 1, tensor->name), data);
      }
  for (int i = 0; best != NULL && i < convo_weights_n (best); i++)
    {
      const ConvoTensor *tensor = convo_weights_get (best, i);

      take_tensor (tensors, names, tensor, g_strconcat (BEST, tensor->name, NULL), tensor->data);
    }
  return tensors;
}

static void
put_whole (GPtrArray *metadata, const char *key, gint64 value)
{
  g_ptr_array_add (metadata, g_strdup (key));
  g_ptr_array_add (metadata, g_strdup_printf ("%" G_GINT64_FORMAT, value));
}

static void
put_real (GPtrArray *metadata, const char *key, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ptr_array_add (metadata, g_strdup (key));
  g_ptr_array_add (metadata, g_strdup (g_ascii_dtostr (text, sizeof text, value)));   /* 17 digits: the same bits again */
}

static GPtrArray *
describe (ConvoRun *run, const ConvoPosition *position)
{
  GPtrArray *metadata = g_ptr_array_new_with_free_func (g_free);
  const ConvoOptimizerSettings *optimizer = &convo_run_training (run)->optimizer;
  ConvoRunState state;

  convo_run_get_state (run, &state);
  put_whole (metadata, "checkpoint", 1);
  g_ptr_array_add (metadata, g_strdup ("optimizer"));
  g_ptr_array_add (metadata, g_strdup (convo_optimizer_rule (optimizer->kind)->name));
  put_real (metadata, "learning_rate", optimizer->learning_rate);
  put_real (metadata, "momentum", optimizer->momentum);
  put_real (metadata, "weight_decay", optimizer->weight_decay);
  put_whole (metadata, "steps", state.steps);
  put_whole (metadata, "epoch", position->epoch);
  put_whole (metadata, "step", position->step);
  put_real (metadata, "loss_sum", position->loss_sum);
  put_real (metadata, "correct", position->correct);
  put_real (metadata, "best", state.plateau.best);
  put_whole (metadata, "waited", state.plateau.waited);
  put_whole (metadata, "divisions", state.plateau.divisions);
  if (isfinite (state.best_loss))
    put_real (metadata, "best_loss", state.best_loss);
  put_whole (metadata, "worse", state.worse);
  g_ptr_array_add (metadata, NULL);
  return metadata;
}

/**
 * convo_checkpoint_save:
 * @run: between two steps
 * @position: where its epoch stands
 * @error: return location; %CONVO_ERROR_MEMORY or %G_IO_ERROR
 *
 * Writes a checkpoint atomically.
 *
 * Returns: %TRUE on success; an older checkpoint is intact otherwise
 */
gboolean
convo_checkpoint_save (ConvoRun *run, const ConvoPosition *position, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) tensors = collect (run, names);
  g_autoptr(GPtrArray) metadata = describe (run, position);
  g_autoptr(GBytes) bytes = convo_safetensors_write ((ConvoTensor *) (gpointer) tensors->data, tensors->len,
                                                     (const char *const *) metadata->pdata, error);

  return bytes != NULL && convo_save_atomically (file, bytes, cancellable, error);
}

static gboolean
whole (const ConvoSafetensors *file, const char *key, gint64 max, gint64 *value)
{
  const char *text = convo_safetensors_metadata (file, key);

  return text != NULL && g_ascii_string_to_signed (text, 10, 0, max, value, NULL);
}

static double
real (const ConvoSafetensors *file, const char *key, double otherwise)
{
  const char *text = convo_safetensors_metadata (file, key);

  return text != NULL ? g_ascii_strtod (text, NULL) : otherwise;
}

/* A training that now keeps its best weights may have begun without: then the best is still to come */
static gboolean
is_optional (const char *name)
{
  return g_str_has_prefix (name, BEST);
}

static gboolean
fits (const ConvoSafetensors *stored, const GArray *tensors, GError **error)
{
  for (guint i = 0; i < tensors->len; i++)
    {
      const ConvoTensor *tensor = &g_array_index (tensors, ConvoTensor, i);
      const ConvoStored *there = convo_safetensors_find (stored, tensor->name);

      if (there != NULL && there->rank == tensor->spec.rank && strcmp (there->dtype, "F32") == 0
          && memcmp (there->dim, tensor->spec.dim, there->rank * sizeof (gint64)) == 0)
        continue;
      if (there == NULL && is_optional (tensor->name))
        continue;
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                   /* translators: the name of a tensor */
                   _("The checkpoint belongs to another network or optimiser: %s is missing or has another shape. Train from "
                     "the beginning, or choose the settings it was made with."), tensor->name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_state (const ConvoSafetensors *stored, ConvoRunState *state, ConvoPosition *position, GError **error)
{
  gint64 steps, epoch, step, waited, divisions, worse = 0;

  if (convo_safetensors_metadata (stored, "checkpoint") == NULL || !whole (stored, "steps", G_MAXINT64, &steps)
      || !whole (stored, "epoch", G_MAXINT, &epoch) || !whole (stored, "step", G_MAXINT, &step)
      || !whole (stored, "waited", G_MAXINT, &waited) || !whole (stored, "divisions", G_MAXINT, &divisions))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_FORMAT,
                   _("The file holds weights but is no checkpoint: it does not say where the training stood."));
      return FALSE;
    }
  whole (stored, "worse", G_MAXINT, &worse);
  *state = (ConvoRunState) { steps, { real (stored, "best", 0), waited, divisions },
                             real (stored, "best_loss", INFINITY), worse };
  *position = (ConvoPosition) { epoch, step, real (stored, "loss_sum", 0), real (stored, "correct", 0) };
  return TRUE;
}

static void
read_tensors (const ConvoSafetensors *stored, const GArray *tensors, ConvoRunState *state)
{
  for (guint i = 0; i < tensors->len; i++)
    {
      const ConvoTensor *tensor = &g_array_index (tensors, ConvoTensor, i);
      const ConvoStored *there = convo_safetensors_find (stored, tensor->name);
      g_autofree float *aligned = NULL;   /* in files values may be unaligned */

      if (there == NULL)
        state->best_loss = INFINITY;
      else if ((aligned = g_memdup2 (there->data, tensor->count * sizeof (float))) != NULL)
        convo_param_to_engine (&tensor->spec, aligned, tensor->data);
    }
}

/* Within the range that documents allow; else what is there stays */
static void
read_setting (const ConvoSafetensors *stored, const char *key, double max, double *setting)
{
  double value = real (stored, key, NAN);

  if (value >= 0 && value <= max)
    *setting = value;
}

/**
 * convo_checkpoint_load:
 * @run: a new run of the same net with the same optimiser
 * @position: (out): where the training stood; unset on failure
 * @error: return location; %CONVO_ERROR: FORMAT, SHAPE, MEMORY, LIMIT; or %G_IO_ERROR
 *
 * Learning rate, momentum and weight decay become those of the checkpoint: they may have been changed while it ran.
 *
 * Returns: %TRUE if the run now stands where it stood; on failure it is unchanged
 */
gboolean
convo_checkpoint_load (ConvoRun *run, ConvoPosition *position, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr(ConvoSafetensors) stored = convo_safetensors_load (file, cancellable, error);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) tensors = collect (run, names);
  ConvoOptimizerSettings *optimizer = &convo_run_training (run)->optimizer;
  ConvoRunState state;
  ConvoPosition there;

  if (stored == NULL || !read_state (stored, &state, &there, error) || !fits (stored, tensors, error))
    return FALSE;
  read_tensors (stored, tensors, &state);
  convo_weights_changed (convo_run_weights (run));
  read_setting (stored, "learning_rate", 1000, &optimizer->learning_rate);
  read_setting (stored, "momentum", 1, &optimizer->momentum);
  read_setting (stored, "weight_decay", 1000, &optimizer->weight_decay);
  convo_run_set_state (run, &state);
  *position = there;
  return TRUE;
}
