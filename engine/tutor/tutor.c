// SPDX-License-Identifier: MIT
/* The run itself: opening, what the session tells us, and the end. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tutor_private.h"

void fault(struct tutor *t, const struct error *err)
{
    if (t->faults++ == 0) /* the first is the cause of those that follow from it */
        t->fault = *err;
    TELL(t, fault, err);
}

/* ---- what the session tells us ------------------------------------------------------------------
 */

static void on_output(void *context, const char *bytes, size_t len)
{
    struct tutor *t = context;

    str_add_bytes(&t->recent, bytes, len);
    if (t->recent.len > 2 * RECENT_BYTES) { /* the end is what complaints stand at */
        memmove(t->recent.data, t->recent.data + t->recent.len - RECENT_BYTES, RECENT_BYTES + 1);
        t->recent.len = RECENT_BYTES;
    }
    if (t->view->output != NULL)
        t->view->output(t->view->context, bytes, len);
}

static void look_again(struct tutor *t, bool tell)
{
    struct error err = {0};

    if (observe_refresh(t->observe, true, &err) < 0)
        fault(t, &err);
    seen_forget(t);
    judge(t, JUDGE_PROMPT, tell);
}

static void explain(struct tutor *t, const struct session_prompt *prompt)
{
    SCOPED(str_done) struct str text = {0};

    if (prompt->status == 0 || t->recent.len == 0)
        return;
    if (kernel_words_explain(&text, prompt->command, str_text(&t->recent),
                             observe_world(t->observe), t->options.language))
        TELL(t, explained, str_text(&text));
}

static void release(struct tutor *t)
{
    const struct world *w = observe_world(t->observe);
    const struct netns *ns = w->shell_netns == 0 ? NULL : world_find_id(w, w->shell_netns);

    if (t->view->prompt != NULL)
        t->view->prompt(t->view->context, t);
    str_clear(&t->recent);
    t->entered_now = false;
    session_release(t->session, ns == NULL || ns->is_host ? NULL : ns->name);
}

static void on_prompt(void *context, const struct session_prompt *prompt)
{
    struct tutor *t = context;
    bool typed = prompt->command[0] != '\0' && !t->word_spoken;

    t->word_spoken = false;
    if (!typed && t->current < tutor_step_count(t) &&
        t->steps[t->current].step->kind == STEP_PREDICT)
        t->entered_now = true; /* an empty line or one of our words passes no question over */
    observe_set_shell(t->observe, prompt->shell);
    if (prompt->first) {
        t->entered_now = true; /* what start showed is still news */
        look_again(t, false);
    } else {
        if (typed) {
            free(t->command);
            t->command = mem_string(prompt->command);
            TELL(t, command, prompt->command, prompt->status);
        }
        look_again(t, true);
        if (typed) {
            explain(t, prompt);
            mistakes_tell(t, prompt->command);
        }
    }
    advance(t);
    release(t);
}

static void on_word(void *context, const char *const *words, size_t count)
{
    struct tutor *t = context;

    t->word_spoken = true;
    word(t, words, count);
    if (session_waits(t->session))
        session_release(t->session, NULL);
}

/* A dying keeper first closes its descriptors, then ends everything inside (do_exit in
 * kernel/exit.c), and only then is it dead: its pidfd would tell later than the shell's. */
static bool is_gone(const struct sandbox *s)
{
    struct pollfd keeper = {.fd = sandbox_exit_fd(s)};

    return poll(&keeper, 1, 0) > 0 && (keeper.revents & POLLHUP) != 0;
}

static void judge_the_end(struct tutor *t)
{
    struct error err = {0};

    if (observe_refresh(t->observe, true, &err) < 0) {
        fault(t, &err);
        return;
    }
    seen_forget(t);
    judge(t, JUDGE_EVERYTHING, false);
    advance(t);
}

static void end(struct tutor *t)
{
    if (t->ended)
        return;
    t->ended = true;
    t->sandbox_gone = is_gone(t->sandbox);
    if (!t->sandbox_gone)
        judge_the_end(t);
    t->ended_ms = clock_now_ms();
    loop_stop(t->loop);
}

static void on_ended(void *context, int status)
{
    struct tutor *t = context;

    if (WIFSIGNALED(status) && WTERMSIG(status) != SIGHUP) /* that one is from tutor_hangup() */
        t->killed_by = WTERMSIG(status);
    end(t);
}

/* A shell may ignore SIGHUP. It is killed when the session is freed. */
static void on_grace(void *context, uint32_t events)
{
    (void)events;
    end(context);
}

/* Between prompts: names that went away are let go at once (our sockets keep a namespace alive),
 * and a live view hears of facts as they turn. */
static void on_kernel_event(void *context, uint32_t events)
{
    struct tutor *t = context;
    struct error err = {0};

    (void)events;
    if (t->ended || observe_refresh(t->observe, false, &err) < 0)
        return;
    if (t->options.live && !session_waits(t->session))
        judge(t, JUDGE_WORLD_ONLY, true);
}

