//===- MemoryTable.cpp - a plan of memory as text and as JSON -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Memory/MemoryTable.h"
#include "ag/Support/Report/Quantities.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using llvm::formatv, llvm::StringRef;

namespace ag {

//===----------------------------------------------------------------------===//
// For people
//===----------------------------------------------------------------------===//

std::string spellNeed(const MemoryPlan &plan) {
  if (plan.peak == 0)
    return "no workspace";
  std::string need = spellBytes(double(plan.peak)) + " of workspace";
  if (!plan.sizes.empty())
    need += " at " + spellSizes(plan.sizes);
  if (plan.certainty == Certainty::BestFound)
    return need + ", of which it needs at least " +
           spellBytes(double(plan.bound));
  return need + ", the least that its buffers fit into";
}

static std::string percent(double part, double whole) {
  return formatv("{0:f1} %", whole > 0 ? 100 * part / whole : 0);
}

static void printTotals(llvm::raw_ostream &os, const MemoryPlan &plan) {
  auto row = [&](StringRef name, auto number, const llvm::Twine &what) {
    os << formatv("  {0,-10}{1,+16}   {2}", name, number, what.str());
    os << "\n";
  };
  int64_t gap = plan.peak - plan.bound, sum = sumOfBuffers(plan);
  row("buffers", plan.buffers.size(), "that hold temporaries");
  row("peak", plan.peak, "bytes of the workspace");
  row("bound", plan.bound, "no plan takes less");
  row("gap", gap,
      percent(double(gap), double(plan.bound)) + ", " + spell(plan.certainty));
  row("sum", sum, "of all buffers, each by itself");
  row("reuse", formatv("{0:f2}", double(sum) / double(plan.peak)).str(),
      "sum / peak");
  if (std::optional<int64_t> greedy = findGreedyPeak(plan))
    row("greedy", *greedy, "if the largest buffer is placed first");
}

static std::string spellLife(const PlannedBuffer &buffer) {
  return llvm::join(
      llvm::map_range(
          buffer.live,
          [](LiveRange range) {
            return formatv("[{0}, {1})", range.start, range.end).str();
          }),
      " ");
}

/// "step 4, contract at mlp.py:3".
static std::string spellStep(const MemoryPlan &plan, int64_t step) {
  std::string text = "step " + std::to_string(step);
  if (step >= 0 && size_t(step) < plan.steps.size())
    text += ", " + spellThing(plan.steps[step]);
  return text;
}

static void printBuffers(llvm::raw_ostream &os, const MemoryPlan &plan,
                         const std::optional<BusiestStep> &busiest,
                         size_t rows) {
  std::vector<size_t> order = orderBySize(plan);
  os << formatv("  {0,+18}{1,+16}  {2,-16}  buffer\n", "bytes", "offset",
                "steps");
  for (size_t number : llvm::ArrayRef(order).take_front(rows)) {
    const PlannedBuffer &buffer = plan.buffers[number];
    bool isBusy = busiest && llvm::is_contained(busiest->buffers, number);
    std::string copies =
        buffer.copies > 1 ? formatv(", {0} copies", buffer.copies).str() : "";
    os << formatv("  {0}{1,+16}{2,+16}  {3,-16}  {4}{5}\n",
                  isBusy ? "* " : "  ", buffer.bytes, buffer.offset,
                  spellLife(buffer), spellThing(buffer.value), copies);
  }
  if (order.size() > rows)
    os << formatv("  and {0} more\n", order.size() - rows);
}

static void printSamples(llvm::raw_ostream &os, const MemoryPlan &plan) {
  os << formatv("\n  {0,+16}{1,+16}{2,+10}  at\n", "peak", "bound", "gap");
  for (const MemorySample &sample : plan.samples)
    os << formatv(
        "  {0,+16}{1,+16}{2,+10}  {3}\n", sample.peak, sample.bound,
        percent(double(sample.peak - sample.bound), double(sample.bound)),
        spellSizes(sample.sizes));
}

std::string formatMemoryTable(const MemoryPlan &plan, size_t rows) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "@" << plan.entry << ": " << spellNeed(plan) << "\n";
  if (plan.peak == 0)
    return text;
  printTotals(os, plan);
  std::optional<BusiestStep> busiest = findBusiestStep(plan);
  if (busiest)
    os << formatv("\n  Most is live (*) at {0}: {1} bytes.\n",
                  spellStep(plan, busiest->step), busiest->bytes);
  printBuffers(os, plan, busiest, rows);
  if (!plan.samples.empty())
    printSamples(os, plan);
  return text;
}

