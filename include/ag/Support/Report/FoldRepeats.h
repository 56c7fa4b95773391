//===- FoldRepeats.h - what a program has several times, once ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_REPORT_FOLDREPEATS_H
#define AG_SUPPORT_REPORT_FOLDREPEATS_H

#include "ag/Support/Report/ProgramGraph.h"

namespace ag {

/// The same graph with what stands several times in a row, as the layers of a
/// network, there once, in a part that says how often. Two are the same if the
/// names and types of their nodes are, and the edges in them; what they are
/// given is that of the first.
ProgramGraph foldRepeats(const ProgramGraph &graph);

} // namespace ag

#endif // AG_SUPPORT_REPORT_FOLDREPEATS_H
