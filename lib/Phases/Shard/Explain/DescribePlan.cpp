//===- DescribePlan.cpp - graphs of a plan --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Explain/DescribePlan.h"
#include "Partition/ForwardedStates.h"
#include "Plan/ProgramStates.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Dialect/AG/IR/Core/ArgumentNames.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Support/Report/Quantities.h"
#include "ag/Support/Sharding/ShardFile.h"
#include "ag/Support/Sharding/ShardPrices.h"
#include "ag/Support/Sizes/Saturating.h"

using namespace mlir;

namespace ag {

/// More ranks, or more blocks along one side, cannot be distinguished.
static constexpr int64_t mostRanks = 256, mostBlocks = 16;

namespace {
class PlanDescriber {
public:
  PlanDescriber(const ShardProgram &program, const ShardChoice &choice,
                const Mesh &mesh)
      : program(program), choice(choice), mesh(mesh),
        prices(program.graph, mesh, program.rank,
               ShardPrices::Preferences::Ignored),
        states(program, choice, mesh) {}

  ProgramGraph describe(const ShardProgram::Entry &entry);

private:
  void addResults(const ShardProgram::Entry &entry);
  void visit(Block &block, PartNumber part);
  void visit(Operation *op, PartNumber part);
  void visitRegions(Operation *op, PartNumber part);
  unsigned addNode(Value value, std::string name, PartNumber part,
                   bool isInput);
  void describeState(const ShardState &state, GraphNode &node) const;
  void addEdges(Operation *op, unsigned node);
  void addEdge(Value value, const ShardState &taken, unsigned node);

