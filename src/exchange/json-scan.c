/* The scanner of json-scan.h: a recursive descent over RFC 8259, a value at a time, never deeper than the limit. */
#include "json-scan.h"
#include "errors.h"
#include "text.h"

#include <math.h>
#include <string.h>

/* One value: where it is and its place in the tree; 0 is "none", since the root is nobody's sibling or child */
typedef struct
{
  guint32 line;
  ConvoScanId first, next;
  const char *key;
} Value;

struct _ConvoScan
{
  GArray *values;       /* of Value, in document order */
  GStringChunk *keys;
};

typedef struct
{
  const char *at, *end;
  guint line;
  guint max_values;
  int depth;
  GHashTable *seen[CONVO_SCAN_DEPTH + 1];   /* keys of the object that is open at each depth */
  ConvoScan *scan;
  GError **error;
} Scanner;

static gboolean scan_value (Scanner *s, const char *key, ConvoScanId *id);

static gboolean
refuse (Scanner *s, int code, const char *message)
{
  /* translators: a line number, then a sentence */
  g_set_error (s->error, CONVO_ERROR, code, _("line %u: %s"), s->line, message);
  return FALSE;
}

static gboolean
bad (Scanner *s, const char *message)
{
  if (s->at >= s->end)
    return refuse (s, CONVO_ERROR_FORMAT, _("The text ends in the middle of a value; the file is not complete."));
  return refuse (s, CONVO_ERROR_FORMAT, message);
}

static void
skip_blank (Scanner *s)
{
  for (; s->at < s->end && strchr (" \t\r\n", *s->at) != NULL; s->at++)
    s->line += *s->at == '\n';
}

static gboolean
expect (Scanner *s, char c, const char *message)
{
  skip_blank (s);
  if (s->at >= s->end || *s->at != c)
    return bad (s, message);
  s->at++;
  return TRUE;
}

static gboolean
scan_hex (Scanner *s, gunichar *unit)
{
  *unit = 0;
  for (int i = 0; i < 4; i++, s->at++)
    {
      if (s->at >= s->end || !g_ascii_isxdigit (*s->at))
        return bad (s, _("\\u must be followed by four hexadecimal digits."));
      *unit = *unit * 16 + g_ascii_xdigit_value (*s->at);
    }
  return TRUE;
}

/* After "\u": one UTF-16 unit or a pair of them */
static gboolean
scan_unicode (Scanner *s, GString *out)
{
  gunichar high, low;

  if (!scan_hex (s, &high))
    return FALSE;
  if (high >= 0xd800 && high < 0xdc00)
    {
      if (s->end - s->at < 2 || s->at[0] != '\\' || s->at[1] != 'u')
        return bad (s, _("Half of a surrogate pair stands alone."));
      s->at += 2;
      if (!scan_hex (s, &low))
        return FALSE;
      if (low < 0xdc00 || low > 0xdfff)
        return bad (s, _("Half of a surrogate pair stands alone."));
      high = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    }
  if (high == 0 || !g_unichar_validate (high))
    return bad (s, _("This character cannot stand in a text."));
  g_string_append_unichar (out, high);
  return TRUE;
}

static gboolean
scan_escape (Scanner *s, GString *out)
{
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  const char *which;

  if (s->at >= s->end)
    return bad (s, NULL);
  if (*s->at == 'u')
    {
      s->at++;
      return scan_unicode (s, out);
    }
  which = *s->at != '\0' ? strchr (from, *s->at) : NULL;
  if (which == NULL)
    return bad (s, _("A backslash must be followed by one of \" \\ / b f n r t u."));
  s->at++;
  g_string_append_c (out, to[which - from]);
  return TRUE;
}

/* @out: the text with its escapes resolved */
static gboolean
scan_string (Scanner *s, GString *out)
{
  g_string_truncate (out, 0);
  s->at++;
  while (s->at < s->end && *s->at != '"')
    {
      if ((guchar) *s->at < 0x20)
        return bad (s, _("A text must not contain a line break or control character; write \\n."));
      if (*s->at != '\\')
        g_string_append_c (out, *s->at++);
      else
        {
          s->at++;
          if (!scan_escape (s, out))
            return FALSE;
        }
    }
  if (s->at >= s->end)
    return bad (s, NULL);
  s->at++;
  return TRUE;
}

static gsize
skip_digits (Scanner *s)
{
  const char *start = s->at;

  while (s->at < s->end && g_ascii_isdigit (*s->at))
    s->at++;
  return s->at - start;
}

