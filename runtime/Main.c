/*===- Main.c - an executable around one entry ----------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* What does an executable of ag-compile --emit=exe do?
|*
|*   prog IN.npy... -o OUT.npy... [--weights=FILE] [--time=REPEAT]
|*
|* The exit status is 0; 1 if a file is at fault; or 2 if the command line is.
|*
\*===----------------------------------------------------------------------===*/
#include "Main.h"
#include "Message.h"
#include <stdlib.h>
#include <string.h>

enum { RIGHT = 0, INPUT_AT_FAULT = 1, WRONG_USE = 2 };

/*===----------------------------------------------------------------------===*\
|* The command line
\*===----------------------------------------------------------------------===*/

static void print_usage(const ag_rt_command *c, FILE *stream) {
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

static int wrong_use(const ag_rt_command *c, const char *what,
                     const char *given) {
  fprintf(stderr, "%s: %s%s\n", c->name, what, given);
  print_usage(c, stderr);
  return WRONG_USE;
}

static int read_repeat(ag_rt_command *c, const char *text) {
  char *end;
  c->repeat = strtol(text, &end, 10);
  if (*text < '0' || *text > '9' || *end || c->repeat < 1 ||
      c->repeat > 1000000000)
    return wrong_use(c, "--time: expected a number of 1 or more, not ", text);
  return RIGHT;
}

/* Sets the fields of the command from the words of the command line. */
static int read_words(ag_rt_command *c, int argc, char **argv) {
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

static int at_fault(const ag_rt_command *c, const char *message) {
  fprintf(stderr, "%s: error: %s\n", c->name, message);
  return INPUT_AT_FAULT;
}

/* Reads, runs and writes. The caller frees the arrays. Returns false with a
 * message on failure. */
static bool work(const ag_rt_command *c, ag_rt_array *arguments,
                 ag_rt_array *results, ag_context *ctx) {
  ag_rt_model *model;
  if (c->machine->load(c->module, c->machine->code, c->weights, ctx, &model) !=
      AG_OK)
    return false;
  bool good = true;
  for (int i = 0; good && i < c->input_count; ++i)
    good = ag_rt_read_array(c->inputs[i], &arguments[i], ctx->message,
                            sizeof(ctx->message));
  good = good && ag_rt_run_command(c, model, arguments, results, ctx);
  for (int i = 0; good && i < c->output_count; ++i)
    good = ag_rt_write_array(c->outputs[i], &results[i], ctx->message,
                             sizeof(ctx->message));
  c->machine->unload(model);
  return good;
}

static int run_command(const ag_rt_command *c) {
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

int32_t ag_rt_main_on(const ag_rt_machine *machine, const ag_rt_module *module,
                      const ag_rt_entry *entry, int32_t argc, char **argv) {
  const char *inputs[argc + 1], *outputs[argc + 1];
  ag_rt_command c = {.machine = machine,
                     .module = module,
                     .entry = entry,
                     .name = argc > 0 ? argv[0] : module->name,
                     .inputs = inputs,
                     .outputs = outputs};
  if (argc == 2 && strcmp(argv[1], "--help") == 0) {
    print_usage(&c, stdout);
    return RIGHT;
  }
  int status = read_words(&c, argc, argv);
  return status == RIGHT ? run_command(&c) : status;
}

/*===----------------------------------------------------------------------===*\
|* On a CPU
\*===----------------------------------------------------------------------===*/

static int32_t load(const ag_rt_module *module, const ag_rt_device_code *code,
                    const char *weights, ag_context *ctx, ag_rt_model **model) {
  (void)code;
  return ag_rt_load(module, weights, ctx, model);
}

int32_t ag_rt_main(const ag_rt_module *module, const ag_rt_entry *entry,
                   int32_t argc, char **argv) {
  const ag_rt_machine machine = {.device = {kDLCPU, 0},
                                 .load = load,
                                 .unload = ag_rt_unload,
                                 .run = ag_rt_run};
  return ag_rt_main_on(&machine, module, entry, argc, argv);
}
