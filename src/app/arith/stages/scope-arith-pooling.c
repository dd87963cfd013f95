/* The stage "Pooling": four kinds of pooling side by side, and what a shift of the picture changes in each. */
#include "scope-arith-pooling.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "filling.h"
#include "numbers.h"
#include "scope-arith-plane.h"
#include "scope-arith-slides.h"

#define KINDS 4
#define COMFORT 300            /* pixels that a card has in lecture mode */

typedef struct
{
  GtkWidget       *card, *words, *verdict, *before_title, *after_title;
  GtkLevelBar     *bar;
  ScopeNumberGrid *before, *after;
  ConvoTrace      *trace;
  ConvoShift       shift;
} Pool;

struct _ScopeArithPooling
{
  AdwBin           parent_instance;

  ScopeArithState *state;
  Pool             pools[KINDS];
  ScopeNumberGrid *x, *shifted;
  GtkWidget       *x_title, *shifted_title, *changed;
  GtkDropDown     *kernel, *stride;
  ScopeArithSlides *slides;
  int              down, right;
};

G_DEFINE_FINAL_TYPE (ScopeArithPooling, scope_arith_pooling, ADW_TYPE_BIN)

static const struct { const char *kind, *title, *formula; } kinds[KINDS] = {
  { "max-pool", N_("Maximum"), "p = max xᵢ" },
  { "average-pool", N_("Average"), "p = (x₁ + … + xₙ) / n" },
  { "lp-pool", N_("L² norm"), "p = √(x₁² + … + xₙ²)" },
  { "distance-pool", N_("By distance"), "p = Σ gᵢ·xᵢ,  gᵢ ~ 2<sup>−r²</sup>" },
};

static void
clear_pool (Pool *pool)
{
  convo_shift_clear (&pool->shift);
  memset (&pool->shift, 0, sizeof pool->shift);
  g_clear_pointer (&pool->trace, convo_trace_free);
}

/* One pooling of the state's first channel. */
static gboolean
make_pool (ScopeArithPooling *self, Pool *pool, const char *name)
{
  const ConvoTrace *from = scope_arith_state_trace (self->state);
  const ConvoKind *kind = convo_kind_find (name);
  ConvoShape in = from->in[0];
  ConvoArith arith;

  clear_pool (pool);
  if (kind == NULL || in.rank < 2 || convo_shape_count (&in) / in.dim[0] > 65536)
    return FALSE;
  in.dim[0] = 1;
  convo_arith_init (&arith, kind, &in);
  convo_arith_set (&arith, CONVO_ARITH_KERNEL, gtk_drop_down_get_selected (self->kernel) + 2);
  convo_arith_set (&arith, CONVO_ARITH_STRIDE, gtk_drop_down_get_selected (self->stride) + 1);
  pool->trace = convo_trace_new (&arith, NULL);
  if (pool->trace == NULL)
    return FALSE;
  memcpy (pool->trace->x[0], from->x[0] + scope_arith_state_channel (self->state) * convo_shape_count (&in),
          convo_shape_count (&in) * sizeof (float));
  convo_trace_run (pool->trace);
  convo_shift_compare (pool->trace, self->down, self->right, &pool->shift);
  return TRUE;
}

/* The sign stays with its number. */
static char *
percent_text (double percent)
{
  g_autofree char *number = convo_number_real (percent, 0);

  return g_strconcat (number, "\u00a0%", NULL);
}

