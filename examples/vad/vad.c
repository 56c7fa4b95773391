/*===- vad.c - when does somebody speak? --------------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|*   cc -std=c11 -Iwork examples/vad/vad.c work/vad.o -lm -o work/vad
|*   work/vad work/vad.weights voice.wav [windows]
|*
|* Prints the seconds with speech of a WAV file of one channel, 16 bits and
|* 16,000 samples a second, by silero-vad's model. With `windows` it prints the
|* probability of each window. The model's state is written in place.
|*
\*===----------------------------------------------------------------------===*/
#include "vad.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { rate = 16000, window = 512, context_samples = 64, state_size = 2 * 128 };

static void die(const char *what) {
  fprintf(stderr, "vad: %s\n", what);
  exit(1);
}

static uint32_t number_at(const unsigned char *bytes, int count) {
  uint32_t number = 0;
  for (int i = 0; i < count; ++i)
    number |= (uint32_t)bytes[i] << (8 * i);
  return number;
}

/* Finds the samples of a WAV file. Returns their number. */
static uint32_t find_samples(FILE *file) {
  unsigned char head[12], chunk[8], format[16];
  if (fread(head, 1, 12, file) != 12 || memcmp(head, "RIFF", 4) ||
      memcmp(head + 8, "WAVE", 4))
    die("this is no WAV file");
  int known = 0;
  while (fread(chunk, 1, 8, file) == 8) {
    uint32_t size = number_at(chunk + 4, 4);
    if (!memcmp(chunk, "data", 4) && known)
      return size / 2;
    if (!memcmp(chunk, "fmt ", 4) && size >= 16) {
      if (fread(format, 1, 16, file) != 16)
        break;
      if (number_at(format, 2) != 1 || number_at(format + 2, 2) != 1 ||
          number_at(format + 4, 4) != rate || number_at(format + 14, 2) != 16)
        die("expected one channel of 16 bits, 16,000 samples a second");
      known = 1;
      size -= 16;
    }
    if (fseek(file, (long)(size + size % 2), SEEK_CUR))
      break;
  }
  die("the WAV file has no samples");
  return 0;
}

int main(int argc, char **argv) {
  if (argc < 3)
    die("usage: vad vad.weights voice.wav [windows]");
  ag_context context = AG_CONTEXT_INIT;
  ag_workspace workspace;
  vad_model *model;
  int64_t shapes[5];
  if (vad_load(argv[1], &context, &model) ||
      vad_query(&context, shapes, &workspace))
    die(context.message);
  workspace.data = aligned_alloc(64, (workspace.bytes + 63) / 64 * 64);
  FILE *file = fopen(argv[2], "rb");
  if (!file || !workspace.data)
    die("the WAV file cannot be read, or there is no memory");
  uint32_t samples = find_samples(file);

  static float input[context_samples + window], state[state_size];
  float probability = 0.0f;
  DLTensor arguments[2] = {
      {.data = input,
       .ndim = 2,
       .shape = (int64_t[]){1, context_samples + window}},
      {.data = state, .ndim = 3, .shape = (int64_t[]){2, 1, 128}}};
  DLTensor results[2] = {{.data = &probability, .ndim = 2, .shape = shapes},
                         {.data = state, .ndim = 3, .shape = shapes + 2}};
  for (int i = 0; i < 2; ++i) {
    arguments[i].dtype = results[i].dtype = (DLDataType){kDLFloat, 32, 1};
    arguments[i].device.device_type = results[i].device.device_type = kDLCPU;
  }
  int speaks = 0;
  for (uint32_t i = 0; i < samples / window; ++i) {
    unsigned char bytes[2 * window];
    if (fread(bytes, 1, sizeof bytes, file) != sizeof bytes)
      die("the WAV file is shorter than it says");
    memmove(input, input + window, context_samples * sizeof *input);
    for (int j = 0; j < window; ++j)
      input[context_samples + j] =
          (float)(int16_t)number_at(bytes + 2 * j, 2) / 32768.0f;
    if (vad_run(model, arguments, results, &workspace, &context))
      die(context.message);
    double seconds = (double)i * window / rate;
    if (argc > 3)
      printf("%7.3f  %.4f\n", seconds, probability);
    else if (!speaks && probability >= 0.5f)
      printf("speech from %.2f s", seconds);
    else if (speaks && probability < 0.35f)
      printf(" to %.2f s\n", seconds);
    speaks = probability >= (speaks ? 0.35f : 0.5f);
  }
  if (speaks && argc <= 3)
    printf(" to the end\n");
  fclose(file);
  free(workspace.data);
  vad_unload(model);
  return 0;
}
