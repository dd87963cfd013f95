/* Illegal settings: thousands of random ones of every operation. Each refusal is a sentence with a suggestion; every suggestion is
 * legal; and the first one changes as few fields as can be, by as little as can be, as a search over all values finds it. */
#include "arith.h"
#include "layers.h"
#include "random.h"
#include "registry.h"

#include <inttypes.h>
#include <string.h>

#define SETTINGS 100         /* random ones of each kind */
#define FARTHEST 24          /* values that the search tries */
#define PAIRED 8             /* likewise where two fields change */
#define PAIRS 5              /* searches of two fields, which take long */

static gint64
pick (ConvoRandom *random, gint64 from, gint64 to)
{
  return from + convo_random_below (random, to - from + 1);
}

/* Mostly near what is legal, now and then far out */
static gint64
any (ConvoRandom *random, gint64 from, gint64 to)
{
  return pick (random, 0, 11) == 0 ? pick (random, -2, 12) : pick (random, from, to);
}

static void
random_settings (ConvoArith *arith, const ConvoKind *kind, ConvoRandom *random)
{
  gint64 dim[4] = { pick (random, 1, 8), pick (random, 1, 9), pick (random, 1, 9), pick (random, 1, 9) };
  ConvoShape in = convo_shape_make (dim, (int) pick (random, 2, 4));

  convo_arith_init (arith, kind, &in);
  for (int axis = 0; axis < 3; axis++)
    {
      const gboolean apart = axis < 2 && pick (random, 0, 2) > 0;

      arith->kernel[axis] = any (random, 1, 6);
      arith->stride[axis] = any (random, 1, 3);
      arith->before[axis] = arith->after[axis] = any (random, 0, 3);
      if (pick (random, 0, 6) == 0)
        arith->after[axis] = any (random, 0, 3);
      arith->dilation[axis] = any (random, 1, 3);
      arith->output_padding[axis] = any (random, 0, 2);
      for (int other = axis + 1; other < 3 && !apart; other++)
        arith->kernel[other] = arith->kernel[axis];
    }
  arith->groups = any (random, 1, 4);
  arith->kernels = any (random, 1, 8);
  arith->p = pick (random, 0, 9) == 0 ? 0.5 : 2;
}

static gboolean
legal (const ConvoArith *arith)
{
  ConvoShape out;

  return convo_arith_infer (arith, &out, NULL);
}

/* One field of one axis (axis < 0: a field without axes) as a slider moves it */
static void
put (ConvoArith *arith, ConvoArithField field, int axis, gint64 value)
{
  const gint64 uneven = axis >= 0 ? arith->after[axis] - arith->before[axis] : 0;

  if (axis < 0)
    convo_arith_set (arith, field, value);
  else
    convo_arith_set_axis (arith, field, axis, value);
  if (axis >= 0 && field == CONVO_ARITH_PADDING && strcmp (arith->kind->name, "conv") == 0)
    arith->after[axis] = value + uneven;
}

static gboolean
has_axes (ConvoArithField field)
{
  return field != CONVO_ARITH_CHANNELS && field != CONVO_ARITH_KERNELS && field != CONVO_ARITH_GROUPS;
}

static gint64
get (const ConvoArith *arith, ConvoArithField field, int axis)
{
  switch (field)
    {
    case CONVO_ARITH_INPUT: return convo_shape_spatial (&arith->in, axis);
    case CONVO_ARITH_KERNEL: return arith->kernel[axis];
    case CONVO_ARITH_STRIDE: return arith->stride[axis];
    case CONVO_ARITH_PADDING: return arith->before[axis];
    case CONVO_ARITH_DILATION: return arith->dilation[axis];
    case CONVO_ARITH_OUTPUT_PADDING: return arith->output_padding[axis];
    default: return convo_arith_get (arith, field);
    }
}

static gint64
cost (const ConvoArith *from, const ConvoArith *to, ConvoArithField field, int axis)
{
  const gint64 before = ABS (get (to, field, axis) - get (from, field, axis));

  return field == CONVO_ARITH_PADDING ? MAX (before, ABS (to->after[axis] - from->after[axis])) : before;
}

