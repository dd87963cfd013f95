/* Formulas of whole numbers, worked out as one does it on a blackboard: the innermost brackets first, floor and ceiling
 * made visible, products before sums. Values are exact fractions until a floor or ceiling rounds them. */
#include "formula.h"
#include "numbers.h"

#include <string.h>

typedef enum { NUMBER, PLUS, MINUS, TIMES, DIVIDE, SQUARE, CUBE, OPEN, CLOSE, FLOOR, FLOOR_END, CEIL, CEIL_END } TokenType;

typedef struct
{
  TokenType type;
  gint64 above, below;           /* a number: above / below, below > 0 */
} Token;

static const struct { const char *text; TokenType type; } signs[] = {
  { "+", PLUS }, { "−", MINUS }, { "·", TIMES }, { "/", DIVIDE }, { "²", SQUARE }, { "³", CUBE }, { "(", OPEN }, { ")", CLOSE },
  { "⌊", FLOOR }, { "⌋", FLOOR_END }, { "⌈", CEIL }, { "⌉", CEIL_END },
};

static const char *
sign_text (TokenType type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (signs[i].type == type)
      return signs[i].text;
  return "";
}

static const char *
read_sign (const char *at, TokenType *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (at, signs[i].text))
      {
        *type = signs[i].type;
        return at + strlen (signs[i].text);
      }
  return NULL;
}

static gboolean
find_symbol (const ConvoSymbol *symbols, int n, const char *name, gsize length, gint64 *value)
{
  for (int i = 0; i < n; i++)
    if (strlen (symbols[i].name) == length && strncmp (symbols[i].name, name, length) == 0)
      {
        *value = symbols[i].value;
        return TRUE;
      }
  return FALSE;
}

/* A symbol or a whole number: all up to the next sign or space. NULL if it is neither */
static const char *
read_number (const char *at, const ConvoSymbol *symbols, int n, gint64 *value)
{
  const char *end = at, *digits;
  TokenType unused;

  while (*end != '\0' && *end != ' ' && read_sign (end, &unused) == NULL)
    end = g_utf8_next_char (end);
  if (find_symbol (symbols, n, at, end - at, value))
    return end;
  for (digits = at; digits < end && g_ascii_isdigit (*digits); digits++)
    ;
  if (digits != end || end - at > 18)
    return NULL;
  *value = g_ascii_strtoll (at, NULL, 10);
  return end;
}

static GArray *
read_tokens (const char *formula, const ConvoSymbol *symbols, int n)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (Token));

  for (const char *at = formula; *at != '\0';)
    {
      Token token = { .below = 1 };
      const char *end = read_sign (at, &token.type);

      if (*at == ' ')
        {
          at++;
          continue;
        }
      if (end == NULL)
        {
          token.type = NUMBER;
          end = read_number (at, symbols, n, &token.above);
        }
      if (end == NULL)
        {
          g_array_unref (tokens);
          return NULL;
        }
      g_array_append_val (tokens, token);
      at = end;
    }
  return tokens;
}

static void
append_number (GString *text, const Token *token)
{
  g_autofree char *number = NULL;

  if (token->below == 1)
    number = convo_number_exact (token->above);
  else
    number = convo_number_real (ABS ((double) token->above / token->below), token->below == 2 ? 1 : 2);
  g_string_append_printf (text, "%s%s", token->below != 1 && token->above < 0 ? "−" : "", number);
}

static char *
print_tokens (GArray *tokens)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tokens->len; i++)
    {
      const Token *token = &g_array_index (tokens, Token, i);

      if (token->type == NUMBER)
        append_number (text, token);
      else if (token->type == PLUS || token->type == MINUS || token->type == DIVIDE)
        g_string_append_printf (text, " %s ", sign_text (token->type));
      else
        g_string_append (text, sign_text (token->type));
    }
  return g_string_free (text, FALSE);
}

static gint64
common_divisor (gint64 a, gint64 b)
{
  while (b != 0)
    {
      gint64 rest = a % b;

      a = b;
      b = rest;
    }
  return ABS (a);
}

