/*===- Sort.h - sorted arrays -------------------------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does the runtime sort?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_SORT_H
#define AG_RUNTIME_SORT_H

#include <stddef.h>

/* Returns less than 0, 0, or more than 0, like strcmp. */
typedef int ag_rt_comparison(const void *a, const void *b);

/* Sorts `count` elements of `bytes` each by heapsort, in place and in
 * O(n log n) for any order. C's qsort guarantees neither. */
void ag_rt_sort(void *elements, size_t count, size_t bytes,
                ag_rt_comparison *compare);

#endif /* AG_RUNTIME_SORT_H */
