/* The nearest legal settings of an operation. Nearest means: the fewest fields change, and of those changes the one that moves
 * them least, added up over fields and axes. Channels and windows do not know of each other, and neither do the axes, so that each
 * is mended apart. */
#include "arith-private.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

#define NEAR 8              /* moves of one field that are all tried; farther off, legal values are one interval */
#define TOGETHER 12         /* moves of several fields */
#define WINDOW_FIELDS 6
#define FAR G_MAXINT64

static const ConvoArithField window_fields[WINDOW_FIELDS] = {
  CONVO_ARITH_INPUT, CONVO_ARITH_KERNEL, CONVO_ARITH_STRIDE, CONVO_ARITH_PADDING, CONVO_ARITH_DILATION,
  CONVO_ARITH_OUTPUT_PADDING,
};

static gboolean
legal (const ConvoArith *arith)
{
  ConvoShape out;

  return convo_arith_infer (arith, &out, NULL);
}

/* ---- windows, one axis ---- */

/* The settings along one axis alone, with one channel */
static ConvoArith
axis_alone (const ConvoArith *arith, int axis)
{
  ConvoArith one = *arith;

  one.in = CONVO_SHAPE (1, convo_shape_spatial (&arith->in, axis));
  one.kernels = one.groups = 1;
  memset (one.joined, 0, sizeof one.joined);
  one.kernel[2] = arith->kernel[axis];
  one.stride[2] = arith->stride[axis];
  one.before[2] = arith->before[axis];
  one.after[2] = arith->after[axis];
  one.dilation[2] = arith->dilation[axis];
  one.output_padding[2] = arith->output_padding[axis];
  return one;
}

static void
put_back (ConvoArith *arith, int axis, const ConvoArith *one)
{
  arith->in.dim[axis - 3 + arith->in.rank] = one->in.dim[1];
  arith->kernel[axis] = one->kernel[2];
  arith->stride[axis] = one->stride[2];
  arith->before[axis] = one->before[2];
  arith->after[axis] = one->after[2];
  arith->dilation[axis] = one->dilation[2];
  arith->output_padding[axis] = one->output_padding[2];
}

/* Padding that differs at the two ends stays so where that is allowed */
static void
move (ConvoArith *one, ConvoArithField field, gint64 value)
{
  const gint64 uneven = one->after[2] - one->before[2];

  convo_arith_set_axis (one, field, 2, value);
  if (field == CONVO_ARITH_PADDING && strcmp (one->kind->name, "conv") == 0)
    one->after[2] = value + uneven;
}

/* From where a field moves down, and up. Padding that differs at the two ends and must not begins in the middle */
static void
starts (const ConvoArith *one, ConvoArithField field, gint64 *low, gint64 *high)
{
  const gint64 both = one->before[2] + one->after[2];

  *low = *high = convo_arith_get (one, field);
  if (field != CONVO_ARITH_PADDING || strcmp (one->kind->name, "conv") == 0)
    return;
  *low = (both - (both & 1)) / 2;
  *high = *low + (both & 1);
}

static gint64
moved (const ConvoArith *from, const ConvoArith *to)
{
  const gint64 before = ABS (to->before[2] - from->before[2]), after = ABS (to->after[2] - from->after[2]);

  return ABS (to->in.dim[1] - from->in.dim[1]) + ABS (to->kernel[2] - from->kernel[2]) + ABS (to->stride[2] - from->stride[2]) +
         MAX (before, after) + ABS (to->dilation[2] - from->dilation[2]) + ABS (to->output_padding[2] - from->output_padding[2]);
}

static gboolean
legal_with (const ConvoArith *one, ConvoArithField field, gint64 value, ConvoArith *mended)
{
  gint64 min, max;

  arith_field_range (field, &min, &max);
  *mended = *one;
  if (value < min || value > max)
    return FALSE;
  move (mended, field, value);
  return legal (mended);
}

