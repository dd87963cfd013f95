/* Checkpoints: weights, statistics, the optimiser's state and the position of a training in one .safetensors file, so that
 * a resumed training goes on with the same bits. The order of pictures and the random streams follow from seed and step. */
#include "checkpoint.h"
#include "convo-file.h"
#include "errors.h"
#include "safetensors.h"
#include "text.h"

#include <string.h>

#define STATES 2

/* Weights under their own names, states of the optimiser under "optimizer.1.NAME" */
static GArray *
collect (ConvoRun *run, GPtrArray *names)
{
  ConvoWeights *weights = convo_run_weights (run);
  GArray *tensors = g_array_new (FALSE, FALSE, sizeof (ConvoTensor));

  for (int i = 0; i < convo_weights_n (weights); i++)
    g_array_append_vals (tensors, convo_weights_get (weights, i), 1);
  for (int state = 0; state < STATES; state++)
    for (int i = 0; i < convo_weights_n (weights); i++)
      {
        ConvoTensor tensor = *convo_weights_get (weights, i);

        tensor.data = convo_optimizer_state (convo_run_optimizer (run), i, state);
        if (tensor.data == NULL)
          continue;
        tensor.name = g_strdup_printf ("optimizer.%d.%s", state + 1, tensor.name);
        g_ptr_array_add (names, tensor.name);
        g_array_append_val (tensors, tensor);
      }
  return tensors;
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
  g_autoptr(GBytes) bytes = NULL;
  ConvoRunState state;
  char steps[32], epoch[32], step[32], best[G_ASCII_DTOSTR_BUF_SIZE], waited[32], divisions[32];
  char loss[G_ASCII_DTOSTR_BUF_SIZE], correct[G_ASCII_DTOSTR_BUF_SIZE];
  const char *rule = convo_optimizer_rule (convo_run_training (run)->optimizer.kind)->name;
  const char *metadata[] = { "checkpoint", "1", "optimizer", rule, "steps", steps, "epoch", epoch, "step", step,
                             "best", best, "waited", waited, "divisions", divisions, "loss_sum", loss, "correct", correct,
                             NULL };

  convo_run_get_state (run, &state);
  g_snprintf (steps, sizeof steps, "%" G_GINT64_FORMAT, state.steps);
  g_snprintf (epoch, sizeof epoch, "%d", position->epoch);
  g_snprintf (step, sizeof step, "%d", position->step);
  g_snprintf (waited, sizeof waited, "%d", state.plateau.waited);
  g_snprintf (divisions, sizeof divisions, "%d", state.plateau.divisions);
  g_ascii_dtostr (best, sizeof best, state.plateau.best);
  g_ascii_dtostr (loss, sizeof loss, position->loss_sum);
  g_ascii_dtostr (correct, sizeof correct, position->correct);
  bytes = convo_safetensors_write ((ConvoTensor *) (gpointer) tensors->data, tensors->len, metadata, error);
  return bytes != NULL && convo_save_atomically (file, bytes, cancellable, error);
}

static gboolean
whole (const ConvoSafetensors *file, const char *key, gint64 max, gint64 *value)
{
  const char *text = convo_safetensors_metadata (file, key);

  return text != NULL && g_ascii_string_to_signed (text, 10, 0, max, value, NULL);
}

static double
real (const ConvoSafetensors *file, const char *key)
{
  const char *text = convo_safetensors_metadata (file, key);

  return text != NULL ? g_ascii_strtod (text, NULL) : 0;
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
  gint64 steps, epoch, step, waited, divisions;

  if (convo_safetensors_metadata (stored, "checkpoint") == NULL || !whole (stored, "steps", G_MAXINT64, &steps)
      || !whole (stored, "epoch", G_MAXINT, &epoch) || !whole (stored, "step", G_MAXINT, &step)
      || !whole (stored, "waited", G_MAXINT, &waited) || !whole (stored, "divisions", G_MAXINT, &divisions))
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_FORMAT,
                   _("The file holds weights but is no checkpoint: it does not say where the training stood."));
      return FALSE;
    }
  *state = (ConvoRunState) { steps, { real (stored, "best"), waited, divisions } };
  *position = (ConvoPosition) { epoch, step, real (stored, "loss_sum"), real (stored, "correct") };
  return TRUE;
}

/**
 * convo_checkpoint_load:
 * @run: a new run of the same net with the same optimiser
 * @position: (out): where the training stood; unset on failure
 * @error: return location; %CONVO_ERROR: FORMAT, SHAPE, MEMORY, LIMIT; or %G_IO_ERROR
 *
 * Returns: %TRUE if the run now stands where it stood; on failure it is unchanged
 */
gboolean
convo_checkpoint_load (ConvoRun *run, ConvoPosition *position, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr(ConvoSafetensors) stored = convo_safetensors_load (file, cancellable, error);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) tensors = collect (run, names);
  ConvoRunState state;
  ConvoPosition there;

  if (stored == NULL || !read_state (stored, &state, &there, error) || !fits (stored, tensors, error))
    return FALSE;
  for (guint i = 0; i < tensors->len; i++)
    {
      const ConvoTensor *tensor = &g_array_index (tensors, ConvoTensor, i);
      const void *data = convo_safetensors_find (stored, tensor->name)->data;
      g_autofree float *aligned = g_memdup2 (data, tensor->count * sizeof (float));   /* in files values may be unaligned */

      if (aligned != NULL)
        convo_param_to_engine (&tensor->spec, aligned, tensor->data);
    }
  convo_weights_changed (convo_run_weights (run));
  convo_run_set_state (run, &state);
  *position = there;
  return TRUE;
}