  const ShardProgram &program;
  const ShardChoice &choice;
  const Mesh &mesh;
  ShardPrices prices;
  ProgramStates states;
  ProgramGraph graph;
  /// The node of each tensor, and the states in which it is available so far.
  llvm::DenseMap<unsigned, unsigned> nodes;
  llvm::DenseMap<unsigned, SmallVector<ShardState, 2>> held;
};
} // namespace

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

/// Returns the blocks of a tensor, or none if there are too many. Rows are the
/// blocks along all dimensions but the last, minor ones next to each other.
static GraphBlocks findBlocks(const ShardState &state, const Mesh &mesh) {
  int64_t rows = 1, columns = 1;
  if (!state.dims.empty())
    columns = mesh.getSize(state.dims.back());
  for (const AxisList &axes :
       ArrayRef(state.dims).drop_back(std::min<size_t>(1, state.dims.size())))
    rows = times(rows, mesh.getSize(axes));
  if (mesh.getNumRanks() > mostRanks || rows > mostBlocks ||
      columns > mostBlocks)
    return {};
  GraphBlocks blocks{static_cast<unsigned>(columns), {}};
  blocks.holders.assign(rows * columns, UINT_MAX);
  for (int64_t rank = mesh.getNumRanks(); rank-- > 0;) {
    int64_t place = 0;
    for (const AxisList &axes : state.dims)
      place = place * mesh.getSize(axes) + mesh.getIndex(rank, axes);
    blocks.holders[place] = rank;
  }
  return blocks;
}

/// Returns all ranks, those along the last axis side by side.
static GraphBlocks findRanks(const Mesh &mesh) {
  if (mesh.getNumRanks() > mostRanks)
    return {};
  GraphBlocks ranks{static_cast<unsigned>(mesh.getAxes().back().size), {}};
  for (int64_t rank = 0; rank < mesh.getNumRanks(); ++rank)
    ranks.holders.push_back(rank);
  return ranks;
}

/// Returns a text such as "512x768xf32", with the sizes that memory is planned
/// for.
static std::string spellType(Value value, const ShardGraph::Tensor &tensor) {
  std::string text;
  llvm::raw_string_ostream os(text);
  for (int64_t size : tensor.sizes)
    os << size << "x";
  os << getElementTypeOrSelf(value.getType());
  return text;
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

void PlanDescriber::describeState(const ShardState &state,
                                  GraphNode &node) const {
  node.type += " " + spell(state, mesh);
  node.blocks = findBlocks(state, mesh);
}

/// Adds a node for a tensor that has none.
unsigned PlanDescriber::addNode(Value value, std::string name, PartNumber part,
                                bool isInput) {
  unsigned number = program.tensors.at(value);
  const ShardGraph::Tensor &tensor = program.graph.tensors[number];
  GraphNode node;
  node.isInput = isInput;
  node.name = std::move(name);
  node.type = spellType(value, tensor);
  node.bytes = tensor.elementBytes;
  for (int64_t size : tensor.sizes)
    node.bytes = times(node.bytes, size);
  node.part = part;
  ShardState made = states.getMade(value);
  describeState(made, node);
  held[number] = {std::move(made)};
  nodes[number] = graph.nodes.size();
  graph.nodes.push_back(std::move(node));
  return graph.nodes.size() - 1;
}

static std::string nameArgument(BlockArgument argument) {
  auto function = dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp());
  if (!function)
    return "carried";
  StringAttr parameter = getParameterName(argument);
  StringRef name = parameter
                       ? parameter.getValue()
                       : getArgumentName(function, argument.getArgNumber());
  return name.empty() ? "argument " + std::to_string(argument.getArgNumber())
                      : name.str();
}

/// Adds an edge for a use. A tensor that has been brought to a state is
/// available for all later uses in this state.
void PlanDescriber::addEdge(Value value, const ShardState &taken,
                            unsigned node) {
  unsigned tensor = program.tensors.at(value);
  SmallVector<ShardState, 2> &known = held[tensor];
  unsigned from = nodes.at(tensor);
  GraphEdge::How still =
      graph.nodes[from].isInput ? GraphEdge::Given : GraphEdge::Together;
  if (llvm::is_contained(known, taken)) {
    graph.edges.push_back({from, node, still, spell(taken, mesh)});
    return;
  }
  const ShardState *best = nullptr;
  for (const ShardState &each : known)
    if (!best || prices.getMove(tensor, each, taken) <
                     prices.getMove(tensor, *best, taken))
      best = &each;
  std::string text = spell(*best, mesh) + " to " + spell(taken, mesh);
  GraphEdge::How how = GraphEdge::Later;
  if (const Reshard *moves = prices.findMoves(tensor, *best, taken)) {
    for (const ShardMove &move : moves->moves) {
      text += "\n" + spell(move, mesh);
      if (sends(move.kind))
        how = GraphEdge::Apart;
    }
    if (moves->cost.bytes > 0)
      text += "\n" + spellBytes(double(moves->cost.bytes)) + " in " +
              spellSeconds(double(moves->cost.picoseconds) * 1e-12);
  }
  graph.edges.push_back({from, node, how, text});
  known.push_back(taken);
}

void PlanDescriber::addEdges(Operation *op, unsigned node) {
  for (OpOperand &operand : op->getOpOperands())
    if (program.tensors.contains(operand.get()))
      addEdge(operand.get(), states.getTaken(operand), node);
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

void PlanDescriber::visitRegions(Operation *op, PartNumber part) {
  auto region = dyn_cast<RegionOp>(op);
  std::string name =
      (region ? region.getName() : op->getName().getStringRef()).str();
  unsigned own = graph.parts.size();
  graph.parts.push_back({GraphPart::Body, name, "", 0, part});
  for (Region &inner : op->getRegions())
    for (Block &block : inner)
      visit(block, own);
  for (Value result : op->getResults())
    if (program.tensors.contains(result) &&
        !nodes.contains(program.tensors.at(result)))
      addNode(result, "carried", own, /*isInput=*/false);
}

void PlanDescriber::visit(Operation *op, PartNumber part) {
  if (op->getNumRegions() > 0 && handsOn(op)) {
    visitRegions(op, part);
  } else if (op->getNumResults() > 0 &&
             program.tensors.contains(op->getResult(0))) {
    auto parameter = dyn_cast<ParameterOp>(op);
    std::string name =
        (parameter ? parameter.getName() : op->getName().stripDialect()).str();
    unsigned node = addNode(op->getResult(0), name, part,
                            /*isInput=*/parameter != nullptr);
    for (Value other : op->getResults().drop_front())
      if (program.tensors.contains(other)) {
        nodes[program.tensors.at(other)] = node;
        held[program.tensors.at(other)] = {states.getMade(other)};
      }
    graph.nodes[node].place = spellPlaceInFile(op->getLoc());
    if (std::optional<unsigned> number = states.findOp(op))
      graph.nodes[node].seconds =
          double(prices.getWork(*number, choice.ops[*number],
                                states.getStates(*number))) *
          1e-12;
    addEdges(op, node);
    return;
  }
  // Operands that are forwarded have edges to the values that they become.
  for (OpOperand &operand : op->getOpOperands())
    for (Value taker : findTakers(operand)) {
      if (!program.tensors.contains(operand.get()) ||
          !program.tensors.contains(taker))
        continue;
      auto node = nodes.find(program.tensors.at(taker));
      if (node != nodes.end() &&
          program.tensors.at(taker) != program.tensors.at(operand.get()))
        addEdge(operand.get(), states.getTaken(operand), node->second);
    }
}

void PlanDescriber::visit(Block &block, PartNumber part) {
  for (BlockArgument argument : block.getArguments())
    if (program.tensors.contains(argument) &&
        !nodes.contains(program.tensors.at(argument)))
      addNode(argument, nameArgument(argument), part,
              /*isInput=*/!part.has_value());
  for (Operation &op : block)
    visit(&op, part);
}

void PlanDescriber::addResults(const ShardProgram::Entry &entry) {
  func::FuncOp function = entry.function;
  auto end = cast<func::ReturnOp>(function.front().getTerminator());
  for (OpOperand &operand : end->getOpOperands()) {
    unsigned number = operand.getOperandNumber();
    if (!entry.results[number])
      continue;
    GraphNode node;
    StringRef name = getResultName(entry.function, number);
    node.name = name.empty() ? "result " + std::to_string(number) : name.str();
    node.type =
        spellType(operand.get(),
                  program.graph.tensors[program.tensors.at(operand.get())]);
    node.bytes = graph.nodes[nodes.at(program.tensors.at(operand.get()))].bytes;
    ShardState taken = states.getTaken(operand);
    describeState(taken, node);
    graph.nodes.push_back(std::move(node));
    addEdge(operand.get(), taken, graph.nodes.size() - 1);
  }
}

ProgramGraph PlanDescriber::describe(const ShardProgram::Entry &entry) {
  func::FuncOp function = entry.function;
  graph.function = entry.getName();
  graph.ranks = findRanks(mesh);
  visit(function.front(), std::nullopt);
  addResults(entry);
  return std::move(graph);
}

std::vector<ProgramGraph> describePlanned(const ShardProgram &program,
                                          const ShardChoice &choice,
                                          const Mesh &mesh,
                                          StringRef certainty) {
  std::vector<ProgramGraph> graphs;
  for (const ShardProgram::Entry &entry : program.entries) {
    if (!isEntry(entry.function))
      continue;
    PlanDescriber describer(program, choice, mesh);
    graphs.push_back(describer.describe(entry));
    graphs.back().about =
        "on " + describeAxes(listAxes(mesh)) + ", " + certainty.str();
  }
  return graphs;
}

} // namespace ag
