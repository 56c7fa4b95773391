//===- ProgramLegend.cpp - what the marks of a drawing mean ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ProgramLegend.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using llvm::formatv, llvm::StringRef;

namespace ag {
namespace {
constexpr double legendLeft = 10, sampleWidth = 30, legendRow = 18,
                 legendLetter = 6.5;

/// Draws one mark and its meaning in each row.
class Legend {
public:
  Legend(double top, llvm::raw_ostream &os) : top(top), y(top), os(os) {}

  void addArrow(unsigned how, StringRef meaning);
  void addBox(StringRef attributes, StringRef meaning);
  void addBar(StringRef meaning);
  LayoutSize getSize() const { return {width, y - top}; }

private:
  void addMeaning(StringRef meaning);

  double top, y, width = 0;
  llvm::raw_ostream &os;
};
} // namespace

void Legend::addMeaning(StringRef meaning) {
  os << formatv("<text x=\"{0:f0}\" y=\"{1:f0}\">{2}</text>\n",
                legendLeft + sampleWidth + 10, y + 11, meaning);
  width = std::max(width, 2 * legendLeft + sampleWidth + 10 +
                              double(meaning.size()) * legendLetter);
  y += legendRow;
}

void Legend::addArrow(unsigned how, StringRef meaning) {
  os << formatv("<path d=\"M{0:f0} {1:f0}h{2:f0}\" stroke=\"{3}\" "
                "marker-end=\"url(#head{4})\"/>",
                legendLeft, y + 7, sampleWidth, edgeColours[how], how);
  addMeaning(meaning);
}

void Legend::addBox(StringRef attributes, StringRef meaning) {
  os << formatv("<rect x=\"{0:f0}\" y=\"{1:f0}\" width=\"{2:f0}\" "
                "height=\"12\" stroke=\"#333\" {3}/>",
                legendLeft, y + 1, sampleWidth, attributes);
  addMeaning(meaning);
}

void Legend::addBar(StringRef meaning) {
  for (auto [length, colour] : {std::pair(sampleWidth, barColour),
                                std::pair(sampleWidth / 3, shareColour)})
    os << formatv("<rect x=\"{0:f0}\" y=\"{1:f0}\" width=\"{2:f0}\" "
                  "height=\"4\" fill=\"{3}\"/>",
                  legendLeft, y + 5, length, colour);
  addMeaning(meaning);
}

static void addArrows(llvm::ArrayRef<ProgramGraph> graphs, DrawnPlan plan,
                      Legend &legend) {
  static constexpr StringRef ofGroups[] = {
      "computed together", "computed in an earlier pass of the group",
      "computed apart, passed in memory", "read from an input"};
  static constexpr StringRef ofShardings[] = {
      "read in the sharding that it has", "resharded, and no rank sends",
      "resharded, and ranks send", "read from an input"};
  for (unsigned how = 0; how < std::size(ofGroups); ++how)
    if (llvm::any_of(graphs, [&](const ProgramGraph &graph) {
          return llvm::any_of(graph.edges, [&](const GraphEdge &edge) {
            return unsigned(edge.how) == how;
          });
        }))
      legend.addArrow(how, plan == DrawnPlan::Groups ? ofGroups[how]
                                                     : ofShardings[how]);
}

static void addBoxes(llvm::ArrayRef<ProgramGraph> graphs, Legend &legend) {
  auto hasNode = [&](auto is) {
    return llvm::any_of(graphs, [&](const ProgramGraph &graph) {
      return llvm::any_of(graph.nodes, is);
    });
  };
  auto hasPart = [&](auto is) {
    return llvm::any_of(graphs, [&](const ProgramGraph &graph) {
      return llvm::any_of(graph.parts, is);
    });
  };
  auto isOf = [](GraphPart::Kind kind) {
    return [kind](const GraphPart &part) { return part.kind == kind; };
  };
  if (hasNode([](const GraphNode &node) { return node.isInput; }))
    legend.addBox(formatv("rx=\"6\" fill=\"{0}\"", inputColour).str(), "input");
  if (hasPart(isOf(GraphPart::Group)))
    legend.addBox(
        formatv("rx=\"3\" stroke-width=\"1.5\" fill=\"{0}\"", groupColour)
            .str(),
        "group of ops that are computed together");
  if (hasPart(isOf(GraphPart::Repeat)))
    legend.addBox("rx=\"3\" stroke-dasharray=\"6 3\" fill=\"none\"",
                  "repeated part, drawn once");
  if (hasPart([](const GraphPart &part) { return part.seconds > 0; }) ||
      hasNode([](const GraphNode &node) { return node.seconds > 0; }))
    legend.addBar("share of the modelled time");
}

LayoutSize drawLegend(llvm::ArrayRef<ProgramGraph> graphs, DrawnPlan plan,
                      double top, llvm::raw_ostream &os) {
  Legend legend(top, os);
  addArrows(graphs, plan, legend);
  addBoxes(graphs, legend);
  return legend.getSize();
}

} // namespace ag
