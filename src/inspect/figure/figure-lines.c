/* Figures that are mostly lines of text: the derivation of the gradients, and ways of doing the same compared. */
#include "figure-private.h"
#include "compare.h"
#include "derivation.h"
#include "numbers.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

#define PER_COLUMN 8       /* steps of the derivation, when they stand in two columns */
#define WAY 380            /* px a way of a comparison */

/* Colour of a role's letter in a line, or of plain text */
static double
draw_step (ConvoScene *scene, const ConvoStep *step, gboolean heading, gboolean last, double x, double y)
{
  if (heading)
    {
      convo_scene_words (scene, x, y, -1, 14, CONVO_WORD_SOFT, TRUE, "%s", step->title);
      y += 28;
    }
  if (last)
    convo_scene_box (scene, x + 6, y - 14, 4, step->numbers != NULL ? 52 : 28, CONVO_INK_DELTA, CONVO_NONE, 0);
  convo_scene_words (scene, x + 20, y, -1, 17, CONVO_WORD, TRUE, "%s", step->symbols);
  y += 26;
  if (step->numbers != NULL)
    {
      convo_scene_words (scene, x + 36, y, -1, 15, CONVO_WORD_X, FALSE, "= %s", step->numbers);
      y += 28;
    }
  return y + 6;
}

static double
column_width (const GPtrArray *steps)
{
  double most = 0;

  for (guint i = 0; i < steps->len; i++)
    {
      const ConvoStep *step = steps->pdata[i];

      most = MAX (most, MAX (convo_words_width (step->symbols, 17, TRUE), convo_words_width (step->title, 14, TRUE)));
      if (step->numbers != NULL)
        most = MAX (most, convo_words_width (step->numbers, 15, FALSE) + 40);
    }
  return most + 70;
}

/**
 * convo_figure_derivation:
 * @trace: a convolution along one axis, one channel in and out
 * @upto: index of the last step that is written; −1: all
 *
 * Returns: (transfer full) (nullable): the drawing; %NULL for other layers
 */
ConvoScene *
convo_figure_derivation (const ConvoTrace *trace, gint64 upto)
{
  g_autoptr(GPtrArray) steps = convo_derivation_new (trace);
  const char *title = _("The gradients of a convolution along one axis, step by step"), *heading = "";
  const guint per_column = MAX (PER_COLUMN, (steps->len + 1) / 2);
  ConvoScene *scene;
  double y = 76, x = FIGURE_LEFT, width;

  if (steps->len == 0)
    return NULL;
  scene = convo_scene_new (title);
  width = column_width (steps);
  convo_scene_words (scene, FIGURE_LEFT, 30, -1, 17, CONVO_WORD, TRUE, "%s", title);
  for (guint i = 0; i < steps->len && (upto < 0 || i <= upto); i++)
    {
      const ConvoStep *step = steps->pdata[i];

      if (i == per_column)
        {
          x += width;
          y = 76;
        }
      y = draw_step (scene, step, strcmp (heading, step->title) != 0, i == upto, x, y);
      heading = step->title;
    }
  if (upto >= 0)
    {
      const ConvoStep *step = steps->pdata[upto];

      convo_scene_describe (scene, g_strdup_printf ("%s: %s%s%s", step->title, step->symbols, step->numbers != NULL ? " = " : "",
                                                    step->numbers != NULL ? step->numbers : ""));
    }
  return scene;
}

/** convo_figure_derivation_steps: Returns: how many steps there are; 0 for layers without a derivation */
gint64
convo_figure_derivation_steps (const ConvoTrace *trace)
{
  g_autoptr(GPtrArray) steps = convo_derivation_new (trace);

  return steps->len;
}

static double
draw_number (ConvoScene *scene, const char *name, gint64 value, gint64 largest, double x, double y)
{
  g_autofree char *text = convo_number_exact (value);

  convo_scene_words (scene, x, y, -1, 13, CONVO_WORD_SOFT, FALSE, "%s", name);
  convo_scene_words (scene, x, y + 24, -1, 18, CONVO_WORD, TRUE, "%s", text);
  convo_scene_box (scene, x, y + 42, WAY - 60, 8, 0xececee, CONVO_NONE, 0);
  convo_scene_box (scene, x, y + 42, MAX ((WAY - 60) * (double) value / MAX (largest, 1), 1), 8, CONVO_INK_W, CONVO_NONE, 0);
  return y + 76;
}

/* Text that fits the card */
static void
fitting (ConvoScene *scene, double x, double y, double size, int word, gboolean bold, const char *text)
{
  convo_scene_words (scene, x, y, -1, MIN (size, size * (WAY - 50) / convo_words_width (text, size, bold)), word, bold, "%s", text);
}

static void
draw_way (ConvoScene *scene, const ConvoWay *way, const ConvoWay *largest, guint lines, double x)
{
  g_autofree char *out = convo_shape_to_string (&way->out);
  g_autofree char *field = g_strdup_printf ("%" PRId64 "×%" PRId64, way->field, way->field);
  g_autofree char *facts = g_strdup_printf (_("output %s · receptive field %s"), out, field);
  double y = 92;

  fitting (scene, x, y, 17, CONVO_WORD, TRUE, way->label);
  fitting (scene, x, y + 28, 13, CONVO_WORD_SOFT, FALSE, facts);
  y += 64;
  for (guint i = 0; i < way->layers->len; i++)
    {
      convo_scene_box (scene, x, y - 13 + i * 32, WAY - 50, 26, 0xf6f5f4, CONVO_LINE_SOFT, 1);
      fitting (scene, x + 10, y + i * 32, 13, CONVO_WORD, FALSE, way->layers->pdata[i]);
    }
  y += lines * 32 + 16;
  y = draw_number (scene, _("parameters, without biases"), way->parameters, largest->parameters, x, y);
  draw_number (scene, _("multiplications for one picture"), way->macs, largest->macs, x, y);
}

/** convo_figure_comparison: @name: of a comparison. Returns: (transfer full) (nullable): the drawing; %NULL if there is none */
ConvoScene *
convo_figure_comparison (const char *name)
{
  g_autoptr(ConvoComparison) comparison = convo_comparison_new (name);
  g_autofree char *in = NULL, *title = NULL;
  ConvoWay largest = { 0 };
  ConvoScene *scene;
  guint lines = 0;

  if (comparison == NULL)
    return NULL;
  in = convo_shape_to_string (&comparison->in);
  title = g_strdup_printf ("%s: %s", comparison->title, in);
  scene = convo_scene_new (title);
  convo_scene_words (scene, FIGURE_LEFT, 30, -1, 17, CONVO_WORD, TRUE, "%s", title);
  for (guint i = 0; i < comparison->ways->len; i++)
    {
      const ConvoWay *way = comparison->ways->pdata[i];

      largest.parameters = MAX (largest.parameters, way->parameters);
      largest.macs = MAX (largest.macs, way->macs);
      lines = MAX (lines, way->layers->len);
    }
  for (guint i = 0; i < comparison->ways->len; i++)
    draw_way (scene, comparison->ways->pdata[i], &largest, lines, FIGURE_LEFT + i * WAY);
  if (comparison->note != NULL)
    {
      convo_scene_words (scene, FIGURE_LEFT, scene->height + 8, -1, 14, CONVO_WORD, FALSE, "%s", comparison->note);
      convo_scene_describe (scene, g_strdup (comparison->note));
    }
  return scene;
}
