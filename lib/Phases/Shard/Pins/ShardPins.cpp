//===- ShardPins.cpp - pinned shardings -----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Pins/ShardPins.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Dialect/AG/IR/Core/ArgumentNames.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include <map>
#include <set>

using namespace mlir;

namespace ag {
namespace {
using Place = ShardGraph::Place;
using Places = llvm::SmallVector<Place, 4>;

class PinReader {
public:
  PinReader(ShardProgram &program, const Mesh &mesh, ModuleOp module)
      : graph(program.graph), program(program), mesh(mesh), module(module) {}

  LogicalResult read(const ShardFile &file);

private:
  LogicalResult readPins(const ShardPins &pins,
                         const ShardProgram::Entry *entry);
  LogicalResult readTensors(ArrayRef<ShardPins::Tensor> tensors,
                            const ShardProgram::Entry *entry, bool isResult);
  LogicalResult readParameters(ArrayRef<ShardPins::Tensor> tensors,
                               const ShardProgram::Entry *entry);
  LogicalResult readProgram();
  LogicalResult pin(unsigned boundary, const ShardPins::Tensor &tensor,
                    Operation *at, const llvm::Twine &what);
  LogicalResult restrict(unsigned boundary, unsigned axis, const Places &places,
                         Operation *at, const llvm::Twine &what);
  LogicalResult pinOrder(unsigned boundary,
                         ArrayRef<std::optional<AxisList>> dims, Operation *at,
                         const llvm::Twine &what);
  bool isLoose(const ShardGraph::Tie &tie) const;
  std::string nameResult(unsigned boundary) const;
  LogicalResult agree(const ShardGraph::Tie &tie);
  LogicalResult agreeOnOrder(unsigned first, unsigned second,
                             ArrayRef<unsigned> axes);
  LogicalResult agree();
  AxisList chooseOrder() const;
  void writeOrders();

  /// The axes of each dimension of a boundary, in order; std::nullopt if not
  /// pinned.
  using Orders = llvm::SmallVector<std::optional<AxisList>, 4>;

