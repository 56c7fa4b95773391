//===- ShardPins.cpp - where tensors have to lie --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ShardPins.h"
#include "ag/Analysis/EntrySignature.h"

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
  LogicalResult readParameters(ArrayRef<ShardPins::Tensor> tensors);
  LogicalResult readProgram();
  LogicalResult pin(unsigned border, const ShardPins::Tensor &tensor,
                    Operation *at, const llvm::Twine &what);
  LogicalResult restrict(unsigned border, unsigned axis, const Places &places,
                         Operation *at, const llvm::Twine &what);
  LogicalResult agree(const ShardGraph::Tie &tie);

  ShardGraph &graph;
  ShardProgram &program;
  const Mesh &mesh;
  ModuleOp module;
};
} // namespace

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

/// What is in both lists, of which an empty one has all.
static Places common(const Places &a, const Places &b) {
  if (a.empty() || b.empty())
    return a.empty() ? b : a;
  Places both;
  for (Place place : a)
    if (llvm::is_contained(b, place))
      both.push_back(place);
  return both;
}

LogicalResult PinReader::restrict(unsigned border, unsigned axis,
                                  const Places &places, Operation *at,
                                  const llvm::Twine &what) {
  ShardGraph::Border &own = graph.borders[border];
  own.places.resize(mesh.getAxes().size());
  Places left = common(own.places[axis], places);
  if (left.empty())
    return at->emitError() << what.str() << " is pinned in two ways along '"
                           << mesh.getAxes()[axis].name << "'";
  own.places[axis] = std::move(left);
  return success();
}

