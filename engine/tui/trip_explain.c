// SPDX-License-Identifier: MIT
/*
 * What happened to an echo's TTL, in sentences. Nothing here knows how many routers there are: it
 * counts them in the capture (RFC 1812 section 5.3.1: a router takes at least 1 from the TTL of
 * every packet that it forwards; one that would reach 0 is thrown away and answered with Time
 * Exceeded).
 */
#include <stdio.h>
#include <string.h>

#include "trip.h"

static const struct message reply_left = {
    {"The reply left {sender} with {first}. ", "応答は TTL {first} で {sender} を出ました。"}};
static const struct message one_router = {
    {"{routers} forwarded it, and a router takes 1 from the TTL of every packet it forwards: "
     "{first} {minus} 1 = {last}. ",
     "途中で {routers} が転送しました。ルーターは転送するパケットごとに TTL を 1 "
     "減らすので、{first} {minus} 1 = {last} です。"}};
static const struct message many_routers = {
    {"{routers} forwarded it, one after the other, and each router takes 1 from the TTL of every "
     "packet it forwards: {first} {minus} {count} = {last}. ",
     "途中で {routers} が順に転送しました。ルーターはそれぞれ、転送するパケットごとに TTL を 1 "
     "減らすので、{first} {minus} {count} = {last} です。"}};
static const struct message unequal = {
    {"It was last seen with {last}. ", "最後に見えたときの TTL は {last} でした。"}};
static const struct message no_router = {
    {"No router forwarded it, so it arrived with {last}, as it had left. ",
     "途中で転送したルーターはないので、出たときのまま {last} で届きました。"}};
static const struct message crossing = {
    {"Crossing from one namespace into another costs nothing by itself: the TTL is the same at "
     "both ends of every cable. ",
     "名前空間の境を越えること自体では TTL は減りません。どのケーブルでも、両端の TTL "
     "は同じです。"}};
static const struct message to_itself = {
    {"It never left {sender}: what one sends to an address of one's own goes through lo, and no "
     "router is asked. ",
     "パケットは {sender} の外に出ていません。自分のアドレス宛ての通信は lo を通り、"
     "ルーターを経由しません。"}};
static const struct message request_left = {{"The request left {sender} with a TTL of {first}. ",
                                             "要求は TTL {first} で {sender} を出ました。"}};
static const struct message request_unseen = {
    {"The request itself was not seen. ", "要求そのものは見えていません。"}};
static const struct message expired = {
    {"At {by} the TTL would have become 0, so {by} threw the packet away and told {sender} so: "
     "Time "
     "Exceeded. ",
     "{by} で TTL が 0 になるところだったので、{by} はパケットを捨て、{sender} に Time Exceeded "
     "を返しました。"}};
static const struct message unreachable = {
    {"{by} had no way to deliver it and told {sender} so: Destination Unreachable. ",
     "{by} はそれを届けられず、{sender} に Destination Unreachable を返しました。"}};
static const struct message unreachable_here = {
    {"{sender} itself could not deliver it: Destination Unreachable. ",
     "{sender} 自身がそれを届けられませんでした（Destination Unreachable）。"}};
static const struct message request_lost = {
    {"No answer was seen. The request was last seen at {where}. ",
     "応答は見つかりませんでした。要求が最後に見えたのは {where} です。"}};
static const struct message no_answer = {
    {"The request arrived at {where}, but no answer to it was seen. ",
     "要求は {where} に届きましたが、それに対する応答は見つかりませんでした。"}};
static const struct message answer_lost = {
    {"The answer was last seen at {where}: it did not arrive at {receiver}. ",
     "返ってきたパケットが最後に見えたのは {where} で、{receiver} には届いていません。"}};

/* ---- words about a journey ----------------------------------------------------------------- */

struct words {
    struct str sender, by, routers, where;
    char first[8], last[8], count[24];
    size_t router_count;
    const struct look *look;
};

static void words_done(struct words *w)
{
    str_done(&w->sender);
    str_done(&w->by);
    str_done(&w->routers);
    str_done(&w->where);
}

static void name_routers(struct words *w, const struct journey *j)
{
    bool japanese = w->look->language == LANGUAGE_JA;
    SCOPED(trip_stops_done) struct trip_stops stops = {0};
    size_t count = 0;

    trip_stops_init(&stops, j);
    for (size_t i = 0; i < stops.count; i++)
        w->router_count += trip_stop_forwarded(&stops.items[i]);
    for (size_t i = 0; i < stops.count; i++) {
        if (!trip_stop_forwarded(&stops.items[i]))
            continue;
        if (count++ > 0)
            str_add(&w->routers, japanese ? "、" : count < w->router_count ? ", " : " and ");
        name_add(&w->routers, stops.items[i].netns, 0);
    }
}

