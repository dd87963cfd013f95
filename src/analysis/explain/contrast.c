/* The nearest instructive case, by rule. Where the division comes out, an input with which one value is dropped; where it
 * does not, the nearest one with which it does; where it is rounded up, the same rounded down. With stride 1: no padding
 * against padding that keeps the size; for a window of one value stride 2. */
#include "contrast.h"
#include "numbers.h"
#include "text.h"

#include <inttypes.h>

static gint64
room_of (const ConvoWindow *w, gint64 in)
{
  return in + 2 * w->pad - convo_window_span (w);
}

/* Where the division leaves something: rounded up, the other way; else the nearest input without a remainder */
static void
without_remainder (ConvoContrast *c, gint64 remainder)
{
  if (c->window.ceil)
    {
      c->window.ceil = FALSE;
      c->title = g_strdup (_("Rounded down"));
      return;
    }
  c->in += 2 * remainder < c->window.stride ? -remainder : c->window.stride - remainder;
  c->title = g_strdup_printf (_("Input %" PRId64), c->in);
}

/* One value more than the windows reach, so that the rounding takes a window away; upwards if the input is too small */
static void
with_remainder (ConvoContrast *c)
{
  const gint64 smaller = c->in - (c->window.stride - 1);

  c->in = smaller >= 1 && room_of (&c->window, smaller) >= 0 ? smaller : c->in + 1;
  c->title = g_strdup_printf (_("Input %" PRId64), c->in);
}

static void
with_other_padding (ConvoContrast *c)
{
  const gint64 span = convo_window_span (&c->window);

  if (span == 1)
    {
      c->window.stride = 2;
      c->title = g_strdup (_("Stride 2"));
    }
  else if (c->window.pad > 0 && room_of (&c->window, c->in) - 2 * c->window.pad >= 0)
    {
      c->window.pad = 0;
      c->title = g_strdup (_("No padding"));
    }
  else
    {
      c->window.pad = c->window.pad > 0 ? c->window.pad - 1 : span / 2;
      c->title = g_strdup_printf (_("Padding %" PRId64), c->window.pad);
    }
}

static char *
lesson_of (const ConvoContrast *c, gint64 here)
{
  const gint64 unread = convo_window_unread (&c->window, c->in, c->out);
  g_autofree char *dropped = unread > 0
    ? g_strdup_printf (ngettext_ ("%" PRId64 " value dropped", "%" PRId64 " values dropped", unread), unread)
    : g_strdup (_("nothing dropped"));

  if (c->out == here)
    /* translators: "nothing dropped; still 112" */
    return g_strdup_printf (_("%s; still %" PRId64), dropped, c->out);
  /* translators: "1 value dropped; 54, not 55" */
  return g_strdup_printf (_("%s; %" PRId64 ", not %" PRId64), dropped, c->out, here);
}

/**
 * convo_contrast_new:
 * @row: of a ledger
 *
 * Returns: (transfer full) (nullable): the nearest case from which the formula of @row is understood; %NULL if the row is
 *   not about windows, or there is none
 */
ConvoContrast *
convo_contrast_new (const ConvoLedgerRow *row)
{
  g_autoptr(ConvoContrast) c = NULL;
  gint64 remainder;

  if (!row->has_window)
    return NULL;
  c = g_new0 (ConvoContrast, 1);
  c->window = row->window;
  c->in = row->in;
  remainder = room_of (&row->window, row->in) % row->window.stride;
  if (row->window.stride == 1)
    with_other_padding (c);
  else if (remainder != 0)
    without_remainder (c, remainder);
  else
    with_remainder (c);
  if (!convo_window_extent (&c->window, c->in, &c->out, NULL))
    return NULL;
  c->lesson = lesson_of (c, row->out);
  return g_steal_pointer (&c);
}

/** convo_contrast_free: frees a contrast; %NULL is fine */
void
convo_contrast_free (ConvoContrast *contrast)
{
  if (contrast == NULL)
    return;
  g_free (contrast->title);
  g_free (contrast->lesson);
  g_free (contrast);
}

/** convo_contrast_ratio: Returns: (transfer full): @room / @stride with as few decimals as tell it: "54", "53.25", "1124.33" */
char *
convo_contrast_ratio (gint64 room, gint64 stride)
{
  if (room % stride == 0)
    return g_strdup_printf ("%" PRId64, room / stride);
  return room / stride < 1000 ? convo_number_plain ((double) room / stride) : convo_number_real ((double) room / stride, 2);
}

/**
 * convo_contrast_quotient:
 * @in: extent of the input
 *
 * Returns: (transfer full): how many hops fit, before any rounding: "(224 + 2·3 − 7) / 2 = 111.5", "28 − 5 = 23"
 */
char *
convo_contrast_quotient (const ConvoWindow *window, gint64 in)
{
  const gint64 room = room_of (window, in), span = convo_window_span (window);
  g_autofree char *padding = window->pad > 0 ? g_strdup_printf (" + 2·%" PRId64, window->pad) : g_strdup ("");
  g_autofree char *exact = NULL;

  if (window->stride == 1)
    return g_strdup_printf ("%" PRId64 "%s − %" PRId64 " = %" PRId64, in, padding, span, room);
  exact = convo_contrast_ratio (room, window->stride);
  return g_strdup_printf ("(%" PRId64 "%s − %" PRId64 ") / %" PRId64 " = %s", in, padding, span, window->stride, exact);
}
