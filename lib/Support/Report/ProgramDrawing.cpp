//===- ProgramDrawing.cpp - ops, groups and regions as SVG ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each part is laid out separately, innermost first, and is one box in the part
// around it (lib/Support/Graph/LayeredLayout.cpp). Edges lead directly from box
// to box.
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Report/ProgramDrawing.h"
#include "ProgramLegend.h"
#include "ag/Support/Graph/LayeredLayout.h"
#include "ag/Support/Report/FoldRepeats.h"
#include "ag/Support/Report/Quantities.h"
#include "ag/Support/Report/Svg.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>

using llvm::formatv, llvm::StringRef;

namespace ag {
namespace {
constexpr double letter = 6.5, boldLetter = 7.5, line = 14, margin = 10,
                 gap = 28, widest = 2400, block = 10, rankBox = 24, bar = 4;
/// A node or a part; its position is first relative to its parent, later
/// absolute.
struct PlacedBox : LayoutBox {
  PlacedBox() : LayoutBox{0, 0} {}
};

class ProgramPanel {
public:
  /// `total` is the time of the complete program in seconds.
  ProgramPanel(const ProgramGraph &graph, double total);

  LayoutSize getSize() const { return {whole.width, whole.height}; }
  void draw(llvm::raw_ostream &os) const;

private:
  void layOutParts();
  void layOutPart(size_t part, llvm::ArrayRef<size_t> children,
                  llvm::ArrayRef<std::pair<size_t, size_t>> edges);
  void findPlaces();
  std::string spellShare(double seconds) const;
  std::string getTitle(const GraphPart &part) const;
  llvm::SmallVector<std::string, 2> getDetails(const GraphNode &node) const;
  void drawShare(const PlacedBox &box, double y, double seconds,
                 llvm::raw_ostream &os) const;
  void drawPart(size_t part, llvm::raw_ostream &os) const;
  void drawNode(size_t node, llvm::raw_ostream &os) const;
  void drawEdge(const GraphEdge &edge, llvm::raw_ostream &os) const;
  void drawBlocks(const GraphBlocks &blocks, double x, double y, double size,
                  bool isNumbered, llvm::raw_ostream &os) const;

  size_t countParts() const { return graph.parts.size(); }
  /// Indices of boxes: first parts, then nodes, then the function.
  size_t placeOfNode(size_t node) const { return countParts() + node; }
  size_t parentOf(size_t place) const {
    PartNumber part = place < countParts()
                          ? graph.parts[place].parent
                          : graph.nodes[place - countParts()].part;
    return part.value_or(places.size());
  }

