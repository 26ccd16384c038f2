// SPDX-License-Identifier: MIT
/* The languages firsthop speaks, and how a locale's name says which one a person wants. */
#include <string.h>

#include <firsthop/text.h>

static const char *const codes[] = {[LANGUAGE_EN] = "en", [LANGUAGE_JA] = "ja"};

_Static_assert(ARRAY_LENGTH(codes) == LANGUAGE_COUNT, "one code for each language");

const char *language_code(enum language lang)
{
    return codes[lang];
}

/* Does the language part of @text (before territory, encoding and modifier) say @code? */
static bool names_language(const char *text, const char *code)
{
    size_t len = strcspn(text, "_-.@");

    return len == strlen(code) && strncasecmp(text, code, len) == 0;
}

bool language_parse(const char *text, enum language *out)
{
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        if (names_language(text, codes[i])) {
            *out = (enum language)i;
            return true;
        }
    }
    if (!names_language(text, "C") && !names_language(text, "POSIX"))
        return false;
    *out = LANGUAGE_EN;
    return true;
}