  ShardGraph &graph;
  ShardProgram &program;
  const Mesh &mesh;
  ModuleOp module;
  std::map<unsigned, Orders> orders;
};
} // namespace

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

/// Returns the places that are in both lists. An empty argument has all places.
static Places common(const Places &a, const Places &b) {
  if (a.empty() || b.empty())
    return a.empty() ? b : a;
  Places both;
  for (Place place : a)
    if (llvm::is_contained(b, place))
      both.push_back(place);
  return both;
}

LogicalResult PinReader::restrict(unsigned boundary, unsigned axis,
                                  const Places &places, Operation *at,
                                  const llvm::Twine &what) {
  ShardGraph::Boundary &own = graph.boundaries[boundary];
  own.places.resize(mesh.getAxes().size());
  Places left = common(own.places[axis], places);
  if (left.empty())
    return emitError(at->getLoc())
           << what.str() << " is pinned in two ways along '"
           << mesh.getAxes()[axis].name << "'";
  own.places[axis] = std::move(left);
  return success();
}

/// Axes that are in no list may split the dimensions that are left open.
LogicalResult PinReader::pin(unsigned boundary, const ShardPins::Tensor &tensor,
                             Operation *at, const llvm::Twine &what) {
  if (!tensor.dims)
    return success();
  ShardGraph::Boundary &own = graph.boundaries[boundary];
  if (tensor.dims->size() != own.sizes.size())
    return emitError(at->getLoc())
           << what.str() << " has " << own.sizes.size()
           << " dimensions, but is pinned with " << tensor.dims->size();
  std::vector<Places> places(mesh.getAxes().size());
  Places open = {std::nullopt};
  Orders pinned(own.sizes.size());
  for (auto [number, dim] : llvm::enumerate(*tensor.dims)) {
    if (!dim) {
      open.push_back(number);
      continue;
    }
    pinned[number].emplace();
    for (StringRef name : *dim) {
      std::optional<unsigned> axis = mesh.findAxis(name);
      if (!axis)
        return emitError(at->getLoc())
               << what.str() << " is pinned along '" << name
               << "', which is not an axis of the mesh";
      pinned[number]->push_back(*axis);
      places[*axis] = {Place(number)};
    }
  }
  for (auto [axis, list] : llvm::enumerate(places))
    if (failed(restrict(boundary, axis, list.empty() ? open : list, at, what)))
      return failure();
  return pinOrder(boundary, pinned, at, what);
}

/// Two lists of one dimension have the same axes by now.
LogicalResult PinReader::pinOrder(unsigned boundary,
                                  ArrayRef<std::optional<AxisList>> dims,
                                  Operation *at, const llvm::Twine &what) {
  Orders &known = orders[boundary];
  known.resize(dims.size());
  for (auto [number, own, list] : llvm::enumerate(known, dims)) {
    if (own && list && *own != *list)
      return emitError(at->getLoc())
             << what.str() << " is pinned in two orders of "
             << "axes on dimension " << number;
    if (list)
      own = list;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

namespace {
/// Tensors by their names, or numbers.
class NamedTensors {
public:
  NamedTensors(unsigned count, llvm::function_ref<StringRef(unsigned)> nameOf)
      : count(count) {
    for (unsigned number = 0; number < count; ++number)
      numbers.try_emplace(nameOf(number), number);
  }

  std::optional<unsigned> find(StringRef name) const {
    auto named = numbers.find(name);
    unsigned number;
    if (named != numbers.end())
      return named->second;
    if (!name.getAsInteger(10, number) && number < count)
      return number;
    return std::nullopt;
  }

private:
  unsigned count;
  llvm::StringMap<unsigned> numbers;
};
} // namespace

LogicalResult PinReader::readTensors(ArrayRef<ShardPins::Tensor> tensors,
                                     const ShardProgram::Entry *entry,
                                     bool isResult) {
  StringRef kind = isResult ? "result" : "argument";
  std::vector<bool> isFound(tensors.size()), isOther(tensors.size());
  for (const ShardProgram::Entry &each : program.entries) {
    if (tensors.empty() || (entry && entry != &each))
      continue;
    ArrayRef<std::optional<unsigned>> boundaries =
        isResult ? each.results : each.arguments;
    NamedTensors named(boundaries.size(), [&](unsigned number) {
      return isResult ? getResultName(each.function, number)
                      : getArgumentName(each.function, number);
    });
    for (auto [place, tensor] : llvm::enumerate(tensors)) {
      std::optional<unsigned> number = named.find(tensor.name);
      isOther[place] = isOther[place] || number;
      if (!number || !boundaries[*number])
        continue;
      isFound[place] = true;
      if (failed(pin(*boundaries[*number], tensor, each.function,
                     kind + " '" + tensor.name + "' of @" + each.getName())))
        return failure();
    }
  }
  Location loc =
      entry ? func::FuncOp(entry->function).getLoc() : module.getLoc();
  for (auto [tensor, wasFound, wasOther] :
       llvm::zip_equal(tensors, isFound, isOther))
    if (!wasFound)
      return emitError(loc)
             << "has no " << kind << " '" << tensor.name << "' to pin"
             << (entry ? " in @" : "") << (entry ? entry->getName() : "")
             << (wasOther ? ": it is no tensor" : "");
  return success();
}

/// Returns the parameters that `entry` reads, or those of all entries if it is
/// null.
static llvm::DenseSet<StringAttr>
findParameters(const ShardProgram &program, const ShardProgram::Entry *entry) {
  llvm::DenseSet<StringAttr> names;
  if (!entry) {
    names.insert_range(llvm::make_first_range(program.parameters));
    return names;
  }
  func::FuncOp function = entry->function;
  function.walk([&](ParameterOp op) { names.insert(op.getNameAttr()); });
  for (BlockArgument argument : function.getArguments())
    if (StringAttr name = getParameterName(argument))
      names.insert(name);
  return names;
}

LogicalResult PinReader::readParameters(ArrayRef<ShardPins::Tensor> tensors,
                                        const ShardProgram::Entry *entry) {
  if (tensors.empty())
    return success();
  llvm::DenseSet<StringAttr> names = findParameters(program, entry);
  NamedTensors named(program.parameters.size(), [&](unsigned number) {
    return program.parameters.begin()[number].first.getValue();
  });
  for (const ShardPins::Tensor &tensor : tensors) {
    std::optional<unsigned> number = named.find(tensor.name);
    if (!number || !names.contains(program.parameters.begin()[*number].first))
      return emitError(module.getLoc())
             << "has no parameter '" << tensor.name << "' to pin"
             << (entry ? " in @" : "")
             << (entry ? entry->getName() : StringRef());
    if (failed(pin(program.parameters.begin()[*number].second, tensor, module,
                   "parameter '" + tensor.name + "'")))
      return failure();
  }
  return success();
}

LogicalResult PinReader::readPins(const ShardPins &pins,
                                  const ShardProgram::Entry *entry) {
  return success(
      succeeded(readTensors(pins.arguments, entry, /*isResult=*/false)) &&
      succeeded(readTensors(pins.results, entry, /*isResult=*/true)) &&
      succeeded(readParameters(pins.parameters, entry)));
}

/// Reads the pins in the program.
LogicalResult PinReader::readProgram() {
  for (auto [op, boundary] : program.pins) {
    ShardPins::Tensor tensor{"", std::vector<ShardPins::Dim>()};
    for (Attribute dim : op.getDims()) {
      ShardPins::Dim &axes = tensor.dims->emplace_back();
      if (isa<UnitAttr>(dim))
        continue;
      axes.emplace();
      for (Attribute axis : cast<ArrayAttr>(dim))
        axes->push_back(cast<StringAttr>(axis).str());
    }
    if (failed(pin(boundary, tensor, op, "it")))
      return failure();
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Agreement
//===----------------------------------------------------------------------===//

/// Returns true if pins give a gradient and the value that it belongs to
/// different places, as zero2 does.
bool PinReader::isLoose(const ShardGraph::Tie &tie) const {
  const auto &first = graph.boundaries[tie.first].places,
             &second = graph.boundaries[tie.second].places;
  return tie.isGradient && !first.empty() && !second.empty() &&
         !first[tie.axis].empty() && !second[tie.axis].empty() &&
         common(first[tie.axis], second[tie.axis]).empty();
}

/// Restricts tied boundaries to the places that both allow.
LogicalResult PinReader::agree(const ShardGraph::Tie &tie) {
  ShardGraph::Boundary &first = graph.boundaries[tie.first],
                       &second = graph.boundaries[tie.second];
  if (first.places.empty() && second.places.empty())
    return success();
  first.places.resize(mesh.getAxes().size());
  second.places.resize(mesh.getAxes().size());
  Places both = common(first.places[tie.axis], second.places[tie.axis]);
  bool isPinned =
      !first.places[tie.axis].empty() || !second.places[tie.axis].empty();
  if (isPinned && both.empty())
    return emitError(module.getLoc())
           << nameResult(tie.second) << " is pinned otherwise along '"
           << mesh.getAxes()[tie.axis].name << "' than what it takes over";
  first.places[tie.axis] = second.places[tie.axis] = both;
  return success();
}

/// Returns "result 1 of @f", or "a result" if the boundary is in no entry.
std::string PinReader::nameResult(unsigned boundary) const {
  for (const ShardProgram::Entry &entry : program.entries)
    for (auto [number, own] : llvm::enumerate(entry.results))
      if (own == boundary)
        return ("result " + llvm::Twine(number) + " of @" + entry.getName())
            .str();
  return "a result";
}

/// Gives tied boundaries one order of the axes along which they are tied. A
/// dimension without a list takes that of the other boundary.
LogicalResult PinReader::agreeOnOrder(unsigned first, unsigned second,
                                      ArrayRef<unsigned> axes) {
  size_t rank = graph.boundaries[first].sizes.size();
  Orders &own = orders[first], &other = orders[second];
  own.resize(rank);
  other.resize(rank);
  auto findTied = [&](const std::optional<AxisList> &list) {
    AxisList tied;
    for (unsigned axis : list.value_or(AxisList()))
      if (llvm::is_contained(axes, axis))
        tied.push_back(axis);
    return tied;
  };
  for (auto [a, b] : llvm::zip_equal(own, other)) {
    if (a && b && findTied(a) != findTied(b))
      return emitError(module.getLoc())
             << nameResult(second) << " is pinned in another order of axes "
             << "than what it takes over or is the gradient of";
    if (!b && a)
      b = findTied(a);
    else if (!a && b)
      a = findTied(b);
  }
  return success();
}

/// Repeats this, so that the last tie reaches all boundaries that share its
/// owner.
LogicalResult PinReader::agree() {
  llvm::erase_if(graph.ties,
                 [&](const ShardGraph::Tie &tie) { return isLoose(tie); });
  llvm::MapVector<std::pair<unsigned, unsigned>, AxisList> tied;
  for (const ShardGraph::Tie &tie : graph.ties)
    tied[{tie.first, tie.second}].push_back(tie.axis);
  for (unsigned iteration = 0; iteration < 2; ++iteration) {
    for (const ShardGraph::Tie &tie : graph.ties)
      if (failed(agree(tie)))
        return failure();
    for (const auto &[pair, axes] : tied)
      if (failed(agreeOnOrder(pair.first, pair.second, axes)))
        return failure();
  }
  return success();
}

/// Returns an order that agrees with all lists, so that ops follow it, too, or
/// that of the mesh if there is none.
AxisList PinReader::chooseOrder() const {
  std::set<std::pair<unsigned, unsigned>> precede;
  for (const auto &[boundary, dims] : orders)
    for (const std::optional<AxisList> &axes : dims)
      for (unsigned place = 1; axes && place < axes->size(); ++place)
        precede.insert({(*axes)[place - 1], (*axes)[place]});
  AxisList order, left = graph.order;
  while (!left.empty()) {
    auto *next = llvm::find_if(left, [&](unsigned axis) {
      return llvm::none_of(left, [&](unsigned other) {
        return precede.count({other, axis}) > 0;
      });
    });
    if (next == left.end())
      return graph.order;
    order.push_back(*next);
    left.erase(next);
  }
  return order;
}

/// Axes that are in no list follow in the graph's order.
void PinReader::writeOrders() {
  graph.order = chooseOrder();
  for (const auto &[boundary, dims] : orders) {
    AxisList order;
    for (const std::optional<AxisList> &axes : dims)
      llvm::append_range(order, axes.value_or(AxisList()));
    for (unsigned axis : graph.order)
      if (!llvm::is_contained(order, axis))
        order.push_back(axis);
    graph.boundaries[boundary].order = std::move(order);
  }
}

LogicalResult PinReader::read(const ShardFile &file) {
  if (failed(readPins(file.pins, nullptr)) || failed(readProgram()))
    return failure();
  for (const ShardFile::Entry &own : file.entries) {
    const ShardProgram::Entry *entry =
        llvm::find_if(program.entries, [&](const ShardProgram::Entry &each) {
          return each.getName() == own.name;
        });
    if (entry == program.entries.end())
      return emitError(module.getLoc())
             << "has no entry @" << own.name << " to pin";
    if (failed(readPins(own.pins, entry)))
      return failure();
  }
  if (failed(agree()))
    return failure();
  writeOrders();
  for (ShardGraph::Boundary &boundary : graph.boundaries)
    for (unsigned axis = 0; axis < boundary.places.size(); ++axis)
      if (!boundary.preferences[axis].empty())
        boundary.preferences[axis] =
            common(boundary.places[axis], boundary.preferences[axis]);
  return success();
}

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

/// Reports a dimension that pins split into a number of parts that is not known
/// to divide it.
static LogicalResult checkDivisors(const ShardGraph::Boundary &boundary,
                                   const Mesh &mesh, Operation *at,
                                   const llvm::Twine &what) {
  if (boundary.places.empty())
    return success();
  for (auto [dim, divisor] : llvm::enumerate(boundary.divisors)) {
    int64_t parts = 1;
    for (auto [axis, places] : llvm::enumerate(boundary.places))
      if (places.size() == 1 && places.front() == dim)
        parts *= mesh.getAxes()[axis].size;
    if (divisor % parts != 0)
      return emitError(at->getLoc())
             << "dimension " << dim << what.str() << " is pinned to " << parts
             << " parts, but is dynamic, and not known to be a multiple of "
                "that; pin arguments that it follows from";
  }
  return success();
}

LogicalResult checkPins(const ShardProgram &program, const Mesh &mesh) {
  for (auto [op, boundary] : program.pins)
    if (failed(checkDivisors(program.graph.boundaries[boundary], mesh, op, "")))
      return failure();
  for (const ShardProgram::Entry &entry : program.entries)
    for (auto [number, boundary] : llvm::enumerate(entry.results))
      if (boundary && failed(checkDivisors(
                          program.graph.boundaries[*boundary], mesh,
                          entry.function, " of result " + llvm::Twine(number))))
        return failure();
  return success();
}

LogicalResult addPins(ShardProgram &program, const ShardFile &file,
                      const Mesh &mesh, ModuleOp module) {
  return PinReader(program, mesh, module).read(file);
}

} // namespace ag
