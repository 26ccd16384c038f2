// SPDX-License-Identifier: MIT
/*
 * `firsthop grade`: each script runs as if a learner had typed it, in a sandbox and a process of
 * its own; this process hands out the work and collects reports. A script that crashes its grader
 * or never ends costs itself only.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <firsthop/report.h>

#include "cli_private.h"
#include "grade.h"

#define JOBS_MAX      256
#define REPORT_MAX    (16u << 20)
#define TIMEOUT_MAX_S 3600

struct job {
    pid_t pid;
    int fd; /* its report, as JSON; -1: not running */
    size_t index;
    struct str text;
};

struct grading {
    const struct grade_task *task;
    const char **scripts;
    size_t count, next;
    struct report_run *runs;
    struct job *jobs;
    size_t job_count;
};

/* ---- a worker
 * ----------------------------------------------------------------------------------------- */

static _Noreturn void work(const struct grade_task *task, const char *script, int out)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    grade_one(task, script, &out);
    _exit(EXIT_DONE);
}

static int start(struct grading *g, struct job *job, struct error *err)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) < 0)
        return error_set_errno(err, -errno, "cannot make a pipe");
    *job = (struct job){.fd = ends[0], .index = g->next};
    job->pid = fork();
    if (job->pid == 0)
        work(g->task, g->scripts[g->next], ends[1]);
    close(ends[1]);
    if (job->pid < 0) {
        fd_done(&job->fd);
        return error_set_errno(err, -errno, "cannot start a worker");
    }
    g->next++;
    return 0;
}

/* ---- collecting
 * ----------------------------------------------------------------------------------------- */

static void no_report(const struct grading *g, struct job *job, int status, struct report_run *run)
{
    *run = (struct report_run){.exit_code = EXIT_OURS};
    run->lesson = mem_string(script_lesson(g->task->script)->id);
    run->submission = mem_string(g->scripts[job->index]);
    run->problem = WIFSIGNALED(status)
                       ? mem_printf("the grader was killed by signal %d", WTERMSIG(status))
                       : mem_printf("the grader gave no report (exit %d)", WEXITSTATUS(status));
}

/* A worker that has delivered is not waited for: it is taking its sandbox down, and the next one
 * may start. */
static void finish(struct grading *g, struct job *job)
{
    struct report_run *run = &g->runs[job->index];
    struct error err = {0};
    int status = 0;

    fd_done(&job->fd);
    if (report_read_json(str_text(&job->text), job->text.len, run, &err) < 0) {
        while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
            ;
        no_report(g, job, status, run);
    }
    str_done(&job->text);
}

static void receive(struct grading *g, struct job *job)
{
    char bytes[16384];
    ssize_t n = read(job->fd, bytes, sizeof(bytes));

    if (n < 0 && errno == EINTR)
        return;
    if (n > 0 && job->text.len + (size_t)n <= REPORT_MAX) {
        str_add_bytes(&job->text, bytes, (size_t)n);
        return;
    }
    finish(g, job);
}

static size_t wait_for_some(struct grading *g)
{
    struct pollfd polls[JOBS_MAX];
    size_t running = 0;

    for (size_t i = 0; i < g->job_count; i++) {
        polls[i] = (struct pollfd){.fd = g->jobs[i].fd, .events = POLLIN};
        running += g->jobs[i].fd >= 0;
    }
    if (running == 0 || poll(polls, g->job_count, -1) < 0)
        return running;
    for (size_t i = 0; i < g->job_count; i++)
        if (g->jobs[i].fd >= 0 && polls[i].revents != 0)
            receive(g, &g->jobs[i]);
    return running;
}

static int grade_all(struct grading *g, struct error *err)
{
    int r = 0;

    for (size_t i = 0; i < g->job_count; i++)
        g->jobs[i].fd = -1;
    do {
        for (size_t i = 0; i < g->job_count && r == 0; i++)
            if (g->jobs[i].fd < 0 && g->next < g->count)
                r = start(g, &g->jobs[i], err);
    } while (wait_for_some(g) > 0 || (r == 0 && g->next < g->count));
    return r;
}

