// SPDX-License-Identifier: MIT
/**
 * tutor: the conductor of a run. Walks one learner (or one script) through one lesson: opens the
 * sandbox, starts the shell, judges facts after every command, advances steps, answers the lesson's
 * words.
 *
 * It knows no screen: it speaks to a tutor_view. Terminal, transcript, JSON lines and `grade` are
 * views, so a classroom's grader runs exactly what a learner runs.
 *
 * A step passes when all its facts hold and all that it keeps hold too. What was reached stays
 * reached
 * (`achieved`); whether it is so now is `holds_now`. Reading steps pass by being shown: at the next
 * prompt for a person at a terminal, at once otherwise. Predictions pass by an answer, or are
 * passed over by any command.
 */
#ifndef FIRSTHOP_TUTOR_H
#define FIRSTHOP_TUTOR_H

#include <firsthop/base.h>
#include <firsthop/capture.h>
#include <firsthop/check.h>
#include <firsthop/lesson.h>
#include <firsthop/loop.h>
#include <firsthop/report.h>
#include <firsthop/script.h>
#include <firsthop/text.h>
#include <firsthop/world.h>

/* ---- the state of a run, for views to read ----------------------------------------------------
 */

struct tutor_fact {
    const struct fact *fact;
    char *sentence;         /* in the run's language */
    struct finding finding; /* of the last time it was judged */
    bool judged;            /* false: never asked so far */
    bool achieved;          /* it held at some prompt while it was asked */
    char *achieved_by;      /* the command before that prompt; NULL */
};

struct tutor_step {
    const struct step *step;
    const struct prose_step *prose;
    struct tutor_fact *facts;
    size_t fact_count;
    bool passed;
    bool helped; /* its solution was shown, or it was skipped */
    size_t hints_shown;
    char *prediction; /* what was answered; NULL: nothing (yet) */
    bool compared;    /* the prediction was compared with what was seen */
};

enum tutor_change {
    TUTOR_REACHED,   /* holds for the first time */
    TUTOR_UNDONE,    /* was true, is not now */
    TUTOR_RESTORED,  /* is true again */
    TUTOR_DESCRIBED, /* not true yet, and what is there instead is news */
    TUTOR_CHANGE_COUNT,
};

enum tutor_topic { TUTOR_TOPIC_LESSON, TUTOR_TOPIC_GOALS, TUTOR_TOPIC_MAP, TUTOR_TOPIC_TRIP };

struct tutor;

/** What a view is told, in this order within one prompt. Every function may be NULL. */
struct tutor_view {
    /** Bytes of the shell and its programs. */
    void (*output)(void *context, const char *bytes, size_t len);
    /** A command ended; what follows until the prompt is our answer to it. */
    void (*command)(void *context, const struct tutor *t, const char *command, int status);
    /** The kernel refused the command in words of its own; @text says what they mean here. */
    void (*explained)(void *context, const struct tutor *t, const char *text);
    /** One fact changed. */
    void (*changed)(void *context, const struct tutor *t, size_t step, size_t fact,
                    enum tutor_change change);
    /** An expected slip: the author's Markdown about it. */
    void (*mistake)(void *context, const struct tutor *t, const char *markdown);
    /** The echoes that the finished step was about; @request and @reply index @all (-1: none). */
    void (*trip)(void *context, const struct tutor *t, const struct journeys *all, int request,
                 int reply);
    /** A prediction meets what was seen. */
    void (*compared)(void *context, const struct tutor *t, size_t step, const char *seen,
                     bool right);
    /** A step passed. Its "done" prose is tutor_step.prose->done. */
    void (*passed)(void *context, const struct tutor *t, size_t step);
    /** The lesson begins (before the first step). */
    void (*begins)(void *context, const struct tutor *t);
    /** A step becomes the current one. */
    void (*step)(void *context, const struct tutor *t, size_t step);
    /** All steps passed. */
    void (*complete)(void *context, const struct tutor *t);
    /** Answers to words: the current step's prose, goals, map, last trip. */
    void (*show)(void *context, const struct tutor *t, enum tutor_topic topic);
    /** A hint or a solution, Markdown. */
    void (*hint)(void *context, const struct tutor *t, const char *markdown, size_t number,
                 size_t of);
    void (*solution)(void *context, const struct tutor *t, const char *commands);
    /** One plain sentence: an unknown choice, nothing to skip, a fault of ours. */
    void (*say)(void *context, const struct tutor *t, const char *sentence);
    void (*fault)(void *context, const struct tutor *t, const struct error *err);
    /** Feedback is over, the prompt comes next. */
    void (*prompt)(void *context, const struct tutor *t);
    void *context;
};

