//===- DescribeProgram.cpp - a graph of a function's groups ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Explain/DescribeProgram.h"
#include "ag/Analysis/Cost/Work.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Analysis/FlattenedFunction.h"
#include "ag/Dialect/AG/IR/Core/ArgumentNames.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Flow/Origin.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Support/Report/Quantities.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace ag {

std::string describeOp(Operation *op) {
  std::string text = "'" + op->getName().getStringRef().str() + "'";
  std::string region = nameRegions(op);
  return region.empty() ? text : text + " of " + region;
}

std::string describeEdge(const ExplainedEdge &edge) {
  static constexpr llvm::StringLiteral how[] = {
      "together with", "in an earlier pass of their group than", "apart from"};
  return llvm::formatv("{0} is computed {1} {2} at {3}",
                       describeOp(edge.producer), how[edge.how],
                       describeOp(edge.consumer), spellPlace(edge.consumer));
}

namespace {
class ProgramDescriber {
public:
  ProgramDescriber(FunctionOpInterface function, const GroupCosts &costs,
                   const ValueLevels &levels)
      : function(function), costs(costs), levels(levels),
        model(costs.speed, costs.sizes), opened(function),
        openedSizes(opened.get(), getPlannedSizes(function)) {
    graph.function = function.getName();
    opened.get()->walk(
        [&](FusedOp group) { openedGroups[opened.originalOf(group)] = group; });
  }

  ProgramGraph describe(ArrayRef<ExplainedEdge> edges,
                        ArrayRef<GivenEdge> given);

private:
  struct Opened {
    StringRef name;
    unsigned part;
  };

  unsigned addPart(GraphPart part);
  void visit(Region &region, PartNumber part);
  void visit(FusedOp group, PartNumber part);
  PartNumber open(ArrayRef<StringRef> names, SmallVectorImpl<Opened> &opened,
                  PartNumber part);
  void addNode(Operation *op, PartNumber part);
  void describeValue(Value value, GraphNode &node);
  std::string describeTile(Value value, const ValueLevel &level);
  void describeLevel(Operation *op, GraphNode &node);
  GraphNode describeInput(Value value);
  PartNumber findCommon(PartNumber a, PartNumber b);
  PartNumber findOutside(ArrayRef<unsigned> nodes);
  unsigned findFront(unsigned node, PartNumber part);
  void addInputs(ArrayRef<GivenEdge> given);

  FunctionOpInterface function;
  const GroupCosts &costs;
  const ValueLevels &levels;
  WorkModel model;
  /// The function without regions, in which a group also has the ops of its
  /// regions.
  FlattenedFunction opened;
  SizeEvaluator openedSizes;
  llvm::DenseMap<Operation *, FusedOp> openedGroups;
  ProgramGraph graph;
  llvm::DenseMap<Operation *, unsigned> numbers;
};
} // namespace

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

unsigned ProgramDescriber::addPart(GraphPart part) {
  graph.parts.push_back(std::move(part));
  return graph.parts.size() - 1;
}

/// Returns the names of the inlined regions that `op` comes from, without those
/// that its parent op comes from.
static SmallVector<StringRef> findOpened(Operation *op) {
  ArrayRef<Attribute> names = findRegions(op->getLoc());
  size_t around = findRegions(op->getParentOp()->getLoc()).size();
  SmallVector<StringRef> opened;
  for (Attribute name :
       llvm::reverse(names.drop_back(std::min(around, names.size()))))
    opened.push_back(cast<StringAttr>(name).getValue());
  return opened;
}

/// Returns the part for the regions `names`. Reuses the parts that are open
/// already, and adds others.
PartNumber ProgramDescriber::open(ArrayRef<StringRef> names,
                                  SmallVectorImpl<Opened> &opened,
                                  PartNumber part) {
  size_t same = 0;
  while (same < std::min(names.size(), opened.size()) &&
         opened[same].name == names[same])
    ++same;
  opened.truncate(same);
  for (StringRef name : names.drop_front(same)) {
    PartNumber parent = opened.empty() ? part : opened.back().part;
    opened.push_back(
        {name, addPart({GraphPart::Body, name.str(), "", 0, parent})});
  }
  return opened.empty() ? part : opened.back().part;
}

/// Returns the ops of a group that compute, including those in its regions.
static SmallVector<Operation *> findComputing(FusedOp group) {
  SmallVector<Operation *> ops;
  group->walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (isComputing(op))
      ops.push_back(op);
    return isa<BodyOpInterface>(op) ? WalkResult::advance()
                                    : WalkResult::skip();
  });
  return ops;
}

