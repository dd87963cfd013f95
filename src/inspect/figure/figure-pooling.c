/* Four poolings of one picture side by side, and what a shift of the picture changes in each. */
#include "figure-private.h"
#include "errors.h"
#include "filling.h"
#include "registry.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define KINDS 4
#define CARD 280       /* px a kind */
#define LARGE 65536    /* values of a channel; more are not pooled for a drawing */

static const struct { const char *kind, *title, *formula; } kinds[KINDS] = {
  { "max-pool", N_("Maximum"), "p = max xᵢ" },
  { "average-pool", N_("Average"), "p = (x₁ + … + xₙ) / n" },
  { "lp-pool", N_("L² norm"), "p = √(x₁² + … + xₙ²)" },
  { "distance-pool", N_("By distance"), "p = Σ gᵢ·xᵢ,  gᵢ ~ 2^(−r²)" },
};

/* One pooling of one channel of @from */
static ConvoTrace *
pool_new (const ConvoTrace *from, const ConvoPools *pools, const char *name, GError **error)
{
  const ConvoKind *kind = convo_kind_find (name);
  ConvoShape in = from->in[0];
  ConvoTrace *trace;
  ConvoArith arith;

  in.dim[0] = 1;
  convo_arith_init (&arith, kind, &in);
  convo_arith_set (&arith, CONVO_ARITH_KERNEL, pools->kernel);
  convo_arith_set (&arith, CONVO_ARITH_STRIDE, pools->stride);
  trace = convo_trace_new (&arith, error);
  if (trace == NULL)
    return NULL;
  memcpy (trace->x[0], from->x[0] + pools->channel * convo_shape_count (&in), convo_shape_count (&in) * sizeof (float));
  convo_trace_run (trace);
  return trace;
}

static ConvoGrid
draw_output (ConvoScene *scene, const ConvoTrace *trace, const float *values, const float *other, gint64 y, double left, double top)
{
  FigureMap map = figure_map_y (trace, y);
  ConvoGrid grid;

  map.values = values;
  map.box = 190;
  map.cell = 40;
  grid = figure_map_draw (scene, &map, left, top);
  for (gint64 i = 0; other != NULL && i < convo_shape_count (&trace->out); i++)
    if (values[i] != other[i])
      figure_map_light (scene, &map, &grid, i, 0x9c6f00, 2);
  figure_map_light (scene, &map, &grid, y, CONVO_INK_Y, 3.5);
  return grid;
}

/* Formula, output before and after the shift, how much of it changed. Returns: lower edge */
static double
draw_card (ConvoScene *scene, ConvoTrace *trace, const ConvoShift *shift, int kind, gint64 y, double left)
{
  g_autofree char *percent = convo_trace_number (round (shift->percent));
  ConvoGrid grid;

  convo_scene_words (scene, left, 76, -1, 15, CONVO_WORD, TRUE, "%s", _(kinds[kind].title));
  convo_scene_words (scene, left, 100, -1, 13, CONVO_WORD_SOFT, FALSE, "%s", kinds[kind].formula);
  grid = draw_output (scene, trace, shift->before, NULL, y, left, 164);
  figure_head (scene, left, 164, "p", CONVO_WORD_Y, _("before the shift"));
  grid = draw_output (scene, trace, shift->after, shift->before, y, left, convo_grid_bottom (&grid) + 64);
  figure_head (scene, left, grid.y, "p", CONVO_WORD_Y, _("after the shift"));
  /* translators: numbers of cells; per cent */
  convo_scene_words (scene, left, convo_grid_bottom (&grid) + 28, -1, 14, CONVO_WORD, TRUE, _("changed: %d of %d, by %s %%"),
                     (int) shift->changed, (int) shift->n, percent);
  convo_scene_box (scene, left, convo_grid_bottom (&grid) + 44, 200, 8, 0xececee, CONVO_NONE, 0);
  convo_scene_box (scene, left, convo_grid_bottom (&grid) + 44, CLAMP (2 * shift->percent, 0.5, 200), 8, CONVO_INK_Y, CONVO_NONE, 0);
  convo_scene_box (scene, left + CLAMP (2 * shift->input_percent, 0, 200) - 1, convo_grid_bottom (&grid) + 40, 2, 16, CONVO_INK_X,
                   CONVO_NONE, 0);
  return convo_grid_bottom (&grid) + 60;
}