struct tutor_options {
    enum language language;
    const char *first_step; /* start here (earlier solutions are run); NULL: at the beginning */
    bool terminal;          /* the shell gets a pty; otherwise commands come from input_fd */
    int input_fd;
    bool show_commands; /* without a terminal: commands appear in the output */
    bool graded;        /* `skip` is refused: what it does is not the learner's work */
    bool live;          /* judge on kernel events too, not only at prompts */
    unsigned short columns, rows;
    const char *term; /* TERM for the shell */
    bool colour;
};

/**
 * Prepare a run: sandbox, observer, state before the first step. @script, @prose, @view and @loop
 * are borrowed until tutor_close(). Errors: those of sandbox_open() (ERROR_MACHINE); -ENOENT
 * (ERROR_USAGE) for an unknown step, with the nearest known one.
 */
int tutor_open(struct loop *loop, struct script *script, const struct prose *prose,
               const struct tutor_options *options, const struct tutor_view *view,
               struct tutor **out, struct error *err);
/** Show the first step and start the shell; the rest happens in the loop, which stops when the
 * shell ended. */
int tutor_start(struct tutor *t, struct error *err);
void tutor_close(struct tutor *t); /* accepts NULL */

/* From the terminal: */
void tutor_input(struct tutor *t, const char *bytes, size_t len);
size_t tutor_input_pending(const struct tutor *t);
void tutor_resize(struct tutor *t, unsigned short columns, unsigned short rows);
/** Ask the shell to end; the run ends in any case two seconds later. */
void tutor_hangup(struct tutor *t);

/* What views read: */
const struct lesson *tutor_lesson(const struct tutor *t);
const struct prose *tutor_prose(const struct tutor *t);
enum language tutor_language(const struct tutor *t);
const struct world *tutor_world(const struct tutor *t);
size_t tutor_step_count(const struct tutor *t);
const struct tutor_step *tutor_step(const struct tutor *t, size_t index);
/** Index of the current step; tutor_step_count() after the last. */
size_t tutor_current(const struct tutor *t);
bool tutor_is_complete(const struct tutor *t);
/** The value of a prose path such as "seen.trip.reply.arrives_with.ttl"; NULL: not known (yet).
 * Valid until the next call. */
const char *tutor_value(const struct tutor *t, const char *path);
/** The last echo of the learner that was answered, else the last one; false: none. Valid until the
 * next prompt. */
bool tutor_last_trip(const struct tutor *t, const struct journeys **all, int *request, int *reply);
/** Packets that were lost to the capture (kernel drops), since the start. */
uint64_t tutor_dropped(const struct tutor *t);
/** All frames so far as pcapng. */
int tutor_save_capture(struct tutor *t, int fd, struct error *err);

/**
 * After the loop: did the run come to an end that can be judged? 0, or -ECHILD (ERROR_FAULT):
 * somebody killed the sandbox.
 */
int tutor_check_end(const struct tutor *t, struct error *err);
/** The signal that killed the shell, as a sentence in the run's language; false: it ended in
 * another way, or runs. */
bool tutor_add_killed(const struct tutor *t, struct str *to);
/** 0 complete, 1 not, 5 a fault kept facts from being measured. */
int tutor_exit_code(const struct tutor *t);
/** The whole run as a report; @submission is copied. */
void tutor_report(const struct tutor *t, const char *submission, struct report_run *out);

#endif
