/* Blocks in blocks on the canvas: folding, looking inside, grouping, repeating, copying. For the canvas's files only. */
#pragma once
#include "scope-canvas-private.h"
#include "scope-library.h"
#include "scope-path-bar.h"

G_BEGIN_DECLS

/* scope-room.c */
ConvoGraph *scope_canvas_make_way    (ScopeCanvas     *self,
                                      ConvoGraph      *graph);
int         scope_canvas_level_of    (ScopeCanvas     *self,
                                      const ScopeDrop *drop);
int         scope_canvas_last        (ScopeCanvas     *self);

/* scope-canvas-compose.c */
void        scope_canvas_toggle_fold (ScopeCanvas     *self,
                                      int              item);
void        scope_canvas_look        (ScopeCanvas     *self,
                                      const char      *base);
void        scope_canvas_look_into   (ScopeCanvas     *self,
                                      int              item);
gboolean    scope_canvas_look_up     (ScopeCanvas     *self);
void        scope_canvas_compose_install (GtkWidgetClass *klass);
void        scope_canvas_compose_init (ScopeCanvas    *self);
void        scope_canvas_compose_menu (ScopeCanvas    *self,
                                      GMenu           *menu);
gboolean    scope_library_knows      (ScopeCanvas     *self,
                                      const char      *type);

/* scope-canvas-group.c */
void        scope_canvas_popup_group (ScopeCanvas     *self);
void        scope_canvas_ungroup     (ScopeCanvas     *self);
void        scope_canvas_make_own    (ScopeCanvas     *self);
void        scope_canvas_popup_repeat (ScopeCanvas    *self);

/* scope-canvas-copy.c */
char       *scope_canvas_copied_text (ScopeCanvas     *self);
void        scope_canvas_paste_text  (ScopeCanvas     *self,
                                      const char      *text);
void        scope_canvas_paste       (ScopeCanvas     *self);

/* scope-command.c */
char       *scope_command_name       (const char      *line);
const char *scope_command_rest       (const char      *line);
ConvoGraph *scope_command_apply      (const ConvoGraph *graph,
                                      const char      *path,
                                      const char      *settings,
                                      GError         **error);

G_END_DECLS
