// SPDX-License-Identifier: MIT
/* Where in a world a namespace stands, by its id and by its name, whatever the number of
 * namespaces. */
#ifndef WORLD_INDEX_H
#define WORLD_INDEX_H

#include <firsthop/world.h>

struct world_index *index_new(void);
void index_free(struct world_index *x);
/* Take in the namespace that was appended last. */
void index_add(struct world *w);
/* The place of the first with that id or name, or -1. */
long index_find_id(const struct world *w, uint64_t id);
long index_find_name(const struct world *w, const char *name);

#endif