static gboolean
scan_number (Scanner *s)
{
  const char *start = s->at;
  g_autofree char *copy = NULL;
  gboolean real = FALSE;
  gsize digits;

  s->at += *s->at == '-';
  digits = skip_digits (s);
  if (digits == 0 || (digits > 1 && s->at[-(gssize) digits] == '0'))
    return bad (s, _("This is not a number as JSON writes it."));
  if (s->at < s->end && *s->at == '.')
    {
      real = TRUE;
      s->at++;
      if (skip_digits (s) == 0)
        return bad (s, _("This is not a number as JSON writes it."));
    }
  if (s->at < s->end && (*s->at == 'e' || *s->at == 'E'))
    {
      real = TRUE;
      s->at++;
      if (s->at < s->end && (*s->at == '-' || *s->at == '+'))
        s->at++;
      if (skip_digits (s) == 0)
        return bad (s, _("This is not a number as JSON writes it."));
    }
  if (s->at - start > 64)
    return refuse (s, CONVO_ERROR_LIMIT, _("A number has more than 64 digits."));
  copy = g_strndup (start, s->at - start);
  if (!isfinite (g_ascii_strtod (copy, NULL)) || (!real && digits > 18))
    return refuse (s, CONVO_ERROR_LIMIT, _("A number is too large."));
  return TRUE;
}

static gboolean
scan_word (Scanner *s)
{
  static const char *const words[] = { "true", "false", "null" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize n = strlen (words[i]);

      if ((gsize) (s->end - s->at) >= n && memcmp (s->at, words[i], n) == 0)
        {
          s->at += n;
          return TRUE;
        }
    }
  return bad (s, _("Here should be a value: a text in \"…\", a number, true, false, null, […] or {…}."));
}

static void
attach (Scanner *s, ConvoScanId parent, ConvoScanId *last, ConvoScanId child)
{
  if (*last == 0)
    g_array_index (s->scan->values, Value, parent).first = child;
  else
    g_array_index (s->scan->values, Value, *last).next = child;
  *last = child;
}

static gboolean
scan_key (Scanner *s, GString *out)
{
  GHashTable **seen = &s->seen[s->depth];

  skip_blank (s);
  if (s->at >= s->end || *s->at != '"')
    return bad (s, _("Here should be a key in \"…\"."));
  if (!scan_string (s, out))
    return FALSE;
  if (*seen == NULL)
    *seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!g_hash_table_add (*seen, g_strdup (out->str)))
    {
      g_autofree char *message = g_strdup_printf (_("The key “%s” is there twice; remove one."), out->str);
      return refuse (s, CONVO_ERROR_NAME, message);
    }
  return expect (s, ':', _("After a key there should be a colon."));
}

static gboolean
scan_members (Scanner *s, ConvoScanId parent, gboolean object)
{
  const char close = object ? '}' : ']';
  g_autoptr(GString) text = g_string_new (NULL);
  ConvoScanId last = 0, child;

  s->at++;
  if (s->seen[s->depth] != NULL)
    g_clear_pointer (&s->seen[s->depth], g_hash_table_unref);
  skip_blank (s);
  if (s->at < s->end && *s->at == close)
    {
      s->at++;
      return TRUE;
    }
  for (;;)
    {
      const char *key = NULL;

      if (object)
        {
          if (!scan_key (s, text))
            return FALSE;
          key = g_string_chunk_insert_const (s->scan->keys, text->str);
        }
      if (!scan_value (s, key, &child))
        return FALSE;
      attach (s, parent, &last, child);
      skip_blank (s);
      if (s->at < s->end && *s->at == close)
        {
          s->at++;
          return TRUE;
        }
      if (!expect (s, ',', object ? _("Between two members there should be a comma.")
                                  : _("Between two values there should be a comma.")))
        return FALSE;
    }
}

static gboolean
scan_value (Scanner *s, const char *key, ConvoScanId *id)
{
  Value value = { 0 };
  gboolean ok;

  skip_blank (s);
  value.line = s->line;
  value.key = key;
  *id = s->scan->values->len;
  if (*id >= s->max_values)
    return refuse (s, CONVO_ERROR_LIMIT, _("The text has too many values."));
  g_array_append_val (s->scan->values, value);
  if (s->at >= s->end)
    return bad (s, NULL);
  if (*s->at == '"')
    {
      g_autoptr(GString) text = g_string_new (NULL);
      return scan_string (s, text);
    }
  if (*s->at == '-' || g_ascii_isdigit (*s->at))
    return scan_number (s);
  if (*s->at != '{' && *s->at != '[')
    return scan_word (s);
  if (s->depth >= CONVO_SCAN_DEPTH)
    return refuse (s, CONVO_ERROR_LIMIT, _("Brackets are nested too deeply."));
  s->depth++;
  ok = scan_members (s, *id, *s->at == '{');
  s->depth--;
  return ok;
}

