/*===- Main.c - an executable around one entry ----------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* What does a program do that ag-compile --emit=exe made?
|*
|*   prog IN.npy... -o OUT.npy... [--weights=FILE] [--time=REPEAT]
|*
|* It ends with 0; 1 where a file is at fault; 2 where the command line is.
|*
\*===----------------------------------------------------------------------===*/
#define _POSIX_C_SOURCE 200809L
#include "Files.h"
#include "Operand.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RIGHT = 0, INPUT_AT_FAULT = 1, WRONG_USE = 2 };

/* What the command line says, and what is made of it. */
typedef struct command {
  const ag_rt_module *module;
  const ag_rt_entry *entry;
  const char *name;
  const char *weights;
  long repeat; /* 0 is once, without a word about the time */
  const char **inputs, **outputs;
  int input_count, output_count;
} command;

/*===----------------------------------------------------------------------===*\
|* The command line
\*===----------------------------------------------------------------------===*/

static void print_usage(const command *c, FILE *stream) {
  fprintf(stream,
          "usage: %s IN.npy... -o OUT.npy... [--weights=FILE] "
          "[--time=REPEAT]\n\n"
          "Runs %s of %s on %lld arrays, and writes %lld.\n"
          "  --weights=FILE  the parameters, a safetensors file\n"
          "  --time=REPEAT   runs so often, and prints how long it took\n",
          c->name, c->entry->name, c->module->name,
          (long long)c->entry->argument_count,
          (long long)c->entry->result_count);
}

static int wrong_use(const command *c, const char *what, const char *given) {
  fprintf(stderr, "%s: %s%s\n", c->name, what, given);
  print_usage(c, stderr);
  return WRONG_USE;
}

static int read_repeat(command *c, const char *text) {
  char *end;
  c->repeat = strtol(text, &end, 10);
  if (*text < '0' || *text > '9' || *end || c->repeat < 1 ||
      c->repeat > 1000000000)
    return wrong_use(c, "--time: expected a number of 1 or more, not ", text);
  return RIGHT;
}

/* Sorts the words of the command line. */
static int read_words(command *c, int argc, char **argv) {
  bool is_output = false;
  for (int i = 1; i < argc; ++i) {
    if (strcmp(argv[i], "-o") == 0)
      is_output = true;
    else if (strncmp(argv[i], "--weights=", 10) == 0)
      c->weights = argv[i] + 10;
    else if (strncmp(argv[i], "--time=", 7) == 0) {
      if (read_repeat(c, argv[i] + 7) != RIGHT)
        return WRONG_USE;
    } else if (argv[i][0] == '-' && argv[i][1])
      return wrong_use(c, "unknown option ", argv[i]);
    else if (is_output)
      c->outputs[c->output_count++] = argv[i];
    else
      c->inputs[c->input_count++] = argv[i];
  }
  if (c->input_count != c->entry->argument_count)
    return wrong_use(c, "another number of inputs than it takes", "");
  if (c->output_count != c->entry->result_count)
    return wrong_use(c, "another number of outputs than it gives", "");
  return RIGHT;
}

/*===----------------------------------------------------------------------===*\
|* Running
\*===----------------------------------------------------------------------===*/

static int at_fault(const command *c, const char *message) {
  fprintf(stderr, "%s: error: %s\n", c->name, message);
  return INPUT_AT_FAULT;
}

