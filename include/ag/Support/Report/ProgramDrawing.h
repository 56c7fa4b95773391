//===- ProgramDrawing.h - ops, groups and regions as SVG --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a program drawn?
//
// Ops and the tensors that they compute are drawn from top to bottom, with
// arrows to their readers. Nested boxes show regions, loops and groups.
// Repetitions are drawn once (FoldRepeats.h). Tensors that are sharded over
// ranks show their blocks, each in the colour of the first rank that has it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_REPORT_PROGRAMDRAWING_H
#define AG_SUPPORT_REPORT_PROGRAMDRAWING_H

#include "ag/Support/Report/ProgramGraph.h"

namespace ag {

/// The plan that the colours of edges are about.
enum class DrawnPlan : uint8_t { Groups, Shardings };

/// Returns an SVG file, without scripts, with one program below the other, and
/// a legend. Hovering over an op, a part or an arrow shows details. Bars show
/// the shares of the modelled time. The result is deterministic.
std::string drawPrograms(const std::vector<ProgramGraph> &graphs,
                         DrawnPlan plan = DrawnPlan::Groups);

} // namespace ag

#endif // AG_SUPPORT_REPORT_PROGRAMDRAWING_H
