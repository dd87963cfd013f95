/* Whole-number expressions of documents, "=4*channels": + - * / (exact) %, parentheses, min, max, over arguments. */
#include "expression.h"
#include "errors.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

typedef struct
{
  const char *text, *at;
  const ConvoScope *scope;
  gboolean dry;              /* no values: only grammar and names */
  int depth;
  GError **error;
} Reader;

static gboolean read_sum (Reader *reader, gint64 *out);

static gboolean G_GNUC_PRINTF (3, 4)
refuse (Reader *reader, const char *at, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  /* translators: an expression, the position of the mistake in it (from 1), and a sentence about the mistake */
  g_set_error (reader->error, CONVO_ERROR, CONVO_ERROR_PROPERTY, _("In “%s”, at character %d: %s"),
               reader->text, (int) g_utf8_pointer_to_offset (reader->text, at) + 1, reason);
  return FALSE;
}

static void
skip_space (Reader *reader)
{
  while (*reader->at == ' ' || *reader->at == '\t')
    reader->at++;
}

static gboolean
take (Reader *reader, char what)
{
  skip_space (reader);
  if (*reader->at != what)
    return FALSE;
  reader->at++;
  return TRUE;
}

static gboolean
apply (Reader *reader, const char *at, char operation, gint64 a, gint64 b, gint64 *out)
{
  gboolean overflow = FALSE;

  if (reader->dry)
    return TRUE;
  switch (operation)
    {
    case '+': overflow = __builtin_add_overflow (a, b, out); break;
    case '-': overflow = __builtin_sub_overflow (a, b, out); break;
    case '*': overflow = __builtin_mul_overflow (a, b, out); break;
    case '%':
      if (b <= 0)
        return refuse (reader, at, _("the remainder needs a positive divisor, not %" PRId64 "."), b);
      *out = (a % b + b) % b;
      break;
    default:
      if (b == 0)
        return refuse (reader, at, _("a division by zero."));
      if (b == -1)
        overflow = __builtin_sub_overflow (0, a, out);
      else if (a % b != 0)
        return refuse (reader, at, _("%" PRId64 " cannot be divided by %" PRId64
                                     " without a remainder; choose arguments that divide."), a, b);
      else
        *out = a / b;
    }
  if (overflow)
    return refuse (reader, at, _("the result does not fit into 64 bits; use smaller numbers."));
  return TRUE;
}

static gboolean
read_number (Reader *reader, gint64 *out)
{
  const char *start = reader->at;

  for (*out = 0; g_ascii_isdigit (*reader->at); reader->at++)
    if (__builtin_mul_overflow (*out, 10, out) || __builtin_add_overflow (*out, *reader->at - '0', out))
      return refuse (reader, start, _("the number does not fit into 64 bits."));
  if (*reader->at == '.' || g_ascii_isalpha (*reader->at))
    return refuse (reader, reader->at, _("only whole numbers are allowed here."));
  return TRUE;
}

/* min (a, b, …) or max (a, b, …), after the name */
static gboolean
read_extreme (Reader *reader, gboolean greatest, gint64 *out)
{
  gint64 value;

  if (!take (reader, '('))
    return refuse (reader, reader->at, _("a “(” must follow min and max."));
  if (!read_sum (reader, out))
    return FALSE;
  while (take (reader, ','))
    {
      if (!read_sum (reader, &value))
        return FALSE;
      *out = greatest ? MAX (*out, value) : MIN (*out, value);
    }
  if (!take (reader, ')'))
    return refuse (reader, reader->at, _("a “)” is missing."));
  return TRUE;
}