/* The symbols' values, from the arguments' shapes. */
static bool read_symbols(const command *c, const ag_rt_array *arguments,
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

/* Makes the results, which have the given sizes, one after the other. */
static bool make_results(const command *c, const int64_t *extents,
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

/* "1.23 us" */
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

/* The line of --time; sorts the times. */
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

/* Puts argument `alias` into the memory of a result that takes it over. One of
 * another size stays apart, for run to refuse. */
static void take_over(DLTensor *arguments, int64_t alias,
                      const ag_rt_array *result) {
  DLTensor view = ag_rt_view_array(result);
  int64_t given, needed;
  if (alias >= 0 && ag_rt_count_bytes(&arguments[alias], &given) &&
      ag_rt_count_bytes(&view, &needed) && given == needed)
    arguments[alias].data = result->data;
}

/* An argument whose memory a result takes over lies there, and a run
 * overwrites it. */
static void restore_aliases(const command *c, const ag_rt_array *arrays,
                            const DLTensor *arguments) {
  for (int64_t i = 0; i < c->entry->argument_count; ++i) {
    int64_t bytes;
    if (arguments[i].data != arrays[i].data &&
        ag_rt_count_bytes(&arguments[i], &bytes))
      memcpy(arguments[i].data, arrays[i].data, (size_t)bytes);
  }
}

/* Runs as often as asked for, and says how long it took. */
static int32_t run_repeatedly(const command *c, const ag_rt_model *model,
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
    restore_aliases(c, arrays, arguments);
    double begin = seconds_now();
    status = ag_rt_run(c->entry, model, arguments, results, workspace, ctx);
    seconds[i] = seconds_now() - begin;
  }
  if (status == AG_OK && c->repeat > 0)
    print_times(seconds, runs);
  free(seconds);
  return status;
}

/* With arguments and a model: makes results and workspace, and runs. */
static bool run_entry(const command *c, const ag_rt_model *model,
                      const ag_rt_array *arguments, ag_rt_array *results,
                      ag_context *ctx) {
  const ag_rt_entry *entry = c->entry;
  int64_t dims[entry->symbol_count + 1], extents[ag_rt_extent_count(entry) + 1];
  DLTensor views[entry->argument_count + entry->result_count + 1];
  ag_workspace workspace;
  memset(dims, 0, sizeof(dims));
  if (!read_symbols(c, arguments, dims, ctx) ||
      ag_rt_query(c->module, entry, ctx, dims, extents, &workspace) != AG_OK ||
      !make_results(c, extents, results, ctx))
    return false;
  for (int64_t i = 0; i < entry->argument_count; ++i)
    views[i] = ag_rt_view_array(&arguments[i]);
  for (int64_t i = 0; i < entry->result_count; ++i) {
    views[entry->argument_count + i] = ag_rt_view_array(&results[i]);
    take_over(views, entry->results[i].alias, &results[i]);
  }
  workspace.data = ag_rt_allocate_aligned(workspace.bytes);
  int32_t status =
      run_repeatedly(c, model, arguments, views, views + entry->argument_count,
                     &workspace, ctx);
  free(workspace.data);
  return status == AG_OK;
}

/* Reads, runs and writes; the arrays are the caller's to free. */
static bool work(const command *c, ag_rt_array *arguments, ag_rt_array *results,
                 ag_context *ctx) {
  ag_rt_model *model;
  if (ag_rt_load(c->module, c->weights, ctx, &model) != AG_OK)
    return false;
  bool good = true;
  for (int i = 0; good && i < c->input_count; ++i)
    good = ag_rt_read_array(c->inputs[i], &arguments[i], ctx->message,
                            sizeof(ctx->message));
  good = good && run_entry(c, model, arguments, results, ctx);
  for (int i = 0; good && i < c->output_count; ++i)
    good = ag_rt_write_array(c->outputs[i], &results[i], ctx->message,
                             sizeof(ctx->message));
  ag_rt_unload(model);
  return good;
}

static int run_command(const command *c) {
  ag_context ctx = AG_CONTEXT_INIT;
  size_t count = (size_t)(c->input_count + c->output_count);
  ag_rt_array *arrays = calloc(count + 1, sizeof(ag_rt_array));
  if (!arrays)
    return at_fault(c, "out of memory");
  bool good = work(c, arrays, arrays + c->input_count, &ctx);
  int status = good ? RIGHT : at_fault(c, ctx.message);
  for (size_t i = 0; i < count; ++i)
    free(arrays[i].data);
  free(arrays);
  return status;
}

int32_t ag_rt_main(const ag_rt_module *module, const ag_rt_entry *entry,
                   int32_t argc, char **argv) {
  const char *inputs[argc + 1], *outputs[argc + 1];
  command c = {module,  entry, argc > 0 ? argv[0] : module->name,
               NULL,    0,     inputs,
               outputs, 0,     0};
  if (argc == 2 && strcmp(argv[1], "--help") == 0) {
    print_usage(&c, stdout);
    return RIGHT;
  }
  int status = read_words(&c, argc, argv);
  return status == RIGHT ? run_command(&c) : status;
}