/* Between an illegal value and a legal one, on one side of an interval of legal values: the one nearest to the illegal */
static gint64
bisect (const ConvoArith *one, ConvoArithField field, gint64 illegal, gint64 good)
{
  ConvoArith mended;

  while (ABS (good - illegal) > 1)
    {
      const gint64 middle = illegal + (good - illegal) / 2;

      if (legal_with (one, field, middle, &mended))
        good = middle;
      else
        illegal = middle;
    }
  return good;
}

/* Farther than all moves were tried: some legal value is looked for, then the nearest of its interval */
static gboolean
far_off (const ConvoArith *one, ConvoArithField field, gint64 value, ConvoArith *mended)
{
  gint64 min, max, best = 0;
  gboolean found = FALSE;

  arith_field_range (field, &min, &max);
  for (gint64 i = 0; i <= NEAR && !found; i++)
    found = legal_with (one, field, best = min + i, mended);
  for (gint64 step = NEAR; step <= max && !found; step += step / 4)
    found = legal_with (one, field, best = value + step, mended) || legal_with (one, field, best = value - step, mended);
  return found && legal_with (one, field, bisect (one, field, CLAMP (value, min - 1, max + 1), best), mended);
}

/* One field, along one axis */
static gint64
mend_one (const ConvoArith *one, ConvoArithField field, ConvoArith *mended)
{
  gint64 low, high;

  starts (one, field, &low, &high);
  for (gint64 step = 0; step <= NEAR; step++)
    if (legal_with (one, field, low - step, mended) || legal_with (one, field, high + step, mended))
      return moved (one, mended);
  return far_off (one, field, low, mended) ? moved (one, mended) : FAR;
}

/* Fields i and behind of @set, moved by @left in all. Returns: whether that is legal */
static gboolean
spend (const ConvoArith *one, guint set, int i, gint64 left, ConvoArith *mended)
{
  ConvoArith so_far = *mended;
  gint64 ends[2], min, max;

  while (i < WINDOW_FIELDS && (set & 1u << i) == 0)
    i++;
  if (i == WINDOW_FIELDS)
    return left == 0 && legal (mended);
  starts (&so_far, window_fields[i], &ends[0], &ends[1]);
  arith_field_range (window_fields[i], &min, &max);
  for (gint64 step = 0; step <= left; step++)
    for (int side = 0; side < (step > 0 || ends[0] != ends[1] ? 2 : 1); side++)
      {
        const gint64 value = ends[side] + (side == 0 ? -step : step);

        *mended = so_far;
        if (value < min || value > max)
          continue;
        move (mended, window_fields[i], value);
        if (spend (one, set, i + 1, left - step, mended))
          return TRUE;
      }
  return FALSE;
}

/* Several fields, along one axis. What is out of its own range comes into it first: there is no nearer way */
static gint64
mend_some (const ConvoArith *one, guint set, ConvoArith *mended)
{
  ConvoArith start = *one;

  for (int i = 0; i < WINDOW_FIELDS; i++)
    if ((set & 1u << i) != 0)
      {
        gint64 min, max;

        arith_field_range (window_fields[i], &min, &max);
        if (window_fields[i] == CONVO_ARITH_PADDING)
          start.after[2] = CLAMP (start.after[2], min, max), start.before[2] = CLAMP (start.before[2], min, max);
        else
          move (&start, window_fields[i], CLAMP (convo_arith_get (&start, window_fields[i]), min, max));
      }
  for (gint64 left = 0; left <= TOGETHER; left++)
    {
      *mended = start;
      if (spend (one, set, 0, left, mended))
        return moved (one, mended);
    }
  return FAR;
}

static gint64
mend_axis (const ConvoArith *one, guint set, ConvoArith *mended)
{
  *mended = *one;
  if (legal (one))
    return 0;
  for (int i = 0; i < WINDOW_FIELDS; i++)
    if (set == 1u << i)
      return mend_one (one, window_fields[i], mended);
  return set == 0 ? FAR : mend_some (one, set, mended);
}