static void
show_pool (ScopeArithPooling *self, int k, gboolean best)
{
  Pool *pool = &self->pools[k];
  const ScopePlane plane = scope_plane_of (&pool->trace->out);
  const int cells = plane.rows * plane.columns;
  const int cell = (int) MIN (scope_arith_state_cell (self->state), cells - 1);
  g_autoptr(ConvoSum) sum = convo_trace_output (pool->trace, cell);
  g_autofree char *equation = convo_sum_equation (sum, FALSE), *percent = percent_text (pool->shift.percent);
  g_autofree guint8 *lit = g_new0 (guint8, cells);

  for (int i = 0; i < cells; i++)
    lit[i] = pool->shift.before[i] != pool->shift.after[i];
  scope_number_grid_set_values (pool->before, plane.rows, plane.columns, pool->shift.before);
  scope_number_grid_set_values (pool->after, plane.rows, plane.columns, pool->shift.after);
  scope_number_grid_set_lit (pool->after, lit);
  scope_number_grid_set_current (pool->before, cell / plane.columns, cell % plane.columns);
  scope_number_grid_set_current (pool->after, cell / plane.columns, cell % plane.columns);
  scope_arith_markup (pool->before_title, _("before the shift"));
  scope_arith_markup (pool->after_title, _("after the shift"));
  scope_arith_markup (pool->words, "%s", equation);
  scope_arith_markup (pool->verdict, _("changed <b>%d of %d</b> cells, by <span size=\"x-large\" weight=\"bold\">%s</span>%s"),
                      (int) pool->shift.changed, (int) pool->shift.n, percent, best ? _("  steadiest of all") : "");
  gtk_level_bar_set_value (pool->bar, CLAMP (pool->shift.percent / 100, 0, 1));
}

static void
show_input (ScopeArithPooling *self)
{
  const ConvoTrace *trace = self->pools[0].trace;
  const ScopePlane plane = scope_plane_of (&trace->in[0]);
  const ConvoShift *shift = &self->pools[0].shift;
  g_autofree char *percent = percent_text (shift->input_percent);
  g_autofree float *moved = g_new0 (float, plane.rows * plane.columns);
  g_autoptr(ConvoSum) sum = convo_trace_output (trace, MIN (scope_arith_state_cell (self->state), convo_shape_count (&trace->out) - 1));
  ScopeGridWindow window;
  int slice;

  for (int r = 0; r < plane.rows; r++)
    for (int c = 0; c < plane.columns; c++)
      {
        const int from_r = r - self->down, from_c = c - self->right;

        if (from_r >= 0 && from_r < plane.rows && from_c >= 0 && from_c < plane.columns)
          moved[r * plane.columns + c] = trace->x[0][from_r * plane.columns + from_c];
      }
  scope_number_grid_set_values (self->x, plane.rows, plane.columns, trace->x[0]);
  scope_number_grid_set_values (self->shifted, plane.rows, plane.columns, moved);
  if (scope_plane_window (trace, sum, &window, &slice))
    {
      scope_number_grid_set_window (self->x, &window);
      scope_number_grid_set_window (self->shifted, &window);
    }
  scope_arith_markup (self->x_title, _("before the shift"));
  scope_arith_markup (self->shifted_title, _("after the shift by %d down, %d right"), self->down, self->right);
  scope_arith_markup (self->changed, _("changed <b>%d of %d</b> values, by <b>%s</b>"), (int) shift->input_changed,
                      (int) shift->input_n, percent);
}

static void
update (ScopeArithPooling *self)
{
  int best = 0;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  scope_arith_slides_set_large (self->slides, scope_arith_state_large (self->state));
  for (int k = 0; k < KINDS; k++)
    gtk_widget_set_visible (self->pools[k].card, make_pool (self, &self->pools[k], kinds[k].kind));
  if (self->pools[0].trace == NULL)
    {
      scope_arith_markup (self->changed, _("This window does not fit the input: take a smaller one."));
      return;
    }
  for (int k = 1; k < KINDS; k++)
    if (self->pools[k].trace != NULL && self->pools[k].shift.percent < self->pools[best].shift.percent)
      best = k;
  for (int k = 0; k < KINDS; k++)
    if (self->pools[k].trace != NULL)
      show_pool (self, k, k == best);
  show_input (self);
}

static void
shift (GtkButton *button, ScopeArithPooling *self)
{
  self->down += GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "down"));
  self->right += GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "right"));
  update (self);
}

