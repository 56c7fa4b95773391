/*===- heap.c - how many bytes a process takes from the heap ----*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* This library is loaded before all others, and replaces the C library's
|* allocator. It counts the live bytes, their peak since heap_start, and the
|* number of allocations.
|*
\*===----------------------------------------------------------------------===*/
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>

void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t),
    *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);

static atomic_long live, most, times;

static void *counted(void *memory) {
  if (!memory)
    return memory;
  long now = atomic_fetch_add(&live, malloc_usable_size(memory)) +
             malloc_usable_size(memory);
  for (long before = most;
       before < now && !atomic_compare_exchange_weak(&most, &before, now);)
    ;
  ++times;
  return memory;
}

static void *released(void *memory) {
  atomic_fetch_sub(&live, malloc_usable_size(memory));
  return memory;
}

void *malloc(size_t bytes) { return counted(__libc_malloc(bytes)); }
void *calloc(size_t count, size_t bytes) {
  return counted(__libc_calloc(count, bytes));
}
void free(void *memory) { __libc_free(released(memory)); }
void *memalign(size_t alignment, size_t bytes) {
  return counted(__libc_memalign(alignment, bytes));
}
void *aligned_alloc(size_t alignment, size_t bytes) {
  return memalign(alignment, bytes);
}

// A block that moves counts like one that grows in place.
void *realloc(void *memory, size_t bytes) {
  long before = malloc_usable_size(memory);
  void *moved = __libc_realloc(memory, bytes);
  if (moved || !bytes)
    atomic_fetch_sub(&live, before);
  return counted(moved);
}

int posix_memalign(void **memory, size_t alignment, size_t bytes) {
  void *found = memalign(alignment, bytes);
  if (!found)
    return ENOMEM;
  *memory = found;
  return 0;
}

void heap_start(void) {
  most = live;
  times = 0;
}
long heap_live(void) { return live; }
long heap_most(void) { return most; }
long heap_times(void) { return times; }
