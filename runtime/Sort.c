/*===- Sort.c - sorted arrays ---------------------------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does the runtime sort?
|*
\*===----------------------------------------------------------------------===*/
#include "Sort.h"
#include <string.h>

/* An array, and how its elements are compared. */
typedef struct {
  char *elements;
  size_t bytes; /* of one element */
  ag_rt_comparison *compare;
} sorted_array;

static char *at(const sorted_array *array, size_t index) {
  return array->elements + index * array->bytes;
}

static int compare(const sorted_array *array, size_t a, size_t b) {
  return array->compare(at(array, a), at(array, b));
}

static void swap(const sorted_array *array, size_t a, size_t b) {
  char *first = at(array, a), *second = at(array, b), kept[64];
  for (size_t left = array->bytes, count; left > 0; left -= count) {
    count = left < sizeof(kept) ? left : sizeof(kept);
    memcpy(kept, first, count);
    memcpy(first, second, count);
    memcpy(second, kept, count);
    first += count;
    second += count;
  }
}

/* Restores the heap property below `root`: no child is greater than its
 * parent. */
static void sift_down(const sorted_array *array, size_t root, size_t count) {
  for (size_t child; (child = 2 * root + 1) < count; root = child) {
    if (child + 1 < count && compare(array, child, child + 1) < 0)
      ++child;
    if (compare(array, root, child) >= 0)
      return;
    swap(array, root, child);
  }
}

void ag_rt_sort(void *elements, size_t count, size_t bytes,
                ag_rt_comparison *compare) {
  sorted_array array = {elements, bytes, compare};
  for (size_t root = count / 2; root-- > 0;)
    sift_down(&array, root, count);
  for (size_t last = count; last-- > 1;) {
    swap(&array, 0, last);
    sift_down(&array, 0, last);
  }
}
