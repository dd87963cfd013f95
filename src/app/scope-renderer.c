/* What the display can do: keeps GTK off OpenGL where a program pretends to be a graphics card, since GTK 4.8 draws 2 to 6
 * times slower there, and off transparency where nothing composes the screen. */
#include "scope-renderer.h"

#include <epoxy/gl.h>
#include <gtk/gtk.h>
#include <string.h>

/* Without a render node there is no graphics card, and asking OpenGL itself would cost a quarter of a second. */
static gboolean
has_graphics_card (void)
{
  g_autoptr(GDir) dir = g_dir_open ("/dev/dri", 0, NULL);
  const char *name;

  if (g_file_test ("/dev/nvidiactl", G_FILE_TEST_EXISTS))
    return TRUE;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "renderD"))
      return TRUE;
  return FALSE;
}

static gboolean
gl_is_software (GdkDisplay *display)
{
  g_autoptr(GdkGLContext) context = gdk_display_create_gl_context (display, NULL);
  gboolean software = TRUE;

  if (context != NULL && gdk_gl_context_realize (context, NULL))
    {
      const char *renderer;

      gdk_gl_context_make_current (context);
      renderer = (const char *) glGetString (GL_RENDERER);
      software = renderer == NULL || strstr (renderer, "llvmpipe") != NULL || strstr (renderer, "softpipe") != NULL
                 || strstr (renderer, "SWR") != NULL;
      gdk_gl_context_clear_current ();
    }
  return software;
}

/**
 * scope_renderer_choose:
 *
 * Chooses the cairo renderer when OpenGL runs on the processor. Call it after GTK is initialised and before the
 * first window. A renderer that the user names in GSK_RENDERER is left alone.
 */
void
scope_renderer_choose (void)
{
  GdkDisplay *display = gdk_display_get_default ();

  if (g_getenv ("GSK_RENDERER") != NULL || display == NULL)
    return;
  if (!has_graphics_card () || gl_is_software (display))
    g_setenv ("GSK_RENDERER", "cairo", TRUE);
}

static void
compositor_changed (GdkDisplay *display, GParamSpec *pspec, gpointer provider)
{
  if (gdk_display_is_composited (display))
    gtk_style_context_remove_provider_for_display (display, provider);
  else
    gtk_style_context_add_provider_for_display (display, provider, GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
}

/** scope_renderer_follow_compositor: popovers are square while shadows and round corners would be drawn black */
void
scope_renderer_follow_compositor (void)
{
  GdkDisplay *display = gdk_display_get_default ();
  GtkCssProvider *provider;

  if (display == NULL)
    return;
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/org/convoscope/Convoscope/uncomposited.css");
  g_signal_connect_data (display, "notify::composited", G_CALLBACK (compositor_changed), provider,
                         (GClosureNotify) (void (*) (void)) g_object_unref, 0);
  compositor_changed (display, NULL, provider);
}