/// Returns the names of the inlined regions that all ops of a group come from.
static SmallVector<StringRef> findCommonlyOpened(FusedOp group) {
  std::optional<SmallVector<StringRef>> common;
  for (Operation *op : findComputing(group)) {
    SmallVector<StringRef> names;
    for (Attribute name : llvm::reverse(findRegions(op->getLoc())))
      names.push_back(cast<StringAttr>(name).getValue());
    if (!common)
      common = names;
    size_t same = 0;
    while (same < std::min(names.size(), common->size()) &&
           names[same] == (*common)[same])
      ++same;
    common->truncate(same);
  }
  SmallVector<StringRef> names = common.value_or(SmallVector<StringRef>());
  size_t around = findRegions(group->getParentOp()->getLoc()).size();
  names.erase(names.begin(), names.begin() + std::min(around, names.size()));
  return names;
}

void ProgramDescriber::visit(FusedOp group, PartNumber part) {
  Work work = WorkModel(costs.speed, openedSizes)
                  .compare(openedGroups.at(group))
                  .asGroup;
  int64_t passes = group.getPasses().value_or(1);
  std::string name =
      llvm::formatv("{0} pass{1}", passes, passes == 1 ? "" : "es");
  std::string text = llvm::formatv(
      "{0}\n{1}, {2}\n{3}, bound by {4}", name, spellBytes(work.getBytes()),
      spellFlops(work.flops), spellSeconds(work.getSeconds()), work.getBound());
  unsigned number =
      addPart({GraphPart::Group, name, text, work.getSeconds(), part});
  for (Operation *op : findComputing(group))
    addNode(op, number);
}

static std::string nameBody(Operation *op) {
  auto region = dyn_cast<RegionOp>(op);
  return (region ? region.getName() : op->getName().getStringRef()).str();
}

