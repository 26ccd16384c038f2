// SPDX-License-Identifier: MIT
/*
 * The line view: what a person reads, one thing after the other, nothing redrawn. Each function of
 * the view builds its text in one string and writes it at once. Only what changed is said; a
 * command that changed nothing is answered with nothing. The shell's own output passes untouched.
 */
#include <stdio.h>
#include <stdlib.h>

#include "line_view.h"

static const struct message complete_text = {
    {"That was the last step: the lesson is complete. The sandbox stays open for your own "
     "experiments; `fh quit` leaves it.",
     "これが最後のステップでした。レッスンは完了です。サンドボックスはこのまま自由に使えます。`fh "
     "quit` で終了します。"}};
static const struct message right_text = {
    {"Your prediction, {given}, was right.", "予想の {given} は正解でした。"}};
static const struct message wrong_text = {{"You predicted {given}; what was seen is {seen}.",
                                           "予想は {given} でしたが、実際は {seen} でした。"}};
static const struct message dropped_text = {
    {"The kernel dropped {count} packets of the capture: the drawing may have gaps.",
     "カーネルがキャプチャのパケットを {count} "
     "個取りこぼしました。図に欠けがあるかもしれません。"}};

/* ---- writing ------------------------------------------------------------------------------- */

void line_flush(struct line_view *v, const struct str *text)
{
    SCOPED(str_done) struct str harmless = {0};

    line_filter(&harmless, str_text(text), text->len);
    if (harmless.len > 0)
        v->write(v->context, str_text(&harmless), harmless.len);
}

void line_open_block(struct line_view *v, struct str *to)
{
    if (v->opened)
        return;
    str_add(to, v->at_line_start ? "\n" : "\n\n");
    v->opened = true;
    v->at_line_start = true;
}

void line_say(struct line_view *v, const char *sentence)
{
    SCOPED(str_done) struct str text = {0};

    line_open_block(v, &text);
    line_add_paragraph(&text, sentence, 3, &v->look);
    line_flush(v, &text);
}

/* ---- what a tutor knows, as plain values --------------------------------------------------- */

static const char *value_of(const void *context, const char *path)
{
    return tutor_value(context, path);
}

struct line_source line_source_of(const struct tutor *t)
{
    return (struct line_source){tutor_lesson(t), tutor_world(t), value_of, t};
}

struct line_page line_page_of(const struct tutor *t, size_t index)
{
    size_t count = tutor_step_count(t);
    size_t shown = index < count ? index : count - 1;

    return (struct line_page){
        .title = tutor_prose(t)->title,
        .index = shown,
        .count = count,
        .step = tutor_step(t, shown),
        .source = line_source_of(t),
    };
}

/* The one that is about to be compared; what was compared earlier is no news. */
static const char *open_prediction(const struct tutor *t)
{
    const char *found = NULL;

    for (size_t i = 0; i < tutor_current(t) && i < tutor_step_count(t); i++)
        if (tutor_step(t, i)->step->kind == STEP_PREDICT)
            found = tutor_step(t, i)->compared ? NULL : tutor_step(t, i)->prediction;
    return found;
}

/* ---- the view's functions ------------------------------------------------------------------ */

/*
 * Is the cursor at the start of an empty line? Control sequences, such as those by which bash
 * switches bracketed paste off, move nothing; they may be cut anywhere between two chunks of
 * output.
 */
static void track_line(struct line_view *v, unsigned char c)
{
    switch (v->sequence) {
    case LINE_TEXT:
        if (c == '\033')
            v->sequence = LINE_ESCAPE;
        else if (c != '\r')
            v->at_line_start = c == '\n';
        break;
    case LINE_ESCAPE:
        v->sequence = c == '[' ? LINE_CONTROL : c == ']' ? LINE_COMMAND : LINE_TEXT;
        break;
    case LINE_CONTROL: /* ESC [ … ends with a byte from @ to ~ (ECMA-48) */
        if (c >= 0x40 && c <= 0x7e)
            v->sequence = LINE_TEXT;
        break;
    case LINE_COMMAND: /* ESC ] … ends with BEL or ESC \ */
        if (c == '\a' || c == '\\')
            v->sequence = LINE_TEXT;
        break;
    }
}

static void on_output(void *context, const char *bytes, size_t len)
{
    struct line_view *v = context;

    if (len == 0)
        return;
    for (size_t i = 0; i < len; i++)
        track_line(v, (unsigned char)bytes[i]);
    v->opened = false;
    v->write(v->context, bytes, len);
}

static void on_begins(void *context, const struct tutor *t)
{
    SCOPED(str_done) struct str text = {0};
    struct line_source source = line_source_of(t);
    struct line_view *v = context;

    v->opened = true;
    if (tutor_current(t) > 0 || tutor_prose(t)->summary == NULL)
        return;
    str_add(&text, "\n");
    line_add_title(&text, tutor_prose(t)->title, &v->look);
    line_add_prose(&text, tutor_prose(t)->summary, &source, &v->look);
    line_flush(v, &text);
}