/// Axes that a list does not have may stand where nothing is said.
LogicalResult PinReader::pin(unsigned border, const ShardPins::Tensor &tensor,
                             Operation *at, const llvm::Twine &what) {
  if (!tensor.dims)
    return success();
  ShardGraph::Border &own = graph.borders[border];
  if (tensor.dims->size() != own.sizes.size())
    return at->emitError() << what.str() << " has " << own.sizes.size()
                           << " dimensions, but is pinned with "
                           << tensor.dims->size();
  std::vector<Places> places(mesh.getAxes().size());
  Places open = {std::nullopt};
  AxisList order;
  for (auto [number, dim] : llvm::enumerate(*tensor.dims)) {
    if (!dim) {
      open.push_back(number);
      continue;
    }
    for (StringRef name : *dim) {
      std::optional<unsigned> axis = mesh.findAxis(name);
      if (!axis)
        return at->emitError() << what.str() << " is pinned along '" << name
                               << "', which the mesh has not";
      order.push_back(*axis);
      places[*axis] = {Place(number)};
    }
  }
  for (unsigned axis : graph.order)
    if (!llvm::is_contained(order, axis))
      order.push_back(axis);
  own.order = order;
  for (auto [axis, list] : llvm::enumerate(places))
    if (failed(restrict(border, axis, list.empty() ? open : list, at, what)))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

/// The number that `name` is, or that of who is called so.
static std::optional<unsigned>
findTensor(StringRef name, unsigned count,
           llvm::function_ref<StringRef(unsigned)> nameOf) {
  for (unsigned number = 0; number < count; ++number)
    if (nameOf(number) == name)
      return number;
  unsigned number;
  if (!name.getAsInteger(10, number) && number < count)
    return number;
  return std::nullopt;
}

LogicalResult PinReader::readTensors(ArrayRef<ShardPins::Tensor> tensors,
                                     const ShardProgram::Entry *entry,
                                     bool isResult) {
  StringRef kind = isResult ? "result" : "argument";
  for (const ShardPins::Tensor &tensor : tensors) {
    bool isFound = false;
    for (const ShardProgram::Entry &each : program.entries) {
      if (entry && entry != &each)
        continue;
      ArrayRef<std::optional<unsigned>> borders =
          isResult ? each.results : each.arguments;
      auto number = findTensor(tensor.name, borders.size(), [&](unsigned k) {
        return isResult ? getResultName(each.function, k)
                        : getArgumentName(each.function, k);
      });
      if (!number || !borders[*number])
        continue;
      isFound = true;
      if (failed(pin(*borders[*number], tensor, module,
                     kind + " '" + tensor.name + "' of @" + each.getName())))
        return failure();
    }
    if (!isFound)
      return module.emitError() << "has no " << kind << " '" << tensor.name
                                << "' to pin" << (entry ? " in @" : "")
                                << (entry ? entry->getName() : StringRef());
  }
  return success();
}

LogicalResult PinReader::readParameters(ArrayRef<ShardPins::Tensor> tensors) {
  for (const ShardPins::Tensor &tensor : tensors) {
    auto number =
        findTensor(tensor.name, program.parameters.size(), [&](unsigned k) {
          return program.parameters.begin()[k].first.getValue();
        });
    if (!number)
      return module.emitError()
             << "has no parameter '" << tensor.name << "' to pin";
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
      succeeded(readParameters(pins.parameters)));
}

/// What the program says itself.
LogicalResult PinReader::readProgram() {
  for (auto [op, border] : program.pins) {
    ShardPins::Tensor tensor{"", std::vector<ShardPins::Dim>()};
    for (Attribute dim : op.getDims()) {
      ShardPins::Dim &axes = tensor.dims->emplace_back();
      if (isa<UnitAttr>(dim))
        continue;
      axes.emplace();
      for (Attribute axis : cast<ArrayAttr>(dim))
        axes->push_back(cast<StringAttr>(axis).str());
    }
    if (failed(pin(border, tensor, op, "it")))
      return failure();
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Agreement
//===----------------------------------------------------------------------===//

/// What is tied has the places of both.
LogicalResult PinReader::agree(const ShardGraph::Tie &tie) {
  ShardGraph::Border &first = graph.borders[tie.first],
                     &second = graph.borders[tie.second];
  if (first.places.empty() && second.places.empty())
    return success();
  first.places.resize(mesh.getAxes().size());
  second.places.resize(mesh.getAxes().size());
  Places both = common(first.places[tie.axis], second.places[tie.axis]);
  bool isPinned =
      !first.places[tie.axis].empty() || !second.places[tie.axis].empty();
  if (isPinned && both.empty())
    return module.emitError()
           << "a result is pinned otherwise along '"
           << mesh.getAxes()[tie.axis].name
           << "' than what it takes over or is the gradient of";
  first.places[tie.axis] = second.places[tie.axis] = both;
  if (first.order.empty())
    first.order = second.order;
  else
    second.order = first.order;
  return success();
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
      return module.emitError() << "has no entry @" << own.name << " to pin";
    if (failed(readPins(own.pins, entry)))
      return failure();
  }
  // Twice, so that what the last tie says reaches all that share its owner.
  for (unsigned turn = 0; turn < 2; ++turn)
    for (const ShardGraph::Tie &tie : graph.ties)
      if (failed(agree(tie)))
        return failure();
  for (ShardGraph::Border &border : graph.borders)
    for (unsigned axis = 0; axis < border.places.size(); ++axis)
      if (!border.wishes[axis].empty())
        border.wishes[axis] = common(border.places[axis], border.wishes[axis]);
  return success();
}

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

/// Reports a dimension that pins split into what does not divide it.
static LogicalResult checkDivisors(const ShardGraph::Border &border,
                                   const Mesh &mesh, Operation *at,
                                   const llvm::Twine &what) {
  if (border.places.empty())
    return success();
  for (auto [dim, divisor] : llvm::enumerate(border.divisors)) {
    int64_t parts = 1;
    for (auto [axis, places] : llvm::enumerate(border.places))
      if (places.size() == 1 && places.front() == dim)
        parts *= mesh.getAxes()[axis].size;
    if (divisor % parts != 0)
      return at->emitError()
             << "dimension " << dim << what.str() << " is pinned to " << parts
             << " parts, but is dynamic, and not known to be a multiple of "
                "that; pin arguments that it follows from";
  }
  return success();
}

LogicalResult checkPins(const ShardProgram &program, const Mesh &mesh) {
  for (auto [op, border] : program.pins)
    if (failed(checkDivisors(program.graph.borders[border], mesh, op, "")))
      return failure();
  for (const ShardProgram::Entry &entry : program.entries)
    for (auto [number, border] : llvm::enumerate(entry.results))
      if (border && failed(checkDivisors(program.graph.borders[*border], mesh,
                                         entry.function,
                                         " of result " + llvm::Twine(number))))
        return failure();
  return success();
}

LogicalResult addPins(ShardProgram &program, const ShardFile &file,
                      const Mesh &mesh, ModuleOp module) {
  return PinReader(program, mesh, module).read(file);
}

} // namespace ag
