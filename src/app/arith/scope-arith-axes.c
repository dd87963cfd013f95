/* Settings of each axis on its own: how many axes there are, extents, kernel, stride, and zeros before and after. */
#include "scope-arith-axes.h"

#include <glib/gi18n.h>

#include "scope-arith-plane.h"

#define DEEPEST 5              /* slices of a picture that gets a third axis */

enum { ROW_INPUT, ROW_KERNEL, ROW_STRIDE, ROW_BEFORE, ROW_AFTER, N_ROWS };

struct _ScopeArithAxes
{
  AdwBin           parent_instance;

  ScopeArithState *state;
  GtkWidget       *ranks[3], *heads[3], *titles[N_ROWS], *table;
  GtkSpinButton   *spins[N_ROWS][3];
  gboolean         updating;
};

G_DEFINE_FINAL_TYPE (ScopeArithAxes, scope_arith_axes, ADW_TYPE_BIN)

static const struct { const char *title; double low, high; } rows[N_ROWS] = {
  [ROW_INPUT] = { N_("Input"), 1, 32 }, [ROW_KERNEL] = { N_("Kernel"), 1, 11 }, [ROW_STRIDE] = { N_("Stride"), 1, 6 },
  [ROW_BEFORE] = { N_("Zeros before"), 0, 8 }, [ROW_AFTER] = { N_("Zeros after"), 0, 8 },
};

static const char *const axis_titles[3] = { N_("Depth"), N_("Height"), N_("Width") };

/* Whether zeros before and after may differ: the other kinds have one number for both ends. */
static gboolean
is_uneven (const ConvoArith *arith)
{
  return g_strcmp0 (arith->kind->name, "conv") == 0;
}

static gboolean
has_row (const ConvoArith *arith, int row)
{
  switch (row)
    {
    case ROW_INPUT: return arith->in.rank > 1;
    case ROW_KERNEL: return convo_arith_has (arith, CONVO_ARITH_KERNEL);
    case ROW_STRIDE: return convo_arith_has (arith, CONVO_ARITH_STRIDE);
    case ROW_BEFORE: return convo_arith_has (arith, CONVO_ARITH_PADDING);
    default: return convo_arith_has (arith, CONVO_ARITH_PADDING) && is_uneven (arith);
    }
}

static gint64
get (const ConvoArith *arith, int row, int axis)
{
  switch (row)
    {
    case ROW_INPUT: return arith->in.dim[MAX (axis - 3 + arith->in.rank, 0)];
    case ROW_KERNEL: return arith->kernel[axis];
    case ROW_STRIDE: return arith->stride[axis];
    case ROW_BEFORE: return arith->before[axis];
    default: return arith->after[axis];
    }
}

static void
put (ConvoArith *arith, int row, int axis, gint64 value)
{
  static const ConvoArithField fields[] = { CONVO_ARITH_INPUT, CONVO_ARITH_KERNEL, CONVO_ARITH_STRIDE, CONVO_ARITH_PADDING };

  if (row == ROW_AFTER)
    arith->after[axis] = value;
  else if (row == ROW_BEFORE && is_uneven (arith))
    arith->before[axis] = value;
  else
    convo_arith_set_axis (arith, fields[row], axis, value);
}

static void
show (ScopeArithAxes *self)
{
  const ConvoArith *arith = scope_arith_state_arith (self->state);
  const int rank = arith->in.rank - 1;

  gtk_widget_set_visible (GTK_WIDGET (self), scope_arith_state_is_free (self->state) && convo_arith_windows (arith));
  if (rank < 1 || rank > 3)
    return;
  self->updating = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->ranks[rank - 1]), TRUE);
  gtk_label_set_label (GTK_LABEL (self->titles[ROW_BEFORE]), is_uneven (arith) ? _("Zeros before") : _("Padding"));
  for (int axis = 0; axis < 3; axis++)
    gtk_widget_set_visible (self->heads[axis], axis >= 3 - rank);
  for (int row = 0; row < N_ROWS; row++)
    {
      gtk_widget_set_visible (self->titles[row], has_row (arith, row));
      for (int axis = 0; axis < 3; axis++)
        {
          const gboolean visible = has_row (arith, row) && axis >= 3 - rank;

          gtk_widget_set_visible (GTK_WIDGET (self->spins[row][axis]), visible);
          if (visible)
            gtk_spin_button_set_value (self->spins[row][axis], get (arith, row, axis));
        }
    }
  self->updating = FALSE;
}

static void
changed (ScopeArithAxes *self, GtkSpinButton *spin)
{
  const int place = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (spin), "place"));
  ConvoArith arith = *scope_arith_state_arith (self->state);
  const gint64 value = gtk_spin_button_get_value_as_int (spin);

  if (self->updating || get (&arith, place / 3, place % 3) == value)
    return;
  put (&arith, place / 3, place % 3, value);
  scope_arith_state_set_arith (self->state, &arith);
}

