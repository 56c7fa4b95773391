/*===- MainRun.c - the runs of an executable ------------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How are an executable's arrays passed to its program, and how are runs timed?
|*
\*===----------------------------------------------------------------------===*/
#define _POSIX_C_SOURCE 200809L
#include "Main.h"
#include "Operand.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Sets the values of symbols from the shapes of arguments. */
static bool read_symbols(const ag_rt_command *c, const ag_rt_array *arguments,
                         int64_t *dims, ag_context *ctx) {
  for (int64_t i = 0; i < c->entry->argument_count; ++i) {
    const ag_rt_tensor *descriptor = &c->entry->arguments[i];
    if (descriptor->rank != arguments[i].npy.rank) {
      ag_rt_operand operand = {c->entry, false, i};
      ag_rt_report(ctx, AG_INVALID_ARGUMENT,
                   "%s: has %d dimensions, expected %d",
                   ag_rt_operand_text(operand).chars,
                   (int)arguments[i].npy.rank, (int)descriptor->rank);
      return false;
    }
    for (int32_t d = 0; d < descriptor->rank; ++d)
      if (descriptor->dims[d] < 0)
        dims[AG_RT_SYMBOL(descriptor->dims[d])] = arguments[i].npy.shape[d];
  }
  return true;
}

/* Creates the results. `extents` has their sizes, one result after the
 * other. */