  const ProgramGraph &graph;
  double total;
  std::vector<PlacedBox> places;
  PlacedBox whole;
};
} // namespace

/// Returns a text such as "870 us, 42 %".
std::string ProgramPanel::spellShare(double seconds) const {
  double percent = 100 * seconds / total;
  return spellSeconds(seconds) +
         (percent < 1 ? ", < 1 %" : formatv(", {0:f0} %", percent).str());
}

/// Returns the text of the line above a part.
std::string ProgramPanel::getTitle(const GraphPart &part) const {
  if (part.seconds <= 0)
    return part.name;
  return part.name + ", " + spellShare(part.seconds);
}

/// Returns the lines below the name of a node.
llvm::SmallVector<std::string, 2>
ProgramPanel::getDetails(const GraphNode &node) const {
  llvm::SmallVector<std::string, 2> details;
  if (node.held.empty())
    details = {node.type + ", " + spellBytes(double(node.bytes))};
  else
    details = {node.type, node.held};
  if (node.seconds > 0)
    details.push_back(spellShare(node.seconds));
  return details;
}

static size_t countRows(const GraphBlocks &blocks) {
  return blocks.holders.size() / blocks.columns;
}

static double addSeconds(const ProgramGraph &graph) {
  double total = 0;
  for (const GraphPart &part : graph.parts)
    total += part.seconds;
  for (const GraphNode &node : graph.nodes)
    total += node.seconds;
  return total;
}

ProgramPanel::ProgramPanel(const ProgramGraph &graph, double total)
    : graph(graph), total(total),
      places(graph.parts.size() + graph.nodes.size()) {
  for (auto [number, node] : llvm::enumerate(graph.nodes)) {
    PlacedBox &place = places[placeOfNode(number)];
    size_t longest = 0;
    for (const std::string &detail : getDetails(node))
      longest = std::max(longest, detail.size());
    place.width = std::max(double(node.name.size()) * boldLetter,
                           double(longest) * letter) +
                  2 * margin;
    place.height = double(1 + getDetails(node).size()) * line + margin +
                   (node.seconds > 0 ? bar : 0);
    if (!node.blocks.holders.empty()) {
      place.width = std::max(place.width, node.blocks.columns * block);
      place.height += double(countRows(node.blocks)) * block + margin / 2;
    }
  }
  layOutParts();
  findPlaces();
}

//===----------------------------------------------------------------------===//
// Layout
//===----------------------------------------------------------------------===//

/// Lays out the parts, innermost first. Each edge counts in the innermost part
/// that has its ends in different boxes.
void ProgramPanel::layOutParts() {
  std::vector<unsigned> depth(places.size() + 1, 0);
  std::vector<std::vector<size_t>> children(places.size() + 1);
  for (size_t place = 0; place < places.size(); ++place)
    depth[place] =
        parentOf(place) == places.size() ? 1 : depth[parentOf(place)] + 1;
  std::vector<std::vector<std::pair<size_t, size_t>>> edges(places.size() + 1);
  for (const GraphEdge &edge : graph.edges) {
    size_t from = placeOfNode(edge.from), to = placeOfNode(edge.to);
    while (parentOf(from) != parentOf(to)) {
      bool isFromDeeper = depth[from] >= depth[to];
      if (depth[to] >= depth[from])
        to = parentOf(to);
      if (isFromDeeper)
        from = parentOf(from);
    }
    edges[parentOf(from)].emplace_back(from, to);
  }
  // In the order of the program: a part is at the position of its first node.
  std::vector<bool> isThere(places.size());
  for (size_t node = 0; node < graph.nodes.size(); ++node)
    for (size_t place = placeOfNode(node);
         place != places.size() && !isThere[place]; place = parentOf(place)) {
      isThere[place] = true;
      children[parentOf(place)].push_back(place);
    }
  for (size_t part = countParts(); part-- > 0;)
    layOutPart(part, children[part], edges[part]);
  layOutPart(places.size(), children.back(), edges.back());
}

void ProgramPanel::layOutPart(size_t part, llvm::ArrayRef<size_t> children,
                              llvm::ArrayRef<std::pair<size_t, size_t>> edges) {
  llvm::DenseMap<size_t, unsigned> numbers;
  std::vector<LayoutBox> boxes;
  for (auto [number, child] : llvm::enumerate(children)) {
    numbers[child] = number;
    boxes.push_back(places[child]);
  }
  std::vector<std::pair<unsigned, unsigned>> between;
  for (auto [from, to] : edges)
    if (from != to)
      between.emplace_back(numbers.at(from), numbers.at(to));
  LayoutSize size = layOut(boxes, between, gap, widest);
  PlacedBox &place = part < places.size() ? places[part] : whole;
  double title = part < places.size()
                     ? double(getTitle(graph.parts[part]).size()) * letter
                     : 0;
  place.width = std::max(size.width, title) + 2 * margin;
  double top = margin + line;
  if (part < places.size() && graph.parts[part].seconds > 0)
    top += 2 * bar;
  if (part == places.size() && !graph.ranks.holders.empty()) {
    top += double(countRows(graph.ranks)) * rankBox + margin;
    place.width = std::max(place.width, graph.ranks.columns * rankBox);
  }
  place.height = size.height + top + margin;
  double left = (place.width - size.width) / 2;
  for (auto [child, box] : llvm::zip_equal(children, boxes)) {
    places[child].x = box.x + left;
    places[child].y = box.y + top;
  }
}

/// Makes positions absolute, from the outermost part inwards.
void ProgramPanel::findPlaces() {
  for (size_t place = 0; place < places.size(); ++place) {
    size_t parent = parentOf(place);
    if (parent == places.size())
      continue;
    places[place].x += places[parent].x;
    places[place].y += places[parent].y;
  }
}

//===----------------------------------------------------------------------===//
// Drawing
//===----------------------------------------------------------------------===//

/// Draws a bar along the box, of which the share of the time is filled.
void ProgramPanel::drawShare(const PlacedBox &box, double y, double seconds,
                             llvm::raw_ostream &os) const {
  double width = box.width - 2 * margin;
  auto drawBar = [&](double length, StringRef colour) {
    os << formatv("<rect x=\"{0:f1}\" y=\"{1:f1}\" width=\"{2:f1}\" "
                  "height=\"{3:f0}\" fill=\"{4}\" stroke=\"none\"/>",
                  box.x + margin, y, length, bar, colour);
  };
  drawBar(width, barColour);
  drawBar(width * seconds / total, shareColour);
}

void ProgramPanel::drawPart(size_t number, llvm::raw_ostream &os) const {
  const GraphPart &part = graph.parts[number];
  const PlacedBox &place = places[number];
  bool isGroup = part.kind == GraphPart::Group;
  StringRef line = part.kind == GraphPart::Repeat ? "stroke-dasharray=\"6 3\""
                   : isGroup                      ? "stroke-width=\"1.5\""
                                                  : "stroke=\"#888\"";
  os << formatv("<g><title>{0}</title><rect x=\"{1:f1}\" y=\"{2:f1}\" "
                "width=\"{3:f1}\" height=\"{4:f1}\" rx=\"6\" fill=\"{5}\" "
                "{6}/><text x=\"{7:f1}\" y=\"{8:f1}\">{9}</text>",
                escapeXml(part.text.empty() ? getTitle(part) : part.text),
                place.x, place.y, place.width, place.height,
                isGroup ? StringRef(groupColour) : "none", line,
                place.x + margin, place.y + margin + 4,
                escapeXml(getTitle(part)));
  if (part.seconds > 0)
    drawShare(place, place.y + margin + 2 * bar, part.seconds, os);
  os << "</g>\n";
}

/// Draws the blocks. Each rank has a hue of its own.
void ProgramPanel::drawBlocks(const GraphBlocks &blocks, double x, double y,
                              double size, bool isNumbered,
                              llvm::raw_ostream &os) const {
  double ranks = double(graph.ranks.holders.size());
  for (auto [number, rank] : llvm::enumerate(blocks.holders)) {
    size_t row = number / blocks.columns, column = number % blocks.columns;
    double left = x + double(column) * size, top = y + double(row) * size;
    os << formatv("<rect x=\"{0:f1}\" y=\"{1:f1}\" width=\"{2:f1}\" "
                  "height=\"{2:f1}\" fill=\"hsl({3:f0},60%,65%)\"/>",
                  left, top, size, 360 * rank / ranks);
    if (isNumbered)
      os << formatv("<text x=\"{0:f1}\" y=\"{1:f1}\">{2}</text>", left + 4,
                    top + size - 8, rank);
  }
  os << "\n";
}

void ProgramPanel::drawNode(size_t number, llvm::raw_ostream &os) const {
  const GraphNode &node = graph.nodes[number];
  const PlacedBox &place = places[placeOfNode(number)];
  llvm::SmallVector<std::string, 2> details = getDetails(node);
  std::string text = node.name + "\n" + llvm::join(details, "\n");
  if (!node.place.empty())
    text += "\n" + node.place;
  double middle = place.x + place.width / 2;
  os << formatv("<g><title>{0}</title><rect x=\"{1:f1}\" y=\"{2:f1}\" "
                "width=\"{3:f1}\" height=\"{4:f1}\" rx=\"{5}\" "
                "fill=\"{6}\"/>",
                escapeXml(text), place.x, place.y, place.width, place.height,
                node.isInput ? 16 : 2,
                node.isInput ? StringRef(inputColour) : "#fff");
  os << formatv("<g text-anchor=\"middle\"><text x=\"{0:f1}\" y=\"{1:f1}\" "
                "font-weight=\"bold\">{2}</text>",
                middle, place.y + line, escapeXml(node.name));
  double y = place.y + line;
  for (const std::string &detail : details)
    os << formatv("<text x=\"{0:f1}\" y=\"{1:f1}\">{2}</text>", middle,
                  y += line, escapeXml(detail));
  os << "</g>";
  if (node.seconds > 0)
    drawShare(place, y += bar, node.seconds, os);
  os << "</g>\n";
  drawBlocks(node.blocks, middle - node.blocks.columns * block / 2,
             y + margin / 2, block, /*isNumbered=*/false, os);
}

/// Returns the path of an arrow between two boxes. A long one from a box aside
/// ends at the side of the other box, as others may be above that.
static std::string makePath(const LayoutBox &from, const LayoutBox &to) {
  double x = from.x + from.width / 2, y = from.y + from.height;
  double end = to.x + to.width / 2, bend = (to.y - y) / 2;
  bool isLong = to.y - y > 3 * gap;
  bool isLeft = x<to.x, isRight = x> to.x + to.width;
  if (isLong && (isLeft || isRight))
    return formatv("M{0:f1} {1:f1}C{0:f1} {2:f1} {0:f1} {3:f1} {4:f1} {3:f1}",
                   x, y, y + bend, to.y + to.height / 2,
                   isLeft ? to.x : to.x + to.width);
  if (to.y < y)
    bend = 2 * gap;
  // Leads around boxes in between.
  bool isBlocked = isLong && std::abs(end - x) < 2 * margin;
  double aside = isBlocked ? from.width / 2 + gap : 0;
  return formatv("M{0:f1} {1:f1}C{2:f1} {3:f1} {4:f1} {5:f1} {6:f1} {7:f1}", x,
                 y, x - aside, y + bend, end - aside, to.y - bend, end, to.y);
}

/// Draws the edge twice: as visible, and transparent and wide for the pointer.
void ProgramPanel::drawEdge(const GraphEdge &edge,
                            llvm::raw_ostream &os) const {
  const PlacedBox &from = places[placeOfNode(edge.from)];
  const PlacedBox &to = places[placeOfNode(edge.to)];
  bool isBack = to.y < from.y + from.height;
  std::string path = makePath(from, to);
  os << formatv("<g class=\"edge\"><title>{0}</title><path d=\"{1}\" "
                "stroke=\"{2}\" marker-end=\"url(#head{4})\"{3}/><path "
                "d=\"{1}\" stroke=\"#000\" "
                "stroke-opacity=\"0\" stroke-width=\"8\"/></g>\n",
                escapeXml(edge.text), path, edgeColours[edge.how],
                isBack ? " stroke-dasharray=\"4 3\"" : "", unsigned(edge.how));
}

void ProgramPanel::draw(llvm::raw_ostream &os) const {
  os << formatv("<text x=\"{0}\" y=\"{1}\" font-size=\"15\">{2}</text>\n",
                margin, line,
                escapeXml("@" + graph.function +
                          (graph.about.empty() ? ": " + spellSeconds(total)
                                               : " " + graph.about)));
  os << "<g stroke=\"#333\">\n<g stroke-width=\"1\">\n";
  // Text has no outline.
  os << "<style>text{stroke:none;fill:#000} .edge:hover "
        "path{stroke-width:4}</style>\n";
  drawBlocks(graph.ranks, margin, margin + line, rankBox, /*isNumbered=*/true,
             os);
  for (size_t part = 0; part < graph.parts.size(); ++part)
    drawPart(part, os);
  os << "</g>\n<g fill=\"none\">\n";
  for (const GraphEdge &edge : graph.edges)
    drawEdge(edge, os);
  os << "</g>\n";
  for (size_t node = 0; node < graph.nodes.size(); ++node)
    drawNode(node, os);
  os << "</g>\n";
}

/// Defines the heads of arrows, one for each colour.
static void defineHeads(llvm::raw_ostream &os) {
  os << "<defs>\n";
  for (auto [number, colour] : llvm::enumerate(edgeColours))
    os << formatv("<marker id=\"head{0}\" markerUnits=\"userSpaceOnUse\" "
                  "markerWidth=\"8\" markerHeight=\"8\" refX=\"8\" "
                  "refY=\"4\" orient=\"auto\"><path d=\"M0 0L8 4L0 8Z\" "
                  "fill=\"{1}\"/></marker>\n",
                  number, colour);
  os << "</defs>\n";
}

std::string drawPrograms(const std::vector<ProgramGraph> &graphs,
                         DrawnPlan plan) {
  std::string body;
  llvm::raw_string_ostream os(body);
  defineHeads(os);
  double width = 400, height = 0;
  std::vector<ProgramGraph> folded;
  folded.reserve(graphs.size());
  for (const ProgramGraph &graph : graphs) {
    ProgramPanel panel(folded.emplace_back(foldRepeats(graph)),
                       addSeconds(graph));
    os << formatv("<g transform=\"translate(0 {0:f0})\">\n", height);
    panel.draw(os);
    os << "</g>\n";
    width = std::max(width, panel.getSize().width);
    height += panel.getSize().height + gap;
  }
  LayoutSize legend = drawLegend(folded, plan, height, os);
  width = std::max(width, legend.width);
  height += legend.height + margin;
  return beginSvg(width, std::max(height, 40.0)) + body + "</svg>\n";
}

} // namespace ag