/* The fields of @set, along all axes */
static gint64
mend_windows (const ConvoArith *arith, guint set, ConvoArith *mended)
{
  gint64 distance = 0;

  *mended = *arith;
  for (int axis = 3 - convo_shape_n_spatial (&arith->in); axis < 3; axis++)
    {
      const ConvoArith one = axis_alone (arith, axis);
      ConvoArith better;
      const gint64 far = mend_axis (&one, set, &better);

      if (far == FAR)
        return FAR;
      put_back (mended, axis, &better);
      distance += far;
    }
  return distance;
}

/* ---- channels ---- */

enum { SET_CHANNELS = 1, SET_KERNELS = 2, SET_GROUPS = 4, ALL_CHANNELS = 7 };

/* The multiple of @groups nearest to @value, or @value itself where it must stay */
static gint64
multiple (gint64 value, gint64 groups, gboolean may_move, gint64 *distance)
{
  const gint64 below = value / groups * groups, near = value - below <= below + groups - value && below > 0 ? below : below + groups;
  const gint64 to = value % groups == 0 && value > 0 ? value : may_move ? MAX (near, groups) : 0;

  *distance = to > 0 && *distance < FAR ? *distance + ABS (to - value) : FAR;
  return to;
}

static gint64
mend_channels (const ConvoArith *arith, guint set, ConvoArith *mended)
{
  const gboolean grouped = convo_arith_has (arith, CONVO_ARITH_GROUPS), has_kernels = convo_arith_has (arith, CONVO_ARITH_KERNELS);
  const gint64 most = grouped && (set & SET_GROUPS) != 0 ? MAX (CLAMP (MAX (arith->in.dim[0], arith->kernels), 1, 4096), arith->groups) : 1;
  gint64 least = FAR;

  for (gint64 i = 1; i <= MIN (most, 65536); i++)
    {
      const gint64 groups = !grouped ? 1 : (set & SET_GROUPS) != 0 ? i : arith->groups;
      gint64 distance = grouped ? ABS (groups - arith->groups) : 0, channels, kernels = arith->kernels;

      if (groups < 1)
        continue;
      channels = multiple (arith->in.dim[0], groups, (set & SET_CHANNELS) != 0, &distance);
      if (has_kernels)
        kernels = multiple (arith->kernels, groups, (set & SET_KERNELS) != 0, &distance);
      if (distance >= least)
        continue;
      least = distance;
      *mended = *arith;
      mended->in.dim[0] = channels;
      mended->kernels = kernels;
      mended->groups = grouped ? groups : arith->groups;
    }
  return least;
}

/* ---- both ---- */

static void
fix_free (ConvoArithFix *fix)
{
  g_free (fix->label);
  g_free (fix);
}

