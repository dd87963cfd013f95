/* What the parts of the main window know of each other: widgets, actions, files, training. */
#pragma once
#include "predict.h"
#include "recovery.h"
#include "scope-block-palette.h"
#include "scope-canvas.h"
#include "scope-data-page.h"
#include "scope-drawer.h"
#include "scope-inspector.h"
#include "scope-models-page.h"
#include "scope-pane.h"
#include "scope-tabs.h"
#include "scope-window.h"

G_BEGIN_DECLS

struct _ScopeWindow
{
  AdwApplicationWindow parent_instance;

  ScopeSession      *session;
  guint              tick;             /* frame callback while something is under way */
  guint              frames;           /* frames since the labels were written last */
  guint              adapt_source;
  gboolean           narrow, tight, low;   /* header without words; one side pane at a time; no drawer by itself */
  gboolean           closing;          /* the question about changes is answered */
  gboolean           weights_unsaved;
  GCancellable      *cancellable;
  ConvoTrainerState  last_state;

  AdwToastOverlay   *page_toasts;      /* over pages other than the editor, which has its own */
  GtkStack          *pages;            /* the editor and what may stand before it */
  GtkWidget         *gallery, *arith;  /* NULL until they are first seen */

  /* template children */
  AdwHeaderBar      *header;
  GtkMenuButton     *menu_button;
  AdwSplitButton    *open_button;
  GtkWidget         *undo_button, *redo_button;
  AdwWindowTitle    *title;
  GtkWidget         *step_label, *stop_label;
  GtkWidget         *train_button;
  GtkImage          *train_icon;
  GtkLabel          *train_label;
  GtkWidget         *train_box;
  GtkProgressBar    *progress;
  GtkPaned          *deck;
  AdwFlap           *left_flap, *right_flap;
  ScopePane         *left_pane, *right_pane;
  GtkStack          *left_stack;
  ScopeTabs         *left_tabs;
  AdwBin            *blocks_bin, *models_bin, *data_bin;
  GtkWidget         *offer;         /* made in code: to go on with an interrupted training */
  GtkLabel          *offer_label;
  ConvoRecovery     *recovery;
  gboolean           resuming;       /* waits for the data */
  GtkWidget         *banner;
  GtkLabel          *banner_label;
  GtkButton         *banner_button;
  AdwToastOverlay   *toasts;
  AdwBin            *canvas_bin, *inspector_bin, *drawer_bin;
  GtkLabel          *status, *machine;
  GtkWidget         *compare_button;
  GtkLabel          *compare_label;

  /* made in code: they take the session */
  ScopeCanvas       *canvas;
  ScopeBlockPalette *palette;
  ScopeInspector    *inspector;
  ScopeDrawer       *drawer;
};

/* scope-window-status.c */
void scope_window_install_status   (ScopeWindow *self);
void scope_window_update_title     (ScopeWindow *self);
void scope_window_update_status    (ScopeWindow *self);

/* scope-window-actions.c */
void scope_window_install_actions  (ScopeWindow *self);
void scope_window_update_history   (ScopeWindow *self);
void scope_window_enable           (ScopeWindow *self,
                                    const char  *action,
                                    gboolean     enabled);

gboolean scope_window_predicts      (ScopeWindow *self);
void scope_window_toast_veiled     (ScopeWindow *self,
                                    const char  *text);

/* scope-window-compare.c */
void scope_window_install_compare  (ScopeWindow *self);

/* scope-window-files.c */
void scope_window_install_files    (ScopeWindow *self);
void scope_window_install_drop     (ScopeWindow *self);
void scope_window_update_open_menu (ScopeWindow *self);
gboolean scope_window_ask_to_close (ScopeWindow *self);

/* scope-window-pages.c */
void     scope_window_install_pages (ScopeWindow *self);
gboolean scope_window_shows_editor  (ScopeWindow *self);
void     scope_window_show_page     (ScopeWindow *self,
                                     const char  *name);
gboolean scope_window_search_page   (ScopeWindow *self);
void     scope_window_leave_models  (ScopeWindow *self);
void     scope_window_open_questions (ScopeWindow *self,
                                      GFile       *file);

/* scope-window-recovery.c */
void     scope_window_install_recovery (ScopeWindow *self);
void     scope_window_offer_recovery   (ScopeWindow *self);
void     scope_window_clear_recovery   (ScopeWindow *self);

/* scope-window-weights.c */
typedef void (*ScopeFileChosen) (ScopeWindow *self, GFile *file);

void scope_window_install_weights     (ScopeWindow     *self);
void scope_window_load_weights_beside (ScopeWindow     *self,
                                       GFile           *file);
void scope_window_save_weights_beside (ScopeWindow     *self,
                                       GFile           *file);
void scope_window_choose_file         (ScopeWindow     *self,
                                       const char      *title,
                                       gboolean         save,
                                       const char      *suffix,
                                       const char      *kind,
                                       ScopeFileChosen  chosen);

/* scope-window-training.c */
void scope_window_install_training (ScopeWindow *self);
void scope_window_update_training  (ScopeWindow *self);
char *scope_window_run_title       (ScopeWindow *self);
char *scope_window_run_status      (ScopeWindow *self);

G_END_DECLS