static void
cell_chosen (ScopeArithPooling *self, int row, int column, ScopeNumberGrid *grid)
{
  const ConvoTrace *trace = self->pools[0].trace;

  if (row >= 0 && column >= 0 && trace != NULL)
    scope_arith_state_go (self->state, row * scope_plane_of (&trace->out).columns + column);
}

static GtkWidget *
arrow_new (ScopeArithPooling *self, const char *icon, const char *name, int down, int right)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "down", GINT_TO_POINTER (down));
  g_object_set_data (G_OBJECT (button), "right", GINT_TO_POINTER (right));
  g_signal_connect (button, "clicked", G_CALLBACK (shift), self);
  return button;
}

static GtkDropDown *
sizes_new (ScopeArithPooling *self, const char *name, const char *const *sizes, guint selected)
{
  GtkDropDown *drop = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (sizes));

  gtk_drop_down_set_selected (drop, selected);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (drop, "notify::selected", G_CALLBACK (update), self);
  return drop;
}

static GtkWidget *
make_tools (ScopeArithPooling *self)
{
  static const char *const kernels[] = { "2×2", "3×3", "4×4", NULL }, *const strides[] = { "1", "2", "3", "4", NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *arrows = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (arrows, "linked");
  gtk_box_append (GTK_BOX (arrows), arrow_new (self, "go-previous-symbolic", _("Shift left"), 0, -1));
  gtk_box_append (GTK_BOX (arrows), arrow_new (self, "go-up-symbolic", _("Shift up"), -1, 0));
  gtk_box_append (GTK_BOX (arrows), arrow_new (self, "go-down-symbolic", _("Shift down"), 1, 0));
  gtk_box_append (GTK_BOX (arrows), arrow_new (self, "go-next-symbolic", _("Shift right"), 0, 1));
  self->kernel = sizes_new (self, _("Window"), kernels, 1);
  self->stride = sizes_new (self, _("Stride"), strides, 1);
  gtk_box_append (GTK_BOX (box), gtk_label_new (_("Shift")));
  gtk_box_append (GTK_BOX (box), arrows);
  gtk_box_append (GTK_BOX (box), gtk_label_new (_("Window")));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->kernel));
  gtk_box_append (GTK_BOX (box), gtk_label_new (_("Stride")));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stride));
  return box;
}

static ScopeNumberGrid *
grid_new (ScopeGridRole role, const char *name)
{
  ScopeNumberGrid *grid = SCOPE_NUMBER_GRID (scope_number_grid_new (role, name));

  scope_number_grid_set_cell (grid, 14, role == SCOPE_GRID_OUTPUT ? 62 : 44);
  return grid;
}

static GtkWidget *
make_card (ScopeArithPooling *self, Pool *pool, int k)
{
  GtkWidget *title = scope_arith_label ("heading"), *formula = scope_arith_label ("dim-text");

  pool->card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_label_set_label (GTK_LABEL (title), _(kinds[k].title));
  gtk_label_set_label (GTK_LABEL (formula), kinds[k].formula);
  pool->words = scope_arith_label (NULL);
  gtk_label_set_lines (GTK_LABEL (pool->words), 3);
  gtk_label_set_ellipsize (GTK_LABEL (pool->words), PANGO_ELLIPSIZE_END);
  gtk_widget_set_size_request (pool->words, -1, 54);
  gtk_label_set_yalign (GTK_LABEL (pool->words), 0);
  pool->verdict = scope_arith_label (NULL);
  gtk_widget_set_size_request (formula, -1, 24);             /* the same rows in all cards, however their words wrap */
  gtk_widget_set_size_request (pool->verdict, -1, 46);
  gtk_label_set_yalign (GTK_LABEL (pool->verdict), 0);
  pool->bar = GTK_LEVEL_BAR (gtk_level_bar_new ());
  pool->before = grid_new (SCOPE_GRID_OUTPUT, _("Output before the shift"));
  pool->after = grid_new (SCOPE_GRID_OUTPUT, _("Output after the shift"));
  gtk_box_append (GTK_BOX (pool->card), title);
  gtk_box_append (GTK_BOX (pool->card), formula);
  gtk_box_append (GTK_BOX (pool->card), pool->words);
  gtk_box_append (GTK_BOX (pool->card), scope_arith_titled ("p", "role-y", GTK_WIDGET (pool->before), &pool->before_title));
  gtk_box_append (GTK_BOX (pool->card), scope_arith_titled ("p", "role-y", GTK_WIDGET (pool->after), &pool->after_title));
  gtk_box_append (GTK_BOX (pool->card), pool->verdict);
  gtk_box_append (GTK_BOX (pool->card), GTK_WIDGET (pool->bar));
  gtk_widget_set_vexpand (GTK_WIDGET (pool->before), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (pool->after), TRUE);
  gtk_widget_add_css_class (pool->card, "card");
  gtk_widget_add_css_class (pool->card, "arith-card");
  gtk_widget_set_hexpand (pool->card, TRUE);
  g_signal_connect_swapped (pool->before, "pressed", G_CALLBACK (cell_chosen), self);
  g_signal_connect_swapped (pool->after, "pressed", G_CALLBACK (cell_chosen), self);
  return pool->card;
}

