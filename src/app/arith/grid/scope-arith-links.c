/* Which inputs have weights to which outputs: the matrix that groups thin out to its diagonal. */
#include "scope-arith-links.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "scope-grid-paint.h"

#define LARGEST 26             /* of a cell, in pixels */
#define HEIGHT 132
#define MARGIN 18              /* for the letters beside the matrix */
#define MAX_INPUTS 64          /* more cells would be finer than can be seen */
#define MAX_OUTPUTS ((HEIGHT - MARGIN) / 3)
#define FADE_MS 200

struct _ScopeArithLinks
{
  ScopeView        parent_instance;
  ScopeArithState *state;
  gint64           groups, groups_before, rows;
  double           progress;      /* of the blocks that fade, 0…1 */
  AdwAnimation    *fade;
};

G_DEFINE_FINAL_TYPE (ScopeArithLinks, scope_arith_links, SCOPE_TYPE_VIEW)

static gboolean
linked (gint64 in, gint64 out, gint64 n_in, gint64 n_out, gint64 groups)
{
  return n_in % groups == 0 && n_out % groups == 0 && in / (n_in / groups) == out / (n_out / groups);
}

static gboolean
is_shown (const ConvoArith *arith, gint64 n_out)
{
  return convo_arith_has (arith, CONVO_ARITH_GROUPS) && arith->in.dim[0] <= MAX_INPUTS && n_out <= MAX_OUTPUTS;
}

/** scope_arith_links_words: Returns: (transfer full): "6 of 6 pairs of channels have weights: standard" */
char *
scope_arith_links_words (ScopeArithState *state)
{
  const ConvoTrace *trace = scope_arith_state_trace (state);
  const gint64 n_in = trace->in[0].dim[0], n_out = trace->out.dim[0], groups = MAX (trace->arith.groups, 1);
  const char *name = groups == 1 ? _("every kernel sees all channels")
                     : groups == n_in ? _("depthwise: each channel has kernels of its own") : _("grouped: kernels see their group only");

  /* translators: pairs of an input and an output channel; then what such a convolution is called */
  return g_strdup_printf (_("%d of %d pairs of channels have weights: %s"), (int) (n_in * n_out / groups), (int) (n_in * n_out), name);
}

static void
draw_block (ScopeArithLinks *self, GtkSnapshot *snapshot, double x, double y, double cell, double part, gboolean current)
{
  const graphene_rect_t rect = GRAPHENE_RECT_INIT (x + 1, y + 1, cell - 2, cell - 2);
  const GdkRGBA line = scope_paint_faint (scope_palette_color (SCOPE_COLOR_TEXT), 0.18);
  const GdkRGBA block = scope_paint_faint (scope_palette_color (SCOPE_COLOR_KERNEL), 0.75 * part);
  const GdkRGBA *edge = current ? scope_palette_color (SCOPE_COLOR_TEXT) : &line;
  const float thick = current ? 2 : 1, widths[4] = { thick, thick, thick, thick };
  const GdkRGBA colors[4] = { *edge, *edge, *edge, *edge };
  GskRoundedRect round;

  gtk_snapshot_append_color (snapshot, &block, &rect);
  gsk_rounded_rect_init_from_rect (&round, &rect, 2);
  gtk_snapshot_append_border (snapshot, &round, widths, colors);
}

static void
scope_arith_links_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ScopeArithLinks *self = SCOPE_ARITH_LINKS (widget);
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const gint64 n_in = trace->in[0].dim[0], n_out = trace->out.dim[0];
  const double cell = MIN (LARGEST, MIN ((gtk_widget_get_width (widget) - MARGIN) / (double) n_in, (HEIGHT - MARGIN) / (double) n_out));
  const GdkRGBA *dim = scope_palette_color (SCOPE_COLOR_DIM);

  if (!is_shown (&trace->arith, n_out) || cell < 3)
    return;
  for (gint64 out = 0; out < n_out; out++)
    for (gint64 in = 0; in < n_in; in++)
      {
        const double now = linked (in, out, n_in, n_out, self->groups), before = linked (in, out, n_in, n_out, self->groups_before);

        draw_block (self, snapshot, MARGIN + in * cell, MARGIN + out * cell, cell, before + (now - before) * self->progress,
                    out == scope_arith_state_kernel (self->state) && linked (in, out, n_in, n_out, self->groups));
      }
  scope_view_append_text (SCOPE_VIEW (self), snapshot, _("inputs →"), SCOPE_TEXT_CAPTION, MARGIN, 0, 0, dim);
  scope_view_append_text (SCOPE_VIEW (self), snapshot, "↓", SCOPE_TEXT_CAPTION, MARGIN / 2.0, MARGIN, 0.5, dim);
}

static void
set_progress (double value, gpointer data)
{
  SCOPE_ARITH_LINKS (data)->progress = value;
  gtk_widget_queue_draw (GTK_WIDGET (data));
}

static void
settings_changed (ScopeArithLinks *self)
{
  const ConvoTrace *trace = scope_arith_state_trace (self->state);
  const gint64 groups = MAX (trace->arith.groups, 1);
  g_autofree char *words = scope_arith_links_words (self->state);

  gtk_widget_set_visible (GTK_WIDGET (self), is_shown (&trace->arith, trace->out.dim[0]));
  scope_view_describe (SCOPE_VIEW (self), _("Weights between channels"), words);
  if (trace->out.dim[0] != self->rows)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  self->rows = trace->out.dim[0];
  if (groups != self->groups)
    {
      self->groups_before = self->groups;
      self->groups = groups;
      self->progress = 0;
      adw_animation_play (self->fade);      /* at once where animations are off */
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
scope_arith_links_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *nat, int *b1, int *b2)
{
  const ConvoTrace *trace = scope_arith_state_trace (SCOPE_ARITH_LINKS (widget)->state);

  *min = *nat = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : MIN (HEIGHT, MARGIN + LARGEST * (int) trace->out.dim[0]) + 2;
}

static void
scope_arith_links_dispose (GObject *object)
{
  ScopeArithLinks *self = SCOPE_ARITH_LINKS (object);

  g_clear_object (&self->fade);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (scope_arith_links_parent_class)->dispose (object);
}

static void
scope_arith_links_class_init (ScopeArithLinksClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scope_arith_links_dispose;
  widget_class->snapshot = scope_arith_links_snapshot;
  widget_class->measure = scope_arith_links_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
scope_arith_links_init (ScopeArithLinks *self)
{
  self->groups = self->groups_before = 1;
  self->progress = 1;
  self->fade = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, FADE_MS,
                                        adw_callback_animation_target_new (set_progress, self, NULL));
}

/** scope_arith_links_new: Returns: (transfer full): the matrix of @state; hidden where there are no groups */
GtkWidget *
scope_arith_links_new (ScopeArithState *state)
{
  ScopeArithLinks *self = g_object_new (SCOPE_TYPE_ARITH_LINKS, NULL);

  self->state = g_object_ref (state);
  g_signal_connect_object (state, "settings", G_CALLBACK (settings_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "moved", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  settings_changed (self);
  return GTK_WIDGET (self);
}