/* All values of the fields @one and @two (which may be the same) on the last axis: the least distance that is legal, or −1 */
static gint64
search (const ConvoArith *arith, ConvoArithField one, ConvoArithField two, gint64 farthest)
{
  const int axis_one = has_axes (one) ? 2 : -1, axis_two = has_axes (two) ? 2 : -1;
  gint64 least = -1;

  for (gint64 a = -1; a <= farthest; a++)
    for (gint64 b = -1; b <= (one == two ? -1 : farthest); b++)
      {
        ConvoArith changed = *arith;
        gint64 distance;

        put (&changed, one, axis_one, a);
        if (one != two)
          put (&changed, two, axis_two, b);
        distance = cost (arith, &changed, one, 2) + (one != two ? cost (arith, &changed, two, 2) : 0);
        if ((least < 0 || distance < least) && legal (&changed))
          least = distance;
      }
  return least;
}

static gint64
search_all (const ConvoArith *arith, gboolean pairs)
{
  gint64 least = -1;

  for (int one = 0; one < CONVO_ARITH_N_FIELDS; one++)
    for (int two = one + pairs; two < (pairs ? CONVO_ARITH_N_FIELDS : one + 1); two++)
      {
        gint64 distance;

        if (!convo_arith_has (arith, one) || !convo_arith_has (arith, two))
          continue;
        distance = search (arith, one, two, pairs ? PAIRED : FARTHEST);
        if (distance >= 0 && (least < 0 || distance < least))
          least = distance;
      }
  return least;
}

static void
fail (const ConvoArith *a, const ConvoArithFix *fix, gint64 least, const char *what)
{
  g_error ("%s: in %" PRId64 "×…×%" PRId64 ", kernel %" PRId64 ", stride %" PRId64 ", padding %" PRId64 " + %" PRId64
           ", dilation %" PRId64 ", output padding %" PRId64 ", kernels %" PRId64 ", groups %" PRId64
           ": %s: “%s” changes %d by %" PRId64 ", least %" PRId64, a->kind->name, a->in.dim[0], a->in.dim[a->in.rank - 1],
           a->kernel[2], a->stride[2], a->before[2], a->after[2], a->dilation[2], a->output_padding[2], a->kernels, a->groups, what,
           fix->label, fix->n_fields, fix->distance, least);
}

/* Along one axis the search can try everything */
static void
assert_nearest (const ConvoArith *arith, const ConvoArithFix *first, guint *pairs)
{
  gint64 least;

  if (arith->in.rank != 2 || arith->p != 2)
    return;
  least = search_all (arith, FALSE);
  if (least >= 0 && (first->n_fields != 1 || first->distance != least))
    fail (arith, first, least, "one field is enough");
  if (least >= 0)
    return;
  if (first->n_fields == 1)                    /* farther than the search goes */
    {
      g_assert_cmpint (first->value, >, FARTHEST);
      return;
    }
  if ((*pairs)++ >= PAIRS)
    return;
  least = search_all (arith, TRUE);
  if (least >= 0 && (first->n_fields != 2 || first->distance > least))
    fail (arith, first, least, "two fields are enough");
}