//===----------------------------------------------------------------------===//
// For programs
//===----------------------------------------------------------------------===//

static void writeSizes(const SymbolSizes &sizes, llvm::json::OStream &json) {
  json.attributeObject("sizes", [&] {
    for (const SymbolSize &each : sizes)
      json.attribute(llvm::json::fixUTF8(each.symbol), each.size);
  });
}

static void writeNeed(int64_t peak, int64_t bound, llvm::json::OStream &json) {
  json.attribute("peak", peak);
  json.attribute("bound", bound);
  json.attribute("gap", peak - bound);
}

static void writeThing(const PlannedThing &thing, llvm::json::OStream &json) {
  if (!thing.name.empty())
    json.attribute("name", llvm::json::fixUTF8(thing.name));
  if (thing.line == 0)
    return;
  json.attribute("file", llvm::json::fixUTF8(thing.file));
  json.attribute("line", thing.line);
  json.attribute("column", thing.column);
}

static void writeBuffer(const PlannedBuffer &buffer,
                        llvm::json::OStream &json) {
  writeThing(buffer.value, json);
  if (!buffer.type.empty())
    json.attribute("type", llvm::json::fixUTF8(buffer.type));
  json.attribute("bytes", buffer.bytes);
  json.attribute("offset", buffer.offset);
  json.attributeArray("live", [&] {
    for (LiveRange range : buffer.live)
      json.array([&] {
        json.value(range.start);
        json.value(range.end);
      });
  });
  json.attribute("copies", buffer.copies);
}

static void writeBusiest(const MemoryPlan &plan, const BusiestStep &busiest,
                         llvm::json::OStream &json) {
  json.attribute("step", busiest.step);
  json.attribute("bytes", busiest.bytes);
  if (busiest.step >= 0 && size_t(busiest.step) < plan.steps.size())
    writeThing(plan.steps[busiest.step], json);
  json.attributeArray("buffers", [&] {
    for (size_t number : busiest.buffers)
      json.value(number);
  });
}

void writeMemoryPlan(const MemoryPlan &plan, llvm::json::OStream &json) {
  json.object([&] {
    json.attribute("entry", llvm::json::fixUTF8(plan.entry));
    writeSizes(plan.sizes, json);
    writeNeed(plan.peak, plan.bound, json);
    json.attribute("certainty", spell(plan.certainty));
    json.attribute("sum", sumOfBuffers(plan));
    if (std::optional<int64_t> greedy = findGreedyPeak(plan))
      json.attribute("greedy", *greedy);
    json.attribute("steps", plan.steps.size());
    if (std::optional<BusiestStep> busiest = findBusiestStep(plan))
      json.attributeObject("busiest",
                           [&] { writeBusiest(plan, *busiest, json); });
    else
      json.attribute("busiest", nullptr);
    json.attributeArray("buffers", [&] {
      for (const PlannedBuffer &buffer : plan.buffers)
        json.object([&] { writeBuffer(buffer, json); });
    });
    json.attributeArray("samples", [&] {
      for (const MemorySample &sample : plan.samples)
        json.object([&] {
          writeSizes(sample.sizes, json);
          writeNeed(sample.peak, sample.bound, json);
        });
    });
  });
}

std::string formatMemoryPlans(llvm::ArrayRef<MemoryPlan> plans) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::json::OStream json(stream);
  json.array([&] {
    for (const MemoryPlan &plan : plans)
      writeMemoryPlan(plan, json);
  });
  return text;
}

} // namespace ag