/* The picture before and after */
static void
draw_input (ConvoScene *scene, const ConvoTrace *trace, const ConvoShift *shift, const ConvoPools *pools, gint64 y)
{
  g_autoptr(ConvoSum) sum = convo_trace_output (trace, y);
  g_autofree float *moved = g_new0 (float, convo_shape_count (&trace->in[0]));
  g_autofree char *after = g_strdup_printf (_("after: %d down, %d right"), (int) pools->down, (int) pools->right);
  g_autofree char *percent = convo_trace_number (round (shift->input_percent));
  FigureMap map = figure_map_x (trace, 0, 0);
  double top = 164;

  for (gint64 i = 0; i < convo_shape_count (&trace->in[0]); i++)
    {
      gint64 channel, at[3], from;

      convo_index_place (&trace->in[0], i, &channel, at);
      at[1] -= pools->down;
      at[2] -= pools->right;
      from = convo_place_index (&trace->in[0], channel, at);
      moved[i] = from >= 0 ? trace->x[0][from] : 0;
    }
  map.box = 230;
  map.cell = 32;
  for (int i = 0; i < 2; i++)
    {
      ConvoGrid grid;

      map.values = i == 0 ? trace->x[0] : moved;
      grid = figure_map_draw (scene, &map, FIGURE_LEFT, top);
      figure_head (scene, FIGURE_LEFT, top - 6, "x", CONVO_WORD_X, i == 0 ? _("before the shift") : after);
      for (guint t = 0; t < sum->terms->len; t++)
        figure_map_light (scene, &map, &grid, g_array_index (sum->terms, ConvoTerm, t).x, CONVO_INK_X, grid.cell >= 12 ? 2 : 1);
      top = convo_grid_bottom (&grid) + 70;
    }
  convo_scene_words (scene, FIGURE_LEFT, top - 40, -1, 14, CONVO_WORD, TRUE, _("changed: %d of %d, by %s %%"),
                     (int) shift->input_changed, (int) shift->input_n, percent);
}

/* How one value of each pooling comes about, in a line each */
static void
draw_equation (ConvoScene *scene, const ConvoTrace *trace, int kind, gint64 y, double top)
{
  g_autoptr(ConvoSum) sum = convo_trace_output (trace, y);
  g_autofree char *equation = convo_sum_equation (sum, FALSE);

  convo_scene_words (scene, FIGURE_LEFT + 290, top, -1, 14, CONVO_WORD_Y, TRUE, "%s", _(kinds[kind].title));
  convo_scene_words (scene, FIGURE_LEFT + 430, top, -1,
                     MIN (14, 14 * (4 * CARD - 160) / convo_words_width (equation, 14, FALSE)), CONVO_WORD, FALSE, "%s", equation);
}

/**
 * convo_figure_pooling:
 * @trace: whose first input is pooled
 * @pools: how
 * @y: index of the pooled value that is shown; too large ones are the last
 * @error: return location; %CONVO_ERROR_SHAPE, %CONVO_ERROR_LIMIT
 *
 * Returns: (transfer full): the drawing, or %NULL with @error set
 */
ConvoScene *
convo_figure_pooling (const ConvoTrace *trace, const ConvoPools *pools, gint64 y, GError **error)
{
  const char *title = _("Four poolings of one picture, and what a shift changes");
  g_autoptr(ConvoScene) scene = convo_scene_new (title);
  double bottom = 0;

  if (!convo_pools_fit (trace, pools, NULL, error))
    return NULL;
  convo_scene_words (scene, FIGURE_LEFT, 30, -1, 17, CONVO_WORD, TRUE, "%s", title);
  for (int k = 0; k < KINDS; k++)
    {
      g_autoptr(ConvoTrace) pool = pool_new (trace, pools, kinds[k].kind, error);
      gint64 last;
      ConvoShift shift;

      if (pool == NULL)
        return NULL;
      last = convo_shape_count (&pool->out) - 1;
      convo_shift_compare (pool, pools->down, pools->right, &shift);
      if (k == 0)
        draw_input (scene, pool, &shift, pools, MIN (y, last));
      bottom = draw_card (scene, pool, &shift, k, MIN (y, last), FIGURE_LEFT + 290 + k * CARD);
      draw_equation (scene, pool, k, MIN (y, last), bottom + 40 + k * 26);
      convo_shift_clear (&shift);
    }
  return g_steal_pointer (&scene);
}

/**
 * convo_pools_fit:
 * @n: (out) (optional): how many values each pooling makes
 *
 * Returns: %TRUE if the window fits the picture, else %FALSE with @error set
 */
gboolean
convo_pools_fit (const ConvoTrace *trace, const ConvoPools *pools, gint64 *n, GError **error)
{
  const ConvoShape *in = &trace->in[0];
  g_autoptr(ConvoTrace) pool = NULL;

  if (in->rank != 3 || convo_shape_count (in) / in->dim[0] > LARGE || pools->channel >= in->dim[0])
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_SHAPE,
                   _("The four poolings need a picture with rows and columns, of at most %d values a channel."), LARGE);
      return FALSE;
    }
  pool = pool_new (trace, pools, kinds[0].kind, error);
  if (pool != NULL && n != NULL)
    *n = convo_shape_count (&pool->out);
  return pool != NULL;
}
