/* Spin buttons for whole and real numbers: any legal value can be typed, steps are comfortable. */
#include "scope-number-spin.h"

#include <math.h>

#include "numbers.h"

#define WHOLE_MAX 1e15

/* Accepts a point and the comma of other languages. */
static int
input (GtkSpinButton *spin, double *value, gpointer unused)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (spin)));
  char *end;

  g_strdelimit (text, ",", '.');
  g_strstrip (text);
  *value = g_ascii_strtod (text, &end);
  return *text != '\0' && *end == '\0' && isfinite (*value) ? TRUE : GTK_INPUT_ERROR;
}

static gboolean
output (GtkSpinButton *spin, gpointer unused)
{
  g_autofree char *text = convo_number_plain (gtk_spin_button_get_value (spin));

  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (spin))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

/* A step is one unit of the first digit: 0.01 goes to 0.009 and 0.011, 0.9 to 0.8. */
static void
adapt_step (GtkAdjustment *adjustment, gpointer first_step)
{
  const double value = fabs (gtk_adjustment_get_value (adjustment));
  const double step = value > 0 ? pow (10, floor (log10 (value) - 1e-9)) : *(double *) first_step;

  if (fabs (gtk_adjustment_get_step_increment (adjustment) - step) > step * 1e-6)
    gtk_adjustment_set_step_increment (adjustment, step);
}

/**
 * scope_number_spin_new:
 * @real: a real number; else a whole one
 * @min: least legal value
 * @max: greatest legal value
 * @soft_max: greatest comfortable value: pages are a tenth of it
 * @name: for screen readers
 *
 * Returns: (transfer full): a #GtkSpinButton
 */
GtkWidget *
scope_number_spin_new (gboolean real, double min, double max, double soft_max, const char *name)
{
  const double page = real ? soft_max / 10 : MAX (1, floor (soft_max / 10));
  GtkAdjustment *adjustment = gtk_adjustment_new (CLAMP (0, min, max), MAX (min, -WHOLE_MAX), MIN (max, WHOLE_MAX),
                                                  1, page, 0);
  GtkWidget *spin = gtk_spin_button_new (adjustment, 0, real ? 12 : 0);

  if (real)
    {
      double *first = g_new (double, 1);

      *first = soft_max > 0 ? pow (10, floor (log10 (soft_max) - 3)) : 0.001;
      g_signal_connect (spin, "input", G_CALLBACK (input), NULL);
      g_signal_connect (spin, "output", G_CALLBACK (output), NULL);
      g_signal_connect_data (adjustment, "value-changed", G_CALLBACK (adapt_step), first, (GClosureNotify) (void (*) (void)) g_free, 0);
      adapt_step (adjustment, first);
    }
  else
    gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 5);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin), 5);
  gtk_editable_set_alignment (GTK_EDITABLE (spin), 1);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return spin;
}
