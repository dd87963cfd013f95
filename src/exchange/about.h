/* What a document tells of its network: year, authors, what it brought, published errors, what it grew out of. */
#pragma once
#include "graph.h"

G_BEGIN_DECLS

/**
 * ConvoAboutError:
 * @data: data set: "ImageNet", "CIFAR-10 (augmented)"
 * @top1: error of the first answer in per cent; NAN if not published
 * @top5: error of the first five answers in per cent; NAN if not published
 * @crops: how many crops of each validation picture were judged together; 0 if not said
 * @ensemble: several networks together, on the test set of a challenge
 * @protocol: how it was measured, in the chosen language: "val, 1 crop"
 * @source: where the number was read
 *
 * One published error rate.
 */
typedef struct
{
  char *data;
  double top1, top5;
  int crops;
  gboolean ensemble;
  char *protocol, *source;
} ConvoAboutError;

/**
 * ConvoAboutRoot:
 * @model: name of the model it grew out of, as convo_model_find() takes it
 * @idea: (nullable): what was new, two or three words in the chosen language
 * @source: (nullable): where the authors say so
 *
 * One line of the history map.
 */
typedef struct
{
  char *model, *idea, *source;
} ConvoAboutRoot;

/**
 * ConvoAbout:
 * @title: (nullable): the name of the network or block where it differs between languages
 * @year: year of the paper; 0 if not said
 * @authors: (nullable): authors
 * @paper: (nullable): title of the paper
 * @family: (nullable): "chain", "parallel", "shortcuts", "concatenation", "depthwise", "search" or another word
 * @lectures: (nullable): %NULL-terminated names of the lectures that speak of it
 * @brought: (nullable): what it brought, one sentence
 * @text: (nullable): a paragraph about it
 * @notes: (nullable): about its numbers: choices, and where printed totals differ and why
 * @n_errors: how many published errors
 * @errors: [n_errors] the published errors; the first one is the one to draw
 * @n_roots: how many models it grew out of
 * @roots: [n_roots] the models it grew out of
 * @labelled: whether @label_x and @label_y are given
 * @label_x: place of the label on the history map, to the right of the circle's centre, in pixels
 * @label_y: the same downwards
 *
 * Texts are in one language, chosen when it was made.
 */
typedef struct
{
  char *title;
  int year;
  char *authors, *paper, *family;
  char **lectures;
  char *brought, *text, *notes;
  int n_errors;
  ConvoAboutError *errors;
  int n_roots;
  ConvoAboutRoot *roots;
  gboolean labelled;
  double label_x, label_y;
} ConvoAbout;

ConvoAbout *convo_about_new  (const ConvoGraph  *graph,
                              const char *const *languages);
void        convo_about_free (ConvoAbout        *about);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConvoAbout, convo_about_free)

G_END_DECLS
