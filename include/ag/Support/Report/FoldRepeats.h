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

/// Returns the graph with consecutive repetitions, such as the layers of a
/// network, folded into one part that has their count. Two subgraphs are equal
/// if the names and types of their nodes are, and the edges between these. The
/// inputs are those of the first one.
ProgramGraph foldRepeats(const ProgramGraph &graph);

} // namespace ag

#endif // AG_SUPPORT_REPORT_FOLDREPEATS_H
