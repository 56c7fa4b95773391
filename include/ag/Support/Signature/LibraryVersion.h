//===- LibraryVersion.h - which ag a binary holds ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Was a plugin built with the version of ag that loads it?
//
// Binaries that link AG::AG contain this symbol, regardless of the parts of ag
// that they need. A tool can therefore compare it with its own.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIGNATURE_LIBRARYVERSION_H
#define AG_SUPPORT_SIGNATURE_LIBRARYVERSION_H

/// The version of the linked libraries, as in "0.2.0".
extern "C" const char agLibraryVersion[];

#endif // AG_SUPPORT_SIGNATURE_LIBRARYVERSION_H