static void on_step(void *context, const struct tutor *t, size_t step)
{
    SCOPED(str_done) struct str text = {0};
    struct line_page page = line_page_of(t, step);
    struct line_view *v = context;

    line_open_block(v, &text);
    str_add(&text, "\n");
    line_add_page(&text, &page, &v->look);
    line_flush(v, &text);
}

static void on_changed(void *context, const struct tutor *t, size_t step, size_t fact,
                       enum tutor_change change)
{
    bool describe = change == TUTOR_DESCRIBED || change == TUTOR_UNDONE;
    SCOPED(str_done) struct str text = {0};
    struct line_view *v = context;

    line_open_block(v, &text);
    line_add_fact(&text, &tutor_step(t, step)->facts[fact], change, describe, &v->look);
    line_flush(v, &text);
}

static void on_explained(void *context, const struct tutor *t, const char *sentence)
{
    (void)t;
    line_say(context, sentence);
}

static void on_mistake(void *context, const struct tutor *t, const char *markdown)
{
    SCOPED(str_done) struct str text = {0};
    struct line_source source = line_source_of(t);
    struct line_view *v = context;

    line_open_block(v, &text);
    line_add_prose(&text, markdown, &source, &v->look);
    line_flush(v, &text);
}

static void tell_dropped(struct line_view *v, uint64_t dropped)
{
    SCOPED(str_done) struct str text = {0};
    char count[24];

    if (dropped == 0)
        return;
    snprintf(count, sizeof(count), "%llu", (unsigned long long)dropped);
    message_addf(&text, &dropped_text, v->look.language, "count", count, NULL);
    line_say(v, str_text(&text));
}

static void on_trip(void *context, const struct tutor *t, const struct journeys *all, int request,
                    int reply)
{
    SCOPED(str_done) struct str text = {0};
    struct line_view *v = context;

    v->prediction_told = open_prediction(t) != NULL;
    line_open_block(v, &text);
    str_add(&text, "\n");
    trip_add(&text, all, request, reply, open_prediction(t), true, &v->look);
    line_flush(v, &text);
    tell_dropped(v, tutor_dropped(t));
}

static void on_compared(void *context, const struct tutor *t, size_t step, const char *seen,
                        bool right)
{
    SCOPED(str_done) struct str text = {0};
    struct line_view *v = context;

    if (v->prediction_told) /* the trip began with it */
        return;
    message_addf(&text, right ? &right_text : &wrong_text, v->look.language, "given",
                 tutor_step(t, step)->prediction, "seen", seen, NULL);
    line_say(v, str_text(&text));
}

static void on_passed(void *context, const struct tutor *t, size_t step)
{
    const char *done = tutor_step(t, step)->prose->done;
    SCOPED(str_done) struct str text = {0};
    struct line_source source = line_source_of(t);
    struct line_view *v = context;

    if (done == NULL)
        return;
    line_open_block(v, &text);
    str_add(&text, "\n");
    line_add_prose(&text, done, &source, &v->look);
    line_flush(v, &text);
}

static void on_complete(void *context, const struct tutor *t)
{
    SCOPED(str_done) struct str text = {0};
    struct line_view *v = context;

    (void)t;
    line_open_block(v, &text);
    str_add(&text, "\n");
    line_add_message(&text, &complete_text, 1, &v->look);
    line_flush(v, &text);
}

static void on_fault(void *context, const struct tutor *t, const struct error *err)
{
    SCOPED(str_done) struct str text = {0};
    struct line_view *v = context;

    (void)t;
    line_open_block(v, &text);
    line_add_fault(&text, err, &v->look);
    line_flush(v, &text);
}

static void on_prompt(void *context, const struct tutor *t)
{
    struct line_view *v = context;

    (void)t;
    if (!v->opened)
        return;
    v->write(v->context, "\n", 1);
    v->opened = false;
    v->at_line_start = true;
}

struct line_view *line_view_new(const struct look *look,
                                void (*write)(void *context, const char *bytes, size_t len),
                                void *context)
{
    struct line_view *v = mem_alloc(sizeof(*v));

    *v = (struct line_view){
        .look = *look, .write = write, .context = context, .at_line_start = true};
    v->functions = (struct tutor_view){
        .output = on_output,
        .explained = on_explained,
        .changed = on_changed,
        .mistake = on_mistake,
        .trip = on_trip,
        .compared = on_compared,
        .passed = on_passed,
        .begins = on_begins,
        .step = on_step,
        .complete = on_complete,
        .fault = on_fault,
        .prompt = on_prompt,
        .context = v,
    };
    line_set_answers(&v->functions);
    return v;
}

void line_view_free(struct line_view *v)
{
    free(v);
}

void line_view_set_columns(struct line_view *v, size_t columns)
{
    v->look.columns = columns;
}

const struct tutor_view *line_view_functions(struct line_view *v)
{
    return &v->functions;
}
