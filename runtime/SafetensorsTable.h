/*===- SafetensorsTable.h - the tensors of a file in order --------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How are the tensors of a file sorted and found by their names?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_SAFETENSORSTABLE_H
#define AG_RUNTIME_SAFETENSORSTABLE_H

#include "Json.h"
#include "ag-runtime/Safetensors.h"

/* Sorts by the beginning of the data, and then by its end. */
void ag_rt_sort_by_offset(ag_safetensors_tensor *table, int64_t count);

/* Sorts by name, in the order of ag_rt_compare_names. */
void ag_rt_sort_by_name(ag_safetensors_tensor *table, int64_t count);

/* Compares two names, with escapes resolved, like strcmp. */
int ag_rt_compare_names(const ag_safetensors_tensor *a,
                        const ag_safetensors_tensor *b);

#endif /* AG_RUNTIME_SAFETENSORSTABLE_H */