void ProgramDescriber::visit(Region &region, PartNumber part) {
  for (Block &block : region) {
    SmallVector<Opened> opened;
    for (Operation &op : block) {
      if (auto group = dyn_cast<FusedOp>(op)) {
        visit(group, open(findCommonlyOpened(group), opened, part));
      } else if (isa<BodyOpInterface, RegionBranchOpInterface>(op)) {
        PartNumber parent = open(findOpened(&op), opened, part);
        unsigned number =
            addPart({GraphPart::Body, nameBody(&op), "", 0, parent});
        for (Region &inner : op.getRegions())
          visit(inner, number);
      } else if (isComputing(&op)) {
        PartNumber number = open(findOpened(&op), opened, part);
        addNode(&op, number);
        graph.nodes.back().seconds = model.estimate(&op).getSeconds();
      }
    }
  }
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

/// Sets the type of `node`, such as "512x768xf32", and its bytes.
void ProgramDescriber::describeValue(Value value, GraphNode &node) {
  llvm::raw_string_ostream os(node.type);
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  for (int64_t dim = 0; tensor && dim < tensor.getRank(); ++dim)
    os << costs.sizeOf(value, dim) << "x";
  os << getElementTypeOrSelf(value.getType());
  node.bytes = costs.countBytes(value);
}

/// Returns a text such as "tile of 64 x 512, 131 kB".
std::string ProgramDescriber::describeTile(Value value,
                                           const ValueLevel &level) {
  double bytes = double(costs.countBytes(value));
  SmallVector<std::string> lengths;
  for (auto [dim, tile] : llvm::enumerate(level.lengths)) {
    int64_t size = costs.sizeOf(value, dim);
    int64_t length = std::min(tile.value_or(size), size);
    lengths.push_back(std::to_string(length));
    if (size > 0)
      bytes = bytes / double(size) * double(length);
  }
  return "tile of " + llvm::join(lengths, " x ") + ", " + spellBytes(bytes);
}

/// Sets what the group holds of the op's result, unless that is in memory.
void ProgramDescriber::describeLevel(Operation *op, GraphNode &node) {
  ValueLevel level = levels.lookup(op);
  if (level.kind == ValueLevel::Registers)
    node.held = "registers";
  else if (level.kind == ValueLevel::Tile)
    node.held = describeTile(op->getResult(0), level);
}

void ProgramDescriber::addNode(Operation *op, PartNumber part) {
  GraphNode node;
  node.name = op->getName().stripDialect();
  if (op->getNumResults() > 0) {
    describeValue(op->getResult(0), node);
    describeLevel(op, node);
  }
  node.place = spellPlaceInFile(op->getLoc());
  node.part = part;
  numbers[op] = graph.nodes.size();
  graph.nodes.push_back(std::move(node));
}

GraphNode ProgramDescriber::describeInput(Value value) {
  GraphNode node;
  node.isInput = true;
  describeValue(value, node);
  auto argument = dyn_cast<BlockArgument>(value);
  if (!argument) {
    auto parameter = value.getDefiningOp<ParameterOp>();
    node.name = parameter ? parameter.getName() : "given";
    return node;
  }
  unsigned number = argument.getArgNumber();
  StringAttr parameter = getParameterName(argument);
  StringRef name =
      parameter ? parameter.getValue() : getArgumentName(function, number);
  node.name = name.empty() ? "argument " + std::to_string(number) : name.str();
  return node;
}

PartNumber ProgramDescriber::findCommon(PartNumber a, PartNumber b) {
  // Parents have lower numbers.
  while (a != b)
    if (a > b)
      a = graph.parts[*a].parent;
    else
      b = graph.parts[*b].parent;
  return a;
}

/// Returns the first node of the part directly below `part` that contains
/// `node`; `node` itself if it is directly in `part`.
unsigned ProgramDescriber::findFront(unsigned node, PartNumber part) {
  PartNumber below = graph.nodes[node].part;
  if (below == part)
    return node;
  while (graph.parts[*below].parent != part)
    below = graph.parts[*below].parent;
  while (node > 0 && findCommon(graph.nodes[node - 1].part, below) == below)
    --node;
  return node;
}

/// Returns the innermost part around all nodes that is in no group.
PartNumber ProgramDescriber::findOutside(ArrayRef<unsigned> nodes) {
  PartNumber outside = graph.nodes[nodes.front()].part;
  for (unsigned node : nodes)
    outside = findCommon(outside, graph.nodes[node].part);
  for (PartNumber part = outside; part; part = graph.parts[*part].parent)
    if (graph.parts[*part].kind == GraphPart::Group)
      outside = graph.parts[*part].parent;
  return outside;
}

/// Adds the function's inputs. An input is in the innermost part that contains
/// all its users and is in no group, before the users.
void ProgramDescriber::addInputs(ArrayRef<GivenEdge> given) {
  llvm::MapVector<Value, SmallVector<unsigned>> users;
  for (const GivenEdge &edge : given)
    users[edge.value].push_back(numbers.lookup(edge.consumer));
  std::vector<SmallVector<Value, 1>> before(graph.nodes.size());
  llvm::DenseMap<Value, PartNumber> partOf;
  for (auto &[value, nodes] : users) {
    PartNumber part = findOutside(nodes);
    partOf[value] = part;
    before[findFront(*llvm::min_element(nodes), part)].push_back(value);
  }
  std::vector<GraphNode> nodes;
  std::vector<unsigned> moved(graph.nodes.size());
  llvm::DenseMap<Value, unsigned> inputs;
  for (auto [number, node] : llvm::enumerate(graph.nodes)) {
    for (Value value : before[number]) {
      inputs[value] = nodes.size();
      nodes.push_back(describeInput(value));
      nodes.back().part = partOf[value];
    }
    moved[number] = nodes.size();
    nodes.push_back(std::move(node));
  }
  graph.nodes = std::move(nodes);
  for (auto &[op, number] : numbers)
    number = moved[number];
  for (const GivenEdge &edge : given)
    graph.edges.push_back({inputs.lookup(edge.value),
                           numbers.lookup(edge.consumer), GraphEdge::Given,
                           "is given"});
}

ProgramGraph ProgramDescriber::describe(ArrayRef<ExplainedEdge> edges,
                                        ArrayRef<GivenEdge> given) {
  visit(function.getFunctionBody(), std::nullopt);
  addInputs(given);
  for (const ExplainedEdge &edge : edges) {
    std::string text = describeEdge(edge);
    if (!edge.reason.isNone())
      text += ": " + edge.reason.text;
    unsigned from = numbers.lookup(edge.producer);
    const std::string &held = graph.nodes[from].held;
    text += "\n" + (held.empty() ? spellBytes(double(edge.bytes)) : held);
    graph.edges.push_back({from, numbers.lookup(edge.consumer),
                           static_cast<GraphEdge::How>(edge.how), text});
  }
  return std::move(graph);
}

ProgramGraph describeProgram(FunctionOpInterface function,
                             ArrayRef<ExplainedEdge> edges,
                             ArrayRef<GivenEdge> given, const GroupCosts &costs,
                             const ValueLevels &levels) {
  return ProgramDescriber(function, costs, levels).describe(edges, given);
}

} // namespace ag
