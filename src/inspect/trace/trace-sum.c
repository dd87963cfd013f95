/* Sums of windowed layers: products of convolutions, and what pooling makes of a window. */
#include "trace-private.h"

#include <math.h>
#include <string.h>

/** trace_sum_new: Returns: (transfer full): a sum without terms */
ConvoSum *
trace_sum_new (ConvoRule rule)
{
  ConvoSum *sum = g_new0 (ConvoSum, 1);

  sum->rule = rule;
  sum->terms = g_array_new (FALSE, FALSE, sizeof (ConvoTerm));
  sum->channels = g_array_new (FALSE, FALSE, sizeof (ConvoChannelSum));
  return sum;
}

void
convo_sum_free (ConvoSum *sum)
{
  g_array_unref (sum->terms);
  g_array_unref (sum->channels);
  g_free (sum);
}

/** trace_sum_add: @term: a and b are set; the rest is computed */
void
trace_sum_add (ConvoSum *sum, ConvoTerm *term)
{
  ConvoChannelSum *last = sum->channels->len > 0
                          ? &g_array_index (sum->channels, ConvoChannelSum, sum->channels->len - 1) : NULL;

  term->product = term->a * term->b;
  if (last == NULL || last->channel != term->channel)
    {
      ConvoChannelSum next = { .channel = term->channel, .first = sum->terms->len };

      g_array_append_val (sum->channels, next);
      last = &g_array_index (sum->channels, ConvoChannelSum, sum->channels->len - 1);
    }
  last->n++;
  last->sum += term->product;
  term->running = last->sum;
  sum->sum += term->product;
  g_array_append_vals (sum->terms, term, 1);
}

/* Which channel and place the people read for an input value */
static void
set_input_place (const ConvoTrace *trace, const TraceMeeting *m, ConvoTerm *term)
{
  gboolean transposed = trace->p->family == TRACE_TRANSPOSED;

  term->channel = transposed ? m->narrow_channel : m->wide_channel;
  memcpy (term->at, transposed ? m->narrow_at : m->wide_at, sizeof term->at);
  if (strcmp (trace->arith.kind->name, "linear") != 0)
    return;
  convo_index_place (&trace->in[0], m->wide, &term->channel, term->at);
  if (trace->in[0].rank == 1)      /* features: one row, one sum */
    {
      term->at[2] = term->channel;
      term->channel = 0;
    }
}

static void
to_term (const ConvoTrace *trace, const TraceMeeting *m, ConvoTerm *term)
{
  const TraceGeometry *g = &trace->p->geometry;
  gboolean transposed = trace->p->family == TRACE_TRANSPOSED;
  gint64 tap;

  *term = (ConvoTerm) { .x = transposed ? m->narrow : m->wide, .y = transposed ? m->wide : m->narrow, .w = m->w };
  if (m->w >= 0 && trace->arith.flip)
    term->w = trace_turned (g, m->w);
  memcpy (term->tap, m->tap, sizeof term->tap);
  if (term->w >= 0)
    {
      tap = term->w % g->taps;
      term->tap[2] = tap % g->kernel[2];
      term->tap[1] = tap / g->kernel[2] % g->kernel[1];
      term->tap[0] = tap / g->kernel[2] / g->kernel[1];
    }
  set_input_place (trace, m, term);
}

typedef struct
{
  const ConvoTrace *trace;
  ConvoSum *sum;
  GArray *terms;
} Walk;

static void
add_product (const TraceMeeting *m, gpointer data)
{
  Walk *walk = data;
  ConvoTerm term;

  to_term (walk->trace, m, &term);
  term.a = term.x >= 0 ? trace_x (walk->trace, 0, term.x) : 0;
  term.b = trace_param (walk->trace, 0, term.w);
  trace_sum_add (walk->sum, &term);
}

static gint64
channel_of (const ConvoShape *shape, gint64 index)
{
  gint64 channel, at[3];

  convo_index_place (shape, index, &channel, at);
  return channel;
}

