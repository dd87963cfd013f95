/* Softmax: score, exponential, share, one line for each channel. */
#include "figure-private.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>

#define MAX_LINES 16
#define BAR 220

static double
column (int i)
{
  static const double ends[] = { 44, 140, 290, 420 };

  return FIGURE_LEFT + ends[i];
}

static void
draw_heads (ConvoScene *scene, double y, const char *greatest)
{
  convo_scene_words (scene, column (1), y, 1, 15, CONVO_WORD_X, TRUE, "x");
  convo_scene_words (scene, column (2), y, 1, 13, CONVO_WORD, TRUE, "exp (x − %s)", greatest);
  convo_scene_words (scene, column (3), y, 1, 15, CONVO_WORD_Y, TRUE, "y");
}

/* One channel; @share: of the sum */
static void
draw_line (ConvoScene *scene, const ConvoTrace *trace, const ConvoTerm *term, double total, gboolean own, double y)
{
  const double share = term->a / total;
  g_autofree char *x = convo_trace_number (trace->x[0][term->x]), *power = convo_trace_number (term->a);
  g_autofree char *result = convo_trace_number (share);

  if (own)
    convo_scene_box (scene, FIGURE_LEFT - 8, y - 14, column (3) - FIGURE_LEFT + 24, 28, 0xf0faf4, CONVO_NONE, 0);
  convo_scene_words (scene, column (0), y, 1, 13, CONVO_WORD_SOFT, FALSE, "%" PRId64, term->channel + 1);
  convo_scene_words (scene, column (1), y, 1, 15, CONVO_WORD_X, own, "%s", x);
  convo_scene_words (scene, column (2), y, 1, 15, CONVO_WORD, own, "%s", power);
  convo_scene_words (scene, column (3), y, 1, 15, CONVO_WORD_Y, own, "%s", result);
  convo_scene_box (scene, column (3) + 24, y - 9, MAX (BAR * share, 0.5), 18, own ? CONVO_INK_Y : 0x9fd3b8, CONVO_NONE, 0);
}

/** figure_softmax: output @y. Returns: (transfer full): the drawing */
ConvoScene *
figure_softmax (const ConvoTrace *trace, gint64 y)
{
  g_autoptr(ConvoSum) sum = convo_trace_output (trace, y);
  g_autofree char *title = figure_title (trace), *greatest = convo_trace_number (sum->detail[0]), *own = NULL;
  g_autofree char *total = convo_trace_number (sum->detail[1]), *result = convo_trace_number (sum->sum), *text = NULL;
  ConvoScene *scene = convo_scene_new (title);
  double at = 112;
  guint lines = 0;

  convo_scene_words (scene, FIGURE_LEFT, 30, -1, 17, CONVO_WORD, TRUE, "%s", title);
  draw_heads (scene, 80, greatest);
  for (guint i = 0; i < sum->terms->len; i++)
    {
      const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, i);

      if (term->x == y)
        own = convo_trace_number (term->a);
      if (lines + 1 >= MAX_LINES && term->x != y && sum->terms->len > MAX_LINES)
        continue;
      draw_line (scene, trace, term, sum->detail[1], term->x == y, at);
      at += 30;
      lines++;
    }
  if (lines < sum->terms->len)
    {
      convo_scene_words (scene, column (0), at, -1, 13, CONVO_WORD_SOFT, FALSE,
                         ngettext_ ("%u more channel", "%u more channels", sum->terms->len - lines), sum->terms->len - lines);
      at += 30;
    }
  convo_scene_line (scene, FIGURE_LEFT, at - 12, column (3), at - 12, CONVO_LINE, 1, FALSE);
  convo_scene_words (scene, column (1), at + 6, 1, 15, CONVO_WORD_SOFT, FALSE, "Σ");
  convo_scene_words (scene, column (2), at + 6, 1, 15, CONVO_WORD, TRUE, "%s", total);
  convo_scene_words (scene, column (3), at + 6, 1, 15, CONVO_WORD_Y, FALSE, "1");
  text = g_strdup_printf ("%s / %s = %s", own, total, result);
  figure_equation (scene, FIGURE_LEFT, at + 52, FIGURE_WIDE, "y", CONVO_WORD_Y, text);
  convo_scene_describe (scene, convo_trace_say_output (trace, y));
  return scene;
}
