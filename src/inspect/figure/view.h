/* One state of the arithmetic view as a file: which page, which cell; a picture, an animation or a numbered strip. */
#pragma once
#include "export.h"
#include "figure.h"

G_BEGIN_DECLS

/** ConvoPage: pages of the arithmetic view */
typedef enum
{
  CONVO_PAGE_FORWARD,
  CONVO_PAGE_BACKWARD,
  CONVO_PAGE_MATRIX,
  CONVO_PAGE_POOLING,
  CONVO_PAGE_DERIVATION,
  CONVO_PAGE_COMPARISON,
} ConvoPage;

/**
 * ConvoView:
 * @page: what is drawn
 * @trace: (nullable): the operation, run; not needed by a comparison
 * @y: forward, matrix, pooling: the output value; −1: forward with the whole output. Backward: the one whose parts of δ are
 *   written. Derivation: the last step; −1: all
 * @w: backward: the weight; −1: none
 * @input: backward: which input
 * @x: backward: the value of that input; −1: none
 * @from: backward: where δ comes from; @y of it is set by @y
 * @pools: pooling
 * @comparison: (nullable): name of the comparison
 * @first: of the frames of an animation
 * @n_frames: how many there are. Frames count @y; backward @w, or @x where there are no weights
 *
 * Nothing is owned.
 */
typedef struct
{
  ConvoPage page;
  const ConvoTrace *trace;
  gint64 y, w, x;
  int input;
  ConvoUpstream from;
  ConvoPools pools;
  const char *comparison;
  gint64 first, n_frames;
} ConvoView;

/** ConvoExtent: @CONVO_EXTENT_CELL: the present cell; @CONVO_EXTENT_ALL: every frame in one file, which only GIF can hold;
 * @CONVO_EXTENT_STRIP: every frame in a file of its own */
typedef enum
{
  CONVO_EXTENT_CELL,
  CONVO_EXTENT_ALL,
  CONVO_EXTENT_STRIP,
} ConvoExtent;

/**
 * ConvoExport:
 * @format: of the file
 * @scale: pixels a px, of PNG and GIF
 * @delay: hundredths of a second a frame, of GIF; the last frame stays three times as long
 * @extent: what of the view
 */
typedef struct
{
  ConvoFormat format;
  double scale;
  int delay;
  ConvoExtent extent;
} ConvoExport;

/* Told in the thread that draws; @share: 0 to 1 */
typedef void (*ConvoExportProgress) (double share, gpointer data);
/* Takes a finished file; FALSE with @error set ends the export */
typedef gboolean (*ConvoExportTake) (gint64 index, GBytes *bytes, gpointer data, GError **error);

/* What the writing of a file tells, and whether to go on; all may be left out but @take */
typedef struct
{
  ConvoExportTake take;
  ConvoExportProgress progress;
  gpointer data;
  GCancellable *cancellable;
} ConvoExportSink;

gboolean    convo_page_from_name (const char        *name,
                                  ConvoPage         *page);
gboolean    convo_view_all       (ConvoView         *view,
                                  GError           **error);
ConvoScene *convo_view_draw      (const ConvoView   *view,
                                  GError           **error);
gboolean    convo_view_export    (const ConvoView   *view,
                                  const ConvoExport *how,
                                  const ConvoExportSink *sink,
                                  GError           **error);

G_END_DECLS
