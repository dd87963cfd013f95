/* Add and concatenate: the inputs, one under the other or side by side, and what becomes of them. */
#include "figure-private.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

#define MAX_DRAWN 4      /* inputs of a sum; the others are counted */

static ConvoScene *
begin (const ConvoTrace *trace, gint64 y)
{
  g_autofree char *title = figure_title (trace);
  ConvoScene *scene = convo_scene_new (title);

  convo_scene_words (scene, FIGURE_LEFT, 30, -1, 17, CONVO_WORD, TRUE, "%s", title);
  convo_scene_describe (scene, convo_trace_say_output (trace, y));
  return scene;
}

static void
between (ConvoScene *scene, const ConvoGrid *grid, const char *sign)
{
  convo_scene_words (scene, convo_grid_right (grid) + FIGURE_GAP / 2.0, (grid->y + convo_grid_bottom (grid)) / 2, 0, 26,
                     CONVO_WORD_SOFT, FALSE, "%s", sign);
}

static ConvoScene *
draw_add (const ConvoTrace *trace, gint64 y)
{
  ConvoScene *scene = begin (trace, y);
  const int drawn = MIN (trace->n_in, MAX_DRAWN);
  g_autoptr(ConvoSum) sum = convo_trace_output (trace, y);
  g_autofree char *text = convo_sum_equation (sum, TRUE), *channel = NULL;
  FigureMap map = figure_map_y (trace, y);
  double x = FIGURE_LEFT;
  ConvoGrid grid;

  for (int i = 0; i < drawn; i++)
    {
      FigureMap in = figure_map_x (trace, i, y);
      g_autofree char *name = g_strdup_printf (_("Input %d"), i + 1), *head = figure_map_channel (&in, name);

      in.box = 220;
      grid = figure_map_draw (scene, &in, x, FIGURE_TOP);
      figure_head (scene, x, FIGURE_TOP, "x", CONVO_WORD_X, head);
      figure_map_light (scene, &in, &grid, y, CONVO_INK_X, 3);
      between (scene, &grid, i + 1 < drawn ? "+" : drawn < trace->n_in ? "+ … =" : "=");
      x = MAX (convo_grid_right (&grid) + FIGURE_GAP, x + convo_words_width (head, 13, TRUE) + 40);
    }
  map.until = y;
  map.box = 220;
  grid = figure_map_draw (scene, &map, x, FIGURE_TOP);
  channel = figure_map_channel (&map, _("Output"));
  figure_head (scene, x, FIGURE_TOP, "y", CONVO_WORD_Y, channel);
  figure_map_light (scene, &map, &grid, y, CONVO_INK_Y, 3);
  figure_equation (scene, FIGURE_LEFT, convo_grid_bottom (&grid) + 44, FIGURE_WIDE, "y", CONVO_WORD_Y, text);
  return scene;
}

/* One bar a channel, input by input, and the same bars in the output; the channel of @y stands out */
static double
draw_channels (ConvoScene *scene, const ConvoTrace *trace, gint64 channel, double y)
{
  const double width = MIN (40, 900.0 / trace->out.dim[0]);
  double x = FIGURE_LEFT;
  gint64 at = 0;

  for (int i = 0; i < trace->n_in; i++)
    {
      const gint64 n = trace->in[i].dim[0];

      for (gint64 c = 0; c < n; c++, at++)
        convo_scene_box (scene, x + at * width, y, width, 24, at == channel ? 0xcdeedd : i % 2 == 0 ? 0xeef4fc : 0xdbe8f9,
                         convo_mix (CONVO_WHITE, CONVO_INK_X, 0.3), width > 8 ? 1 : 0.3);
      convo_scene_box (scene, x + (at - n) * width, y, n * width, 24, CONVO_NONE, CONVO_INK_X, 2);
      /* translators: which input, and how many channels it has */
      convo_scene_words (scene, x + (at - n * 0.5) * width, y + 38 + (i % 2) * 16, 0, 12, CONVO_WORD_X, TRUE,
                         _("input %d: %" PRId64), i + 1, n);
    }
  convo_scene_frame (scene, x + channel * width, y - 2, width, 28, CONVO_INK_Y, 3, FALSE);
  convo_scene_words (scene, x + at * width + 14, y + 12, -1, 14, CONVO_WORD_Y, TRUE, _("= %" PRId64 " channels"), at);
  return y + 76;
}

static ConvoScene *
draw_join (const ConvoTrace *trace, gint64 y)
{
  ConvoScene *scene = begin (trace, y);
  g_autoptr(ConvoSum) sum = convo_trace_output (trace, y);
  const ConvoTerm *term = &g_array_index (sum->terms, ConvoTerm, 0);
  g_autofree char *name = g_strdup_printf (_("Input %d"), term->input + 1), *head = NULL, *channel_head = NULL, *text = NULL;
  FigureMap in = figure_map_x (trace, term->input, term->x), out = figure_map_y (trace, y);
  gint64 channel, at[3];
  double top;
  ConvoGrid grid;

  convo_index_place (&trace->out, y, &channel, at);
  top = draw_channels (scene, trace, channel, 64) + 56;
  out.until = y;
  grid = figure_map_draw (scene, &in, FIGURE_LEFT, top);
  head = figure_map_channel (&in, name);
  figure_head (scene, grid.x, grid.y, "x", CONVO_WORD_X, head);
  figure_map_light (scene, &in, &grid, term->x, CONVO_INK_X, 3);
  convo_scene_line (scene, convo_grid_right (&grid) + 14, (grid.y + convo_grid_bottom (&grid)) / 2, convo_grid_right (&grid) + 66,
                    (grid.y + convo_grid_bottom (&grid)) / 2, CONVO_LINE, 2, TRUE);
  grid = figure_map_draw (scene, &out, MAX (convo_grid_right (&grid) + 90, FIGURE_LEFT + 290), top);
  channel_head = figure_map_channel (&out, _("Output"));
  figure_head (scene, grid.x, grid.y, "y", CONVO_WORD_Y, channel_head);
  figure_map_light (scene, &out, &grid, y, CONVO_INK_Y, 3);
  text = convo_sum_equation (sum, TRUE);
  figure_equation (scene, FIGURE_LEFT, convo_grid_bottom (&grid) + 44, FIGURE_WIDE, "y", CONVO_WORD_Y, text);
  return scene;
}

/** figure_merge: output @y of add or concatenate. Returns: (transfer full): the drawing */
ConvoScene *
figure_merge (const ConvoTrace *trace, gint64 y)
{
  return strcmp (trace->arith.kind->name, "add") == 0 ? draw_add (trace, y) : draw_join (trace, y);
}
