/* Advice on extents: maps that are pooled to nothing, and answers that see a part of the picture only. */
#include "suggest-private.h"
#include "compose.h"
#include "numbers.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

#define COLORS 4                 /* channels of a picture at most: colours and an opacity */

/* How many of the kernel's elements along an axis ever meet a value of the input, not only padding */
static gint64
used_taps (const ConvoWindow *w, gint64 in, gint64 out)
{
  gint64 used = 0;

  for (gint64 tap = 0; tap < w->kernel; tap++)
    {
      const gint64 first = tap * w->dilation - w->pad, last = first + (out - 1) * w->stride;
      /* the first window in which the element is not before the input */
      const gint64 at = first >= 0 ? first : first + (-first + w->stride - 1) / w->stride * w->stride;

      used += at <= last && at < in;
    }
  return used;
}

/* The last layer before that makes maps smaller and has nothing to learn */
static int
pool_before (const Adviser *self, int index)
{
  for (int at = index; at >= 0;)
    {
      const ConvoNetNode *node = convo_net_node (self->net, at);
      ConvoWindow w;

      if (at != index && convo_report_node (self->report, at)->parameters == 0 && convo_adviser_window (self, at, 2, &w)
          && w.stride > 1)
        return at;
      at = node->n_inputs == 1 ? node->inputs[0] : -1;
    }
  return -1;
}

static void
offer_without_pool (Adviser *self, ConvoAdvice *advice, int index)
{
  const int pool = pool_before (self, index);
  const char *path = pool >= 0 ? convo_net_node (self->net, pool)->path : NULL;

  if (path != NULL)
    convo_adviser_offer (self, advice, convo_graph_remove (convo_report_graph (self->report),
                                                           (const char *const[]) { path, NULL }, TRUE, NULL),
                         g_strdup_printf (_("Remove %s"), convo_path_id (path)));
}

static void
advise_pooled_away (Adviser *self, int index)
{
  gint64 taps = 1, used = 1;
  g_autofree char *map = NULL, *idle = NULL, *all = NULL;
  ConvoSite site;

  convo_report_site (self->report, index, &site);
  for (int axis = 0; axis < CONVO_MAX_AXES; axis++)
    {
      ConvoWindow w;

      if (!convo_adviser_window (self, index, axis, &w))
        continue;
      taps *= w.kernel;
      used *= used_taps (&w, convo_shape_spatial (&site.in[0], axis), convo_shape_spatial (&site.out, axis));
    }
  if (used == taps || convo_report_node (self->report, index)->macs == 0
      || convo_adviser_said (self, CONVO_ADVICE_POOLED_AWAY, index))
    return;
  map = convo_shape_to_string (&site.in[0]);
  idle = convo_number_exact (taps - used);
  all = convo_number_exact (taps);
  offer_without_pool (self, convo_adviser_say (self, CONVO_ADVICE_POOLED_AWAY, index,
    /* translators: a shape, two numbers */
    g_strdup_printf (_("Its input is only %s: %s of %s weights of each kernel never meet anything but padding. Less pooling "
                       "before it leaves it something to see."), map, idle, all)), index);
}

static char *
extents (const gint64 *at, int n)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%s%" PRId64, i > 0 ? "×" : "", at[i]);
  return g_string_free (text, FALSE);
}

/* A global mean joins values that each saw a part; nothing after it can relate the parts. A linear layer can. More than half
 * of the picture is enough for what is in its middle; maps of many channels are no picture. */
static void
advise_field (Adviser *self, int index)
{
  const ConvoNetNode *node = convo_net_node (self->net, index);
  const ConvoShape *picture = &convo_report_totals (self->report)->input;
  const int n = convo_shape_n_spatial (picture);
  const ConvoNodeReport *before = node->n_inputs == 1 ? convo_report_node (self->report, node->inputs[0]) : NULL;
  g_autofree char *field = NULL, *whole = NULL;
  gboolean small = FALSE;
  ConvoSite site;

  convo_report_site (self->report, index, &site);
  if (before == NULL || !self->alone[index] || !before->has_field || n == 0 || convo_report_node (self->report, index)->has_field
      || strcmp (node->kind->family, "pooling") != 0 || convo_shape_n_spatial (&before->out) != n
      || convo_shape_count (&before->out) == before->out.dim[0] || convo_adviser_said (self, CONVO_ADVICE_SMALL_FIELD, index))
    return;
  for (int i = 0; i < n; i++)
    small = small || 2 * before->field[CONVO_MAX_AXES - n + i] < picture->dim[1 + i];
  if (!small || picture->dim[0] > COLORS)
    return;
  field = extents (before->field + CONVO_MAX_AXES - n, n);
  whole = extents (picture->dim + 1, n);
  convo_adviser_say (self, CONVO_ADVICE_SMALL_FIELD, index,
    /* translators: two extents in pixels */
    g_strdup_printf (_("Each value that it joins sees %s of the picture's %s pixels. What is larger it can only guess from "
                       "parts; more layers, stride or dilation before it widen the field."), field, whole));
}

/** convo_advise_extents: adds what concerns the sizes of maps and fields */
void
convo_advise_extents (Adviser *self)
{
  for (int i = 0; i < self->n; i++)
    {
      advise_pooled_away (self, i);
      advise_field (self, i);
    }
}
