/*===- Main.c - the tests of the C API ------------------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Does the C API keep what its headers promise?
|*
\*===----------------------------------------------------------------------===*/
#include "Check.h"

int main(void) {
  testParse();
  testCompile();
  testOld();
  testRun();
  testOpen();
  return failures > 0;
}
