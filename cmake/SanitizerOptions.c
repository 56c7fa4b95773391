/*===- SanitizerOptions.c - options of AddressSanitizer -------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Each program of a build with sanitizers has this function, which
|* AddressSanitizer calls when the program starts.
|*
|* An allocator in the headers of LLVM marks memory that it has not given
|* away yet. Only code with sanitizers does so. The shared MLIR is without:
|* it takes memory that code of ag marked, removes no mark, and is reported.
|* Marks from headers are therefore ignored.
|*
\*===----------------------------------------------------------------------===*/
const char *__asan_default_options(void) {
  /* Too much memory asked for is a null pointer, as without sanitizers. */
  return "allow_user_poisoning=0:allocator_may_return_null=1";
}
