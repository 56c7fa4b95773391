//===- ProgramLegend.h - what the marks of a drawing mean -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do the boxes, colours and bars of a drawing of programs mean?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_REPORT_PROGRAMLEGEND_H
#define AG_LIB_SUPPORT_REPORT_PROGRAMLEGEND_H

#include "ag/Support/Graph/LayeredLayout.h"
#include "ag/Support/Report/ProgramDrawing.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

namespace ag {

/// The colours of edges, by GraphEdge::How.
constexpr llvm::StringLiteral edgeColours[] = {"#2a7", "#e90", "#c33", "#89a"};
/// The colours of inputs, groups, and both parts of bars.
constexpr llvm::StringLiteral inputColour = "#e8eef7", groupColour = "#f4f7fb",
                              barColour = "#dde4ed", shareColour = "#5b7fa8";

/// Draws the marks that the graphs have, with what they mean, from `top` on.
/// Returns the size; it is 0 if there are no marks.
LayoutSize drawLegend(llvm::ArrayRef<ProgramGraph> graphs, DrawnPlan plan,
                      double top, llvm::raw_ostream &os);

} // namespace ag

#endif // AG_LIB_SUPPORT_REPORT_PROGRAMLEGEND_H
