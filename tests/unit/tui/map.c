// SPDX-License-Identifier: MIT
/* The map: golden pictures of the routing lab as it grows, and by code that every wall and cable
 * lines up. */
#include "lines_up.h"

static void draw(struct str *to, const char *rows, const struct world *w, const struct look *look)
{
    SCOPED(lesson_done) struct lesson *l = lesson_with_map(rows);

    str_clear(to);
    map_add(to, l, w, look);
}

/* ---- the routing lab ----------------------------------------------------------------------- */

static void the_lab_as_it_grows(void **state)
{
    static const char *const names[] = {"nothing",   "namespaces", "cables",
                                        "addresses", "up",         "forwarding"};
    struct look look = look_at(80);

    (void)state;
    for (enum stage stage = NOTHING; stage <= FORWARDING; stage++) {
        SCOPED(mem_done) char *name = mem_printf("map-%s", names[stage]);
        SCOPED(lab_done) struct lab lab;
        SCOPED(str_done) struct str text = {0};

        lab_init(&lab, stage);
        draw(&text, "host1 router host2", lab.world, &look);
        assert_golden(name, &text);
        assert_int_equal(assert_lines_up(&text), 3);
        assert_fits(&text, 80);
    }
}

static void wide_screens_give_more_room_up_to_a_point(void **state)
{
    SCOPED(lab_done) struct lab lab;
    SCOPED(str_done) struct str text = {0}, wider = {0};
    struct look look = look_at(120);

    (void)state;
    lab_init(&lab, FORWARDING);
    draw(&text, "host1 router host2", lab.world, &look);
    assert_golden("map-120-columns", &text);
    assert_lines_up(&text);
    look.columns = 200;
    draw(&wider, "host1 router host2", lab.world, &look);
    assert_string_equal(str_text(&text), str_text(&wider));
}

static void narrow_screens_get_a_tighter_drawing_then_words(void **state)
{
    SCOPED(lab_done) struct lab lab;
    SCOPED(str_done) struct str text = {0};
    struct look look = look_at(60);

    (void)state;
    lab_init(&lab, FORWARDING);
    draw(&text, "host1 router host2", lab.world, &look);
    assert_golden("map-60-columns", &text);
    assert_fits(&text, 60);
    assert_int_equal(assert_lines_up(&text), 3);
    look.columns = 40;
    draw(&text, "host1 router host2", lab.world, &look);
    assert_golden("map-40-columns", &text);
    assert_fits(&text, 40);
}

static void no_line_is_ever_wider_than_the_screen(void **state)
{
    (void)state;
    for (size_t columns = 20; columns <= 130; columns++) {
        SCOPED(lab_done) struct lab lab;
        SCOPED(str_done) struct str text = {0};
        struct look look = look_at(columns);

        lab_init(&lab, FORWARDING);
        draw(&text, "host1 router host2", lab.world, &look);
        assert_fits(&text, columns);
        assert_lines_up(&text);
        look.language = LANGUAGE_JA;
        draw(&text, "host1 router host2", lab.world, &look);
        assert_fits(&text, columns);
        assert_lines_up(&text);
    }
}

static void tiny_screens_do_not_crash(void **state)
{
    (void)state;
    for (size_t columns = 1; columns < 20; columns++) {
        SCOPED(lab_done) struct lab lab;
        SCOPED(str_done) struct str text = {0};
        struct look look = look_at(columns);

        lab_init(&lab, FORWARDING);
        draw(&text, "host1 router host2", lab.world, &look);
        assert_fits(&text, 20);
    }
}

static void ascii_has_the_same_shape(void **state)
{
    static const char *const pairs[][2] = {
        {"─", "-"}, {"│", "|"}, {"┌", "+"}, {"┐", "+"}, {"└", "+"}, {"┘", "+"},
        {"┼", "+"}, {"╌", "."}, {"┆", ":"}, {"●", "*"}, {"○", "o"},
    };
    SCOPED(lab_done) struct lab lab;
    SCOPED(str_done) struct str drawn = {0}, ascii = {0}, expected = {0};
    struct look look = look_at(80);

    (void)state;
    lab_init(&lab, FORWARDING);
    set_up(lab.host1, "eth0", false);
    draw(&drawn, "host1 router host2 host3", lab.world, &look);
    for (const char *c = str_text(&drawn); *c != '\0';) {
        size_t i = 0;

        while (i < ARRAY_LENGTH(pairs) && !str_starts(c, pairs[i][0]))
            i++;
        if (i < ARRAY_LENGTH(pairs))
            str_add(&expected, pairs[i][1]);
        else
            str_add_char(&expected, *c);
        c += i < ARRAY_LENGTH(pairs) ? strlen(pairs[i][0]) : 1;
    }
    look.unicode = false;
    draw(&ascii, "host1 router host2 host3", lab.world, &look);
    assert_string_equal(str_text(&ascii), str_text(&expected));
    assert_golden("map-ascii", &ascii);
}

