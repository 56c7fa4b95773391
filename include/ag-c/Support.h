/*===- Support.h - strings and errors of the C API ----------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does the C API pass text, and how does it report errors?
|*
|* Objects are structs of one pointer, as in MLIR's C API. The caller of a
|* function ...Create, ...Parse, ...Compile, ...Open or ...Load owns the new
|* object and destroys it by ...Destroy, which also accepts a null object. On
|* failure, the output argument for the object is set to null. No function
|* throws a C++ exception.
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

/* Statuses besides AG_OK, which is 0, and those that a compiled program
 * returns, which are ag_status of ABI.h. */
typedef enum AgStatus {
  AgInvalidProgram = 100, /* the program does not parse, verify, or compile */
  AgInvalidFile = 101,    /* no shared library or object of a program */
  AgWrongUse = 102,       /* a null object, or a name that does not exist */
  AgInternalError = 103   /* ag's fault */
} AgStatus;

/* Returns the message of the last call of this thread that failed, ending in 0.
 * For programs that do not compile, it has all located messages. It lives until
 * the thread's next call that fails. */
const char *agGetLastError(void);

/* Text or bytes, not necessarily ending in 0. The function that returns them
 * documents their owner. */
typedef struct AgStringRef {
  const char *data;
  size_t length;
} AgStringRef;

/* Receives text piece by piece. A piece lives until the callback returns. */
typedef void (*AgStringCallback)(AgStringRef text, void *userData);

#ifdef __cplusplus
}
#endif

#endif /* AG_C_SUPPORT_H */
