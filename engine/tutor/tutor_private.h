// SPDX-License-Identifier: MIT
/*
 * Inside tutor. One prompt is handled in this order: refresh the world, judge, tell what changed,
 * then advance as far as facts allow, then let the shell go on.
 */
#ifndef FIRSTHOP_TUTOR_PRIVATE_H
#define FIRSTHOP_TUTOR_PRIVATE_H

#include <firsthop/observe.h>
#include <firsthop/session.h>
#include <firsthop/tutor.h>

#define PROBE_MS                                                                                   \
    300 /* an echo in a virtual network comes back in well under a millisecond; ARP may be slow */
#define COMMANDS_MS  20000 /* a solution or a setup that takes longer hangs */
#define GRACE_MS     2000  /* from hanging up to the end, whatever the shell does */
#define RECENT_BYTES 4096  /* of a command's output, kept to explain the kernel's words */

struct tutor {
    struct loop *loop;
    struct script *script;
    const struct prose *prose;
    const struct lesson *lesson;
    struct tutor_options options;
    const struct tutor_view *view;
    struct sandbox *sandbox;
    struct observe *observe;
    struct session *session;
    struct tutor_step *steps;
    bool **mistakes_told; /* by step and mistake: it stands told until it is mended */
    size_t current;
    bool entered_now; /* the current step was shown since the last prompt */
    bool word_spoken; /* the line before the next prompt was one of our words */
    bool complete_told;
    uint64_t judged_world; /* generation of the world that facts were judged in */
    char *command;         /* the last command that was not empty */
    struct str recent;     /* what it printed */
    struct journeys trips; /* built on demand, valid while trips_valid */
    bool trips_valid;
    char value[32];            /* tutor_value's answer */
    struct loop_source *grace; /* armed by hanging up */
    uint64_t started_ms, ended_ms;
    bool ended, sandbox_gone;
    int killed_by;      /* the signal that ended the shell, if it was not ours */
    size_t faults;      /* times something could not be measured */
    struct error fault; /* the first of them */
};

#define TELL_ALONE(t, function)                                                                    \
    do {                                                                                           \
        if ((t)->view->function != NULL)                                                           \
            (t)->view->function((t)->view->context, (t));                                          \
    } while (0)

#define TELL(t, function, ...)                                                                     \
    do {                                                                                           \
        if ((t)->view->function != NULL)                                                           \
            (t)->view->function((t)->view->context, (t), __VA_ARGS__);                             \
    } while (0)

/* judge.c */

/** Which facts are looked at: those up to the current step, or all of them (the end of a run). */
enum judge_scope { JUDGE_WORLD_ONLY, JUDGE_PROMPT, JUDGE_EVERYTHING };

/** Judge, remember, and (if @tell) tell the view what changed. */
void judge(struct tutor *t, enum judge_scope scope, bool tell);
/** Judge the facts of one step that has just become current; nothing is told. */
void judge_entry(struct tutor *t, size_t step);
/** Do all facts of @step hold, and all that it keeps? */
bool judge_passes(const struct tutor *t, size_t step);
/** What happened on the wire does not unhappen: such a fact stays true once it was. */
bool judge_is_event(const struct fact *f);
bool judge_holds(const struct tutor_fact *f);

/** Does @f hold at this moment? For facts that are no goals. */
bool judge_now(struct tutor *t, const struct fact *f);

/* mistakes.c */
/** Tell the author's words about slips that the last command made. */
void mistakes_tell(struct tutor *t, const char *command);

/* advance.c */
/** Pass every step that can be passed, entering the ones after. */
void advance(struct tutor *t);
void enter(struct tutor *t, size_t step);
/** Leave the current step behind, passed or not, and enter the next. */
void leave(struct tutor *t, bool passed);
/** Bring the state to that before step @index, by the solutions of those before. */
int replay(struct tutor *t, size_t index, struct error *err);

/* words.c */
void word(struct tutor *t, const char *const *words, size_t count);
void say(struct tutor *t, const struct message *m, const char *name, const char *value);

/* kernel_words.c */
/** If @output ends with a complaint of the kernel that we know, append what it means for @command.
 */
bool kernel_words_explain(struct str *to, const char *command, const char *output,
                          const struct world *w, enum language lang);

/* seen.c */
void seen_forget(struct tutor *t);
const struct journeys *seen_trips(const struct tutor *t);
/** The watched echo: the last request from the watch's namespace to its address. false: none. */
bool seen_find(const struct tutor *t, const struct watch *watch, int *request, int *reply);
/** Ask predictions that meet their experiment now. */
void seen_compare(struct tutor *t);

void fault(struct tutor *t, const struct error *err);

#endif
