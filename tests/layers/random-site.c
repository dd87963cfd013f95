/* Random settings of a layer kind, drawn from its property table. */
#include "random-site.h"

static gint64
between (ConvoRandom *random, gint64 from, gint64 to)
{
  return from + convo_random_below (random, to - from + 1);
}

/* Small values, and half the time the default, so that several properties fit together */
static void
draw_prop (const ConvoProp *prop, void *state, ConvoRandom *random, int n_spatial)
{
  void *field = (char *) state + prop->offset;
  gint64 low = MAX (prop->min, 0), high = MIN (prop->max, low + 3);

  if (prop->type == CONVO_PROP_BOOL)
    *(gboolean *) field = between (random, 0, 1);
  else if (prop->type == CONVO_PROP_INT)
    *(gint64 *) field = between (random, low, high);
  else if (between (random, 0, 1) == 0)
    return;
  else if (prop->type == CONVO_PROP_REAL)
    *(double *) field = prop->soft_min + (prop->soft_max - prop->soft_min) * convo_random_unit (random);
  else if (prop->type == CONVO_PROP_AXES)
    {
      ConvoAxes *axes = field;

      axes->n = n_spatial > 0 && between (random, 0, 1) ? n_spatial : 1;
      for (int a = 0; a < axes->n; a++)
        axes->at[a] = between (random, low, high);
    }
  else if (prop->type == CONVO_PROP_CHOICE)
    {
      int n = 0;

      while (prop->choices[n] != NULL)
        n++;
      *(int *) field = between (random, 0, n - 1);
    }
}

static int
draw_inputs (const ConvoKind *kind, ConvoRandom *random, int rank, ConvoShape in[TEST_MAX_INPUTS])
{
  static const gint64 channels[] = { 1, 2, 3, 4, 6, 8, 9, 16, 17 };
  int n = between (random, kind->min_inputs, MIN (kind->max_inputs, kind->min_inputs + 2));
  gint64 least = (kind->flags & CONVO_KIND_LOSS) ? 2 : 1, most = rank == 1 ? 30 : rank == 2 ? 12 : rank == 3 ? 7 : 4;

  gboolean scores = kind->flags & CONVO_KIND_LOSS && n < 2;   /* with labels a loss takes one value a class */

  in[0] = (ConvoShape) { .rank = rank, .dim = { MAX (channels[between (random, 0, 8)], least) } };
  for (int i = 1; i < rank; i++)
    in[0].dim[i] = scores ? 1 : between (random, 1, most);
  for (int i = 1; i < n; i++)
    {
      in[i] = in[0];
      if (kind->flags & CONVO_KIND_LABEL_MAP)
        in[i].dim[0] = 1;
      else if (between (random, 0, 1))
        in[i].dim[0] = channels[between (random, 0, 4)];
      if (between (random, 0, 2) == 0)   /* one value a channel */
        for (int a = 1; a < rank; a++)
          in[i].dim[a] = 1;
    }
  return n;
}

/* A shape of as many values as @in has */
static void
draw_shape (ConvoShape *shape, const ConvoShape *in, ConvoRandom *random)
{
  gint64 rest = convo_shape_count (in);

  *shape = (ConvoShape) { .rank = between (random, 1, CONVO_MAX_RANK) };
  for (int i = 0; i < shape->rank; i++)
    {
      gint64 divisor = i == shape->rank - 1 ? rest : between (random, 1, MIN (rest, 12));

      while (rest % divisor != 0)
        divisor--;
      shape->dim[i] = divisor;
      rest /= divisor;
    }
}

TestSite *
test_random_site (const ConvoKind *kind, ConvoRandom *random, int rank, int batch)
{
  for (int attempt = 0; attempt < 300; attempt++)
    {
      ConvoShape in[TEST_MAX_INPUTS] = { 0 };
      void *state = convo_kind_new_state (kind);
      int n = draw_inputs (kind, random, rank, in);
      TestSite *site;

      for (int i = 0; i < kind->n_props; i++)
        if (kind->props[i].type == CONVO_PROP_SHAPE && n > 0)
          draw_shape ((ConvoShape *) ((char *) state + kind->props[i].offset), &in[0], random);
        else
          draw_prop (&kind->props[i], state, random, rank - 1);
      site = test_site_new (kind, state, in, n, batch, NULL);
      if (site != NULL)
        return site;
    }
  return NULL;
}

char *
test_site_describe (const TestSite *site)
{
  g_autoptr(GString) text = g_string_new (site->kind->name);
  g_autofree char *out = convo_shape_to_string (&site->site.out);
  g_autofree char *summary = convo_kind_summary (site->kind, site->state);

  for (int i = 0; i < site->site.n_in; i++)
    {
      g_autofree char *in = convo_shape_to_string (&site->in[i]);
      g_string_append_printf (text, " %s", in);
    }
  g_string_append_printf (text, " to %s (%s), batch %d, %s", out, summary, site->batch,
                          site->training ? "training" : "evaluation");
  return g_string_free (g_steal_pointer (&text), FALSE);
}
