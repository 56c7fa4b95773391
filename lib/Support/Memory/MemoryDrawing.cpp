//===- MemoryDrawing.cpp - a workspace over program time, as SVG ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Memory/MemoryDrawing.h"
#include "ag/Support/Memory/MemoryTable.h"
#include "ag/Support/Report/Svg.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using llvm::formatv, llvm::StringRef;

namespace ag {
namespace {

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

/// Returns a text such as "1.5 MiB". It is exact for the ticks, which are
/// multiples of a power of two.
std::string spellBinary(int64_t bytes) {
  static constexpr StringRef units[] = {"B",   "KiB", "MiB", "GiB",
                                        "TiB", "PiB", "EiB"};
  double value = double(bytes);
  size_t unit = 0;
  for (; value >= 1024; ++unit)
    value /= 1024;
  std::string text = formatv("{0:f2}", value);
  text = StringRef(text).rtrim('0').rtrim('.').str();
  return text + " " + units[unit].str();
}

/// Returns a colour that depends on the name only, so that the values of one
/// line of the program look alike.
StringRef chooseColour(StringRef name) {
  static constexpr StringRef colours[] = {
      "#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#76b7b2",
      "#edc948", "#9c755f", "#ff9da7", "#86bcb6", "#d37295"};
  uint32_t hash = 2166136261;
  for (char each : name)
    hash = (hash ^ uint8_t(each)) * 16777619;
  return colours[hash % std::size(colours)];
}

std::string describe(const PlannedBuffer &buffer) {
  std::string text = buffer.value.name;
  auto addLine = [&](const llvm::Twine &line) { text += "\n" + line.str(); };
  if (buffer.value.line > 0)
    addLine(buffer.value.file + ":" + llvm::Twine(buffer.value.line) + ":" +
            llvm::Twine(buffer.value.column));
  if (!buffer.type.empty())
    addLine(buffer.type);
  addLine(llvm::Twine(buffer.bytes) + " bytes from " +
          llvm::Twine(buffer.offset) + " on");
  for (LiveRange range : buffer.live)
    addLine("steps [" + llvm::Twine(range.start) + ", " +
            llvm::Twine(range.end) + ")");
  if (buffer.copies > 1)
    addLine(llvm::Twine(buffer.copies) + " copies");
  return text;
}

//===----------------------------------------------------------------------===//
// One workspace
//===----------------------------------------------------------------------===//

constexpr double width = 1200, height = 640;
constexpr double left = 90, right = 1180, top = 60, bottom = 590;

class MemoryPanel {
public:
  MemoryPanel(const MemoryPlan &plan, llvm::raw_ostream &os);
  void draw();

private:
  double x(int64_t step) const {
    return left + (right - left) * (double(step) - double(first)) / span;
  }
  double y(int64_t offset) const {
    return bottom - (bottom - top) * double(offset) / double(ceiling);
  }
  void drawText(double x, double y, StringRef anchor, StringRef text);
  void drawHeader();
  void drawBytes();
  void drawSteps();
  void drawBuffer(const PlannedBuffer &buffer, bool isBusy);
  void drawLevel(int64_t bytes, StringRef colour, StringRef label);
  void drawBusiest();

