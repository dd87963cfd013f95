/* Receptive fields: field += (span − 1) · jump, jump *= stride; at a merge the largest branch of those that have one. */
#include "field.h"

static gint64
times (gint64 a, gint64 b)
{
  gint64 out;

  return __builtin_mul_overflow (a, b, &out) ? G_MAXINT64 : out;
}

static gint64
plus (gint64 a, gint64 b)
{
  gint64 out;

  return __builtin_add_overflow (a, b, &out) ? G_MAXINT64 : out;
}

/** convo_field_widest: Returns: index of the input whose field is largest along @axis; the first of equals; 0 if none has */
int
convo_field_widest (const ConvoNodeReport *const *inputs, int n, int axis)
{
  int widest = 0;

  for (int i = 1; i < n; i++)
    if (inputs[i]->has_field
        && (!inputs[widest]->has_field || inputs[i]->field[axis] > inputs[widest]->field[axis]))
      widest = i;
  return widest;
}

/**
 * convo_field_step:
 * @site: shapes around the layer, all known
 * @inputs: [n_in] reports of its inputs
 * @report: (inout): has_field, field and jump are filled in
 *
 * Source: Dumoulin and Visin, A guide to convolution arithmetic; Araujo, Norris and Sim, Computing Receptive Fields.
 */
void
convo_field_step (const ConvoNetNode *node, const ConvoSite *site, const ConvoNodeReport *const *inputs,
                  ConvoNodeReport *report)
{
  int spatial = convo_shape_n_spatial (site->n_in > 0 ? &site->in[0] : &site->out);
  gboolean any = site->n_in == 0;

  for (int i = 0; i < site->n_in; i++)   /* a gate that saw the whole picture does not widen what it multiplies */
    any |= inputs[i]->has_field;
  report->has_field = any && spatial > 0;
  for (int axis = 0; axis < 3; axis++)
    report->field[axis] = report->jump[axis] = 1;
  for (int axis = CONVO_MAX_AXES - spatial; report->has_field && axis < CONVO_MAX_AXES && site->n_in > 0; axis++)
    {
      const ConvoNodeReport *from = inputs[convo_field_widest (inputs, site->n_in, axis)];
      ConvoWindow window = { 1, 1, 0, 1, FALSE };
      ConvoReach reach = node->kind->reach != NULL ? node->kind->reach (node->state, site, axis, &window)
                                                   : CONVO_REACH_POINT;

      report->field[axis] = from->field[axis];
      report->jump[axis] = from->jump[axis];
      if (reach == CONVO_REACH_WINDOW)
        {
          report->field[axis] = plus (from->field[axis], times (convo_window_span (&window) - 1, from->jump[axis]));
          report->jump[axis] = times (from->jump[axis], window.stride);
        }
      else if (reach == CONVO_REACH_ALL)
        report->has_field = FALSE;
    }
}
