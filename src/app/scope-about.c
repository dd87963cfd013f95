/* The about window: version, authors, and what the numbers are computed with. */
#include "scope-about.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "config.h"
#include "cpu.h"
#include "gemm.h"
#include "workers.h"

/** scope_about_present: shows who made this and what it runs on */
void
scope_about_present (GtkWindow *parent)
{
  const int cores = convo_cores ();
  g_autofree char *machine = g_strdup_printf (ngettext ("Vector instructions: %s\nOpenBLAS core: %s\n%d core",
                                                        "Vector instructions: %s\nOpenBLAS core: %s\n%d cores", cores),
                                              convo_cpu_isa_name (), convo_blas_core (), cores);
  GtkWidget *about = adw_about_window_new ();

  g_object_set (about,
                "application-name", "Convoscope",
                "application-icon", CONVO_APP_ID,
                "version", CONVO_VERSION,
                "developer-name", _("The Convoscope authors"),
                "license-type", GTK_LICENSE_GPL_3_0,
                "comments", _("An instrument for convolutional networks: build them, open every number, watch them learn."),
                "debug-info", machine,
                "debug-info-filename", "convoscope.txt",
                /* translators: your names, one a line */
                "translator-credits", _("translator-credits"),
                NULL);
  adw_about_window_add_legal_section (ADW_ABOUT_WINDOW (about), _("Computes with"), NULL, GTK_LICENSE_CUSTOM, machine);
  gtk_window_set_transient_for (GTK_WINDOW (about), parent);
  gtk_window_set_modal (GTK_WINDOW (about), TRUE);
  gtk_window_present (GTK_WINDOW (about));
}