static gboolean
apply (TokenType sign, Token *a, const Token *b)
{
  gint64 left, right, above, below, divisor;
  gboolean fits = TRUE;

  if (sign == PLUS || sign == MINUS)
    fits = !__builtin_mul_overflow (a->above, b->below, &left) && !__builtin_mul_overflow (b->above, a->below, &right)
           && !(sign == PLUS ? __builtin_add_overflow (left, right, &above) : __builtin_sub_overflow (left, right, &above))
           && !__builtin_mul_overflow (a->below, b->below, &below);
  else if (sign == TIMES)
    fits = !__builtin_mul_overflow (a->above, b->above, &above) && !__builtin_mul_overflow (a->below, b->below, &below);
  else
    fits = b->above > 0 && !__builtin_mul_overflow (a->above, b->below, &above)
           && !__builtin_mul_overflow (a->below, b->above, &below);
  if (!fits || above == G_MININT64)
    return FALSE;
  divisor = MAX (common_divisor (above, below), 1);
  a->above = above / divisor;
  a->below = below / divisor;
  return TRUE;
}

static gboolean
raise_power (GArray *tokens, guint first, guint last, guint *end)
{
  for (guint i = first + 1; i < last;)
    {
      const TokenType type = g_array_index (tokens, Token, i).type;
      Token *base = &g_array_index (tokens, Token, i - 1), factor = *base;

      if (type != SQUARE && type != CUBE)
        {
          i++;
          continue;
        }
      if (!apply (TIMES, base, &factor) || (type == CUBE && !apply (TIMES, base, &factor)))
        return FALSE;
      g_array_remove_index (tokens, i);
      last--;
    }
  *end = last;
  return TRUE;
}

/* Works out the signs @a and @b, from the left, of tokens [first, last) without brackets */
static gboolean
work_out (GArray *tokens, guint first, guint last, TokenType a, TokenType b, guint *end)
{
  for (guint i = first + 1; i + 1 < last;)
    {
      const TokenType type = g_array_index (tokens, Token, i).type;

      if (type != a && type != b)
        {
          i++;
          continue;
        }
      if (g_array_index (tokens, Token, i - 1).type != NUMBER || g_array_index (tokens, Token, i + 1).type != NUMBER
          || !apply (type, &g_array_index (tokens, Token, i - 1), &g_array_index (tokens, Token, i + 1)))
        return FALSE;
      g_array_remove_range (tokens, i, 2);
      last -= 2;
    }
  *end = last;
  return TRUE;
}

/* Tokens [first, last), without brackets, become one number */
static gboolean
evaluate (GArray *tokens, guint first, guint last)
{
  return raise_power (tokens, first, last, &last) && work_out (tokens, first, last, TIMES, DIVIDE, &last)
         && work_out (tokens, first, last, PLUS, MINUS, &last) && last == first + 1
         && g_array_index (tokens, Token, first).type == NUMBER;
}

static void
round_whole (Token *number, gboolean up)
{
  gint64 whole = number->above / number->below;
  gboolean negative = number->above < 0;

  if (number->above % number->below != 0)
    whole += up && !negative ? 1 : !up && negative ? -1 : 0;
  number->above = whole;
  number->below = 1;
}

static gboolean
is_end (TokenType type)
{
  return type == CLOSE || type == FLOOR_END || type == CEIL_END;
}

static gboolean
is_begin (TokenType type)
{
  return type == OPEN || type == FLOOR || type == CEIL;
}

/* One innermost bracket from @open on: 1 done, 2 its value is broken and now stands in the floor or ceiling, 0 wrong */
static int
close_bracket (GArray *tokens, guint open, gboolean *rounded)
{
  const TokenType type = g_array_index (tokens, Token, open).type;
  guint close = open + 1;
  Token *number;

  while (close < tokens->len && !is_end (g_array_index (tokens, Token, close).type))
    close++;
  if (close == tokens->len)
    return 0;
  if (close == open + 2)
    {
      number = &g_array_index (tokens, Token, open + 1);
      *rounded |= number->below != 1;
      if (type != OPEN)
        round_whole (number, type == CEIL);
      g_array_remove_index (tokens, close);
      g_array_remove_index (tokens, open);
      return 1;
    }
  if (!evaluate (tokens, open + 1, close))
    return 0;
  number = &g_array_index (tokens, Token, open + 1);
  if (type != OPEN && number->below != 1)
    return 2;
  g_array_remove_index (tokens, open + 2);
  g_array_remove_index (tokens, open);
  return 1;
}