static void plain_is_words(void **state)
{
    SCOPED(lab_done) struct lab lab;
    SCOPED(str_done) struct str text = {0};
    struct look look = look_at(80);

    (void)state;
    look.plain = true;
    lab_init(&lab, FORWARDING);
    set_up(lab.host2, "eth0", false);
    draw(&text, "host1 router host2 host3", lab.world, &look);
    assert_golden("map-plain", &text);
    look.language = LANGUAGE_JA;
    draw(&text, "host1 router host2 host3", lab.world, &look);
    assert_golden("map-plain-ja", &text);
}

static void japanese_lines_up_too(void **state)
{
    SCOPED(lab_done) struct lab lab;
    SCOPED(str_done) struct str text = {0};
    struct look look = look_at(80);

    (void)state;
    look.language = LANGUAGE_JA;
    lab_init(&lab, FORWARDING);
    add_netns(lab.world, 9, "実験用ルーター");
    draw(&text, "host1 router host2|host3", lab.world, &look);
    assert_golden("map-ja", &text);
    assert_int_equal(assert_lines_up(&text), 5);
    assert_fits(&text, 80);
}

/* ---- states that teach --------------------------------------------------------------------- */

static void one_link_down_breaks_the_cable(void **state)
{
    SCOPED(lab_done) struct lab lab;
    SCOPED(str_done) struct str text = {0};
    struct look look = look_at(80);

    (void)state;
    lab_init(&lab, FORWARDING);
    set_up(lab.host2, "eth0", false);
    draw(&text, "host1 router host2", lab.world, &look);
    assert_golden("map-link-down", &text);
    assert_lines_up(&text);
}

static void a_link_left_on_the_host_brings_the_host_onto_the_map(void **state)
{
    SCOPED(lab_done) struct lab lab;
    SCOPED(str_done) struct str text = {0};
    struct look look = look_at(80);

    (void)state;
    lab_init(&lab, NAMESPACES);
    add_cable(lab.host1, "eth0", lab.host, "e1");
    add_cable(lab.host, "a", lab.host, "b");
    add_address(lab.host, "e1", "10.0.1.11/24");
    set_up(lab.host, "e1", true);
    draw(&text, "host1 router host2", lab.world, &look);
    assert_golden("map-link-on-host", &text);
    assert_int_equal(assert_lines_up(&text), 4);
}

static void the_host_can_be_part_of_the_lesson(void **state)
{
    SCOPED(lab_done) struct lab lab;
    SCOPED(str_done) struct str text = {0};
    struct look look = look_at(80);

    (void)state;
    lab_init(&lab, NAMESPACES);
    add_cable(lab.host, "veth0", lab.host1, "eth0");
    draw(&text, "host host1", lab.world, &look);
    assert_golden("map-host-placed", &text);
    assert_int_equal(assert_lines_up(&text), 4);
}

static void namespaces_of_the_learners_own_stand_below(void **state)
{
    SCOPED(lab_done) struct lab lab;
    SCOPED(str_done) struct str text = {0};
    struct look look = look_at(80);
    struct netns *mine, *unnamed;

    (void)state;
    lab_init(&lab, FORWARDING);
    mine = add_netns(lab.world, 9, "mine");
    unnamed = add_netns(lab.world, 10, NULL);
    unnamed->process = 4711;
    add_cable(mine, "x", unnamed, "y");
    draw(&text, "host1 router host2", lab.world, &look);
    assert_golden("map-foreign", &text);
    assert_int_equal(assert_lines_up(&text), 5);
}