/* ---- opening and closing
 * ------------------------------------------------------------------------- */

static void prepare_steps(struct tutor *t)
{
    t->steps = mem_alloc((t->lesson->step_count + 1) * sizeof(*t->steps));
    t->mistakes_told = mem_alloc((t->lesson->step_count + 1) * sizeof(*t->mistakes_told));
    for (size_t i = 0; i < t->lesson->step_count; i++) {
        struct tutor_step *s = &t->steps[i];

        s->step = &t->lesson->steps[i];
        t->mistakes_told[i] = mem_alloc(s->step->mistake_count + 1);
        s->prose = prose_find(t->prose, s->step->id);
        s->fact_count = s->step->expect_count;
        s->facts = mem_alloc((s->fact_count + 1) * sizeof(*s->facts));
        for (size_t k = 0; k < s->fact_count; k++) {
            s->facts[k].fact = s->step->expect[k];
            s->facts[k].sentence = check_sentence(s->step->expect[k], t->options.language);
        }
    }
}

static int open_inside(struct tutor *t, struct error *err)
{
    struct sandbox_options options = {0};
    int r;

    options.files = session_files(&options.file_count);
    r = sandbox_open(&options, &t->sandbox, err);
    if (r == 0)
        r = observe_open(t->sandbox, &t->observe, err);
    if (r == 0)
        r = observe_watch(t->observe, t->loop, t->options.live, on_kernel_event, t, err);
    return r;
}

static int first_step(const struct tutor *t, size_t *index, struct error *err)
{
    const char **names;
    const char *nearest;
    int found = 0;

    if (t->options.first_step != NULL)
        found = lesson_find_step(t->lesson, t->options.first_step);
    if (found >= 0) {
        *index = (size_t)found;
        return 0;
    }
    error_set(err, -ENOENT, "the lesson '%s' has no step '%s'", t->lesson->id,
              t->options.first_step);
    error_classify(err, ERROR_USAGE);
    names = mem_alloc((t->lesson->step_count + 1) * sizeof(*names));
    for (size_t i = 0; i < t->lesson->step_count; i++)
        names[i] = t->lesson->steps[i].id;
    nearest = str_nearest(t->options.first_step, names, t->lesson->step_count);
    if (nearest == NULL && t->lesson->step_count > 0)
        nearest = names[0];
    error_hint(err, "--step %s", nearest == NULL ? "" : nearest);
    free(names);
    return err->code;
}

int tutor_open(struct loop *loop, struct script *script, const struct prose *prose,
               const struct tutor_options *options, const struct tutor_view *view,
               struct tutor **out, struct error *err)
{
    struct tutor *t = mem_alloc(sizeof(*t));
    size_t index = 0;
    int r;

    *t = (struct tutor){
        .loop = loop, .script = script, .prose = prose, .options = *options, .view = view};
    t->lesson = script_lesson(script);
    t->started_ms = clock_now_ms();
    prepare_steps(t);
    r = first_step(t, &index, err);
    if (r == 0)
        r = open_inside(t, err);
    if (r == 0)
        r = replay(t, index, err);
    if (r < 0) {
        tutor_close(t);
        return r;
    }
    t->current = index;
    *out = t;
    return 0;
}

int tutor_start(struct tutor *t, struct error *err)
{
    struct session_options options = {
        .terminal = t->options.terminal,
        .input_fd = t->options.input_fd,
        .show_commands = t->options.show_commands,
        .columns = t->options.columns,
        .rows = t->options.rows,
        .lesson = t->lesson->id,
        .language = language_code(t->options.language),
        .term = t->options.term,
        .colour = t->options.colour,
    };
    struct session_events events = {
        .output = on_output,
        .prompt = on_prompt,
        .word = on_word,
        .ended = on_ended,
        .context = t,
    };
    int r;

    if (t->view->begins != NULL)
        t->view->begins(t->view->context, t);
    enter(t, t->current);
    r = loop_add_timer(t->loop, -1, on_grace, t, &t->grace, err);
    return r < 0 ? r : session_start(t->loop, t->sandbox, &options, &events, &t->session, err);
}

void tutor_close(struct tutor *t)
{
    if (t == NULL)
        return;
    t->ended = true;
    loop_source_done(&t->grace);
    session_free(t->session);
    observe_close(t->observe);
    sandbox_close(t->sandbox);
    for (size_t i = 0; t->steps != NULL && i < t->lesson->step_count; i++) {
        for (size_t k = 0; k < t->steps[i].fact_count; k++) {
            free(t->steps[i].facts[k].sentence);
            free(t->steps[i].facts[k].achieved_by);
        }
        free(t->steps[i].facts);
        free(t->mistakes_told[i]);
        free(t->steps[i].prediction);
    }
    free(t->steps);
    free(t->mistakes_told);
    free(t->command);
    str_done(&t->recent);
    journeys_done(&t->trips);
    free(t);
}