/* The deepest brackets, all at once. Returns: how many; 0: there are none; -1: wrong */
static int
close_brackets (GArray *tokens, gboolean *rounded)
{
  int depth = 0, deepest = 0, closed = 0;

  for (guint i = 0; i < tokens->len; i++)
    {
      const TokenType type = g_array_index (tokens, Token, i).type;

      depth += is_begin (type) - is_end (type);
      deepest = MAX (deepest, depth);
    }
  if (depth != 0)
    return -1;
  for (guint i = tokens->len; i-- > 0 && deepest > 0;)
    {
      const TokenType type = g_array_index (tokens, Token, i).type;

      depth += is_end (type);
      if (is_begin (type) && depth-- == deepest)
        {
          if (close_bracket (tokens, i, rounded) == 0)
            return -1;
          closed++;
        }
    }
  return closed;
}

static gboolean
has_sign (GArray *tokens, TokenType a, TokenType b)
{
  for (guint i = 0; i < tokens->len; i++)
    if (g_array_index (tokens, Token, i).type == a || g_array_index (tokens, Token, i).type == b)
      return TRUE;
  return FALSE;
}

/* One step on the blackboard. FALSE if it cannot be done */
static gboolean
step (GArray *tokens, gboolean *rounded)
{
  const int closed = close_brackets (tokens, rounded);
  guint end = tokens->len;

  if (closed != 0)
    return closed > 0;
  if (has_sign (tokens, PLUS, MINUS) && (has_sign (tokens, TIMES, DIVIDE) || has_sign (tokens, SQUARE, CUBE)))
    return raise_power (tokens, 0, end, &end) && work_out (tokens, 0, end, TIMES, DIVIDE, &end);
  return evaluate (tokens, 0, end);
}

static void
work_through (ConvoWorking *working, GArray *tokens)
{
  const Token *only;

  while (tokens->len > 1)
    {
      g_autofree char *before = print_tokens (tokens), *after = NULL;
      const guint length = tokens->len;

      if (!step (tokens, &working->rounded))
        return;
      after = print_tokens (tokens);
      if (tokens->len == length && strcmp (before, after) == 0)
        return;
      if (tokens->len > 1 && strcmp (before, after) != 0)
        g_ptr_array_add (working->steps, g_steal_pointer (&after));
    }
  only = &g_array_index (tokens, Token, 0);
  working->known = tokens->len == 1 && only->type == NUMBER && only->below == 1;
  working->result = working->known ? only->above : 0;
}

/**
 * convo_formula_work:
 * @formula: whole numbers and symbols with + − · / ² ³, brackets, ⌊ ⌋ and ⌈ ⌉
 * @symbols: their values
 *
 * Puts the values in and works the formula out, exactly. What is no formula, or grows beyond 63 bits, gives a working
 * that is not known, with no more steps than could be done.
 *
 * Returns: (transfer full): the working
 */
ConvoWorking *
convo_formula_work (const char *formula, const ConvoSymbol *symbols, int n_symbols)
{
  ConvoWorking *working = g_new0 (ConvoWorking, 1);
  g_autoptr(GArray) tokens = read_tokens (formula, symbols, n_symbols);

  working->steps = g_ptr_array_new_with_free_func (g_free);
  working->formula = tokens != NULL ? print_tokens (tokens) : g_strdup (formula);
  if (tokens != NULL && tokens->len > 0)
    work_through (working, tokens);
  return working;
}

/** convo_working_free: frees @working */
void
convo_working_free (ConvoWorking *working)
{
  g_free (working->formula);
  g_ptr_array_unref (working->steps);
  g_free (working);
}

/**
 * convo_formula_power:
 * @formula: gets "k", "k²" or "k³" if all values are equal, else "k₁·k₂"
 * @symbols: (element-type ConvoSymbol): gets the symbols
 * @name: static string
 * @value: one value an axis
 * @n: 1 to 3
 * @label: translated
 */
void
convo_formula_power (GString *formula, GArray *symbols, const char *name, const gint64 *value, int n, const char *label)
{
  static const char *const powers[] = { "", "²", "³" }, *const indices[] = { "₁", "₂", "₃" };
  gboolean equal = TRUE;

  g_return_if_fail (n >= 1 && n <= 3);
  for (int i = 1; i < n; i++)
    equal = equal && value[i] == value[0];
  for (int i = 0; i < (equal ? 1 : n); i++)
    {
      g_autofree char *indexed = g_strconcat (name, equal ? "" : indices[i], NULL);
      const ConvoSymbol symbol = { g_intern_string (indexed), value[i], label };

      g_string_append_printf (formula, "%s%s%s", i > 0 ? "·" : "", symbol.name, equal ? powers[n - 1] : "");
      g_array_append_val (symbols, symbol);
    }
}