static gboolean
read_name (Reader *reader, gint64 *out)
{
  const char *start = reader->at;
  g_autofree char *name = NULL;
  g_autoptr(GString) known = g_string_new (NULL);

  while (g_ascii_isalnum (*reader->at) || *reader->at == '_')
    reader->at++;
  name = g_strndup (start, reader->at - start);
  if (strcmp (name, "min") == 0 || strcmp (name, "max") == 0)
    return read_extreme (reader, name[1] == 'a', out);
  *out = 0;
  if (reader->scope != NULL && reader->scope->any)
    return TRUE;
  for (int i = 0; reader->scope != NULL && i < reader->scope->n; i++)
    if (strcmp (reader->scope->names[i], name) == 0)
      {
        *out = reader->dry ? 0 : reader->scope->values[i];
        return TRUE;
      }
  if (reader->scope == NULL || reader->scope->n == 0)
    return refuse (reader, start, _("there is no argument “%s”; there are no arguments here."), name);
  for (int i = 0; i < reader->scope->n; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", reader->scope->names[i]);
  return refuse (reader, start, _("there is no argument “%s”; the arguments here are %s."), name, known->str);
}

static gboolean
read_unary (Reader *reader, gint64 *out)
{
  const char *start;
  gboolean ok;

  skip_space (reader);
  start = reader->at;
  if (++reader->depth > CONVO_LIMIT_PARENTHESES)
    return refuse (reader, start, _("more than %d levels of parentheses and signs."), CONVO_LIMIT_PARENTHESES);
  if (take (reader, '-'))
    ok = read_unary (reader, out) && apply (reader, start, '-', 0, *out, out);
  else if (take (reader, '('))
    {
      ok = read_sum (reader, out);
      if (ok && !take (reader, ')'))
        ok = refuse (reader, reader->at, _("a “)” is missing."));
    }
  else if (g_ascii_isdigit (*start))
    ok = read_number (reader, out);
  else if (g_ascii_isalpha (*start) || *start == '_')
    ok = read_name (reader, out);
  else
    ok = refuse (reader, start, _("a number, an argument or a “(” must stand here."));
  reader->depth--;
  return ok;
}

static gboolean
read_product (Reader *reader, gint64 *out)
{
  gint64 right;

  if (!read_unary (reader, out))
    return FALSE;
  for (;;)
    {
      const char *at;

      skip_space (reader);
      at = reader->at;
      if (*at != '*' && *at != '/' && *at != '%')
        return TRUE;
      reader->at++;
      if (!read_unary (reader, &right) || !apply (reader, at, *at, *out, right, out))
        return FALSE;
    }
}

static gboolean
read_sum (Reader *reader, gint64 *out)
{
  gint64 right;

  if (!read_product (reader, out))
    return FALSE;
  for (;;)
    {
      const char *at;

      skip_space (reader);
      at = reader->at;
      if (*at != '+' && *at != '-')
        return TRUE;
      reader->at++;
      if (!read_product (reader, &right) || !apply (reader, at, *at, *out, right, out))
        return FALSE;
    }
}

/**
 * convo_expression_eval:
 * @text: the expression, with the "=" it begins with
 * @scope: (nullable): the arguments
 * @out: (out): the value; 0 if the scope has no values; unset on failure
 * @error: return location; %CONVO_ERROR_PROPERTY with the position, or %CONVO_ERROR_LIMIT
 *
 * 64-bit; overflow, an inexact division and unknown names are errors. The remainder is never negative.
 *
 * Returns: %TRUE on success
 */
gboolean
convo_expression_eval (const char *text, const ConvoScope *scope, gint64 *out, GError **error)
{
  Reader reader = { text, text, scope, scope != NULL && (scope->any || (scope->n > 0 && scope->values == NULL)), 0, error };
  gint64 value = 0;

  if (strlen (text) > CONVO_LIMIT_EXPRESSION)
    {
      g_set_error (error, CONVO_ERROR, CONVO_ERROR_LIMIT, _("An expression is longer than %d bytes; shorten it."),
                   CONVO_LIMIT_EXPRESSION);
      return FALSE;
    }
  if (!take (&reader, '='))
    return refuse (&reader, text, _("an expression begins with “=”."));
  if (!read_sum (&reader, &value))
    return FALSE;
  skip_space (&reader);
  if (*reader.at != '\0')
    return refuse (&reader, reader.at, _("an operator must stand here."));
  *out = value;
  return TRUE;
}

/* Finds the next name from @at on. Returns: how long it is; 0: there is none */
static gsize
next_name (const char **at)
{
  gsize length = 0;

  while (**at != '\0' && !g_ascii_isalpha (**at) && **at != '_')
    ++*at;
  while (g_ascii_isalnum ((*at)[length]) || (*at)[length] == '_')
    length++;
  return length;
}

/** convo_expression_names: Returns: whether the expression @text names the argument @name */
gboolean
convo_expression_names (const char *text, const char *name)
{
  gsize length;

  for (const char *at = text; (length = next_name (&at)) > 0; at += length)
    if (length == strlen (name) && strncmp (at, name, length) == 0)
      return TRUE;
  return FALSE;
}

/** convo_expression_rename: Returns: (transfer full): the expression @text where the argument @name is called @new_name */
char *
convo_expression_rename (const char *text, const char *name, const char *new_name)
{
  GString *out = g_string_new (NULL);
  const char *done = text, *at = text;
  gsize length;

  for (; (length = next_name (&at)) > 0; at += length)
    if (length == strlen (name) && strncmp (at, name, length) == 0)
      {
        g_string_append_len (out, done, at - done);
        g_string_append (out, new_name);
        done = at + length;
      }
  g_string_append (out, done);
  return g_string_free (out, FALSE);
}
