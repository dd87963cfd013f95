/* What the figures of the single operations share: maps as grids, headings, lines of an equation, proofs. */
#pragma once
#include "figure.h"
#include "grid.h"

G_BEGIN_DECLS

#define FIGURE_LEFT 56       /* px: where everything begins */
#define FIGURE_TOP 110       /* px: upper edge of the first row of grids */
#define FIGURE_GAP 64        /* px between two grids */
#define FIGURE_WIDE 1000     /* px that a line of an equation may take */

/**
 * FigureMap:
 * @shape: of @values
 * @values: all of them
 * @at: index of the value whose channel (and slice of depth) is drawn
 * @until: later values are dots; −1: all are there
 * @word: colour of digits
 * @ink: of the frame
 * @fill: of cells that are not zero
 * @box: px along the longer side
 * @cell: largest width of a cell
 * @unit: numbers are written in units of 10 to the minus that
 */
typedef struct
{
  const ConvoShape *shape;
  const float *values;
  gint64 at, until;
  int word, ink, fill;
  double box, cell;
  int unit;
} FigureMap;

char      *figure_title       (const ConvoTrace *trace);
FigureMap  figure_map_x       (const ConvoTrace *trace,
                               int               input,
                               gint64            at);
FigureMap  figure_map_y       (const ConvoTrace *trace,
                               gint64            at);
FigureMap  figure_map_delta   (const ConvoTrace *trace,
                               gint64            at);
FigureMap  figure_map_dx      (const ConvoTrace *trace,
                               int               input,
                               gint64            at);
ConvoGrid  figure_map_size    (const FigureMap  *map);
ConvoGrid  figure_map_draw    (ConvoScene       *scene,
                               const FigureMap  *map,
                               double            x,
                               double            y);
gboolean   figure_map_cell    (const FigureMap  *map,
                               gint64            index,
                               gint64           *row,
                               gint64           *column);
void       figure_map_light   (ConvoScene       *scene,
                               const FigureMap  *map,
                               const ConvoGrid  *grid,
                               gint64            index,
                               int               ink,
                               double            width);
char      *figure_map_channel (const FigureMap  *map,
                               const char       *name);
void       figure_head        (ConvoScene       *scene,
                               double            x,
                               double            y,
                               const char       *letter,
                               int               word,
                               const char       *text);
double     figure_equation    (ConvoScene       *scene,
                               double            x,
                               double            y,
                               double            most,
                               const char       *left,
                               int               word,
                               const char       *equation);
double     figure_proof       (ConvoScene       *scene,
                               double            x,
                               double            y,
                               const ConvoTrace *trace,
                               const ConvoUpstream *from,
                               const ConvoSum   *sum,
                               const ConvoNudge *nudge);
void       figure_arrival     (ConvoScene       *scene,
                               const ConvoTrace *trace,
                               const ConvoUpstream *from);
void       figure_curve       (ConvoScene       *scene,
                               const ConvoTrace *trace,
                               gboolean          slope,
                               gint64            at,
                               double            x,
                               double            y,
                               double            size);

/* One file each; forwards for output @y, backwards for input value @x */
ConvoScene *figure_point           (const ConvoTrace *trace,
                                    gint64            y);
ConvoScene *figure_norm            (const ConvoTrace *trace,
                                    gint64            y);
ConvoScene *figure_linear          (const ConvoTrace *trace,
                                    gint64            y);
ConvoScene *figure_softmax         (const ConvoTrace *trace,
                                    gint64            y);
ConvoScene *figure_merge           (const ConvoTrace *trace,
                                    gint64            y);
ConvoScene *figure_convolution_back (const ConvoTrace *trace,
                                     const ConvoUpstream *from,
                                     gint64            w,
                                     gint64            x);
ConvoScene *figure_linear_back     (const ConvoTrace *trace,
                                    const ConvoUpstream *from,
                                    gint64            w,
                                    gint64            x);
ConvoScene *figure_route           (const ConvoTrace *trace,
                                    const ConvoUpstream *from,
                                    gint64            scale,
                                    int               input,
                                    gint64            x);

G_END_DECLS