/* ---- the command
 * ------------------------------------------------------------------------------------------ */

static int check_scripts(const char **scripts, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct stat st;

        if (stat(scripts[i], &st) < 0)
            error_set_errno(err, -errno, "cannot read '%s'", scripts[i]);
        else if (S_ISDIR(st.st_mode))
            error_set(err, -EISDIR, "'%s' is a folder, not a shell script", scripts[i]);
        else if (access(scripts[i], R_OK) < 0)
            error_set_errno(err, -errno, "cannot read '%s'", scripts[i]);
        else
            continue;
        return error_classify(err, ERROR_USAGE);
    }
    return 0;
}

/* What cannot be graded at all outweighs what is not finished. */
static int exit_code(const struct report_run *runs, size_t count)
{
    int code = EXIT_DONE;

    for (size_t i = 0; i < count; i++) {
        int own = runs[i].problem != NULL ? runs[i].exit_code
                  : runs[i].completed     ? EXIT_DONE
                  : report_faults(&runs[i]) > 0 || runs[i].exit_code == EXIT_FAULT ? EXIT_FAULT
                                                                                   : EXIT_NOT_YET;

        code = own > code ? own : code;
    }
    return code;
}

static int parse_format(const struct cli_arguments *args, enum report_format *out,
                        struct error *err)
{
    const char *text = cli_value(args, "format");

    *out = REPORT_TEXT;
    if (text == NULL || report_format_parse(text, out))
        return 0;
    error_set(err, -EINVAL, "there is no format '%s'", text);
    error_classify(err, ERROR_USAGE);
    return error_hint(err, "--format text, json, tap, junit or csv");
}

static int prepare(const struct cli_arguments *args, struct grade_task *task,
                   enum report_format *format, struct error *err)
{
    SCOPED(mem_done) char *folder = NULL;
    int r = parse_format(args, format, err);

    if (r == 0)
        r = cli_language(args, &task->language, err);
    if (r == 0)
        r = cli_find_lesson(args, args->operands[0], &folder, err);
    if (r == 0)
        r = check_scripts(args->operands + 1, args->operand_count - 1, err);
    if (r == 0)
        r = cli_load_lesson(folder, task->language, &task->script, &task->prose, err);
    if (r < 0)
        return r;
    task->timeout_s = cli_number(args, "timeout", 1, TIMEOUT_MAX_S, 120, err);
    return task->timeout_s < 0 ? err->code : 0;
}

static void task_done(struct grade_task *task)
{
    prose_free(task->prose);
    script_free(task->script);
}

int cli_grade(const struct cli_arguments *args, struct error *err)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int jobs = cli_number(args, "jobs", 1, JOBS_MAX,
                          processors < 1    ? 1
                          : processors > 64 ? 64
                                            : (int)processors,
                          err);
    SCOPED(task_done) struct grade_task task = {0};
    SCOPED(str_done) struct str text = {0};
    SCOPED(mem_done) struct report_run *runs = NULL;
    SCOPED(mem_done) struct job *slots = NULL;
    struct grading g = {
        .task = &task, .scripts = args->operands + 1, .count = args->operand_count - 1};
    enum report_format format;
    int r = jobs < 0 ? jobs : prepare(args, &task, &format, err), code;

    if (r < 0)
        return r;
    g.runs = runs = mem_alloc(g.count * sizeof(*runs));
    g.jobs = slots = mem_alloc((size_t)jobs * sizeof(*slots));
    g.job_count = (size_t)jobs < g.count ? (size_t)jobs : g.count;
    r = grade_all(&g, err);
    if (r < 0)
        return r;
    report_runs(&text, format, runs, g.count, task.language);
    code = exit_code(runs, g.count);
    for (size_t i = 0; i < g.count; i++)
        report_run_done(&runs[i]);
    r = cli_print(&text);
    return r != EXIT_DONE ? r : code;
}
