/*===- SafetensorsTable.h - the tensors of a file in order --------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* In which order do the tensors of a file stand, and how is one found by its
|* name?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_SAFETENSORSTABLE_H
#define AG_RUNTIME_SAFETENSORSTABLE_H

#include "Json.h"
#include "ag-runtime/Safetensors.h"

/* By where the data begins; of two that begin alike, the shorter first. */
void ag_rt_sort_by_offset(ag_safetensors_tensor *table, int64_t count);

/* By the bytes of the names, as ag_rt_compare_names orders them. */
void ag_rt_sort_by_name(ag_safetensors_tensor *table, int64_t count);

/* Compares two names, escapes resolved, as strcmp would. */
int ag_rt_compare_names(const ag_safetensors_tensor *a,
                        const ag_safetensors_tensor *b);

#endif /* AG_RUNTIME_SAFETENSORSTABLE_H */