/* "Kernel 7", "Kernel 3×7", "Kernel 7, 2 groups" */
static char *
label_of (const ConvoArith *from, const ConvoArith *to)
{
  GString *text = g_string_new (NULL);

  for (int field = 0; field < CONVO_ARITH_N_FIELDS; field++)
    {
      g_autofree char *part = arith_field_change (from, to, field);

      if (part != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", part);
    }
  if (from->p != to->p)
    g_string_append_printf (text, "%s%s %g", text->len > 0 ? ", " : "", _("Power"), to->p);
  return g_string_free (text, FALSE);
}

static int
count_fields (const ConvoArith *from, const ConvoArith *to, ConvoArithField *first)
{
  int n = 0;

  for (int field = CONVO_ARITH_N_FIELDS - 1; field >= 0; field--)
    {
      g_autofree char *part = arith_field_change (from, to, field);

      if (part == NULL)
        continue;
      *first = field;
      n++;
    }
  return n + (from->p != to->p);
}

static void
add_fix (GPtrArray *fixes, const ConvoArith *from, const ConvoArith *to, gint64 distance)
{
  ConvoArithFix *fix;

  if (!legal (to))
    return;
  for (guint i = 0; i < fixes->len; i++)
    if (memcmp (&((ConvoArithFix *) fixes->pdata[i])->settings, to, sizeof *to) == 0)
      return;
  fix = g_new0 (ConvoArithFix, 1);
  fix->settings = *to;
  fix->distance = distance;
  fix->n_fields = count_fields (from, to, &fix->field);
  fix->value = convo_arith_get (to, fix->field);
  fix->label = label_of (from, to);
  g_ptr_array_add (fixes, fix);
}

static gint
nearer (gconstpointer a, gconstpointer b)
{
  const ConvoArithFix *x = *(ConvoArithFix *const *) a, *y = *(ConvoArithFix *const *) b;

  if (x->n_fields != y->n_fields)
    return x->n_fields - y->n_fields;
  return x->distance != y->distance ? (x->distance > y->distance) - (x->distance < y->distance) : (int) x->field - (int) y->field;
}

static int
bits (guint set)
{
  int n = 0;

  for (; set != 0; set &= set - 1)
    n++;
  return n;
}

typedef gint64 (*Mend) (const ConvoArith *arith, guint set, ConvoArith *mended);

typedef struct
{
  ConvoArith settings;
  gint64 distance;
} Mended;

/* All ways with as few fields of @all as possible */
static GArray *
ways_of (const ConvoArith *arith, Mend mend, guint all)
{
  GArray *ways = g_array_new (FALSE, FALSE, sizeof (Mended));

  for (int n = 0; n <= bits (all) && ways->len == 0; n++)
    for (guint set = 0; set <= all; set++)
      {
        Mended way;

        if (bits (set) != n || (set & ~all) != 0)
          continue;
        memset (&way, 0, sizeof way);
        way.distance = mend (arith, set, &way.settings);
        if (way.distance < FAR)
          g_array_append_val (ways, way);
      }
  return ways;
}

static guint
window_set (const ConvoArith *arith)
{
  guint set = 0;

  for (int i = 0; i < WINDOW_FIELDS; i++)
    if (convo_arith_has (arith, window_fields[i]))
      set |= 1u << i;
  return set;
}

static void
take_channels (ConvoArith *to, const ConvoArith *from)
{
  to->in.dim[0] = from->in.dim[0];
  to->kernels = from->kernels;
  to->groups = from->groups;
}

/* Too many values in all: the largest picture that there can be, and nothing that needs a larger one */
static void
add_smaller (GPtrArray *fixes, const ConvoArith *arith)
{
  ConvoArith small = *arith;

  for (gint64 most = 65536; most >= 1 && fixes->len == 0; most /= 2)
    {
      for (int i = 0; i < small.in.rank; i++)
        small.in.dim[i] = CLAMP (arith->in.dim[i], 1, most);
      add_fix (fixes, arith, &small, 0);
      small.groups = 1;
      for (int axis = 0; axis < 3; axis++)
        {
          small.kernel[axis] = small.stride[axis] = small.dilation[axis] = 1;
          small.before[axis] = small.after[axis] = small.output_padding[axis] = 0;
        }
      small.kernels = CLAMP (arith->kernels, 1, most);
      add_fix (fixes, arith, &small, 0);
      small = *arith;
      small.p = arith_legal_power (arith);
    }
}

/**
 * convo_arith_fixes:
 *
 * Returns: (transfer full) (element-type ConvoArithFix): the nearest legal settings, one for each set of as few fields as possible,
 *   the least moved first; empty if the settings are legal
 */
GPtrArray *
convo_arith_fixes (const ConvoArith *arith)
{
  GPtrArray *fixes = g_ptr_array_new_with_free_func ((GDestroyNotify) fix_free);
  g_autoptr(GArray) channels = NULL, windows = NULL;

  if (legal (arith))
    return fixes;
  channels = ways_of (arith, mend_channels, ALL_CHANNELS);
  {
    ConvoArith powered = *arith;

    powered.p = arith_legal_power (arith);
    windows = ways_of (&powered, mend_windows, window_set (arith));
  }
  for (guint c = 0; c < channels->len; c++)
    for (guint w = 0; w < windows->len; w++)
      {
        const Mended *channel = &g_array_index (channels, Mended, c), *window = &g_array_index (windows, Mended, w);
        ConvoArith both = window->settings;

        take_channels (&both, &channel->settings);
        add_fix (fixes, arith, &both, channel->distance + window->distance);
      }
  if (fixes->len == 0)
    add_smaller (fixes, arith);
  g_ptr_array_sort (fixes, nearer);
  return fixes;
}
