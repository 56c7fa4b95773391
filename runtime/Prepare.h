/*===- Prepare.h - parameters that load computes ------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which parameters does load compute from others, and how is a file labelled
|* that already contains them?
|*
|* This is a safetensors file with the prepared parameters, the other parameters
|* that entries use, and a label. The label is a tensor of text named
|* `ag.prepared`,
|*
|*   ag prepared weights 1
|*   march x86-64-v3
|*   load 81dc9bdb52d04dc2
|*   weights 5f4dcc3b5aa765d6
|*
|* with the format's version, the CPU, and hashes of the program's load and of
|* the original weights. Spaces may follow.
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

/* Returns the bytes of all prepared parameters, each rounded up to a line. */
size_t ag_rt_prepared_bytes(const ag_rt_module *module);

/* Sets weights->prepared if the weights are prepared ones. Fails with
 * AG_INVALID_MODEL if they were prepared by another program's load, for another
 * CPU, or in another format. */
int32_t ag_rt_check_label(const ag_rt_module *module, ag_rt_weights *weights,
                          ag_context *ctx);

/* Sets `bytes` to those of the workspace for ag_rt_call_load; less than 0 if
 * they are too many. */
int32_t ag_rt_query_load(const ag_rt_module *module, ag_context *ctx,
                         int64_t *bytes);

/* Runs the function that computes the prepared parameters. The model points to
 * their memory. `launcher` is NULL unless the program is for CUDA. */
int32_t ag_rt_call_load(const ag_rt_model *model, void *launcher,
                        void *workspace, ag_context *ctx);

/* Computes the prepared parameters on the CPU. */
int32_t ag_rt_prepare(const ag_rt_model *model, ag_context *ctx);

#endif /* AG_RUNTIME_PREPARE_H */
