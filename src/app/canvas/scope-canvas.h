/* The canvas: a document's graph as blocks and wires; everything that builds a network with pointer or keyboard. */
#pragma once
#include <adwaita.h>
#include "document.h"
#include "field-lens.h"
#include "report-diff.h"
#include "snapshot.h"
#include "timing.h"

G_BEGIN_DECLS

/**
 * ScopeCanvas:
 *
 * Reads (graph, report, selection) of a #ConvoDocument and changes them only through
 * convo_document_apply(), with a named label an edit. It talks to no other pane.
 *
 * Properties: "document" (#ConvoDocument), "zoom" (double, 1 is 100 %, notifies), "running" (boolean),
 * "text-statistic" and "bar-statistic" (#ScopeStatistic as int, notify).
 *
 * Signals:
 *   "status" (const char *text): a sentence for a toast, such as why a wire was refused
 *   "cell-changed" (const char *id, int depth, int row, int column): the pointer, or Ctrl and an arrow, is on a cell of the
 *     small maps of @id, counted from 0; %NULL for none
 *   "open-inspector" (const char *id): a block was double-clicked, or Enter was pressed on it
 *   "looked" (const char *base): another level is shown: the path of an instance; "" for the whole network
 *
 * Actions (for menus, accelerators and assistive technology), installed on the class: canvas.delete,
 * canvas.delete-reconnect, canvas.select-all, canvas.fit, canvas.zoom-in, canvas.zoom-out, canvas.zoom-reset,
 * canvas.arrange, canvas.add-link, canvas.rename, canvas.quick-add, canvas.insert, canvas.branch, canvas.open, canvas.ledger; for blocks in blocks
 * canvas.fold, canvas.look-inside, canvas.up, canvas.group, canvas.ungroup, canvas.repeat, canvas.copy, canvas.cut,
 * canvas.paste, canvas.duplicate, canvas.own.
 */
#define SCOPE_TYPE_CANVAS (scope_canvas_get_type ())
G_DECLARE_FINAL_TYPE (ScopeCanvas, scope_canvas, SCOPE, CANVAS, GtkWidget)

/**
 * ScopeStatistic:
 * @SCOPE_STATISTIC_OFF: none
 * @SCOPE_STATISTIC_PARAMETERS: trainable values
 * @SCOPE_STATISTIC_MACS: multiply-accumulates for one picture
 * @SCOPE_STATISTIC_ACTIVATIONS: bytes of the output for one picture
 * @SCOPE_STATISTIC_FIELD: receptive field; of a stack the largest
 * @SCOPE_STATISTIC_OUTPUT: values of the output for one picture; of a stack the last
 * @SCOPE_STATISTIC_TIME: seconds forward and backward, where they were measured
 */
typedef enum
{
  SCOPE_STATISTIC_OFF,
  SCOPE_STATISTIC_PARAMETERS,
  SCOPE_STATISTIC_MACS,
  SCOPE_STATISTIC_ACTIVATIONS,
  SCOPE_STATISTIC_FIELD,
  SCOPE_STATISTIC_OUTPUT,
  SCOPE_STATISTIC_TIME,
} ScopeStatistic;

GtkWidget     *scope_canvas_new          (ConvoDocument    *document);
ConvoDocument *scope_canvas_get_document (ScopeCanvas      *self);
void           scope_canvas_set_document (ScopeCanvas      *self,
                                          ConvoDocument    *document);

/* What is alive on the blocks */
void           scope_canvas_set_snapshot (ScopeCanvas      *self,
                                          ConvoSnapshot    *snapshot);
void           scope_canvas_set_sample   (ScopeCanvas      *self,
                                          const ConvoShape *shape,
                                          const float      *picture,
                                          const char       *source,
                                          const char       *caption);
void           scope_canvas_set_result   (ScopeCanvas      *self,
                                          const char       *text);
void           scope_canvas_set_lens     (ScopeCanvas      *self,
                                          const ConvoFieldLens *lens);
void           scope_canvas_set_diff     (ScopeCanvas      *self,
                                          ConvoReportDiff  *diff,
                                          const char       *name,
                                          gboolean          other);
void           scope_canvas_set_timing   (ScopeCanvas      *self,
                                          ConvoTiming      *timing,
                                          gboolean          stale,
                                          double            fraction);
void           scope_canvas_set_running  (ScopeCanvas      *self,
                                          gboolean          running);

/* The view */
double         scope_canvas_get_zoom     (ScopeCanvas      *self);
void           scope_canvas_set_zoom     (ScopeCanvas      *self,
                                          double            zoom);
void           scope_canvas_zoom_in      (ScopeCanvas      *self);
void           scope_canvas_zoom_out     (ScopeCanvas      *self);
void           scope_canvas_zoom_reset   (ScopeCanvas      *self);
void           scope_canvas_zoom_fit     (ScopeCanvas      *self);
void           scope_canvas_reveal       (ScopeCanvas      *self,
                                          const char       *id);
void           scope_canvas_show_problem (ScopeCanvas      *self,
                                          const char       *id);
gboolean       scope_canvas_look_at      (ScopeCanvas      *self,
                                          const char       *path);
gboolean       scope_canvas_locate       (ScopeCanvas      *self,
                                          const char       *id,
                                          graphene_rect_t  *area);

/* Edits */
gboolean       scope_canvas_add          (ScopeCanvas      *self,
                                          const char       *kind);

G_END_DECLS
