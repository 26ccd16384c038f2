// SPDX-License-Identifier: MIT
/* The laboratory, made inside a sandbox. */
#include "inside.h"
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <firsthop/script.h>
#include <firsthop/session.h>

#define PATIENCE_MS 120000

void inside_must(int r, const struct error *err)
{
    if (r >= 0)
        return;
    errno = -r;
    bench_die("%s (%s)", err->what, err->doing);
}

static void run(struct sandbox *sandbox, const char *commands)
{
    SCOPED(str_done) struct str output = {0};
    struct error err = {0};
    int r = session_run(sandbox, commands, PATIENCE_MS, &output, &err);

    inside_must(r, &err);
    if (r != 0)
        bench_die("the laboratory's commands ended with %d: %s", r, str_text(&output));
}

/* Each namespace costs the observer six descriptors. */
static void allow_files(void)
{
    struct rlimit files;

    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

static void add_namespaces(struct sandbox *sandbox, size_t count)
{
    SCOPED(str_done) struct str commands = {0};

    str_add(&commands, "ip -batch - <<END\n");
    for (size_t i = 0; i < count; i++)
        str_addf(&commands, "netns add more%zu\n", i);
    str_add(&commands, "END\n");
    run(sandbox, str_text(&commands));
}

void inside_open(struct inside *in, size_t namespaces)
{
    SCOPED(str_done) struct str lab = {0};
    struct error err = {0};

    allow_files();
    inside_must(fd_read_file(BENCH_LISTING, 1 << 16, &lab, &err), &err);
    inside_must(sandbox_open(NULL, &in->sandbox, &err), &err);
    inside_must(observe_open(in->sandbox, &in->observe, &err), &err);
    run(in->sandbox, str_text(&lab));
    add_namespaces(in->sandbox, namespaces - 3);
    inside_must(observe_refresh(in->observe, true, &err), &err);
}

void inside_close(struct inside *in)
{
    observe_close(in->observe);
    sandbox_close(in->sandbox);
}

int inside_socket(struct sandbox *sandbox, const char *name)
{
    struct sandbox_sockets sockets;
    struct error err = {0};
    int netns = openat(sandbox_netns_dir_fd(sandbox), name, O_RDONLY | O_CLOEXEC);

    if (netns < 0)
        bench_die("the namespace %s", name);
    inside_must(sandbox_open_sockets(sandbox, netns, &sockets, &err), &err);
    close(netns);
    return sockets.request;
}

struct script *inside_lesson(void)
{
    static struct script *script;
    struct error err = {0};

    if (script == NULL)
        inside_must(script_load(BENCH_LESSONS "/routing", &script, &err), &err);
    return script;
}