/* About @j, which @sender waits for (or has sent itself). */
static void words_init(struct words *w, const struct journey *j, const struct journey *request,
                       const struct look *look)
{
    const struct journey_hop *first = &j->hops[0], *last = &j->hops[j->hop_count - 1];
    char address[ADDRESS_TEXT];

    *w = (struct words){.look = look};
    if (request != NULL)
        name_add(&w->sender, request->hops[0].netns_name, 0);
    else
        str_add(&w->sender, address_format(&j->destination, address));
    name_add(&w->by, first->netns_name, 0);
    name_add(&w->where, last->netns_name, 0);
    str_add(&w->where, " ");
    name_add(&w->where, last->link_name, 0);
    name_routers(w, j);
    snprintf(w->first, sizeof(w->first), "%u", journey_ttl_first(j));
    snprintf(w->last, sizeof(w->last), "%u", journey_ttl_last(j));
    snprintf(w->count, sizeof(w->count), "%zu", w->router_count);
}

static void say(struct str *to, const struct message *m, const struct words *w)
{
    message_addf(to, m, w->look->language, "sender", str_text(&w->sender), "receiver",
                 str_text(&w->sender), "by", str_text(&w->by), "routers", str_text(&w->routers),
                 "where", str_text(&w->where), "first", w->first, "last", w->last, "count",
                 w->count, "minus", w->look->unicode ? "−" : "-", NULL);
}

/* ---- sentences ----------------------------------------------------------------------------- */

/* Out of a link and into the very same one: only loopback is like that. */
static bool stays_at_home(const struct journey *j)
{
    for (size_t i = 1; i < j->hop_count; i++)
        if (j->hops[i].netns != j->hops[0].netns || j->hops[i].link != j->hops[0].link)
            return false;
    return j->delivered;
}

/* Was every cable captured at both ends, with the same TTL? */
static bool cables_cost_nothing(const struct journey *j)
{
    SCOPED(trip_stops_done) struct trip_stops stops = {0};

    trip_stops_init(&stops, j);
    for (size_t i = 0; i + 1 < stops.count; i++)
        if (!trip_cable_is_even(&stops, i))
            return false;
    return stops.count > 1;
}

/* A router may take more than 1, and a capture may have gaps: then there is no sum to show. */
static void say_routers(struct str *to, const struct journey *j, const struct words *w)
{
    if (journey_ttl_first(j) != journey_ttl_last(j) + w->router_count)
        say(to, &unequal, w);
    else if (w->router_count > 0)
        say(to, w->router_count == 1 ? &one_router : &many_routers, w);
    else if (j->delivered)
        say(to, &no_router, w);
}

static void explain_reply(struct str *to, const struct journey *request,
                          const struct journey *reply, const struct look *look)
{
    SCOPED(words_done) struct words w = {0};
    SCOPED(str_done) struct str sender = {0};

    words_init(&w, reply, request, look);
    name_add(&sender, reply->hops[0].netns_name, 0);
    message_addf(to, &reply_left, look->language, "sender", str_text(&sender), "first", w.first,
                 NULL);
    say_routers(to, reply, &w);
    if (!reply->delivered)
        say(to, &answer_lost, &w);
    else if (stays_at_home(reply))
        message_addf(to, &to_itself, look->language, "sender", str_text(&sender), NULL);
    else if (cables_cost_nothing(reply))
        say(to, &crossing, &w);
}

/* The request came as far as the sender of the error; where it died is for the error to say. */
static void explain_request(struct str *to, const struct journey *request, const struct look *look)
{
    SCOPED(words_done) struct words w = {0};

    words_init(&w, request, request, look);
    say(to, &request_left, &w);
    if (w.router_count > 0)
        say_routers(to, request, &w);
}

static void explain_error(struct str *to, const struct journey *request,
                          const struct journey *error, const struct look *look)
{
    SCOPED(words_done) struct words w = {0};
    bool own = request != NULL && error->hops[0].netns == request->hops[0].netns;

    words_init(&w, error, request, look);
    if (request != NULL)
        explain_request(to, request, look);
    else
        say(to, &request_unseen, &w);
    if (error->kind == FRAME_TIME_EXCEEDED)
        say(to, &expired, &w);
    else
        say(to, own ? &unreachable_here : &unreachable, &w);
    if (!error->delivered)
        say(to, &answer_lost, &w);
}

static void explain_silence(struct str *to, const struct journey *request, const struct look *look)
{
    SCOPED(words_done) struct words w = {0};

    words_init(&w, request, request, look);
    say(to, request->delivered ? &no_answer : &request_lost, &w);
}

void trip_add_explanation(struct str *to, const struct journey *request,
                          const struct journey *reply, const struct look *look)
{
    if (reply == NULL)
        explain_silence(to, request, look);
    else if (reply->kind == FRAME_ECHO_REPLY)
        explain_reply(to, request, reply, look);
    else
        explain_error(to, request, reply, look);
}
