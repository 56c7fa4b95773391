//===- LibraryVersion.cpp - which ag a binary holds -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Signature/LibraryVersion.h"

const char agLibraryVersion[] = AG_VERSION;
