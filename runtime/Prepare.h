/*===- Prepare.h - what load makes of the weights -----------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which parameters does a program compute of others, when, and how does a file
|* that holds them say so?
|*
|* Such a file is a safetensors file with the prepared parameters, those of the
|* others that entries use, and a label: a tensor of text named `ag.prepared`,
|*
|*   ag prepared weights 1
|*   march x86-64-v3
|*   load 81dc9bdb52d04dc2
|*   weights 5f4dcc3b5aa765d6
|*
|* which are the format's version, for which CPU and by which program's load
|* they were made, and of which weights; spaces may follow.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_PREPARE_H
#define AG_RUNTIME_PREPARE_H

#include "Weights.h"

/* Data of parameters begins at multiples of a cache line. */
enum { AG_RT_LINE = 64 };

static inline size_t ag_rt_round_to_line(size_t bytes) {
  return (bytes + AG_RT_LINE - 1) / AG_RT_LINE * AG_RT_LINE;
}

size_t ag_rt_parameter_bytes(const ag_rt_parameter *parameter);

/* The room that the prepared parameters take, each rounded up to a line. */
size_t ag_rt_prepared_bytes(const ag_rt_module *module);

/* Notes whether the file is a prepared one; AG_INVALID_MODEL if it was made by
 * another program's load, or for another CPU. */
int32_t ag_rt_check_label(const ag_rt_module *module, ag_rt_weights *weights,
                          ag_context *ctx);

/* Computes the prepared parameters where the model points to. */
int32_t ag_rt_prepare(const ag_rt_model *model, ag_context *ctx);

#endif /* AG_RUNTIME_PREPARE_H */
