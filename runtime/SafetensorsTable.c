/*===- SafetensorsTable.c - the tensors of a file in order ----------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How are the tensors of a file sorted and found by their names?
|*
\*===----------------------------------------------------------------------===*/
#include "SafetensorsTable.h"

/* Returns less than 0, 0, or more than 0, like strcmp. */
typedef int compare_tensors(const ag_safetensors_tensor *a,
                            const ag_safetensors_tensor *b);

static int compare_offsets(const ag_safetensors_tensor *a,
                           const ag_safetensors_tensor *b) {
  if (a->begin != b->begin)
    return a->begin < b->begin ? -1 : 1;
  return (a->end > b->end) - (a->end < b->end);
}

static ag_rt_json_bytes open_name(const ag_safetensors_tensor *tensor) {
  return ag_rt_json_open((ag_rt_json_string){tensor->name, tensor->name_bytes});
}

int ag_rt_compare_names(const ag_safetensors_tensor *a,
                        const ag_safetensors_tensor *b) {
  ag_rt_json_bytes left = open_name(a), right = open_name(b);
  for (;;) {
    int l = ag_rt_json_next(&left), r = ag_rt_json_next(&right);
    if (l != r || l < 0)
      return l - r;
  }
}

/* Restores the heap property below `root`: no child is greater than its
 * parent. */
static void sift_down(ag_safetensors_tensor *table, int64_t root, int64_t count,
                      compare_tensors *compare) {
  for (int64_t child; (child = 2 * root + 1) < count; root = child) {
    if (child + 1 < count && compare(&table[child], &table[child + 1]) < 0)
      ++child;
    if (compare(&table[root], &table[child]) >= 0)
      return;
    ag_safetensors_tensor swapped = table[root];
    table[root] = table[child];
    table[child] = swapped;
  }
}

/* Sorts by heapsort, in place and in O(n log n) for any file. C's qsort
 * guarantees neither. */
static void sort(ag_safetensors_tensor *table, int64_t count,
                 compare_tensors *compare) {
  for (int64_t root = count / 2; root-- > 0;)
    sift_down(table, root, count, compare);
  for (int64_t last = count; last-- > 1;) {
    ag_safetensors_tensor greatest = table[0];
    table[0] = table[last];
    table[last] = greatest;
    sift_down(table, 0, last, compare);
  }
}

void ag_rt_sort_by_offset(ag_safetensors_tensor *table, int64_t count) {
  sort(table, count, compare_offsets);
}

void ag_rt_sort_by_name(ag_safetensors_tensor *table, int64_t count) {
  sort(table, count, ag_rt_compare_names);
}

/* Compares a tensor's name with `name`, like strcmp. */
static int compare_name_to(const ag_safetensors_tensor *tensor,
                           const char *name) {
  ag_rt_json_bytes bytes = open_name(tensor);
  for (;; ++name) {
    int l = ag_rt_json_next(&bytes), r = (unsigned char)*name;
    if (l != r)
      return l < 0 && r == 0 ? 0 : l - r;
  }
}

const ag_safetensors_tensor *
ag_safetensors_find(const ag_safetensors_tensor *table, int64_t count,
                    const char *name) {
  int64_t low = 0;
  while (low < count) {
    int64_t middle = low + (count - low) / 2;
    int order = compare_name_to(&table[middle], name);
    if (order == 0)
      return &table[middle];
    if (order < 0)
      low = middle + 1;
    else
      count = middle;
  }
  return NULL;
}

size_t ag_safetensors_name(const ag_safetensors_tensor *tensor, char *out,
                           size_t capacity) {
  ag_rt_json_bytes bytes = open_name(tensor);
  size_t length = 0;
  for (int byte; (byte = ag_rt_json_next(&bytes)) >= 0; ++length)
    if (length + 1 < capacity)
      out[length] = (char)byte;
  if (capacity > 0)
    out[length < capacity ? length : capacity - 1] = 0;
  return length;
}
