// SPDX-License-Identifier: MIT
/* Markdown as it appears on a page of a given width. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <firsthop/text.h>

static const struct text_style no_colours;
static const struct text_style colours = {
    .begin = {[TEXT_HEADING] = "\033[1m",
              [TEXT_STRONG] = "\033[31m",
              [TEXT_CODE] = "\033[36m",
              [TEXT_CODE_BLOCK] = "\033[33m",
              [TEXT_QUOTE] = "\033[2m"},
    .end = {[TEXT_HEADING] = "\033[0m",
            [TEXT_STRONG] = "\033[0m",
            [TEXT_CODE] = "\033[0m",
            [TEXT_CODE_BLOCK] = "\033[0m",
            [TEXT_QUOTE] = "\033[0m"},
};

static void assert_page(const char *markdown, size_t columns, const struct text_style *style,
                        const char *expected)
{
    SCOPED(str_done) struct str s = {0};

    text_add_markdown(&s, markdown, columns, style);
    assert_string_equal(str_text(&s), expected);
}

static void nothing_gives_nothing(void **state)
{
    (void)state;
    assert_page("", 40, &no_colours, "");
    assert_page("\n \n", 40, &no_colours, "");
    assert_page("#\n", 40, &colours, "");
}

static void blocks_stand_one_empty_line_apart(void **state)
{
    (void)state;
    assert_page("# Title\nfirst\nline\n\nsecond\n***\n", 20, &no_colours,
                "Title\n\nfirst line\n\nsecond\n\n────────────────────\n");
}

static void paragraphs_wrap_and_hard_breaks_stay(void **state)
{
    (void)state;
    assert_page("one two three four five  \nsix", 20, &no_colours,
                "one two three four\nfive\nsix\n");
}

static void japanese_lines_join_without_a_space(void **state)
{
    (void)state;
    assert_page("名前\n空間", 40, &no_colours, "名前空間\n");
    assert_page("名前\nIP", 40, &no_colours, "名前 IP\n");
    assert_page("です。\n`ip` は", 40, &colours, "です。\033[36mip\033[0m は\n");
    assert_page("**名**\n**前**", 40, &colours, "\033[31m名\033[0m\033[31m前\033[0m\n");
    assert_page("one\ntwo", 40, &no_colours, "one two\n");
}

static void lists_nest_and_tight_ones_have_no_gaps(void **state)
{
    (void)state;
    assert_page("- one\n- two\n  - inner\n\nend", 40, &no_colours,
                "• one\n• two\n  • inner\n\nend\n");
    assert_page("- one\n\n- two\n", 40, &no_colours, "• one\n\n• two\n");
    assert_page("9. nine\n10. ten\n", 40, &no_colours, "9. nine\n10. ten\n");
    assert_page("3) x", 40, &no_colours, "3) x\n");
    assert_page("- - deep\n-\n- x", 40, &no_colours, "• • deep\n•\n• x\n");
}

static void items_wrap_under_their_text(void **state)
{
    (void)state;
    assert_page("10. one two three four five", 20, &no_colours,
                "10. one two three\n    four five\n");
}

static void code_blocks_keep_their_lines(void **state)
{
    (void)state;
    assert_page("```sh\n# not a heading that goes on and on\n\nab\tc  d\n```\n", 20, &no_colours,
                "    # not a heading that goes on and on\n\n    ab  c  d\n");
    assert_page("- x\n\n      code\n", 40, &no_colours, "• x\n\n      code\n");
    assert_page("    <b>&amp;", 40, &colours, "    \033[33m<b>&amp;\033[0m\n");
}

static void quotes_have_a_bar_on_every_line(void **state)
{
    (void)state;
    assert_page("> one two three four five\n>\n> > in", 20, &no_colours,
                "│ one two three four\n│ five\n│\n│ │ in\n");
    assert_page("> a", 20, &colours, "\033[2m│\033[0m \033[2ma\033[0m\n");
    assert_page("> **a** b", 20, &colours,
                "\033[2m│\033[0m \033[2m\033[31ma\033[0m\033[2m b\033[0m\n");
}

static void an_inner_role_gives_back_the_outer_one(void **state)
{
    (void)state;
    assert_page("# a `b` c", 40, &colours, "\033[1ma \033[36mb\033[0m\033[1m c\033[0m\n");
}

static void links_show_their_address_once(void **state)
{
    (void)state;
    assert_page("[text](https://e.org/?a&amp;b)", 60, &no_colours, "text (https://e.org/?a&b)\n");
    assert_page("<https://e.org>", 60, &no_colours, "https://e.org\n");
    assert_page("<me@e.org>", 60, &no_colours, "me@e.org\n");
    assert_page("![map](m.png)", 60, &no_colours, "map (m.png)\n");
    assert_page("[x]()", 60, &no_colours, "x\n");
}

static void tables_align_by_display_width(void **state)
{
    (void)state;
    assert_page("| n | 名 |\n|---|---:|\n| ab | x |\n| `c` | 長い |\n", 40, &no_colours,
                "n  │   名\n───┼─────\nab │    x\nc  │ 長い\n");
    assert_page("| n | 名 |\n|---|:---:|\n| ab | x |\n| c | 長い |\n", 40, &text_style_plain,
                "n    名\n--  ----\nab   x\nc   長い\n");
}

static void wide_tables_wrap_their_cells(void **state)
{
    (void)state;
    assert_page("| a | b |\n|---|---|\n| one | two three four five |\n", 20, &no_colours,
                "a   │ b\n────┼───────────────\none │ two three four\n    │ five\n");
}

static void tables_wider_than_any_page_become_lines(void **state)
{
    (void)state;
    assert_page(
        "|first|second|third|fourth|\n|---|---|---|---|\n|aaaaaaaa|bbbbbbbb|cccccccc|dddddddd|\n"
        "|a|b|c|d|\n",
        20, &no_colours,
        "first: aaaaaaaa\nsecond: bbbbbbbb\nthird: cccccccc\nfourth: dddddddd\n\n"
        "first: a\nsecond: b\nthird: c\nfourth: d\n");
}

static void the_plain_page_draws_nothing(void **state)
{
    (void)state;
    assert_page("# T\n- **a**\n\n> q\n\n---\n", 40, &text_style_plain, "T\n\n- a\n\n  q\n\n---\n");
}

static void html_and_entities_are_only_text(void **state)
{
    (void)state;
    assert_page("<b>x</b> <!-- y -->", 40, &no_colours, "<b>x</b> <!-- y -->\n");
    assert_page("<div>\n*x*\n</div>", 40, &no_colours, "<div> x </div>\n");
    assert_page("&lt;&amp;&rarr;&unknown;&#65;&#x42;", 40, &no_colours, "<&→&unknown;AB\n");
}

static void nothing_foreign_reaches_the_terminal(void **state)
{
    (void)state;
    assert_page("\033[2Jx", 40, &no_colours, "␛[2Jx\n");
    assert_page("&#27;[2J&#x9b;&#0;&#x202e;&#xd800;", 40, &no_colours, "␛[2J\ufffd\ufffd\ufffd\n");
    assert_page("[x](<&#27;]0;y>)", 40, &no_colours, "x (␛]0;y)\n");
    assert_page("`\036`", 40, &no_colours, "␞\n");
    assert_page("\xff", 40, &no_colours, "\ufffd\n");
    assert_page("a&#10;b", 40, &no_colours, "a b\n");
}

static void windows_line_ends_are_line_ends(void **state)
{
    (void)state;
    assert_page("# T\r\n\r\na\r\nb\r\n", 40, &no_colours, "T\n\na b\n");
}

static void what_is_already_there_stays(void **state)
{
    SCOPED(str_done) struct str s = {0};

    (void)state;
    str_add(&s, "before\n");
    text_add_markdown(&s, "x", 40, &no_colours);
    assert_string_equal(str_text(&s), "before\nx\n");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_gives_nothing),
        cmocka_unit_test(blocks_stand_one_empty_line_apart),
        cmocka_unit_test(paragraphs_wrap_and_hard_breaks_stay),
        cmocka_unit_test(japanese_lines_join_without_a_space),
        cmocka_unit_test(lists_nest_and_tight_ones_have_no_gaps),
        cmocka_unit_test(items_wrap_under_their_text),
        cmocka_unit_test(code_blocks_keep_their_lines),
        cmocka_unit_test(quotes_have_a_bar_on_every_line),
        cmocka_unit_test(an_inner_role_gives_back_the_outer_one),
        cmocka_unit_test(links_show_their_address_once),
        cmocka_unit_test(tables_align_by_display_width),
        cmocka_unit_test(wide_tables_wrap_their_cells),
        cmocka_unit_test(tables_wider_than_any_page_become_lines),
        cmocka_unit_test(the_plain_page_draws_nothing),
        cmocka_unit_test(html_and_entities_are_only_text),
        cmocka_unit_test(nothing_foreign_reaches_the_terminal),
        cmocka_unit_test(windows_line_ends_are_line_ends),
        cmocka_unit_test(what_is_already_there_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
