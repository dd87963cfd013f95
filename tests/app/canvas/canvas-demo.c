/* The canvas and its palette in a window of their own; built, never installed:
 * `canvas-demo [--dark] [--contrast] [--size WxH] [--bare] MODEL.convo` */
#include "convo-file.h"
#include "layers.h"
#include "scope-block-palette.h"
#include "scope-canvas.h"
#include "scope-palette.h"
#include "trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static gboolean dark, contrast, bare;
static int width = 1250, height = 620;
static const char *path;
static ScopeCanvas *canvas;
static ConvoTrainer *trainer;

/* A pullover, roughly, in any size. */
static float *
draw_picture (const ConvoShape *shape)
{
  const gint64 h = shape->dim[1], w = shape->dim[2];
  float *picture = g_new0 (float, convo_shape_count (shape));

  for (gint64 c = 0; c < shape->dim[0]; c++)
    for (gint64 i = 0; i < h; i++)
      for (gint64 j = 0; j < w; j++)
        {
          const double y = i * 28.0 / h, x = j * 28.0 / w, dx = fabs (x - 13.5);
          const gboolean body = dx < 7 && y > 3 && y < 26;
          const gboolean sleeve = dx >= 7 && dx < 12 && y > 4 + (dx - 7) * 0.8 && y < 22;

          picture[(c * h + i) * w + j] = dx < 3.5 && y < 6 ? 0.1f : body || sleeve
            ? 0.6f + 0.3f * (float) (sin (y * 1.9) * cos (x * 0.7)) : 0;
        }
  return picture;
}

static void
watch (ConvoDocument *document)
{
  ConvoReport *report = convo_document_report (document);
  const ConvoShape input = convo_report_totals (report)->input;

  g_message ("undo: %s", convo_document_undo_label (document));
  if (input.rank == 3 && convo_report_check (report, NULL))
    {
      g_autofree float *picture = draw_picture (&input);

      scope_canvas_set_sample (canvas, &input, picture, "Fashion-MNIST", "test picture 1,204");
      convo_trainer_watch (trainer, report, picture, -1);
    }
}

static gboolean
tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  g_autoptr(ConvoSnapshot) snapshot = convo_trainer_take_snapshot (trainer);

  if (snapshot != NULL)
    scope_canvas_set_snapshot (canvas, snapshot);
  return G_SOURCE_CONTINUE;
}

static void
said (ScopeCanvas *from, const char *text, AdwToastOverlay *toasts)
{
  g_message ("status: %s", text);
  adw_toast_overlay_add_toast (toasts, adw_toast_new (text));
}

static void
opened (ScopeCanvas *from, const char *id)
{
  g_message ("open: %s", id);
}

static gboolean
undo_key (GtkEventControllerKey *key, guint value, guint code, GdkModifierType state, gpointer document)
{
  if (!(state & GDK_CONTROL_MASK) || (value != GDK_KEY_z && value != GDK_KEY_y))
    return FALSE;
  return value == GDK_KEY_z ? convo_document_undo (document) : convo_document_redo (document);
}

static void
activate (GtkApplication *app, gpointer data)
{
  GtkWidget *window = adw_application_window_new (app), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *toasts = adw_toast_overlay_new (), *palette;
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  ConvoGraph *graph = convo_graph_load (file, NULL, &error);
  ConvoDocument *document;
  GtkEventController *key = gtk_event_controller_key_new ();

  if (graph == NULL)
    {
      g_printerr ("%s\n", error->message);
      exit (1);
    }
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
  g_object_set (gtk_settings_get_default (), "gtk-font-name", "Cantarell 11", NULL);
  scope_palette_install (gdk_display_get_default ());
  trainer = convo_trainer_new ();
  document = convo_document_new (graph);
  canvas = SCOPE_CANVAS (scope_canvas_new (document));
  palette = scope_block_palette_new ();
  gtk_widget_set_size_request (palette, 210, -1);
  if (!bare)
    gtk_box_append (GTK_BOX (row), palette);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (canvas));
  g_signal_connect_swapped (palette, "add", G_CALLBACK (scope_canvas_add), canvas);
  g_signal_connect (canvas, "status", G_CALLBACK (said), toasts);
  g_signal_connect (canvas, "open-inspector", G_CALLBACK (opened), NULL);
  g_signal_connect (document, "changed", G_CALLBACK (watch), NULL);
  g_signal_connect (key, "key-pressed", G_CALLBACK (undo_key), document);
  gtk_widget_add_controller (window, key);
  watch (document);
  gtk_widget_add_tick_callback (GTK_WIDGET (canvas), tick, NULL, NULL);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (toasts), row);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), toasts);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr(AdwApplication) app = NULL;

  for (int i = 1; i < argc; i++)
    if (strcmp (argv[i], "--dark") == 0)
      dark = TRUE;
    else if (strcmp (argv[i], "--contrast") == 0)
      contrast = TRUE;
    else if (strcmp (argv[i], "--bare") == 0)
      bare = TRUE;
    else if (strcmp (argv[i], "--size") == 0 && i + 1 < argc)
      sscanf (argv[++i], "%dx%d", &width, &height);
    else
      path = argv[i];
  if (path == NULL)
    return 2;
  if (contrast)
    g_setenv ("ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
  convo_layers_register ();
  app = adw_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_signal_connect (app, "activate", G_CALLBACK (activate), NULL);
  return g_application_run (G_APPLICATION (app), 1, argv);
}
