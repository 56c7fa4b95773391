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

/* Tensors are DLPack's DLTensor (https://dmlc.github.io/dlpack). A dlpack.h that
 * was included before is used. Else its layout follows under its guard, with
 * all that DLPack 1.1 declares, as a dlpack.h included later is skipped. */
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

/* Where a tensor's memory is. A program compiled for a CPU takes kDLCPU only,
 * one compiled for CUDA kDLCUDA only. */
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
  int32_t device_id; /* the GPU's number; a CPU's is not read */
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

/* Not used by compiled programs: tensors with an owner, and how Python
 * libraries exchange them. */
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
