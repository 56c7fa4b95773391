/*===- ABI.h - the interface of compiled programs -----------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* What does a C or C++ program exchange with a program compiled by ag?
|*
|* The compiler copies this text into every header that it writes. The text is
|* therefore self-contained, and several such headers can be included together.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_ABI_VERSION
#define AG_ABI_VERSION 2

#include <stddef.h>
#include <stdint.h>

/* Tensors are DLPack's DLTensor (https://dmlc.github.io/dlpack). If dlpack.h
 * has been included before, its declarations are used. Otherwise all
 * declarations of DLPack 1.1 follow under its include guard, so that a later
 * dlpack.h is skipped. */
#ifndef DLPACK_DLPACK_H_
#define DLPACK_DLPACK_H_

#define DLPACK_MAJOR_VERSION 1
#define DLPACK_MINOR_VERSION 1
#define DLPACK_DLL
#ifdef __cplusplus
#define DLPACK_EXTERN_C extern "C"
extern "C" {
#else
#define DLPACK_EXTERN_C
#endif

typedef struct {
  uint32_t major;
  uint32_t minor;
} DLPackVersion;

/* The kind of memory of a tensor. A program compiled for a CPU takes kDLCPU
 * only, and one compiled for CUDA takes kDLCUDA only. */
#ifdef __cplusplus
typedef enum : int32_t {
#else
typedef enum {
#endif
  kDLCPU = 1,
  kDLCUDA = 2,
  kDLCUDAHost = 3,
  kDLOpenCL = 4,
  kDLVulkan = 7,
  kDLMetal = 8,
  kDLVPI = 9,
  kDLROCM = 10,
  kDLROCMHost = 11,
  kDLExtDev = 12,
  kDLCUDAManaged = 13,
  kDLOneAPI = 14,
  kDLWebGPU = 15,
  kDLHexagon = 16,
  kDLMAIA = 17,
  kDLTrn = 18
} DLDeviceType;

typedef struct {
  DLDeviceType device_type;
  int32_t device_id; /* the GPU's number; not read for a CPU */
} DLDevice;

typedef enum {
  kDLInt = 0U,
  kDLUInt = 1U,
  kDLFloat = 2U,
  kDLOpaqueHandle = 3U,
  kDLBfloat = 4U,
  kDLComplex = 5U,
  kDLBool = 6U,
  kDLFloat8_e3m4 = 7U,
  kDLFloat8_e4m3 = 8U,
  kDLFloat8_e4m3b11fnuz = 9U,
  kDLFloat8_e4m3fn = 10U,
  kDLFloat8_e4m3fnuz = 11U,
  kDLFloat8_e5m2 = 12U,
  kDLFloat8_e5m2fnuz = 13U,
  kDLFloat8_e8m0fnu = 14U,
  kDLFloat6_e2m3fn = 15U,
  kDLFloat6_e3m2fn = 16U,
  kDLFloat4_e2m1fn = 17U
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

/* Tensors with an owner, and their exchange between Python libraries. Compiled
 * programs do not use them. */
typedef struct DLManagedTensor {
  DLTensor dl_tensor;
  void *manager_ctx;
  void (*deleter)(struct DLManagedTensor *self);
} DLManagedTensor;

#define DLPACK_FLAG_BITMASK_READ_ONLY (1UL << 0UL)
#define DLPACK_FLAG_BITMASK_IS_COPIED (1UL << 1UL)
#define DLPACK_FLAG_BITMASK_IS_SUBBYTE_TYPE_PADDED (1UL << 2UL)

typedef struct DLManagedTensorVersioned {
  DLPackVersion version;
  void *manager_ctx;
  void (*deleter)(struct DLManagedTensorVersioned *self);
  uint64_t flags;
  DLTensor dl_tensor;
} DLManagedTensorVersioned;

typedef int (*DLPackManagedTensorAllocator)(
    DLTensor *prototype, DLManagedTensorVersioned **out, void *error_ctx,
    void (*SetError)(void *error_ctx, const char *kind, const char *message));
typedef int (*DLPackManagedTensorFromPyObjectNoSync)(
    void *py_object, DLManagedTensorVersioned **out);
typedef int (*DLPackManagedTensorToPyObjectNoSync)(
    DLManagedTensorVersioned *tensor, void **out_py_object);
typedef int (*DLPackDLTensorFromPyObjectNoSync)(void *py_object, DLTensor *out);
typedef int (*DLPackCurrentWorkStream)(DLDeviceType device_type,
                                       int32_t device_id,
                                       void **out_current_stream);

typedef struct DLPackExchangeAPIHeader {
  DLPackVersion version;
  struct DLPackExchangeAPIHeader *prev_api;
} DLPackExchangeAPIHeader;

typedef struct DLPackExchangeAPI {
  DLPackExchangeAPIHeader header;
  DLPackManagedTensorAllocator managed_tensor_allocator;
  DLPackManagedTensorFromPyObjectNoSync managed_tensor_from_py_object_no_sync;
  DLPackManagedTensorToPyObjectNoSync managed_tensor_to_py_object_no_sync;
  DLPackDLTensorFromPyObjectNoSync dltensor_from_py_object_no_sync;
  DLPackCurrentWorkStream current_work_stream;
} DLPackExchangeAPI;

#ifdef __cplusplus
} /* extern "C" */
#endif
#endif /* DLPACK_DLPACK_H_ */

/* The status that every function of a compiled program returns. For all
 * statuses but AG_OK and AG_INVALID_CONTEXT, the context's message has a
 * sentence. */
typedef enum {
  AG_OK = 0,
  AG_INVALID_CONTEXT = 1,  /* NULL, or not set by AG_CONTEXT_INIT of this ABI */
  AG_INVALID_ARGUMENT = 2, /* a tensor or a size that the program refuses */
  AG_INVALID_MODEL = 3,    /* weights or a model that do not fit */
  AG_UNSUPPORTED_CPU = 4,  /* the CPU lacks what the program was compiled for */
  AG_INVALID_WORKSPACE = 5, /* absent, too small, misaligned or overlapping */
  AG_RUNTIME_FAILURE = 6,   /* an error of the run, e.g. an index outside */
  AG_OUT_OF_MEMORY = 7,     /* an allocation failed: of load or allocate, or
                             * of the GPU's driver, at any call */
  AG_NO_DEVICE = 8,         /* no GPU and driver that the program can use */
  AG_DEVICE_FAILURE = 9     /* the GPU or its driver failed */
} ag_status;

#define AG_MESSAGE_BYTES 512

/* The settings and the last message of a caller. The caller owns it, begins
 * with
 *     ag_context ctx = AG_CONTEXT_INIT;
 * and may then change the settings. One context may serve any number of
 * programs, but only one call at a time, because calls write the message. Each
 * thread needs its own. */
typedef struct ag_context {
  size_t size;          /* sizeof(ag_context) */
  uint32_t abi_version; /* AG_ABI_VERSION */
  int32_t threads;      /* at most the program's --threads; 0 is all of them */

  /* The allocator of load; if both are NULL, the C library. `allocate` returns
   * `bytes` aligned to `alignment` (a power of two), or NULL. `user` is passed
   * to both. All three must live until the last model that they allocated is
   * unloaded. */
  void *(*allocate)(void *user, size_t bytes, size_t alignment);
  void (*deallocate)(void *user, void *memory);
  void *user;

  /* The reason why the last failed call failed, a sentence ending in 0. */
  char message[AG_MESSAGE_BYTES];

  /* The number of the GPU that load, allocate, free and copy use, and the
   * stream of that GPU (a CUstream or cudaStream_t) for run and copy. NULL is
   * the legacy default stream. run uses the GPU that its model was loaded on.
   * Only programs compiled for CUDA read these fields. */
  int32_t device;
  void *stream;
} ag_context;

#define AG_CONTEXT_INIT                                                        \
  {sizeof(ag_context), AG_ABI_VERSION, 0, NULL, NULL, NULL, {0}, 0, NULL}

/* The scratch memory of one run. query sets `bytes` and `alignment` for given
 * sizes of dimensions. The caller sets `data` to memory of that size, which it
 * owns. It may reuse the memory for later runs that fit in it, but must not
 * share it between concurrent runs. If `bytes` is 0, the workspace may be
 * NULL. */
typedef struct ag_workspace {
  void *data;
  size_t bytes;
  size_t alignment;
} ag_workspace;

/* A tensor in the host's memory, as load_tensors takes it. Its elements are
 * there without gaps, in row-major order. */
typedef struct ag_named_tensor {
  const char *name;
  DLDataType dtype;
  int32_t rank;
  const int64_t *shape; /* `rank` sizes, in elements */
  const void *data;     /* NULL only if a size is 0 */
} ag_named_tensor;

#elif AG_ABI_VERSION != 2
#error "headers of programs compiled for different versions of ag's ABI meet"
#endif