static bool make_results(const ag_rt_command *c, const int64_t *extents,
                         ag_rt_array *results, ag_context *ctx) {
  for (int64_t i = 0; i < c->entry->result_count; ++i) {
    const ag_rt_tensor *descriptor = &c->entry->results[i];
    if (!ag_rt_make_array(descriptor->dtype, descriptor->rank, extents,
                          &results[i], ctx->message, sizeof(ctx->message)))
      return false;
    extents += descriptor->rank;
  }
  return true;
}

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int compare_seconds(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Prints "1.23 us". */
static void print_seconds(double seconds) {
  const char *unit = "s";
  if (seconds < 0.9995e-6)
    seconds *= 1e9, unit = "ns";
  else if (seconds < 0.9995e-3)
    seconds *= 1e6, unit = "us";
  else if (seconds < 0.9995)
    seconds *= 1e3, unit = "ms";
  printf(seconds < 999.5 ? "%.3g %s" : "%.0f %s", seconds, unit);
}

/* Prints the line of --time. Sorts the times. */
static void print_times(double *seconds, long runs) {
  double sum = 0;
  qsort(seconds, (size_t)runs, sizeof(*seconds), compare_seconds);
  for (long i = 0; i < runs; ++i)
    sum += seconds[i];
  printf("time: least ");
  print_seconds(seconds[0]);
  printf(", median ");
  print_seconds((seconds[(runs - 1) / 2] + seconds[runs / 2]) / 2);
  printf(", mean ");
  print_seconds(sum / (double)runs);
  printf(" of %ld run%s\n", runs, runs == 1 ? "" : "s");
}

/* Returns true if the argument's tensor does not use the memory of its array:
 * it is on a GPU, or in the memory of a result that aliases it. Then `bytes` is
 * its size. */
static bool is_elsewhere(const DLTensor *argument, const ag_rt_array *array,
                         int64_t *bytes) {
  return argument->data != array->data && ag_rt_count_bytes(argument, bytes);
}

/* Copies arguments to the memory that a run reads, and that the previous run
 * may have overwritten. */
static int32_t bring_arguments(const ag_rt_command *c,
                               const ag_rt_array *arrays,
                               const DLTensor *arguments, ag_context *ctx) {
  int32_t status = AG_OK;
  for (int64_t i = 0; status == AG_OK && i < c->entry->argument_count; ++i) {
    int64_t bytes;
    if (!is_elsewhere(&arguments[i], &arrays[i], &bytes))
      continue;
    if (c->machine->copy)
      status = c->machine->copy(c->module, ctx, arguments[i].data,
                                arrays[i].data, (size_t)bytes);
    else
      memcpy(arguments[i].data, arrays[i].data, (size_t)bytes);
  }
  return status;
}

/* Runs the entry c->repeat times, or once, and prints the times if c->repeat is
 * not 0. */
static int32_t run_repeatedly(const ag_rt_command *c, const ag_rt_model *model,
                              const ag_rt_array *arrays,
                              const DLTensor *arguments,
                              const DLTensor *results,
                              const ag_workspace *workspace, ag_context *ctx) {
  long runs = c->repeat > 0 ? c->repeat : 1;
  double *seconds = calloc((size_t)runs, sizeof(*seconds));
  if (!seconds)
    return ag_rt_report(ctx, AG_OUT_OF_MEMORY,
                        "out of memory for the times of %ld runs", runs);
  int32_t status = AG_OK;
  for (long i = 0; status == AG_OK && i < runs; ++i) {
    status = bring_arguments(c, arrays, arguments, ctx);
    double begin = seconds_now();
    if (status == AG_OK)
      status =
          c->machine->run(c->entry, model, arguments, results, workspace, ctx);
    seconds[i] = seconds_now() - begin;
  }
  if (status == AG_OK && c->repeat > 0)
    print_times(seconds, runs);
  free(seconds);
  return status;
}

/* Places argument `alias` in the memory of the result that aliases it, and
 * returns true. Returns false if there is no such argument, or if its size
 * differs; run refuses that call. */
static bool take_over(DLTensor *arguments, int64_t alias,
                      const DLTensor *result) {
  int64_t given, needed;
  if (alias < 0 || !ag_rt_count_bytes(&arguments[alias], &given) ||
      !ag_rt_count_bytes(result, &needed) || given != needed)
    return false;
  arguments[alias].data = result->data;
  arguments[alias].device = result->device;
  return true;
}

/* Allocates memory of the machine for a tensor. Does nothing if the machine
 * uses the host's memory. */
static int32_t place(const ag_rt_command *c, DLTensor *tensor, void **memory,
                     ag_context *ctx) {
  int64_t bytes;
  if (!c->machine->allocate || !ag_rt_count_bytes(tensor, &bytes))
    return AG_OK;
  tensor->device = c->machine->device;
  int32_t status = c->machine->allocate(c->module, ctx, (size_t)bytes, memory);
  tensor->data = *memory;
  return status;
}

/* Frees memory of the machine. After a failure of the GPU, this fails, too, but
 * the context keeps the message of the first failure. */
static void give_back(const ag_rt_command *c, void *memory,
                      const ag_context *ctx) {
  ag_context other = *ctx;
  c->machine->free(c->module, &other, memory);
}

/* Places results, then the arguments that they alias, then other arguments.
 * `memory` receives the allocations. */
static int32_t place_all(const ag_rt_command *c, DLTensor *arguments,
                         DLTensor *results, void **memory, ag_context *ctx) {
  const ag_rt_entry *entry = c->entry;
  bool is_taken[entry->argument_count + 1];
  memset(is_taken, 0, sizeof(is_taken));
  int32_t status = AG_OK;
  for (int64_t i = 0; status == AG_OK && i < entry->result_count; ++i) {
    int64_t alias = entry->results[i].alias;
    status = place(c, &results[i], memory++, ctx);
    if (take_over(arguments, alias, &results[i]))
      is_taken[alias] = true;
  }
  for (int64_t i = 0; status == AG_OK && i < entry->argument_count; ++i)
    if (!is_taken[i])
      status = place(c, &arguments[i], memory++, ctx);
  return status;
}

/* Runs the entry on placed tensors, and copies results to their arrays. */
static int32_t run_placed(const ag_rt_command *c, const ag_rt_model *model,
                          const ag_rt_array *arrays, const DLTensor *arguments,
                          const DLTensor *results, ag_rt_array *result_arrays,
                          ag_workspace *workspace, ag_context *ctx) {
  int32_t status = AG_OK;
  if (c->machine->allocate)
    status = c->machine->allocate(c->module, ctx, workspace->bytes,
                                  &workspace->data);
  else
    workspace->data = ag_rt_allocate_aligned(workspace->bytes);
  if (status == AG_OK)
    status =
        run_repeatedly(c, model, arrays, arguments, results, workspace, ctx);
  for (int64_t i = 0;
       c->machine->copy && status == AG_OK && i < c->entry->result_count; ++i)
    status = c->machine->copy(c->module, ctx, result_arrays[i].data,
                              results[i].data, result_arrays[i].bytes);
  if (c->machine->free)
    give_back(c, workspace->data, ctx);
  else
    free(workspace->data);
  return status;
}

bool ag_rt_run_command(const ag_rt_command *c, const ag_rt_model *model,
                       const ag_rt_array *arguments, ag_rt_array *results,
                       ag_context *ctx) {
  const ag_rt_entry *entry = c->entry;
  int64_t count = entry->argument_count + entry->result_count;
  int64_t dims[entry->symbol_count + 1], extents[ag_rt_extent_count(entry) + 1];
  DLTensor views[count + 1], *result_views = views + entry->argument_count;
  void *memory[count + 1];
  ag_workspace workspace;
  memset(dims, 0, sizeof(dims));
  memset(memory, 0, sizeof(memory));
  if (!read_symbols(c, arguments, dims, ctx) ||
      ag_rt_query(c->module, entry, ctx, dims, extents, &workspace) != AG_OK ||
      !make_results(c, extents, results, ctx))
    return false;
  for (int64_t i = 0; i < entry->argument_count; ++i)
    views[i] = ag_rt_view_array(&arguments[i]);
  for (int64_t i = 0; i < entry->result_count; ++i)
    result_views[i] = ag_rt_view_array(&results[i]);
  int32_t status = place_all(c, views, result_views, memory, ctx);
  if (status == AG_OK)
    status = run_placed(c, model, arguments, views, result_views, results,
                        &workspace, ctx);
  for (int64_t i = 0; c->machine->free && i < count; ++i)
    give_back(c, memory[i], ctx);
  return status == AG_OK;
}
