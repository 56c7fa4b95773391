//===- LibraryVersion.h - which ag a binary holds ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Was a plugin built with the ag that loads it? What links AG::AG holds this
// symbol, whatever else of ag it needs, so that a tool can compare it with its
// own.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIGNATURE_LIBRARYVERSION_H
#define AG_SUPPORT_SIGNATURE_LIBRARYVERSION_H

/// The version of the libraries that are linked, as "0.1.0".
extern "C" const char agLibraryVersion[];

#endif // AG_SUPPORT_SIGNATURE_LIBRARYVERSION_H
