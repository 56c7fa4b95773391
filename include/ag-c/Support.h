/*===- Support.h - what all of the C API shares -------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does the C API pass text, and how does it say what went wrong?
|*
|* Objects are structs of one pointer, as in MLIR's C API. Who made one by a
|* function ...Create, ...Parse, ...Compile, ...Open or ...Load destroys it by
|* ...Destroy, which takes a null one too. On failure no object is made: the
|* place for it is set to null. No function lets a C++ exception out.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_C_SUPPORT_H
#define AG_C_SUPPORT_H

#include "ag-runtime/ABI.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AG_DEFINE_C_API_STRUCT(name)                                           \
  typedef struct name {                                                        \
    void *ptr;                                                                 \
  } name

/* What functions return besides AG_OK, 0, and what a compiled program itself
 * refuses: that is one of ABI.h's ag_status. */
typedef enum AgStatus {
  AgInvalidProgram = 100, /* it does not parse, verify, or compile */
  AgInvalidFile = 101,    /* no shared library or object of a program */
  AgWrongUse = 102,       /* a null object, or a name that does not exist */
  AgInternalError = 103   /* our fault */
} AgStatus;

/* The sentence that belongs to the last call of this thread that failed, ending
 * in 0; of programs that don't compile, all located messages. It is this
 * thread's, and lives until its next call that fails. */
const char *agGetLastError(void);

/* Text or bytes, not necessarily ending in 0. Whose they are, the function that
 * gives them says. */
typedef struct AgStringRef {
  const char *data;
  size_t length;
} AgStringRef;

/* Is handed text piece by piece; the pieces live until it returns. */
typedef void (*AgStringCallback)(AgStringRef text, void *userData);

#ifdef __cplusplus
}
#endif

#endif /* AG_C_SUPPORT_H */