/* One to three sliding axes: the picture keeps its width, the settings of the width hold for all. */
static void
rank_chosen (ScopeArithAxes *self, GtkToggleButton *button)
{
  static const ConvoArithField fields[] = { CONVO_ARITH_KERNEL, CONVO_ARITH_STRIDE, CONVO_ARITH_PADDING, CONVO_ARITH_DILATION,
                                            CONVO_ARITH_OUTPUT_PADDING };
  const int rank = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "rank"));
  ConvoArith arith = *scope_arith_state_arith (self->state);
  const gint64 width = arith.in.dim[arith.in.rank - 1];

  if (self->updating || !gtk_toggle_button_get_active (button) || arith.in.rank == rank + 1)
    return;
  arith.in.rank = rank + 1;
  for (int i = 1; i <= rank; i++)
    arith.in.dim[i] = i == 1 && rank == 3 ? MIN (width, DEEPEST) : width;
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (convo_arith_has (&arith, fields[i]))
      convo_arith_set (&arith, fields[i], convo_arith_get (&arith, fields[i]));
  if (!scope_arith_state_set_arith (self->state, &arith))
    show (self);
}

/* ---- building ---- */

static GtkWidget *
make_ranks (ScopeArithAxes *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  static const char *const words[] = { N_("1-D"), N_("2-D"), N_("3-D") };

  gtk_widget_add_css_class (box, "linked");
  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  for (int i = 0; i < 3; i++)
    {
      self->ranks[i] = gtk_toggle_button_new_with_label (_(words[i]));
      g_object_set_data (G_OBJECT (self->ranks[i]), "rank", GINT_TO_POINTER (i + 1));
      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->ranks[i]), GTK_TOGGLE_BUTTON (self->ranks[0]));
      g_signal_connect_swapped (self->ranks[i], "toggled", G_CALLBACK (rank_chosen), self);
      gtk_box_append (GTK_BOX (box), self->ranks[i]);
    }
  return box;
}

static void
make_spin (ScopeArithAxes *self, int row, int axis)
{
  GtkSpinButton *spin = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (rows[row].low, rows[row].high, 1));
  /* translators: what a number sets: "Kernel, height" */
  g_autofree char *name = g_strdup_printf (_("%s, %s"), _(rows[row].title), _(axis_titles[axis]));

  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 2);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin), 2);
  g_object_set_data (G_OBJECT (spin), "place", GINT_TO_POINTER (row * 3 + axis));
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (changed), self);
  gtk_grid_attach (GTK_GRID (self->table), GTK_WIDGET (spin), axis + 1, row + 1, 1, 1);
  self->spins[row][axis] = spin;
}

static void
make_table (ScopeArithAxes *self)
{
  self->table = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->table), 4);
  gtk_grid_set_column_spacing (GTK_GRID (self->table), 6);
  gtk_widget_add_css_class (self->table, "axes-table");
  for (int axis = 0; axis < 3; axis++)
    {
      self->heads[axis] = scope_arith_label ("dim-text");
      gtk_label_set_label (GTK_LABEL (self->heads[axis]), _(axis_titles[axis]));
      gtk_grid_attach (GTK_GRID (self->table), self->heads[axis], axis + 1, 0, 1, 1);
    }
  for (int row = 0; row < N_ROWS; row++)
    {
      self->titles[row] = scope_arith_label (NULL);
      gtk_label_set_label (GTK_LABEL (self->titles[row]), _(rows[row].title));
      gtk_widget_set_hexpand (self->titles[row], TRUE);
      gtk_grid_attach (GTK_GRID (self->table), self->titles[row], 0, row + 1, 1, 1);
      for (int axis = 0; axis < 3; axis++)
        make_spin (self, row, axis);
    }
}

static void
scope_arith_axes_dispose (GObject *object)
{
  g_clear_object (&SCOPE_ARITH_AXES (object)->state);
  G_OBJECT_CLASS (scope_arith_axes_parent_class)->dispose (object);
}

static void
scope_arith_axes_class_init (ScopeArithAxesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = scope_arith_axes_dispose;
}

static void
scope_arith_axes_init (ScopeArithAxes *self)
{
  GtkWidget *expander = gtk_expander_new (_("Each axis on its own")), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  gtk_box_append (GTK_BOX (box), make_ranks (self));
  make_table (self);
  gtk_box_append (GTK_BOX (box), self->table);
  gtk_widget_set_margin_top (box, 6);
  gtk_expander_set_child (GTK_EXPANDER (expander), box);
  adw_bin_set_child (ADW_BIN (self), expander);
}

/** scope_arith_axes_new: Returns: (transfer full): the settings of @state, axis by axis; hidden where nothing slides */
GtkWidget *
scope_arith_axes_new (ScopeArithState *state)
{
  ScopeArithAxes *self = g_object_new (SCOPE_TYPE_ARITH_AXES, NULL);

  self->state = g_object_ref (state);
  g_signal_connect_object (state, "settings", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "illegal", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
  return GTK_WIDGET (self);
}
