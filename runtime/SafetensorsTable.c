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
#include "Sort.h"

static int compare_offsets(const void *left, const void *right) {
  const ag_safetensors_tensor *a = left, *b = right;
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

static int compare_names(const void *a, const void *b) {
  return ag_rt_compare_names(a, b);
}

void ag_rt_sort_by_offset(ag_safetensors_tensor *table, int64_t count) {
  ag_rt_sort(table, (size_t)count, sizeof(*table), compare_offsets);
}

void ag_rt_sort_by_name(ag_safetensors_tensor *table, int64_t count) {
  ag_rt_sort(table, (size_t)count, sizeof(*table), compare_names);
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
