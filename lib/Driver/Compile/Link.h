//===- Link.h - linking objects ---------------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_COMPILE_LINK_H
#define AG_LIB_DRIVER_COMPILE_LINK_H

#include "ag/Driver/Compile/Compile.h"

namespace ag {

/// Links `object` with the C compiler, cc, and returns the bytes of the shared
/// library or executable. `libraryName` is the SONAME of a library, which has
/// none if it is empty. Fails if there is no cc or if it fails.
llvm::Expected<std::string> link(std::string object, Emission emission,
                                 const ArtefactSignature &artefact,
                                 llvm::StringRef libraryName);

} // namespace ag

#endif // AG_LIB_DRIVER_COMPILE_LINK_H
