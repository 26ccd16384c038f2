// SPDX-License-Identifier: MIT
/* Whatever the bytes: wrapping loses nothing and keeps to its columns, a page of Markdown is
 * harmless. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <firsthop/text.h>

#include "random_text.h"

#define ROUNDS 4000

static const char *const words[] = {
    " ",
    "  ",
    "\n",
    "\n\n",
    "\n> ",
    "\n- ",
    "\n1. ",
    "    ",
    "`",
    "```",
    "\n```\n",
    "**",
    "*",
    "_",
    "[a](",
    ")",
    "![",
    "](",
    "<",
    ">",
    "|",
    "\n|---|---|\n",
    "| a |",
    "\\",
    "&#27;",
    "&amp;",
    "&#x9b;",
    "\n# ",
    "\n===\n",
    "\n***\n",
    "\t",
    "\r\n",
    "eth0",
    "a",
    "10.0.1.0/24",
    "名前空間",
    "、",
    "「",
    "」",
    "ー",
    "😀",
    "\u200d",
    "\ufe0f",
    "\u0301",
    "🇯",
    "\u3000",
    "\u200b",
    "\u202e",
    "\033[1m",
    "\033[0m",
    "\033[",
    "\033]0;x\a",
    "\xe3\x81",
    "\xff",
    "ｱ",
    "…",
    "<b>",
    "</b>",
    "<!--",
    "<https://e.org/>",
    "averyveryverylongwordwithoutanybreak",
    "— ",
};

/* The bytes of @text that wrapping must keep: all but spaces, newlines and SGR sequences. */
static void add_essence(struct str *to, const char *text)
{
    while (*text != '\0') {
        size_t sgr = text[0] == '\033' && text[1] == '[' ? strspn(text + 2, "0123456789;:") : 0;

        if (text[0] == '\033' && text[1] == '[' && text[2 + sgr] == 'm')
            text += sgr + 3;
        else if (str_starts(text, "\u3000") || str_starts(text, "\u200b"))
            text += strlen("\u3000");
        else if (strchr(" \t\n", *text) != NULL)
            text++;
        else
            str_add_char(to, *text++);
    }
}

static void assert_lines(const char *text, size_t columns, bool code_is_free)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        SCOPED(mem_done) char *line = strndup(text, len);

        if (!code_is_free || strstr(line, "    ") == NULL)
            assert_in_range(text_width(line), 0, columns);
        text += len + (text[len] == '\n');
    }
}

static void wrapping_keeps_everything_within_its_columns(void **state)
{
    struct random r = random_start(1);
    size_t rounds = random_setting("FIRSTHOP_FUZZ_ROUNDS", ROUNDS);

    (void)state;
    for (size_t i = 0; i < rounds; i++) {
        SCOPED(str_done) struct str text = {0}, out = {0}, before = {0}, after = {0};
        size_t columns = random_below(&r, 70) + 8;

        random_text(&r, &text, words, ARRAY_LENGTH(words), 80);
        text_add_wrapped(&out, str_text(&text), columns, random_below(&r, 12));
        assert_lines(str_text(&out), columns, false);
        add_essence(&before, str_text(&text));
        add_essence(&after, str_text(&out));
        assert_string_equal(str_text(&before), str_text(&after));
    }
}

static void a_page_of_any_bytes_is_harmless(void **state)
{
    struct random r = random_start(2);
    size_t rounds = random_setting("FIRSTHOP_FUZZ_ROUNDS", ROUNDS);

    (void)state;
    for (size_t i = 0; i < rounds; i++) {
        SCOPED(str_done) struct str text = {0}, out = {0};
        struct text_style style = {.plain = random_below(&r, 2) == 0};
        size_t columns = random_below(&r, 80) + 20;

        random_text(&r, &text, words, ARRAY_LENGTH(words), 120);
        text_add_markdown(&out, str_text(&text), columns, &style);
        assert_true(text_is_clean(str_text(&out), out.len, NULL));
        assert_lines(str_text(&out), columns, true);
        assert_null(strstr(str_text(&out), " \n"));
        assert_true(out.len == 0 || out.data[out.len - 1] == '\n');
    }
}

static void cutting_and_padding_give_exact_columns(void **state)
{
    struct random r = random_start(3);

    (void)state;
    for (size_t i = 0; i < ROUNDS; i++) {
        SCOPED(str_done) struct str text = {0}, out = {0};
        size_t columns = random_below(&r, 30);

        random_text(&r, &text, words, ARRAY_LENGTH(words), 20);
        assert_in_range(text_fit(str_text(&text), columns), 0, text.len);
        text_add_padded(&out, str_text(&text), columns);
        assert_int_equal(text_width(str_text(&out)), columns);
    }
}

static void nesting_without_end_is_survived(void **state)
{
    static const char *const pieces[] = {"> ", "- ", "1. ", "[",  "![", "**a",
                                         "`",  "|",  "<",   "&#", "*_"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(pieces); i++) {
        SCOPED(str_done) struct str text = {0}, out = {0};

        for (int n = 0; n < 1500; n++)
            str_add(&text, pieces[i]);
        str_add(&text, "x\n\n|---|---|\n");
        text_add_markdown(&out, str_text(&text), 40, &text_style_plain);
        assert_lines(str_text(&out), 40, true);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrapping_keeps_everything_within_its_columns),
        cmocka_unit_test(a_page_of_any_bytes_is_harmless),
        cmocka_unit_test(cutting_and_padding_give_exact_columns),
        cmocka_unit_test(nesting_without_end_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
