// SPDX-License-Identifier: MIT
/* The words of the lesson's prompt: one function each, one table. The shell waits meanwhile. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tutor_private.h"

#define ITEM(en, ja)                                                                               \
    {                                                                                              \
        {                                                                                          \
            en, ja                                                                                 \
        }                                                                                          \
    }

static const struct message over =
    ITEM("The lesson is over. `fh quit` leaves the sandbox.",
         "レッスンは終わりました。`fh quit` でサンドボックスを出られます。");
static const struct message no_hint =
    ITEM("There is no hint for this step.", "このステップにヒントはありません。");
static const struct message no_solution =
    ITEM("This step has no commands to show.", "このステップに示すべきコマンドはありません。");
static const struct message no_question =
    ITEM("Nothing is asked at this step.", "いまは何も問われていません。");
static const struct message which_answer =
    ITEM("Answer with one of: {value}.", "次のどれかで答えてください: {value}。");
static const struct message noted =
    ITEM("Noted: {value}. Now try it.", "{value} ですね。では試してみましょう。");
static const struct message unknown =
    ITEM("`{value}` is no word of the lesson. There are: goals, map, trip, hint, solution, answer, "
         "skip, lesson, fh quit.",
         "`{value}` という言葉はありません。使えるのは goals, map, trip, hint, solution, answer, "
         "skip, lesson, fh quit です。");
static const struct message later =
    ITEM("`{value}` is not there yet in this version. `goals` and `hint` help.",
         "`{value}` はこの版にはまだありません。`goals` や `hint` を使ってください。");
static const struct message no_skipping =
    ITEM("Nothing is skipped while a script is graded.", "採点中は skip できません。");
static const struct message not_skipped =
    ITEM("The solution was run, but not all goals of this step hold: something made earlier is in "
         "the way. The "
         "lesson goes on all the same; `firsthop run --step` starts from a clean state.",
         "解答を実行しましたが、このステップの目標がすべては満たされていません。先に作ったものが妨"
         "げになっています。レッスンは"
         "先へ進みます。`firsthop run --step` を使えばまっさらな状態から始められます。");

void say(struct tutor *t, const struct message *m, const char *name, const char *value)
{
    SCOPED(str_done) struct str text = {0};

    message_addf(&text, m, t->options.language, name == NULL ? "value" : name,
                 value == NULL ? "" : value, NULL);
    TELL(t, say, str_text(&text));
}

static struct tutor_step *current(struct tutor *t)
{
    return t->current < tutor_step_count(t) ? &t->steps[t->current] : NULL;
}

static void word_show(struct tutor *t, enum tutor_topic topic)
{
    if (topic == TUTOR_TOPIC_TRIP)
        seen_forget(t);
    if (current(t) == NULL && (topic == TUTOR_TOPIC_LESSON || topic == TUTOR_TOPIC_GOALS))
        say(t, &over, NULL, NULL);
    else
        TELL(t, show, topic);
}

static void word_lesson(struct tutor *t, const char *argument)
{
    (void)argument;
    word_show(t, TUTOR_TOPIC_LESSON);
}

static void word_goals(struct tutor *t, const char *argument)
{
    (void)argument;
    word_show(t, TUTOR_TOPIC_GOALS);
}

static void word_map(struct tutor *t, const char *argument)
{
    (void)argument;
    word_show(t, TUTOR_TOPIC_MAP);
}

static void word_trip(struct tutor *t, const char *argument)
{
    (void)argument;
    word_show(t, TUTOR_TOPIC_TRIP);
}

/* Each call gives the next rung; the last one is repeated. */
static void word_hint(struct tutor *t, const char *argument)
{
    struct tutor_step *s = current(t);
    size_t number;

    (void)argument;
    if (s == NULL || s->prose->hint_count == 0) {
        say(t, s == NULL ? &over : &no_hint, NULL, NULL);
        return;
    }
    number = s->hints_shown < s->prose->hint_count ? s->hints_shown++ : s->prose->hint_count - 1;
    TELL(t, hint, s->prose->hints[number], number + 1, s->prose->hint_count);
}

static void word_solution(struct tutor *t, const char *argument)
{
    struct tutor_step *s = current(t);

    (void)argument;
    if (s == NULL || s->step->solution == NULL) {
        say(t, s == NULL ? &over : &no_solution, NULL, NULL);
        return;
    }
    s->helped = true;
    TELL(t, solution, s->step->solution);
}

static void list_choices(const struct step *step, struct str *to)
{
    for (size_t i = 0; i < step->choice_count; i++)
        str_addf(to, "%s%s", i > 0 ? ", " : "", step->choices[i]);
}

static bool is_choice(const struct step *step, const char *answer)
{
    for (size_t i = 0; i < step->choice_count; i++)
        if (str_equal(step->choices[i], answer))
            return true;
    return step->choice_count == 0 && answer[0] != '\0';
}

static void word_answer(struct tutor *t, const char *argument)
{
    SCOPED(str_done) struct str choices = {0};
    struct tutor_step *s = current(t);

    if (s == NULL || s->step->kind != STEP_PREDICT) {
        say(t, &no_question, NULL, NULL);
        return;
    }
    if (!is_choice(s->step, argument)) {
        list_choices(s->step, &choices);
        say(t, &which_answer, NULL, str_text(&choices));
        return;
    }
    s->prediction = mem_string(argument);
    say(t, &noted, NULL, argument);
    advance(t);
}

static void word_skip(struct tutor *t, const char *argument)
{
    struct tutor_step *s = current(t);
    struct error err = {0};
    bool passed = true;

    (void)argument;
    if (s == NULL) {
        say(t, &over, NULL, NULL);
        return;
    }
    if (t->options.graded) {
        say(t, &no_skipping, NULL, NULL);
        return;
    }
    s->helped = true;
    if (s->step->kind == STEP_DO) {
        if (s->step->solution != NULL &&
            session_run(t->sandbox, s->step->solution, COMMANDS_MS, NULL, &err) < 0)
            fault(t, &err);
        if (observe_refresh(t->observe, true, &err) < 0)
            fault(t, &err);
        judge(t, JUDGE_PROMPT, true);
        passed = judge_passes(t, t->current);
        if (!passed)
            say(t, &not_skipped, NULL, NULL);
    }
    leave(t, passed);
    advance(t);
}

static void word_later(struct tutor *t, const char *argument)
{
    say(t, &later, NULL, argument);
}

static const struct {
    const char *word;
    void (*run)(struct tutor *t, const char *argument);
} words_known[] = {
    {"answer", word_answer},     {"goals", word_goals}, {"hint", word_hint},
    {"lesson", word_lesson},     {"map", word_map},     {"skip", word_skip},
    {"solution", word_solution}, {"trip", word_trip},   {"why", word_later},
    {"back", word_later},        {"reset", word_later},
};

void word(struct tutor *t, const char *const *words, size_t count)
{
    const char *name = count > 0 ? words[0] : "";
    const char *argument = count > 1 ? words[1] : "";

    if (str_equal(name, "quit")) {
        tutor_hangup(t);
        return;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(words_known); i++) {
        if (!str_equal(words_known[i].word, name))
            continue;
        words_known[i].run(t, words_known[i].run == word_later ? name : argument);
        return;
    }
    say(t, &unknown, NULL, name);
}