static void
scope_arith_pooling_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (scope_arith_pooling_parent_class)->map (widget);
  update (SCOPE_ARITH_POOLING (widget));
}

static void
scope_arith_pooling_dispose (GObject *object)
{
  ScopeArithPooling *self = SCOPE_ARITH_POOLING (object);

  for (int k = 0; k < KINDS; k++)
    clear_pool (&self->pools[k]);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (scope_arith_pooling_parent_class)->dispose (object);
}

static void
scope_arith_pooling_class_init (ScopeArithPoolingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_arith_pooling_dispose;
  GTK_WIDGET_CLASS (klass)->map = scope_arith_pooling_map;
}

static void
scope_arith_pooling_init (ScopeArithPooling *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *input = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  self->right = 1;
  gtk_box_append (GTK_BOX (box), make_tools (self));
  self->x = grid_new (SCOPE_GRID_INPUT, _("Input before the shift"));
  self->shifted = grid_new (SCOPE_GRID_INPUT, _("Input after the shift"));
  self->changed = scope_arith_label (NULL);
  gtk_box_append (GTK_BOX (input), scope_arith_titled ("x", "role-x", GTK_WIDGET (self->x), &self->x_title));
  gtk_box_append (GTK_BOX (input), scope_arith_titled ("x", "role-x", GTK_WIDGET (self->shifted), &self->shifted_title));
  gtk_box_append (GTK_BOX (input), self->changed);
  gtk_widget_set_size_request (input, 240, -1);
  gtk_box_append (GTK_BOX (row), input);
  self->slides = SCOPE_ARITH_SLIDES (scope_arith_slides_new (COMFORT));
  for (int k = 0; k < KINDS; k++)
    scope_arith_slides_append (self->slides, make_card (self, &self->pools[k], k));
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->slides));
  gtk_widget_set_vexpand (row, TRUE);
  gtk_box_append (GTK_BOX (box), row);
  gtk_widget_add_css_class (box, "arith-stage");
  adw_bin_set_child (ADW_BIN (self), box);
}

/** scope_arith_pooling_new: Returns: (transfer full): the stage of @state */
GtkWidget *
scope_arith_pooling_new (ScopeArithState *state)
{
  ScopeArithPooling *self = g_object_new (SCOPE_TYPE_ARITH_POOLING, NULL);

  self->state = g_object_ref (state);
  g_signal_connect_object (state, "settings", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "moved", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/** scope_arith_pooling_pools: @pools: (out): what is pooled, how, and by how much the picture is shifted */
void
scope_arith_pooling_pools (ScopeArithPooling *self, ConvoPools *pools)
{
  *pools = (ConvoPools) { .channel = scope_arith_state_channel (self->state), .down = self->down, .right = self->right,
                          .kernel = gtk_drop_down_get_selected (self->kernel) + 2,
                          .stride = gtk_drop_down_get_selected (self->stride) + 1 };
}