/** trace_windowed_output: Returns: (transfer full): an output of convolution, transposed convolution or linear */
ConvoSum *
trace_windowed_output (const ConvoTrace *trace, gint64 y)
{
  const TraceGeometry *g = &trace->p->geometry;
  Walk walk = { trace, trace_sum_new (CONVO_RULE_PRODUCTS) };
  int bias = convo_trace_bias (trace);

  if (trace->p->family == TRACE_TRANSPOSED)
    trace_meet_wide (g, y, add_product, &walk);
  else
    trace_meet_narrow (g, y, add_product, &walk);
  if (bias >= 0)
    {
      walk.sum->has_bias = TRUE;
      walk.sum->bias = trace_param (trace, bias, channel_of (&trace->out, y));
      walk.sum->sum += walk.sum->bias;
    }
  walk.sum->engine = trace->y[y];
  return walk.sum;
}

/** trace_counts_as_padding: whether @at is inside the padding that was asked for; ceil mode may hang over that too */
gboolean
trace_counts_as_padding (const TraceGeometry *g, const gint64 at[3])
{
  for (int axis = 0; axis < 3; axis++)
    if (at[axis] < -g->pad[axis] || at[axis] >= g->wide[axis] + g->pad[axis])
      return FALSE;
  return TRUE;
}

/** trace_distance_weight: Returns: 2^(−r²), r being the distance of @tap from the middle of the window */
double
trace_distance_weight (const TraceGeometry *g, const gint64 tap[3])
{
  double square = 0;

  for (int axis = 0; axis < 3; axis++)
    {
      double away = tap[axis] - (g->kernel[axis] - 1) / 2.0;

      square += away * away;
    }
  return exp2 (-square);
}

static void
add_pooled (const TraceMeeting *m, gpointer data)
{
  Walk *walk = data;
  const TraceGeometry *g = &walk->trace->p->geometry;
  const ConvoArith *arith = &walk->trace->arith;
  ConvoSum *sum = walk->sum;
  gboolean inside = m->wide >= 0;
  double x = inside ? trace_x (walk->trace, 0, m->wide) : 0;
  ConvoTerm term;

  to_term (walk->trace, m, &term);
  term.a = x;
  switch (sum->rule)
    {
    case CONVO_RULE_MAXIMUM:
      break;
    case CONVO_RULE_NORM:
      term.a = pow (fabs (x), arith->p);
      term.b = 1;
      break;
    case CONVO_RULE_WEIGHTED:
      term.b = inside ? trace_distance_weight (g, m->tap) : 0;
      sum->detail[0] += term.b;
      break;
    default:
      term.b = 1;
      sum->detail[0] += inside || (arith->count_padding && trace_counts_as_padding (g, m->wide_at));
    }
  trace_sum_add (sum, &term);
}

/** trace_pool_rule: Returns: how a pooling kind makes one value of a window */
ConvoRule
trace_pool_rule (const ConvoKind *kind)
{
  if (strstr (kind->name, "max") != NULL)
    return CONVO_RULE_MAXIMUM;
  if (strcmp (kind->name, "lp-pool") == 0)
    return CONVO_RULE_NORM;
  return strcmp (kind->name, "distance-pool") == 0 ? CONVO_RULE_WEIGHTED : CONVO_RULE_MEAN;
}

static void
find_maximum (ConvoSum *sum)
{
  ConvoTerm *best = NULL;

  for (guint i = 0; i < sum->terms->len; i++)
    {
      ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);

      if (term->x >= 0 && (best == NULL || term->a > best->a || (isnan (term->a) && !isnan (best->a))))
        best = term;
    }
  if (best == NULL)
    return;
  best->won = TRUE;
  best->b = 1;
  best->product = best->a;
  sum->sum = best->a;
  for (guint i = 0; i < sum->terms->len; i++)
    {
      ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);

      term->tied = term != best && term->x >= 0 && term->a == best->a;
    }
}

/* Weights that are known only once the whole window was seen */
static void
divide (ConvoSum *sum)
{
  double running = 0;

  for (guint i = 0; i < sum->terms->len; i++)
    {
      ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);

      term->b /= sum->detail[0];
      term->product = term->a * term->b;
      term->running = running += term->product;
    }
  sum->sum /= sum->detail[0];
}

