// SPDX-License-Identifier: MIT
/* The stub for editors, lessons/_meta/firsthop.lua, says what the engine does: each fact, parameter
 * and key. */
#include "folder.h"

static char *stub;

static int read_stub(void **state)
{
    struct error err = {0};
    struct str text = {0};

    (void)state;
    if (fd_read_file(SOURCE_ROOT "/lessons/_meta/firsthop.lua", 1 << 20, &text, &err) < 0)
        fail_msg("%s", err.what);
    stub = str_take(&text);
    return 0;
}

static int free_stub(void **state)
{
    (void)state;
    free(stub);
    return 0;
}

/* ---- what the annotations of a fact must be -------------------------------------------------- */

static const char *type_name(enum fact_type type)
{
    static const char *const names[] = {
        [FACT_TYPE_STRING] = "string",
        [FACT_TYPE_ADDRESS] = "string",
        [FACT_TYPE_PREFIX] = "string",
        [FACT_TYPE_DEFAULT_OR_PREFIX] = "string",
        [FACT_TYPE_FAMILY] = "\"ipv4\"|\"ipv6\"",
        [FACT_TYPE_NUMBER] = "integer",
        [FACT_TYPE_LINK] = "Link",
        [FACT_TYPE_NETNS] = "Netns",
        [FACT_TYPE_MAC] = "string",
        [FACT_TYPE_VALUE] = "string|integer",
    };

    assert_true(type < ARRAY_LENGTH(names) && names[type] != NULL);
    return names[type];
}

static void add_options(struct str *to, const struct fact_spec *spec)
{
    bool is_needed = false;
    const char *separator = "{ ";

    for (size_t i = 0; i < spec->parameter_count; i++)
        is_needed |= !spec->parameters[i].positional && spec->parameters[i].required;
    str_addf(to, "---@param options%s ", is_needed ? "" : "?");
    for (size_t i = 0; i < spec->parameter_count; i++) {
        const struct fact_parameter *p = &spec->parameters[i];

        if (p->positional)
            continue;
        str_addf(to, "%s%s%s: %s", separator, p->name, p->required ? "" : "?", type_name(p->type));
        separator = ", ";
    }
    str_add(to, " }\n");
}

/* The annotations and the head of one fact, as they must stand in the stub. */
static void add_fact(struct str *to, const struct fact_spec *spec)
{
    SCOPED(str_done) struct str names = {0};
    bool has_options = false;

    for (size_t i = 0; i < spec->parameter_count; i++) {
        const struct fact_parameter *p = &spec->parameters[i];

        if (p->positional) {
            str_addf(to, "---@param %s%s %s\n", p->name, p->required ? "" : "?",
                     type_name(p->type));
            str_addf(&names, "%s%s", names.len > 0 ? ", " : "", p->name);
        }
        has_options |= !p->positional;
    }
    if (has_options) {
        add_options(to, spec);
        str_addf(&names, "%soptions", names.len > 0 ? ", " : "");
    }
    const char *owner = spec->receiver == 'N' ? "Netns:" : spec->receiver == 'L' ? "Link:" : "fh.";

    str_addf(to, "---@return Fact\nfunction %s%s(%s) end\n", owner, spec->name, str_text(&names));
}

static void every_fact_is_described_as_it_is(void **state)
{
    (void)state;
    for (int kind = 0; kind < FACT_KIND_COUNT; kind++) {
        SCOPED(str_done) struct str expected = {0};
        const struct fact_spec *spec = fact_spec((enum fact_kind)kind);

        if (spec->receiver == 'F' && spec->parameter_count == 0)
            str_addf(&expected, "---@return Fact\nfunction fh.%s(",
                     spec->name); /* custom, any, all, none */
        else
            add_fact(&expected, spec);
        if (strstr(stub, str_text(&expected)) == NULL)
            fail_msg("lessons/_meta/firsthop.lua lacks\n%s", str_text(&expected));
    }
}

/* ---- what the stub describes must exist --------------------------------------------------------
 */

/* Load a lesson that reads @expression; an unknown name is an error. */
static void check_exists(const char *expression)
{
    SCOPED(folder_done) struct folder f = folder_make("stub");
    SCOPED(mem_done)
    char *lua = mem_printf(
        "local fh = require 'firsthop'\nlocal Netns = fh.netns 'n'\nlocal Link = Netns:link 'l'\n"
        "local Fact = Netns:exists()\nlocal x = %s\nreturn fh.lesson { id = 'stub', fh.read 'one' "
        "{} }",
        expression);

    folder_write(&f, "lesson.lua", lua);
    script_free(load_good(f.path));
}

static void every_function_of_the_stub_exists(void **state)
{
    size_t checked = 0;

    (void)state;
    for (const char *at = strstr(stub, "\nfunction "); at != NULL; at = strstr(at, "\nfunction ")) {
        char name[64];

        at += strlen("\nfunction ");
        assert_int_equal(sscanf(at, "%63[^(]", name), 1);
        for (char *colon = strchr(name, ':'); colon != NULL; colon = NULL)
            *colon = '.';
        check_exists(name);
        checked++;
    }
    assert_true(checked > FACT_KIND_COUNT);
    check_exists("fh.host");
}

/* ---- the guide ------------------------------------------------------------------------------- */

static void the_example_of_the_guide_loads(void **state)
{
    SCOPED(folder_done) struct folder f = folder_make("first-cable");
    SCOPED(str_done) struct str guide = {0};
    struct error err = {0};

    (void)state;
    if (fd_read_file(SOURCE_ROOT "/lessons/README.md", 1 << 20, &guide, &err) < 0)
        fail_msg("%s", err.what);
    char *start = strstr(guide.data, "local fh = require \"firsthop\"");

    assert_non_null(start);
    char *end = strstr(start, "```");

    assert_non_null(end);
    folder_write_bytes(&f, "lesson.lua", start, (size_t)(end - start));
    struct script *s = load_good(f.path);

    assert_int_equal(script_lesson(s)->step_count, 1);
    script_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fact_is_described_as_it_is),
        cmocka_unit_test(every_function_of_the_stub_exists),
        cmocka_unit_test(the_example_of_the_guide_loads),
    };

    return cmocka_run_group_tests(tests, read_stub, free_stub);
}
