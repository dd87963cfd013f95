/* Gradients on the wires while a training runs, and the legend that says what their colours and widths mean. */
#include <glib/gi18n.h>
#include <math.h>
#include "numbers.h"
#include "scope-canvas-private.h"
#include "scope-wire-draw.h"

#define SCALE_WIDTH 96
#define NARROW 1000              /* a canvas in which words would push the legend over the network */

static void
draw_scale (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  for (int x = 0; x < width; x++)
    {
      const double place = (x + 0.5) / width, thick = 1.5 * scope_wire_width (place);
      GdkRGBA color;

      scope_wire_heat (place, &color);
      gdk_cairo_set_source_rgba (cr, &color);
      cairo_rectangle (cr, x, (height - thick) / 2, 1, thick);
      cairo_fill (cr);
    }
}

static void
toggled (GtkToggleButton *button, gpointer data)
{
  ScopeCanvas *self = data;

  self->plain_wires = !gtk_toggle_button_get_active (button);
  scope_canvas_update_flow (self);
}

static GtkWidget *
number_new (GtkWidget *box, int start, int end)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_margin_start (label, start);
  gtk_widget_set_margin_end (label, end);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

/** scope_canvas_flow_init: makes the legend; it is shown when there is something to say */
void
scope_canvas_flow_init (ScopeCanvas *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *button = gtk_toggle_button_new_with_label (_("Wires: gradient norm"));

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  gtk_widget_set_tooltip_text (button, _("Colour the wires by the gradient of the layers they leave"));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_focus_on_click (button, FALSE);
  g_signal_connect (button, "toggled", G_CALLBACK (toggled), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Wires: gradient norm"), -1);
  self->flow_button = button;
  gtk_box_append (GTK_BOX (box), button);
  self->flow_low = number_new (box, 8, 6);
  self->flow_scale = gtk_drawing_area_new ();
  gtk_widget_set_size_request (self->flow_scale, SCALE_WIDTH, 20);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->flow_scale), draw_scale, NULL, NULL);
  gtk_box_append (GTK_BOX (box), self->flow_scale);
  self->flow_high = number_new (box, 6, 8);
  self->flow_marks = number_new (box, 2, 8);
  gtk_widget_add_css_class (box, "canvas-furniture");
  gtk_widget_set_visible (box, FALSE);
  self->flow_legend = box;
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

static void
set_text (GtkWidget *label, const char *text)
{
  if (g_strcmp0 (text, gtk_label_get_text (GTK_LABEL (label))) != 0)
    gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, text[0] != '\0');
}

/* "2 dead · 1 exploding", with the marks that such wires have */
static char *
marks_of (const ScopeFlow *flow)
{
  g_autofree char *dead = NULL, *exploding = NULL;

  if (flow->n_dead > 0)
    /* translators: wires with no gradient; drawn as dots */
    dead = g_strdup_printf (ngettext ("┄ %d dead", "┄ %d dead", (gulong) flow->n_dead), flow->n_dead);
  if (flow->n_exploding > 0)
    /* translators: wires with far too large a gradient; drawn thick */
    exploding = g_strdup_printf (ngettext ("━ %d exploding", "━ %d exploding", (gulong) flow->n_exploding), flow->n_exploding);
  if (dead != NULL && exploding != NULL)
    return g_strconcat (dead, " · ", exploding, NULL);
  return g_strdup (dead != NULL ? dead : exploding != NULL ? exploding : "");
}

static void
update_legend (ScopeCanvas *self, const ScopeFlow *flow, gboolean known)
{
  g_autofree char *low = flow != NULL ? convo_number_plain (flow->low) : g_strdup ("");
  g_autofree char *high = flow != NULL ? convo_number_plain (flow->high) : g_strdup ("");
  g_autofree char *marks = flow != NULL ? marks_of (flow) : g_strdup ("");

  const gboolean narrow = gtk_widget_get_width (GTK_WIDGET (self)) < NARROW;
  const char *name = narrow ? "∇" : _("Wires: gradient norm");

  if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (self->flow_button)), name) != 0)
    {
      gtk_button_set_label (GTK_BUTTON (self->flow_button), name);
      gtk_widget_set_size_request (self->flow_scale, narrow ? SCALE_WIDTH / 2 : SCALE_WIDTH, 20);
    }
  set_text (self->flow_low, low);
  set_text (self->flow_high, high);
  set_text (self->flow_marks, marks);
  gtk_widget_set_visible (self->flow_scale, flow != NULL);
  gtk_widget_set_visible (self->flow_legend, known);
}

/** scope_canvas_update_flow: wires and legend follow the snapshot */
void
scope_canvas_update_flow (ScopeCanvas *self)
{
  ScopeScene *scene = scope_canvas_scene (self);
  const gboolean known = scene != NULL && self->snapshot != NULL && self->snapshot->gradients != NULL;
  ScopeFlow *flow = NULL;

  if (known && !self->plain_wires)
    flow = scope_flow_new (scene, self->snapshot->report, self->snapshot->gradients);
  scope_world_set_flow (self->world, flow);
  update_legend (self, flow, known);
}

/** scope_canvas_flow_words: Returns: (transfer full) (nullable): "gradient norm 0.041" of a wire */
char *
scope_canvas_flow_words (ScopeCanvas *self, int wire)
{
  const ScopeFlow *flow = scope_world_get_flow (self->world);
  g_autofree char *number = NULL;
  double place;

  if (scope_flow_at (flow, wire, &place) == SCOPE_FLOW_NONE)
    return NULL;
  number = isfinite (flow->norms[wire]) ? convo_number_plain (flow->norms[wire]) : g_strdup ("∞");
  return g_strdup_printf (_("gradient norm %s"), number);
}
