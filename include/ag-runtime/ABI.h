/*===- ABI.h - what callers of a compiled program see -------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* What does a C or C++ program exchange with a program compiled by ag?
|*
|* The compiler pastes this text into every header that it writes, so it stands
|* alone, and several such headers can be included together.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_ABI_VERSION
#define AG_ABI_VERSION 2

#include <stddef.h>
#include <stdint.h>

/* Tensors are DLPack's DLTensor (https://dmlc.github.io/dlpack). DLPack's own
 * header is used where it is found or was included already; what follows else
 * is its layout, under its guard. */
#if !defined(DLPACK_DLPACK_H_) && defined(__has_include)
#if __has_include(<dlpack/dlpack.h>)
#include <dlpack/dlpack.h>
#endif
#endif
#ifndef DLPACK_DLPACK_H_
#define DLPACK_DLPACK_H_

/* Where a tensor's memory is. A program compiled for a CPU takes kDLCPU only,
 * one compiled for CUDA kDLCUDA only. */
#ifdef __cplusplus
typedef enum : int32_t { kDLCPU = 1, kDLCUDA = 2 } DLDeviceType;
#else
typedef enum { kDLCPU = 1, kDLCUDA = 2 } DLDeviceType;
#endif

typedef struct {
  DLDeviceType device_type;
  int32_t device_id; /* the GPU's number; a CPU's is not read */
} DLDevice;

typedef enum {
  kDLInt = 0U,
  kDLUInt = 1U,
  kDLFloat = 2U,
  kDLBfloat = 4U,
  kDLBool = 6U
} DLDataTypeCode;

/* An element type: f32 is {kDLFloat, 32, 1}, bf16 {kDLBfloat, 16, 1}, i8
 * {kDLInt, 8, 1}, a bool {kDLBool, 8, 1}, which is one byte of 0 or 1. */
typedef struct {
  uint8_t code;
  uint8_t bits;
  uint16_t lanes;
} DLDataType;

typedef struct {
  void *data; /* the first element is at (char *)data + byte_offset */
  DLDevice device;
  int32_t ndim;
  DLDataType dtype;
  int64_t *shape;   /* ndim sizes, in elements */
  int64_t *strides; /* ndim steps, in elements; NULL is compact row-major */
  uint64_t byte_offset;
} DLTensor;

#endif /* DLPACK_DLPACK_H_ */

/* What every function of a compiled program returns. All but AG_OK, and but
 * AG_INVALID_CONTEXT, come with a sentence in the context's message. */
typedef enum {
  AG_OK = 0,
  AG_INVALID_CONTEXT = 1,  /* NULL, or not set by AG_CONTEXT_INIT of this ABI */
  AG_INVALID_ARGUMENT = 2, /* a tensor or a size that the program refuses */
  AG_INVALID_MODEL = 3,    /* a weights file or a model that does not fit */
  AG_UNSUPPORTED_CPU = 4,  /* the CPU lacks what the program was compiled for */
  AG_INVALID_WORKSPACE = 5, /* absent, too small, misaligned or overlapping */
  AG_RUNTIME_FAILURE = 6,   /* met while running, e.g. an index outside */
  AG_OUT_OF_MEMORY = 7,     /* an allocation failed: of load or allocate, or
                             * of the GPU's driver, at any call */
  AG_NO_DEVICE = 8,         /* no GPU and driver that the program can use */
  AG_DEVICE_FAILURE = 9     /* the GPU or its driver failed */
} ag_status;

#define AG_MESSAGE_BYTES 512

/* How a caller works with programs. It belongs to the caller, who starts from
 *     ag_context ctx = AG_CONTEXT_INIT;
 * and changes what it likes. One context may serve any number of programs, but
 * only one call at a time, as the message is written into it: a thread each. */
typedef struct ag_context {
  size_t size;          /* sizeof(ag_context) */
  uint32_t abi_version; /* AG_ABI_VERSION */
  int32_t threads;      /* at most the program's --threads; 0 is all of them */

  /* Where load takes memory from; both NULL is the C library. `allocate` gives
   * `bytes` aligned to `alignment` (a power of two), or NULL. `user` is handed
   * through. They must live until the last model that they made is unloaded. */
  void *(*allocate)(void *user, size_t bytes, size_t alignment);
  void (*deallocate)(void *user, void *memory);
  void *user;

  /* What went wrong in the last call that failed, a sentence ending in 0. */
  char message[AG_MESSAGE_BYTES];

  /* Read by programs compiled for CUDA alone: the number of the GPU that load,
   * allocate, free and copy use, and the stream of that GPU (a CUstream or
   * cudaStream_t) on which run and copy work. NULL is the legacy default one.
   * run uses the GPU that its model was loaded on. */
  int32_t device;
  void *stream;
} ag_context;

#define AG_CONTEXT_INIT                                                        \
  {sizeof(ag_context), AG_ABI_VERSION, 0, NULL, NULL, NULL, {0}, 0, NULL}

/* The scratch memory of one run. query fills `bytes` and `alignment` for given
 * sizes; the caller sets `data` to that much memory, which it owns, may reuse
 * for any later run that needs no more, and must not share between runs at the
 * same time. Where `bytes` is 0, run also takes NULL for the workspace. */
typedef struct ag_workspace {
  void *data;
  size_t bytes;
  size_t alignment;
} ag_workspace;

#elif AG_ABI_VERSION != 2
#error "headers of programs compiled for different versions of ag's ABI meet"
#endif