static void without_a_map_of_the_lesson_the_order_is_that_of_discovery(void **state)
{
    SCOPED(lab_done) struct lab lab;
    SCOPED(str_done) struct str text = {0};
    struct look look = look_at(80);

    (void)state;
    lab_init(&lab, FORWARDING);
    draw(&text, "", lab.world, &look);
    assert_golden("map-no-layout", &text);
    assert_int_equal(assert_lines_up(&text), 3);
}

static void two_routers_fit_on_80_columns(void **state)
{
    SCOPED(str_done) struct str text = {0};
    struct world *w = world_new();
    struct look look = look_at(80);
    static const char *const names[] = {"host1", "r1", "r2", "host2"};
    struct netns *ns[4];

    (void)state;
    for (size_t i = 0; i < 4; i++)
        ns[i] = add_netns(w, i + 1, names[i]);
    add_cable(ns[0], "eth0", ns[1], "e0");
    add_cable(ns[1], "e1", ns[2], "e0");
    add_cable(ns[2], "e1", ns[3], "eth0");
    add_address(ns[0], "eth0", "10.0.1.10/24");
    add_address(ns[1], "e0", "10.0.1.11/24");
    add_address(ns[1], "e1", "10.0.12.1/24");
    add_address(ns[2], "e0", "10.0.12.2/24");
    add_address(ns[2], "e1", "10.0.2.11/24");
    add_address(ns[3], "eth0", "10.0.2.10/24");
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < ns[i]->link_count; k++)
            ns[i]->links[k].flags = UP;
    draw(&text, "host1 r1 r2 host2", w, &look);
    world_free(w);
    assert_golden("map-two-routers", &text);
    assert_int_equal(assert_lines_up(&text), 4);
    assert_fits(&text, 80);
}

static void two_cables_between_a_pair_do_not_cross(void **state)
{
    SCOPED(lab_done) struct lab lab;
    SCOPED(str_done) struct str text = {0};
    struct look look = look_at(80);

    (void)state;
    lab_init(&lab, LINKS_UP);
    add_link(lab.host2, "pad", "dummy"); /* so that the ends are found in another order */
    add_cable(lab.router, "e2", lab.host2, "eth1");
    lab.host2->links[0] = lab.host2->links[lab.host2->link_count - 1];
    lab.host2->link_count--;
    add_address(lab.router, "e2", "10.0.3.11/24");
    add_address(lab.router, "e2", "fd00:3::11/64");
    add_address(lab.router, "e2", "fe80::1/64");
    draw(&text, "host1 router host2", lab.world, &look);
    assert_golden("map-two-cables", &text);
    assert_int_equal(assert_lines_up(&text), 3);
}

static void three_cables_of_a_switch_in_two_rows(void **state)
{
    SCOPED(str_done) struct str text = {0};
    struct world *w = world_new();
    struct look look = look_at(80);
    struct netns *sw = add_netns(w, 1, "switch"), *hosts[3];
    static const char *const names[] = {"h1", "h2", "h3"}, *const ports[] = {"p1", "p2", "p3"};

    (void)state;
    add_link(sw, "br0", "bridge")->flags = UP;
    for (size_t i = 0; i < 3; i++) {
        hosts[i] = add_netns(w, i + 2, names[i]);
        add_cable(hosts[i], "eth0", sw, ports[i]);
        set_up(hosts[i], "eth0", true);
        set_up(sw, ports[i], true);
        link_of(sw, ports[i])->master = i < 2 ? 1 : 0;
    }
    draw(&text, "h1 switch h2|- h3", w, &look);
    assert_golden("map-switch", &text);
    assert_int_equal(assert_lines_up(&text), 4);
    look.plain = true;
    draw(&text, "h1 switch h2|- h3", w, &look);
    assert_golden("map-switch-plain", &text);
    world_free(w);
}

/* ---- limits and hostile names -------------------------------------------------------------- */