/** trace_pooled_output: Returns: (transfer full): an output of a pooling layer */
ConvoSum *
trace_pooled_output (const ConvoTrace *trace, gint64 y)
{
  Walk walk = { trace, trace_sum_new (trace_pool_rule (trace->arith.kind)) };
  ConvoSum *sum = walk.sum;

  trace_meet_narrow (&trace->p->geometry, y, add_pooled, &walk);
  if (sum->rule == CONVO_RULE_MAXIMUM)
    find_maximum (sum);
  else if (sum->rule == CONVO_RULE_NORM)
    {
      sum->detail[0] = sum->sum;
      sum->detail[1] = trace->arith.p;
      sum->sum = pow (sum->sum, 1 / trace->arith.p);
    }
  else
    divide (sum);
  if (sum->channels->len > 0)
    g_array_index (sum->channels, ConvoChannelSum, 0).sum = sum->sum;
  sum->engine = trace->y[y];
  return sum;
}

/* Which part of δ one value of a window takes */
static double
share_of (const ConvoTrace *trace, const ConvoTerm *wanted)
{
  g_autoptr(ConvoSum) sum = trace_pooled_output (trace, wanted->y);

  for (guint i = 0; i < sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);
      double x;

      if (term->x != wanted->x)
        continue;
      if (sum->rule != CONVO_RULE_NORM)
        return term->b;
      x = trace_x (trace, 0, term->x);
      return sum->sum > 0 && x != 0 ? copysign (pow (fabs (x) / sum->sum, trace->arith.p - 1), x) : 0;
    }
  return 0;
}

static void
keep_term (const TraceMeeting *m, gpointer data)
{
  Walk *walk = data;
  ConvoTerm term;

  to_term (walk->trace, m, &term);
  g_array_append_val (walk->terms, term);
}

/* Terms without factors: where an input value goes (@x ≥ 0), or a weight acts */
static GArray *
meetings (const ConvoTrace *trace, gint64 x, gint64 w)
{
  const TraceGeometry *g = &trace->p->geometry;
  Walk walk = { trace, NULL, g_array_new (FALSE, FALSE, sizeof (ConvoTerm)) };

  if (x < 0)
    trace_meet_weight (g, trace->arith.flip ? trace_turned (g, w) : w, keep_term, &walk);
  else if (trace->p->family == TRACE_TRANSPOSED)
    trace_meet_narrow (g, x, keep_term, &walk);
  else
    trace_meet_wide (g, x, keep_term, &walk);
  return walk.terms;
}

/* The output goes to @term->y as a·b: b is the weight, or the part that is taken of δ */
static void
fill_feed (const ConvoTrace *trace, ConvoTerm *term)
{
  term->a = trace_x (trace, term->input, term->x);
  if (trace->p->family != TRACE_POOL)
    term->b = trace_param (trace, 0, term->w);
  else
    term->b = share_of (trace, term);
  term->product = term->a * term->b;
}

/** trace_window_feeds: Returns: (transfer full) (element-type ConvoTerm): outputs that read an input value of a window */
GArray *
trace_window_feeds (const ConvoTrace *trace, gint64 x)
{
  GArray *terms = meetings (trace, x, -1);

  for (gint i = terms->len - 1; i >= 0; i--)
    {
      ConvoTerm *term = &g_array_index (terms, ConvoTerm, i);

      if (term->y < 0)      /* cut off by the padding of a transposed convolution */
        g_array_remove_index (terms, i);
      else
        fill_feed (trace, term);
    }
  return terms;
}

/** trace_window_uses: Returns: (transfer full) (element-type ConvoTerm): where a weight acts, padding too */
GArray *
trace_window_uses (const ConvoTrace *trace, gint64 w)
{
  GArray *terms = meetings (trace, -1, w);

  for (gint i = terms->len - 1; i >= 0; i--)
    {
      ConvoTerm *term = &g_array_index (terms, ConvoTerm, i);

      if (term->y < 0)
        {
          g_array_remove_index (terms, i);
          continue;
        }
      term->a = term->x >= 0 ? trace_x (trace, 0, term->x) : 0;
      term->b = trace_param (trace, 0, w);
      term->product = term->a * term->b;
    }
  return terms;
}
