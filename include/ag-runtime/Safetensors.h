/*===- Safetensors.h - the tensors of safetensors files -----------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which tensors does a safetensors file contain, and what are their types,
|* shapes and offsets?
|*
|* The format (https://huggingface.co/docs/safetensors, section Format; limits
|* and checks as in the reference reader, huggingface/safetensors, tensor.rs):
|*
|*   8 bytes   N, the header's length, little-endian, at most 100,000,000
|*   N bytes   JSON that begins with `{` and may end in spaces:
|*             {"__metadata__": {"format": "pt"},
|*              "w": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}
|*   the rest  data, row-major, little-endian; offsets count from its beginning
|*
|* Tensors cover the data without holes or overlaps, and names are distinct.
|* This reader is strict. A tensor has exactly these three keys, each once;
|* numbers are plain digits; text is valid UTF-8 without an escaped 0; and a
|* rank is at most AG_SAFETENSORS_MAX_RANK. The reader neither allocates memory
|* nor recurses.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_SAFETENSORS_H
#define AG_RUNTIME_SAFETENSORS_H

#include "ag-runtime/ABI.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AG_SAFETENSORS_MAX_RANK 16

/* One tensor. Its name points into the file and is JSON text that may contain
 * escapes, which ag_safetensors_name resolves. `begin` and `end` are in bytes
 * from the beginning of the file. */
typedef struct ag_safetensors_tensor {
  const char *name;
  size_t name_bytes;
  DLDataType dtype;
  int32_t rank;
  int64_t shape[AG_SAFETENSORS_MAX_RANK];
  uint64_t begin;
  uint64_t end;
} ag_safetensors_tensor;

/* Reads the header of the file in memory at `file`, and returns the number of
 * its tensors. On failure, returns -1 and writes a sentence to `message`, which
 * has room for `message_bytes` (at least 1).
 *
 * The first `capacity` tensors are written to `table`. If all fit, they are
 * also checked against each other and sorted by the bytes of their names. Call
 * this function twice: with capacity 0 to count, then with a table. */
int64_t ag_safetensors_parse(const void *file, size_t bytes,
                             ag_safetensors_tensor *table, int64_t capacity,
                             char *message, size_t message_bytes);

/* Returns the tensor `name` in a sorted table, or NULL. */
const ag_safetensors_tensor *
ag_safetensors_find(const ag_safetensors_tensor *table, int64_t count,
                    const char *name);

/* Writes the name without escapes, and a final 0, to `out`, truncated to
 * `capacity` bytes. Returns the full length of the name without the 0. */
size_t ag_safetensors_name(const ag_safetensors_tensor *tensor, char *out,
                           size_t capacity);

#ifdef __cplusplus
}
#endif

#endif /* AG_RUNTIME_SAFETENSORS_H */
