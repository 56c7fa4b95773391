//===- Summary.h - costs and memory of entries ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does ag-compile print about each entry at the end?
//
//   mlp_run(batch in 1..64): 13.2 MFLOP and 330 kB of workspace at batch 64,
//   the least that its buffers fit into
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_COMPILE_SUMMARY_H
#define AG_LIB_DRIVER_COMPILE_SUMMARY_H

#include "ag/Support/Report/Report.h"
#include "ag/Support/Signature/ArtefactSignature.h"

namespace ag {

/// Returns a line for each entry that the report has costs or a memory plan of.
std::string describeNeeds(const ArtefactSignature &artefact,
                          const Report &report);

} // namespace ag

#endif // AG_LIB_DRIVER_COMPILE_SUMMARY_H
