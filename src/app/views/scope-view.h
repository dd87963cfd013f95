/* What every leaf widget that draws data shares: cached text, style changes, hover text, words for screen readers. */
#pragma once
#include <gtk/gtk.h>
#include "scope-palette.h"

G_BEGIN_DECLS

#define SCOPE_TYPE_VIEW (scope_view_get_type ())
G_DECLARE_DERIVABLE_TYPE (ScopeView, scope_view, SCOPE, VIEW, GtkWidget)

/**
 * ScopeViewClass:
 * @drop: frees every cached node and texture; called when the style changes and before dispose. Chain up.
 *
 * Base of the data widgets. Property `hover-text` (string or %NULL, notifies): what the pointer or the
 * keyboard cursor is on, in words. It is also the tooltip, unless the widget has `has-tooltip` off.
 * Data is never mirrored in right-to-left languages.
 */
struct _ScopeViewClass
{
  GtkWidgetClass parent_class;

  void (*drop) (ScopeView *self);
};

/**
 * ScopeTextStyle:
 * @SCOPE_TEXT_BODY: the desktop's size
 * @SCOPE_TEXT_CAPTION: a little smaller; axes, captions
 * @SCOPE_TEXT_BOLD: bold; may be combined with either
 */
typedef enum
{
  SCOPE_TEXT_BODY    = 0,
  SCOPE_TEXT_CAPTION = 1 << 0,
  SCOPE_TEXT_BOLD    = 1 << 1,
} ScopeTextStyle;

void         scope_view_invalidate     (ScopeView      *self);
const char  *scope_view_get_hover_text (ScopeView      *self);
void         scope_view_set_hover_text (ScopeView      *self,
                                        const char     *text);
void         scope_view_describe       (ScopeView      *self,
                                        const char     *label,
                                        const char     *description);
PangoLayout *scope_view_layout         (ScopeView      *self,
                                        const char     *text,
                                        ScopeTextStyle  style);
int          scope_view_text_width     (ScopeView      *self,
                                        const char     *text,
                                        ScopeTextStyle  style);
int          scope_view_text_height    (ScopeView      *self,
                                        ScopeTextStyle  style);
void         scope_view_append_text    (ScopeView      *self,
                                        GtkSnapshot    *snapshot,
                                        const char     *text,
                                        ScopeTextStyle  style,
                                        double          x,
                                        double          y,
                                        double          xalign,
                                        const GdkRGBA  *color);
void         scope_view_append_bubble  (ScopeView      *self,
                                        GtkSnapshot    *snapshot,
                                        const char     *text,
                                        double          x,
                                        double          y);

G_END_DECLS
