/* Predict mode of a document: which numbers are hidden until somebody types them, and how well that went. */
#pragma once
#include "document.h"
#include "question.h"

G_BEGIN_DECLS

/**
 * ConvoPredictKinds:
 * @CONVO_PREDICT_SHAPES: output shapes, what follows from them (memory), and receptive fields
 * @CONVO_PREDICT_COUNTS: parameters and multiply-accumulates
 * @CONVO_PREDICT_SUMS: values in the arithmetic view: outputs and gradients
 */
typedef enum
{
  CONVO_PREDICT_SHAPES = 1 << 0,
  CONVO_PREDICT_COUNTS = 1 << 1,
  CONVO_PREDICT_SUMS = 1 << 2,
  CONVO_PREDICT_ALL = CONVO_PREDICT_SHAPES | CONVO_PREDICT_COUNTS | CONVO_PREDICT_SUMS,
} ConvoPredictKinds;

/* Signals: "changed" (): a number is hidden or open that was not so before, or the score is another one;
 * "answered" (int #ConvoVerdict, string or NULL): what was typed is judged, with its explanation. Belongs to the document: whoever asks for it holds
 * the document. Main thread only. */
#define CONVO_TYPE_PREDICT (convo_predict_get_type ())
G_DECLARE_FINAL_TYPE (ConvoPredict, convo_predict, CONVO, PREDICT, GObject)

ConvoPredict        *convo_predict_of         (ConvoDocument       *document);
gboolean             convo_predict_active     (ConvoPredict        *self);
void                 convo_predict_set_active (ConvoPredict        *self,
                                               gboolean             active);
ConvoPredictKinds    convo_predict_kinds      (ConvoPredict        *self);
void                 convo_predict_set_kinds  (ConvoPredict        *self,
                                               ConvoPredictKinds    kinds);

void                 convo_predict_set_person (ConvoPredict        *self,
                                               const char          *person);

/* Numbers of the network: of a layer, of a block, or (path NULL) of all of it */
gboolean             convo_predict_hides      (ConvoPredict        *self,
                                               const char          *path,
                                               ConvoNumber          what);
gboolean             convo_predict_hides_input (ConvoPredict       *self,
                                               const char          *path);
gboolean             convo_predict_explains   (ConvoPredict        *self,
                                               const char          *path,
                                               ConvoNumber          what);
char                *convo_predict_ask        (ConvoPredict        *self,
                                               const char          *path,
                                               ConvoNumber          what);

/* Sentences about the network */
gboolean             convo_predict_hides_any  (ConvoPredict        *self);
char                *convo_predict_veil       (ConvoPredict        *self,
                                               const char          *text);
char                *convo_veil_numbers       (const char          *text);

/* Any hidden number, by a key */
void                 convo_predict_put        (ConvoPredict        *self,
                                               const char          *key,
                                               const char          *set,
                                               ConvoQuestion       *question);
const ConvoQuestion *convo_predict_question   (ConvoPredict        *self,
                                               const char          *key);
gboolean             convo_predict_knows      (ConvoPredict        *self,
                                               const char          *key);
ConvoVerdict         convo_predict_answer     (ConvoPredict        *self,
                                               const char          *key,
                                               const char          *typed,
                                               char               **explanation);
void                 convo_predict_show       (ConvoPredict        *self,
                                               const char          *key);

void                 convo_predict_score      (ConvoPredict        *self,
                                               double              *points,
                                               int                 *answered);
char                *convo_predict_csv        (ConvoPredict        *self);

G_END_DECLS
