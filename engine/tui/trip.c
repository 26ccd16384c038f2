// SPDX-License-Identifier: MIT
/*
 * One echo's trip: the way there, the way back, and what it did to the TTL. All of it comes from
 * what was captured.
 */
#include "trip.h"

static const struct message heading = {{"What your packet did, as captured on every link",
                                        "パケットの足取り（すべてのリンクでの記録から）"}};
static const struct message request_name = {{"request", "要求"}};
static const struct message reply_name = {{"reply", "応答"}};
static const struct message error_name = {{"error", "エラー"}};
static const struct message said = {{"You said {value}. ", "予想は {value} でした。"}};
static const struct message nothing = {
    {"No echo of yours was seen yet.", "まだ ping のパケットは見えていません。"}};

/* NULL: there is no such journey, or nothing of it was seen. */
static const struct journey *journey_at(const struct journeys *all, int index)
{
    if (all == NULL || index < 0 || (size_t)index >= all->count)
        return NULL;
    return all->items[index].hop_count > 0 ? &all->items[index] : NULL;
}

static void add_heading(struct str *to, const struct message *m, const struct look *look)
{
    SCOPED(str_done) struct str text = {0};

    message_add(&text, m, look->language, NULL, 0);
    str_add(to, " ");
    text_add_wrapped(to, str_text(&text), look_columns(look) - 1, 1);
    str_add(to, "\n");
}

static void explain(struct str *to, const struct journey *request, const struct journey *reply,
                    const char *prediction, const struct look *look)
{
    SCOPED(str_done) struct str text = {0};

    if (prediction != NULL)
        message_addf(&text, &said, look->language, "value", prediction, NULL);
    trip_add_explanation(&text, request, reply, look);
    trim_end(&text);
    str_add(to, "\n   ");
    text_add_wrapped(to, str_text(&text), look_columns(look) - 1, 3);
    str_add(to, "\n");
}

void trip_add(struct str *to, const struct journeys *all, int request, int reply,
              const char *prediction, bool with_explanation, const struct look *look)
{
    const struct journey *there = journey_at(all, request), *back = journey_at(all, reply);

    if (there == NULL && back == NULL) {
        add_heading(to, &nothing, look);
        return;
    }
    add_heading(to, &heading, look);
    str_add(to, "\n");
    if (there != NULL)
        trip_add_way(to, there, &request_name, false, look);
    if (back != NULL)
        trip_add_way(to, back, back->kind == FRAME_ECHO_REPLY ? &reply_name : &error_name, true,
                     look);
    if (with_explanation)
        explain(to, there, back, prediction, look);
}
