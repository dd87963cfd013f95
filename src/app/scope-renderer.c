/* Keeps GTK off OpenGL where a program pretends to be a graphics card: GTK 4.8 draws 2 to 6 times slower there. */
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