static guint
line_of (const char *text, const char *at)
{
  guint line = 1;

  for (const char *c = text; c < at; c++)
    line += *c == '\n';
  return line;
}

/**
 * convo_scan_new:
 * @text: JSON text of @length bytes
 * @max_values: how many values it may have
 * @error: return location; %CONVO_ERROR_FORMAT, %CONVO_ERROR_NAME (a key twice), %CONVO_ERROR_LIMIT
 *
 * Checks @text against RFC 8259: UTF-8, nesting of at most 32, numbers that fit, no key twice. Messages begin with
 * "line 12: ".
 *
 * Returns: (transfer full): the lines of all values, or %NULL with @error set
 */
ConvoScan *
convo_scan_new (const char *text, gsize length, guint max_values, GError **error)
{
  g_autoptr(ConvoScan) scan = g_new0 (ConvoScan, 1);
  Scanner s = { .at = text, .end = text + length, .line = 1, .max_values = max_values, .scan = scan, .error = error };
  const char *invalid;
  ConvoScanId root;
  gboolean ok;

  scan->values = g_array_new (FALSE, FALSE, sizeof (Value));
  scan->keys = g_string_chunk_new (1024);
  if (!g_utf8_validate (text, length, &invalid))
    {
      s.line = line_of (text, invalid);
      refuse (&s, CONVO_ERROR_FORMAT, _("The text is not UTF-8; this is not a JSON file."));
      return NULL;
    }
  ok = scan_value (&s, NULL, &root);
  skip_blank (&s);
  if (ok && s.at < s.end)
    ok = refuse (&s, CONVO_ERROR_FORMAT, _("There is more text after the end."));
  for (gsize i = 0; i < G_N_ELEMENTS (s.seen); i++)
    g_clear_pointer (&s.seen[i], g_hash_table_unref);
  return ok ? g_steal_pointer (&scan) : NULL;
}

/** convo_scan_free: frees @scan; keys got from it end with it */
void
convo_scan_free (ConvoScan *scan)
{
  if (scan == NULL)
    return;
  g_array_unref (scan->values);
  g_string_chunk_free (scan->keys);
  g_free (scan);
}

static const Value *
get (const ConvoScan *scan, ConvoScanId value)
{
  return &g_array_index (scan->values, Value, value);
}

/** convo_scan_line: Returns: the line where @value begins, from 1 */
guint
convo_scan_line (const ConvoScan *scan, ConvoScanId value)
{
  return get (scan, value)->line;
}

/** convo_scan_first: Returns: the first member or element of @value; 0 if it has none */
ConvoScanId
convo_scan_first (const ConvoScan *scan, ConvoScanId value)
{
  return get (scan, value)->first;
}

/** convo_scan_next: Returns: the member or element after @value; 0 after the last */
ConvoScanId
convo_scan_next (const ConvoScan *scan, ConvoScanId value)
{
  return get (scan, value)->next;
}

/** convo_scan_key: Returns: (nullable): the key of a member, unescaped */
const char *
convo_scan_key (const ConvoScan *scan, ConvoScanId value)
{
  return get (scan, value)->key;
}

/** convo_scan_member: Returns: the member of @value with that key; @value itself if there is none */
ConvoScanId
convo_scan_member (const ConvoScan *scan, ConvoScanId value, const char *key)
{
  for (ConvoScanId id = convo_scan_first (scan, value); id != 0; id = convo_scan_next (scan, id))
    if (g_strcmp0 (convo_scan_key (scan, id), key) == 0)
      return id;
  return value;
}

/**
 * convo_scan_parse:
 * @scan: (out) (optional): lines of the values
 *
 * Scans @text (see convo_scan_new()), then parses it with json-glib.
 *
 * Returns: (transfer full): the root, or %NULL with @error set
 */
JsonNode *
convo_scan_parse (const char *text, gsize length, guint max_values, ConvoScan **scan, GError **error)
{
  g_autoptr(ConvoScan) found = convo_scan_new (text, length, max_values, error);
  g_autoptr(JsonParser) parser = NULL;
  JsonNode *root;

  if (found == NULL)
    return NULL;
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text, length, error))
    return NULL;
  root = json_parser_steal_root (parser);
  if (scan != NULL)
    *scan = g_steal_pointer (&found);
  return root;
}