static void
test_kind (gconstpointer data)
{
  const ConvoKind *kind = data;
  ConvoRandom random = convo_random_stream (17, (guint64) kind->name[0] << 8 | kind->name[1], 1);
  guint refused = 0, pairs = 0;

  for (int i = 0; i < SETTINGS; i++)
    {
      ConvoArith arith;
      g_autoptr(GPtrArray) fixes = NULL;
      g_autoptr(GError) error = NULL;
      ConvoShape out;

      random_settings (&arith, kind, &random);
      fixes = convo_arith_fixes (&arith);
      if (convo_arith_infer (&arith, &out, &error))
        {
          g_assert_cmpuint (fixes->len, ==, 0);
          continue;
        }
      refused++;
      g_assert_cmpuint (strlen (error->message), >, 10);
      if (fixes->len == 0)
        g_error ("%s: nothing is offered for “%s”", kind->name, error->message);
      for (guint k = 0; k < fixes->len; k++)
        {
          const ConvoArithFix *fix = fixes->pdata[k], *last = k > 0 ? fixes->pdata[k - 1] : fix;

          g_assert_true (legal (&fix->settings));
          g_assert_cmpint (fix->n_fields, >=, 1);
          g_assert_cmpint (fix->n_fields, >=, last->n_fields);
          g_assert_true (fix->n_fields > last->n_fields || fix->distance >= last->distance);
          g_assert_cmpuint (strlen (fix->label), >, 0);
        }
      assert_nearest (&arith, fixes->pdata[0], &pairs);
    }
  if (convo_arith_windows (&(ConvoArith) { .kind = kind }) && convo_kind_prop (kind, "kernel") != NULL)
    g_assert_cmpuint (refused, >, SETTINGS / 20);
}

/* The suggestion belongs to what was asked for, not to what was there before; far off and too large are mended too */
static void
test_far (void)
{
  static const struct { const char *kind; gint64 channels, in, kernel, padding, groups, kernels; const char *label; } far[] = {
    { "conv", 1, 7, 9, 0, 1, 1, "Padding 1" },
    { "conv", 1, 5, 1000, 0, 1, 1, "Padding 498" },
    { "conv", 1, 5, 0, 0, 1, 1, "Kernel 1" },
    { "conv", 6, 9, 3, 0, 4, 6, "3 groups" },
    { "conv", 6, 9, 12, 0, 4, 6, "3 groups" },
    { "conv", 1, 9, 3, -5, 1, 1, "Padding 0" },
    { "conv", 0, 9, 3, 0, 1, 1, "1 channels" },
    { "max-pool", 1, 9, 2, 3, 1, 1, "Padding 1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (far); i++)
    {
      ConvoShape in = CONVO_SHAPE (1, far[i].in, far[i].in);
      g_autoptr(GPtrArray) fixes = NULL;
      g_autofree char *all = NULL;
      ConvoArith arith;

      convo_arith_init (&arith, convo_kind_find (far[i].kind), &in);
      arith.in.dim[0] = far[i].channels;
      convo_arith_set (&arith, CONVO_ARITH_KERNEL, far[i].kernel);
      convo_arith_set (&arith, CONVO_ARITH_PADDING, far[i].padding);
      arith.groups = far[i].groups;
      arith.kernels = far[i].kernels;
      fixes = convo_arith_fixes (&arith);
      g_assert_cmpuint (fixes->len, >, 0);
      for (guint k = 0; k < fixes->len; k++)
        {
          const ConvoArithFix *fix = fixes->pdata[k];
          g_autofree char *before = g_steal_pointer (&all);

          g_assert_true (legal (&fix->settings));
          all = g_strdup_printf ("%s%s; ", before != NULL ? before : "", fix->label);
        }
      if (strstr (all, far[i].label) == NULL)
        g_error ("%zu: “%s” is not among: %s", i, far[i].label, all);
    }
  {
    ConvoShape in = CONVO_SHAPE (65536, 65536, 65536, 65536);
    g_autoptr(GPtrArray) fixes = NULL;
    ConvoArith arith;

    convo_arith_init (&arith, convo_kind_find ("conv"), &in);
    fixes = convo_arith_fixes (&arith);
    g_assert_true (legal (&arith) || fixes->len > 0);
  }
}

int
main (int argc, char **argv)
{
  int n;

  g_test_init (&argc, &argv, NULL);
  convo_layers_register ();
  for (const ConvoKind *const *kind = convo_kinds (&n); n > 0; n--, kind++)
    if (convo_arith_supports (*kind))
      {
        g_autofree char *path = g_strconcat ("/fix/", (*kind)->name, NULL);

        g_test_add_data_func (path, *kind, test_kind);
      }
  g_test_add_func ("/fix/far", test_far);
  return g_test_run ();
}
