/* Keys and types of "about": what the gallery of models and the history map show. */
#include "reader.h"
#include "errors.h"
#include "text.h"

#include <string.h>

typedef enum
{
  NUMBER,
  PER_CENT,
  YES_NO,
  STRING,
  TEXTS,          /* language → text */
  WORDS,          /* the same, or one text for all languages */
  STRINGS,
  PLACE,
  ERRORS,
  ROOTS,
} Shape;

typedef struct
{
  const char *key;
  Shape shape;
  gboolean wanted;
} Entry;

static const Entry about_keys[] = {
  { "year", NUMBER }, { "authors", STRING }, { "paper", STRING }, { "family", STRING }, { "lectures", STRINGS },
  { "label", PLACE }, { "errors", ERRORS }, { "grew-out-of", ROOTS }, { "title", TEXTS }, { "brought", TEXTS }, { "text", TEXTS },
  { "notes", TEXTS },
};
static const Entry error_keys[] = {
  { "data", STRING, TRUE }, { "top1", PER_CENT }, { "top5", PER_CENT }, { "crops", NUMBER },
  { "ensemble", YES_NO }, { "protocol", WORDS, TRUE },
  { "source", WORDS, TRUE },
};
static const Entry root_keys[] = { { "model", STRING, TRUE }, { "idea", TEXTS }, { "source", STRING } };
static const Entry place_keys[] = { { "x", NUMBER, TRUE }, { "y", NUMBER, TRUE } };

static gboolean check_value (ConvoReader *r, ConvoJson value, const Entry *entry);

static gboolean
check_per_cent (ConvoReader *r, ConvoJson value, const char *key)
{
  double number;

  if (!convo_reader_want_number (r, value, key))
    return FALSE;
  number = json_node_get_double (value.node);
  return (number >= 0 && number <= 100)
         || convo_reader_refuse (r, value.at, CONVO_ERROR_PROPERTY, _("“%s” must be between 0 and 100 per cent."), key);
}

static gboolean
check_object (ConvoReader *r, ConvoJson value, const char *what, const Entry *entries, gsize n)
{
  ConvoWalk walk;

  if (!convo_reader_want_object (r, value, what))
    return FALSE;
  convo_walk_init (&walk, r, value);
  while (convo_walk_next (&walk, r))
    {
      gsize i = 0;

      while (i < n && strcmp (entries[i].key, walk.key) != 0)
        i++;
      if (i == n && !convo_json_is_extra (walk.key))
        return convo_reader_unknown_key (r, walk.value.at, walk.key, what);
      if (i < n && !check_value (r, walk.value, &entries[i]))
        return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    if (entries[i].wanted && !json_object_has_member (json_node_get_object (value.node), entries[i].key))
      return convo_reader_refuse (r, value.at, CONVO_ERROR_FORMAT, _("An entry of “%s” has no “%s”."), what,
                                  entries[i].key);
  return TRUE;
}

static gboolean
check_list (ConvoReader *r, ConvoJson value, const char *what, const Entry *entries, gsize n)
{
  ConvoWalk walk;

  if (!convo_reader_want_array (r, value, what))
    return FALSE;
  convo_walk_init (&walk, r, value);
  while (convo_walk_next (&walk, r))
    if (n == 0 ? !convo_reader_want_string (r, walk.value, what) : !check_object (r, walk.value, what, entries, n))
      return FALSE;
  return TRUE;
}

static gboolean
check_texts (ConvoReader *r, ConvoJson value, const char *key)
{
  ConvoWalk walk;

  if (!convo_reader_want_object (r, value, key))
    return FALSE;
  convo_walk_init (&walk, r, value);
  while (convo_walk_next (&walk, r))
    if (!convo_reader_want_string (r, walk.value, walk.key))
      return FALSE;
  return TRUE;
}

static gboolean
check_value (ConvoReader *r, ConvoJson value, const Entry *entry)
{
  switch (entry->shape)
    {
    case NUMBER:
      return convo_reader_want_number (r, value, entry->key);
    case PER_CENT:
      return check_per_cent (r, value, entry->key);
    case YES_NO:
      return JSON_NODE_HOLDS_VALUE (value.node) && json_node_get_value_type (value.node) == G_TYPE_BOOLEAN
             ? TRUE : convo_reader_refuse (r, value.at, CONVO_ERROR_FORMAT, _("“%s” must be true or false."), entry->key);
    case STRING:
      return convo_reader_want_string (r, value, entry->key);
    case TEXTS:
      return check_texts (r, value, entry->key);
    case WORDS:
      return convo_json_is_string (value.node) || check_texts (r, value, entry->key);
    case STRINGS:
      return check_list (r, value, entry->key, NULL, 0);
    case PLACE:
      return check_object (r, value, entry->key, place_keys, G_N_ELEMENTS (place_keys));
    case ERRORS:
      return check_list (r, value, entry->key, error_keys, G_N_ELEMENTS (error_keys));
    case ROOTS:
      return check_list (r, value, entry->key, root_keys, G_N_ELEMENTS (root_keys));
    default:
      g_return_val_if_reached (FALSE);
    }
}

/** convo_reader_about: Returns: %TRUE if @value, which may be absent, is an "about" */
gboolean
convo_reader_about (ConvoReader *r, ConvoJson value)
{
  return value.node == NULL || check_object (r, value, "about", about_keys, G_N_ELEMENTS (about_keys));
}
