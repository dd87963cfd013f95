/* Inside of the canvas: shared by its files only. */
#pragma once
#include "scope-canvas.h"
#include "scope-world.h"

G_BEGIN_DECLS

typedef enum
{
  SCOPE_DRAG_NONE,
  SCOPE_DRAG_PRESSED,            /* not yet far enough to be a drag */
  SCOPE_DRAG_PAN,
  SCOPE_DRAG_MOVE,
  SCOPE_DRAG_WIRE,
  SCOPE_DRAG_RUBBER,
} ScopeDragMode;

/** ScopeDragging: one gesture at a time; places are canvas units, pointers are pixels of the widget */
typedef struct
{
  ScopeDragMode mode;
  ScopeHit hit;                  /* what was pressed */
  guint button;
  GdkModifierType modifiers;
  double start_x, start_y, pan_x, pan_y;
  double x, y;                   /* the pointer now */
  graphene_point_t origin;       /* what was pressed, which the view may leave behind */
  graphene_rect_t home;          /* all of the network before the drag */
  guint edge;                    /* tick callback: the view slides; 0: it does not */
  gint64 slid_at;                /* time of the last frame that it slid in, µs; 0: none yet */
  double rest_x, rest_y;         /* of a pixel that it still has to slide */
  gboolean slid, off_grid;
  gboolean copies;               /* moving: the blocks stay, copies of them go */
  gboolean was_selected;

  GArray *hosts, *from, *to;     /* moving: int, graphene_point_t */
  char *loose;                   /* a slice that came off its stack */
  int wire;                      /* being taken off: its index, −1 */
  int source;                    /* wire: producing item */
  int out;                       /* wire: its output, or input of the frame that it begins in */
  gboolean from_port;
  char *from_name;               /* wire: what edits call its begin */
  int target, port;              /* wire: item and port under the pointer, −1 */
  gboolean refused;
  char *reason;
  ScopeDrop drop;
  gboolean offers;               /* a slot is shown */
} ScopeDragging;

struct _ScopeCanvas
{
  GtkWidget parent_instance;
  ConvoDocument *document;
  ConvoGraph *graph;             /* what the scene shows */
  GHashTable *places;            /* id → graphene_point_t, of blocks without a place in the document */
  ScopeWorld *world;
  char *base, *shown_base;       /* what is looked into, "" for the document; what the last scene showed */
  GtkWidget *path_bar;
  GtkWidget *legend, *flow_legend, *zoom_box, *minimap, *popover;
  GtkWidget *flow_button, *flow_low, *flow_high, *flow_scale, *flow_marks;
  gboolean plain_wires;          /* the user wants no gradients on them */
  GtkWidget *zoom_label, *full_label, *full_mark, *ghost_mark, *ghost_label, *time_button, *text_drop, *bar_drop;
  struct { int width, height; double x, y, zoom; } fitted;   /* what showed everything, in a canvas of that size */
  gboolean needs_fit, running, space, filling;
  gboolean branching;            /* what the type-ahead box adds reads the selection beside what reads it already */
  gboolean press_done;           /* the second press of a double click, which has done all it does */
  double zoom, pan_x, pan_y;
  double pointer_x, pointer_y;   /* −1: outside */
  AdwAnimation *glide;
  double glide_from[3], glide_to[3];

  ScopeBlockWords words;
  char *source, *caption, *result, *diff_name;
  ConvoReportDiff *diff;
  ConvoTiming *timing;
  double measuring;              /* how far a measurement is, 0…1; −1: none is under way */
  ConvoSnapshot *snapshot;
  float *picture;
  ConvoShape picture_shape;

  struct { char *id; gint64 at[CONVO_MAX_AXES]; gboolean by_key; } cell;   /* that is pointed at; NULL: none */
  int wire;                      /* selected wire, −1 */
  ScopeDragging drag;
  GtkGesture *drag_gesture;
};

/* scope-canvas-flow.c */
void        scope_canvas_flow_init   (ScopeCanvas            *self);
void        scope_canvas_update_flow (ScopeCanvas            *self);
char       *scope_canvas_flow_words  (ScopeCanvas            *self,
                                      int                     wire);

