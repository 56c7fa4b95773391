/*===- Main.h - an executable around one entry --------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* What does an executable run, on which kind of machine?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_MAIN_H
#define AG_RUNTIME_MAIN_H

#include "Files.h"
#include "ag-runtime/Cuda.h"

/* The machine that runs the program. The functions are those of Runtime.h or
 * Cuda.h, except that run waits for the GPU. allocate, free and copy are NULL
 * if tensors are in the host's memory. */
typedef struct ag_rt_machine {
  const ag_rt_device_code *code; /* or NULL */
  DLDevice device;
  int32_t (*load)(const ag_rt_module *module, const ag_rt_device_code *code,
                  const char *weights, ag_context *ctx, ag_rt_model **model);
  void (*unload)(ag_rt_model *model);
  int32_t (*run)(const ag_rt_entry *entry, const ag_rt_model *model,
                 const DLTensor *arguments, const DLTensor *results,
                 const ag_workspace *workspace, ag_context *ctx);
  int32_t (*allocate)(const ag_rt_module *module, ag_context *ctx, size_t bytes,
                      void **memory);
  int32_t (*free)(const ag_rt_module *module, ag_context *ctx, void *memory);
  int32_t (*copy)(const ag_rt_module *module, ag_context *ctx, void *to,
                  const void *from, size_t bytes);
} ag_rt_machine;

/* The parsed command line, and the program that it runs. */
typedef struct ag_rt_command {
  const ag_rt_machine *machine;
  const ag_rt_module *module;
  const ag_rt_entry *entry;
  const char *name;
  const char *weights;
  long repeat; /* the number of runs; 0 is one run without printing its time */
  const char **inputs, **outputs;
  int input_count, output_count;
} ag_rt_command;

/* Creates the arrays of the results, and runs the entry c->repeat times. The
 * caller frees the results, also on failure. */
bool ag_rt_run_command(const ag_rt_command *c, const ag_rt_model *model,
                       const ag_rt_array *arguments, ag_rt_array *results,
                       ag_context *ctx);

/* Implements main as ag_rt_main does, on the given machine. */
int32_t ag_rt_main_on(const ag_rt_machine *machine, const ag_rt_module *module,
                      const ag_rt_entry *entry, int32_t argc, char **argv);

#endif /* AG_RUNTIME_MAIN_H */