static void long_names_line_up(void **state)
{
    SCOPED(str_done) struct str text = {0};
    struct world *w = world_new();
    struct look look = look_at(120);
    char name[256];
    struct netns *a, *b;

    (void)state;
    memset(name, 'w', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    a = add_netns(w, 1, name);
    b = add_netns(w, 2, "b");
    add_cable(a, "abcdefghijklmno", b, "ABCDEFGHIJKLMNO");
    draw(&text, "", w, &look);
    assert_int_equal(assert_lines_up(&text), 2);
    assert_fits(&text, 120);
    look.columns = 20;
    draw(&text, "", w, &look);
    assert_fits(&text, 20);
    world_free(w);
}

static void hostile_names_are_harmless_and_line_up(void **state)
{
    SCOPED(str_done) struct str text = {0};
    struct world *w = world_new();
    struct look look = look_at(120);
    struct netns *a = add_netns(w, 1, "a\nb\t\033[31mred\r\xff\xc2\x9b\u202e");
    struct netns *b = add_netns(w, 2, "\033]0;title\a");

    (void)state;
    add_cable(a, "\033[2J", b, "\x80\xfe\r");
    add_cable(a, "a", a, "\033b");
    draw(&text, "", w, &look);
    assert_fits(&text, 120);
    assert_int_equal(assert_lines_up(&text), 2);
    assert_null(strchr(str_text(&text), '\t'));
    assert_golden("map-hostile", &text);
    look.plain = true;
    draw(&text, "", w, &look);
    assert_fits(&text, 120);
    assert_null(strchr(str_text(&text), '\t'));
    world_free(w);
}

static void sixty_namespaces_are_drawn(void **state)
{
    SCOPED(str_done) struct str text = {0};
    struct world *w = world_new();
    struct look look = look_at(80);

    (void)state;
    for (uint64_t i = 1; i <= 60; i++) {
        char name[16];

        snprintf(name, sizeof(name), "ns%llu", (unsigned long long)i);
        add_netns(w, i, name);
    }
    for (size_t i = 0; i + 1 < 60; i++)
        add_cable(w->netns[i], "right", w->netns[i + 1], "left");
    draw(&text, "", w, &look);
    assert_int_equal(assert_lines_up(&text), 60);
    assert_fits(&text, 80);
    world_free(w);
}

static void a_world_without_namespaces(void **state)
{
    SCOPED(str_done) struct str text = {0};
    struct world *w = world_new();
    struct look look = look_at(80);

    (void)state;
    draw(&text, "", w, &look);
    assert_string_equal(str_text(&text), " There is nothing to draw yet.\n");
    draw(&text, "-", w, &look);
    assert_string_equal(str_text(&text), " There is nothing to draw yet.\n");
    draw(&text, "host1 router", w, &look);
    assert_int_equal(assert_lines_up(&text), 2);
    world_free(w);
}

/* Links come and go while they are read: one end may know of a cable that the other does not. */
static void ends_that_disagree_do_not_crash(void **state)
{
    SCOPED(lab_done) struct lab lab;
    SCOPED(str_done) struct str text = {0};
    struct look look = look_at(80);

    (void)state;
    lab_init(&lab, FORWARDING);
    link_of(lab.router, "e1")->peer_netns = 99;
    link_of(lab.host2, "eth0")->peer_index = 77;
    draw(&text, "host1 router host2", lab.world, &look);
    assert_fits(&text, 80);
    draw(&text, "router router router", lab.world, &look);
    assert_fits(&text, 80);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lab_as_it_grows),
        cmocka_unit_test(wide_screens_give_more_room_up_to_a_point),
        cmocka_unit_test(narrow_screens_get_a_tighter_drawing_then_words),
        cmocka_unit_test(no_line_is_ever_wider_than_the_screen),
        cmocka_unit_test(tiny_screens_do_not_crash),
        cmocka_unit_test(ascii_has_the_same_shape),
        cmocka_unit_test(plain_is_words),
        cmocka_unit_test(japanese_lines_up_too),
        cmocka_unit_test(one_link_down_breaks_the_cable),
        cmocka_unit_test(a_link_left_on_the_host_brings_the_host_onto_the_map),
        cmocka_unit_test(the_host_can_be_part_of_the_lesson),
        cmocka_unit_test(namespaces_of_the_learners_own_stand_below),
        cmocka_unit_test(without_a_map_of_the_lesson_the_order_is_that_of_discovery),
        cmocka_unit_test(two_routers_fit_on_80_columns),
        cmocka_unit_test(two_cables_between_a_pair_do_not_cross),
        cmocka_unit_test(three_cables_of_a_switch_in_two_rows),
        cmocka_unit_test(long_names_line_up),
        cmocka_unit_test(hostile_names_are_harmless_and_line_up),
        cmocka_unit_test(sixty_namespaces_are_drawn),
        cmocka_unit_test(a_world_without_namespaces),
        cmocka_unit_test(ends_that_disagree_do_not_crash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