/* scope-canvas.c */
ScopeScene *scope_canvas_scene       (ScopeCanvas            *self);
void        scope_canvas_say         (ScopeCanvas            *self,
                                      const char             *text);
void        scope_canvas_emit_cell   (ScopeCanvas            *self,
                                      const char             *id,
                                      int                     depth,
                                      int                     row,
                                      int                     column);
void        scope_canvas_emit_open   (ScopeCanvas            *self,
                                      const char             *id);
void        scope_canvas_emit_looked (ScopeCanvas            *self);

/* scope-canvas-show.c */
void        scope_canvas_update_selection (ScopeCanvas       *self);
void        scope_canvas_document_changed (ScopeCanvas       *self);
void        scope_canvas_refresh     (ScopeCanvas            *self);
void        scope_canvas_preview     (ScopeCanvas            *self,
                                      ConvoGraph             *graph);
int         scope_canvas_focus_item  (ScopeCanvas            *self);
int         scope_canvas_current     (ScopeCanvas            *self);
void        scope_canvas_focus_on    (ScopeCanvas            *self,
                                      int                     item);
gboolean    scope_canvas_has_badge   (int                     item,
                                      gpointer                self);

/* scope-canvas-actions.c */
void        scope_canvas_actions_install (GtkWidgetClass     *klass);

/* scope-canvas-live.c */
void        scope_canvas_update_values (ScopeCanvas          *self);
void        scope_canvas_update_words (ScopeCanvas           *self);
void        scope_canvas_measure_bars (ScopeCanvas           *self,
                                      const ScopeScene       *scene,
                                      ConvoReport            *report);

/* scope-canvas-pointer.c */
void        scope_canvas_pointer_init (ScopeCanvas           *self);
ScopeHit    scope_canvas_hit         (ScopeCanvas            *self,
                                      double                  x,
                                      double                  y);
gboolean    scope_hit_is_item        (const ScopeHit         *hit);
void        scope_canvas_press       (ScopeCanvas            *self);

/* scope-canvas-lens.c */
void        scope_canvas_lens_clear  (ScopeCanvas            *self);
void        scope_canvas_lens_move   (ScopeCanvas            *self,
                                      const ScopeHit         *hit,
                                      double                  x,
                                      double                  y);
gboolean    scope_canvas_lens_key    (ScopeCanvas            *self,
                                      guint                   key);

/* scope-canvas-view.c */
void        scope_canvas_view_init   (ScopeCanvas            *self);
void        scope_canvas_place       (ScopeCanvas            *self,
                                      double                  pan_x,
                                      double                  pan_y,
                                      double                  zoom);
void        scope_canvas_keep        (ScopeCanvas            *self,
                                      const graphene_rect_t  *bounds,
                                      double                 *pan_x,
                                      double                 *pan_y,
                                      double                  zoom);
void        scope_canvas_zoom_at     (ScopeCanvas            *self,
                                      double                  factor,
                                      double                  x,
                                      double                  y);
void        scope_canvas_to_world    (ScopeCanvas            *self,
                                      double                  x,
                                      double                  y,
                                      graphene_point_t       *point);
void        scope_canvas_to_widget   (ScopeCanvas            *self,
                                      const graphene_rect_t  *rect,
                                      GdkRectangle           *out);
void        scope_canvas_view_rect   (ScopeCanvas            *self,
                                      graphene_rect_t        *rect);
void        scope_canvas_fit         (ScopeCanvas            *self,
                                      gboolean                animate);
void        scope_canvas_fit_again   (ScopeCanvas            *self,
                                      int                     width,
                                      int                     height);
void        scope_canvas_reveal_item (ScopeCanvas            *self,
                                      int                     item);
double      scope_canvas_layout_height (ScopeCanvas          *self);

/* edit/scope-canvas-edit.c, -add.c, -places.c */
gboolean    scope_canvas_apply       (ScopeCanvas            *self,
                                      ConvoGraph             *graph,
                                      GError                 *error,
                                      const char             *label);
