//===- Link.h - from an object to what runs ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_COMPILE_LINK_H
#define AG_LIB_DRIVER_COMPILE_LINK_H

#include "ag/Driver/Compile/Compile.h"

namespace ag {

/// The bytes of the shared library, or executable, that `object` makes, linked
/// by the C compiler, cc. An error if there is none.
llvm::Expected<std::string> link(std::string object, Emission emission,
                                 const ArtefactSignature &artefact);

} // namespace ag

#endif // AG_LIB_DRIVER_COMPILE_LINK_H