  const MemoryPlan &plan;
  llvm::raw_ostream &os;
  std::optional<BusiestStep> busiest;
  /// The ranges of the axes: the steps from `first` to before `end`, and the
  /// bytes below `ceiling`.
  int64_t first = 0, end = 0, ceiling = 1;
  double span;
};

MemoryPanel::MemoryPanel(const MemoryPlan &plan, llvm::raw_ostream &os)
    : plan(plan), os(os), busiest(findBusiestStep(plan)),
      end(plan.steps.size()) {
  ceiling = std::max({ceiling, plan.peak, plan.bound});
  bool isFirst = plan.steps.empty();
  for (const PlannedBuffer &buffer : plan.buffers) {
    ceiling = std::max(ceiling, buffer.offset + buffer.bytes);
    for (LiveRange range : buffer.live) {
      first = isFirst ? range.start : std::min(first, range.start);
      end = isFirst ? range.end : std::max(end, range.end);
      isFirst = false;
    }
  }
  end = std::max(end, first);
  span = std::max(1.0, double(end) - double(first));
}

void MemoryPanel::drawText(double x, double y, StringRef anchor,
                           StringRef text) {
  os << formatv("<text x=\"{0:f2}\" y=\"{1:f2}\" text-anchor=\"{2}\">{3}"
                "</text>\n",
                x, y, anchor, escapeXml(text));
}

void MemoryPanel::drawHeader() {
  os << "<g font-size=\"15\">\n";
  std::string entry = plan.entry.empty() ? "" : "@" + plan.entry + ": ";
  drawText(left, 20, "start", entry + spellNeed(plan));
  os << "</g>\n";
}

/// Draws the vertical axis with at most eight levels, at multiples of a power
/// of two.
void MemoryPanel::drawBytes() {
  int64_t step = 1;
  while (ceiling / step > 8)
    step *= 2;
  for (int64_t tick = 0; tick <= ceiling / step; ++tick) {
    double level = y(tick * step);
    os << formatv("<line x1=\"{0:f2}\" y1=\"{2:f2}\" x2=\"{1:f2}\" "
                  "y2=\"{2:f2}\" stroke=\"#ddd\"/>\n",
                  left, right, level);
    drawText(left - 6, level + 4, "end", spellBinary(tick * step));
  }
}

/// Draws the horizontal axis with at most ten steps, at multiples of 1, 2 or 5
/// times a power of ten from `first` on.
void MemoryPanel::drawSteps() {
  uint64_t range = uint64_t(end) - uint64_t(first), step = 1;
  for (uint64_t factor = 0; range / step > 10; ++factor)
    step = factor % 3 == 1 ? step / 2 * 5 : step * 2;
  for (uint64_t tick = 0; tick <= range / step; ++tick) {
    auto at = static_cast<int64_t>(uint64_t(first) + tick * step);
    os << formatv("<line x1=\"{0:f2}\" y1=\"{1:f2}\" x2=\"{0:f2}\" "
                  "y2=\"{2:f2}\" stroke=\"#888\"/>\n",
                  x(at), bottom, bottom + 5);
    drawText(x(at), bottom + 17, "middle", std::to_string(at));
  }
  drawText((left + right) / 2, bottom + 36, "middle", "steps of the program");
}

void MemoryPanel::drawBuffer(const PlannedBuffer &buffer, bool isBusy) {
  constexpr double letter = 6.5, line = 12;
  double low = y(buffer.offset), high = y(buffer.offset + buffer.bytes);
  os << formatv("<g fill=\"{0}\" fill-opacity=\"{1}\"><title>{2}</title>\n",
                chooseColour(buffer.value.name), isBusy ? "1" : "0.45",
                escapeXml(describe(buffer)));
  for (LiveRange range : buffer.live)
    os << formatv("<rect x=\"{0:f2}\" y=\"{1:f2}\" width=\"{2:f2}\" "
                  "height=\"{3:f2}\"/>\n",
                  x(range.start), high, x(range.end) - x(range.start),
                  low - high);
  for (LiveRange range : buffer.live) {
    double room = (x(range.end) - x(range.start)) / letter - 1;
    if (low - high < line || room < 3)
      continue;
    os << "<g fill=\"#000\" fill-opacity=\"1\" stroke=\"none\">";
    drawText((x(range.start) + x(range.end)) / 2, (low + high) / 2 + 4,
             "middle", shorten(buffer.value.name, size_t(room)));
    os << "</g>";
  }
  os << "</g>\n";
}

/// Draws a level that does not belong to a buffer.
void MemoryPanel::drawLevel(int64_t bytes, StringRef colour, StringRef label) {
  os << formatv("<g stroke=\"{0}\" stroke-dasharray=\"6 3\"><line x1=\"{1:f2}\""
                " y1=\"{3:f2}\" x2=\"{2:f2}\" y2=\"{3:f2}\"/></g>\n",
                colour, left, right, y(bytes));
  os << formatv("<g fill=\"{0}\">", colour);
  drawText(right, y(bytes) - 4, "end",
           formatv("{0}: {1} bytes", label, bytes).str());
  os << "</g>\n";
}

/// Draws the step with the most live bytes as a band down to the axis.
void MemoryPanel::drawBusiest() {
  double from = x(busiest->step), to = x(busiest->step + 1);
  std::string label = "most is live at step " + std::to_string(busiest->step);
  if (busiest->step >= 0 && size_t(busiest->step) < plan.steps.size())
    label += ", " + spellThing(plan.steps[busiest->step]);
  label += ": " + std::to_string(busiest->bytes) + " bytes";
  os << formatv("<rect x=\"{0:f2}\" y=\"{1:f2}\" width=\"{2:f2}\" "
                "height=\"{3:f2}\" fill=\"#d00\" fill-opacity=\"0.12\" "
                "stroke=\"#d00\" pointer-events=\"none\"/>\n",
                from, top - 14, to - from, bottom - top + 14);
  bool isLate = from > (left + right) / 2;
  os << "<g fill=\"#d00\">";
  drawText(isLate ? to : from, top - 20, isLate ? "end" : "start", label);
  os << "</g>\n";
}

void MemoryPanel::draw() {
  drawHeader();
  drawBytes();
  drawSteps();
  // The outline is thin, because there may be many buffers.
  os << "<g stroke=\"#fff\" stroke-width=\"0.3\">\n";
  llvm::BitVector busy(plan.buffers.size());
  if (busiest)
    for (size_t number : busiest->buffers)
      busy.set(number);
  for (auto [number, buffer] : llvm::enumerate(plan.buffers))
    drawBuffer(buffer, busy[number]);
  os << "</g>\n";
  if (plan.peak == plan.bound)
    drawLevel(plan.peak, "#000", "peak and bound");
  else {
    drawLevel(plan.peak, "#000", "peak");
    drawLevel(plan.bound, "#070", "bound");
  }
  if (busiest)
    drawBusiest();
}
} // namespace

std::string drawMemory(llvm::ArrayRef<MemoryPlan> plans) {
  std::string text;
  llvm::raw_string_ostream os(text);
  double total = height * double(std::max<size_t>(plans.size(), 1));
  os << beginSvg(width, total);
  for (auto [number, plan] : llvm::enumerate(plans)) {
    os << formatv("<g transform=\"translate(0 {0:f0})\">\n",
                  height * double(number));
    MemoryPanel(plan, os).draw();
    os << "</g>\n";
  }
  os << "</svg>\n";
  return text;
}

} // namespace ag