void        scope_graph_follow       (ConvoGraph            **graph,
                                      ConvoGraph             *next);
ConvoGraph *scope_canvas_settle      (ScopeCanvas            *self);
ConvoGraph *scope_canvas_put         (ScopeCanvas            *self,
                                      ConvoGraph             *graph,
                                      const int              *hosts,
                                      const graphene_point_t *places,
                                      int                     n);
gboolean    scope_canvas_add_at      (ScopeCanvas            *self,
                                      const char             *kind,
                                      const char             *settings,
                                      const ScopeDrop        *drop);
gboolean    scope_canvas_add_with    (ScopeCanvas            *self,
                                      const char             *kind,
                                      const char             *settings);
gboolean    scope_canvas_branch      (ScopeCanvas            *self,
                                      const char             *kind,
                                      const char             *settings);
ConvoGraph *scope_canvas_make_room   (ScopeCanvas            *self,
                                      ConvoGraph             *graph,
                                      int                     level,
                                      double                  x,
                                      double                  y,
                                      double                  height,
                                      int                     except);
gboolean    scope_canvas_link        (ScopeCanvas            *self,
                                      const char             *from,
                                      const char             *to,
                                      int                     port);
gboolean    scope_canvas_unlink      (ScopeCanvas            *self,
                                      int                     wire);
gboolean    scope_canvas_drop_existing (ScopeCanvas          *self,
                                      int                     item,
                                      const ScopeDrop        *drop);
void        scope_canvas_delete      (ScopeCanvas            *self,
                                      gboolean                reconnect);
void        scope_canvas_arrange     (ScopeCanvas            *self);
void        scope_canvas_select_all  (ScopeCanvas            *self);
char      **scope_canvas_selected_ids (ScopeCanvas           *self);

/* drag/scope-canvas-drag.c, -drop.c, scope-canvas-keys.c, -popovers.c, -furniture.c */
void        scope_canvas_drag_init   (ScopeCanvas            *self);
void        scope_canvas_drag_cancel (ScopeCanvas            *self);
void        scope_canvas_drag_follow (ScopeCanvas            *self);
void        scope_canvas_drag_set_copies (ScopeCanvas        *self,
                                      gboolean                copies);
void        scope_canvas_drag_free   (ScopeCanvas            *self);
void        scope_canvas_drop_init   (ScopeCanvas            *self);
char       *scope_canvas_drop_words  (ScopeCanvas            *self,
                                      const ScopeDrop        *drop,
                                      const ConvoKind        *kind);
void        scope_canvas_keys_init   (ScopeCanvas            *self);
void        scope_canvas_close_popover (ScopeCanvas          *self);
void        scope_canvas_popup       (ScopeCanvas            *self,
                                      GtkWidget              *popover,
                                      const GdkRectangle     *at);
void        scope_canvas_popup_problem (ScopeCanvas          *self,
                                      int                     item);
void        scope_canvas_popup_rename (ScopeCanvas           *self);
void        scope_canvas_popup_quick_add (ScopeCanvas        *self,
                                      gboolean                insert);
void        scope_canvas_popup_link  (ScopeCanvas            *self);
void        scope_canvas_popup_menu  (ScopeCanvas            *self,
                                      double                  x,
                                      double                  y);
void        scope_canvas_popup_ledger (ScopeCanvas           *self,
                                      int                     item,
                                      ConvoNumber             number);
gboolean    scope_canvas_ask_next    (ScopeCanvas            *self,
                                      int                     item);
void        scope_canvas_ledger_init (ScopeCanvas            *self);
void        scope_canvas_furniture_init (ScopeCanvas         *self);
void        scope_canvas_furniture_update (ScopeCanvas       *self);
void        scope_canvas_furniture_allocate (ScopeCanvas     *self,
                                      int                     width,
                                      int                     height);
gboolean    scope_canvas_on_furniture (ScopeCanvas           *self,
                                      double                  x,
                                      double                  y);

G_END_DECLS
