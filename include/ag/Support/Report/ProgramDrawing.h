//===- ProgramDrawing.h - ops, groups and regions as SVG --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a program look like? From the top downwards, ops with the tensors
// that they make, and arrows to what reads them; in boxes, inside each other,
// regions, loops and groups. What stands several times is drawn once
// (FoldRepeats.h). Of tensors that ranks share, the blocks are seen, each in
// the colour of the first rank that has it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_REPORT_PROGRAMDRAWING_H
#define AG_SUPPORT_REPORT_PROGRAMDRAWING_H

#include "ag/Support/Report/ProgramGraph.h"

namespace ag {

/// An SVG file, without scripts: the programs one under the other. Under the
/// pointer each op, part and arrow says more; the redder, the more of the time
/// it takes. The same programs give the same bytes.
std::string drawPrograms(const std::vector<ProgramGraph> &graphs);

} // namespace ag

#endif // AG_SUPPORT_REPORT_PROGRAMDRAWING_H
