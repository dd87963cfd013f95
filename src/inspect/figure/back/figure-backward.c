/* Which figure shows the way back through an operation. */
#include "figure-private.h"

#include <string.h>

static char *
describe (const ConvoTrace *trace, gint64 w, int which, gint64 x)
{
  g_autofree char *weight = w >= 0 ? convo_trace_say_weight_gradient (trace, 0, w) : NULL;
  g_autofree char *input = x >= 0 ? convo_trace_say_input_gradient (trace, which, x) : NULL;

  return g_strconcat (weight != NULL ? weight : "", weight != NULL && input != NULL ? ". " : "", input != NULL ? input : "", NULL);
}

/**
 * convo_figure_backward:
 * @from: (nullable): where δ comes from; %NULL: it was typed
 * @w: index of the weight whose gradient is taken apart; −1: none
 * @input: which input
 * @x: index of the input value whose gradient is; −1: none
 *
 * Returns: (transfer full): the drawing
 */
ConvoScene *
convo_figure_backward (const ConvoTrace *trace, const ConvoUpstream *from, gint64 w, int input, gint64 x)
{
  const gboolean linear = strcmp (trace->arith.kind->name, "linear") == 0;
  ConvoScene *scene;

  g_return_val_if_fail (input >= 0 && input < trace->n_in && x < convo_shape_count (&trace->in[input]), NULL);
  g_return_val_if_fail (trace->n_params == 0 || w < convo_param_count (&trace->spec[0]), NULL);
  if (convo_trace_weight (trace) < 0)
    {
      w = trace->grad[0] != NULL ? w : -1;
      x = MAX (x, 0);
      scene = figure_route (trace, from, w, input, x);
    }
  else
    scene = linear ? figure_linear_back (trace, from, w, x) : figure_convolution_back (trace, from, w, x);
  figure_arrival (scene, trace, from);
  convo_scene_describe (scene, describe (trace, w, input, x));
  return scene;
}
