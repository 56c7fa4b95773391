//===- ShardPreferences.cpp - preferred shardings -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Plan/ShardPreferences.h"
#include "Pins/ShardPins.h"
#include "Plan/CountedDims.h"
#include "Plan/ShardBatches.h"
#include "Plan/ShardLinks.h"
#include "Plan/ShardRoles.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Dialect/AG/IR/Requests/Gradients.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"

using namespace mlir;

namespace ag {
namespace {
using Place = ShardGraph::Place;
using Places = llvm::SmallVector<Place, 4>;

/// The kind of tensor that a boundary has.
enum class Content : uint8_t { Data, Parameter, State, Gradient, Result };

struct Boundary {
  unsigned number;
  Content content;
  /// The dimensions of the batch and the sequence, for data and results.
  std::optional<unsigned> batch = std::nullopt, sequence = std::nullopt;
};

class PreferenceBuilder {
public:
  PreferenceBuilder(ShardProgram &program, const ShardSpec &spec,
                    const Mesh &mesh)
      : program(program), graph(program.graph), spec(spec), mesh(mesh) {}

  /// Call make() before pins are read, and follow() after.
  void make();
  void follow();

  const UnmetPreferences &getVain() const { return vain; }

private:
  void findCounted();
  void findBatches(const ShardProgram::Entry &entry,
                   ArrayRef<ArgumentRole> roles);
  void addEntry(const ShardProgram::Entry &entry);
  void tie(const ShardProgram::Entry &entry);
  void tie(unsigned owner, unsigned other, bool isGradient);
  void setPreferences(const Boundary &boundary);
  Places findPreferred(const Boundary &boundary, unsigned axis);
  Places preferForData(const Boundary &boundary, unsigned axis);
  Places preferForTensor(const Boundary &boundary, unsigned axis);
  Places preferForExpert(const Boundary &boundary, unsigned axis);
  Places everyDim(const Boundary &boundary, unsigned axis);
  Places onDim(const Boundary &boundary, std::optional<unsigned> dim,
               unsigned axis);
  Places fromZero(unsigned level, const Boundary &boundary, unsigned axis);
  Places stayWhole(const Boundary &boundary, unsigned axis);
  bool isOfExperts(unsigned boundary) const;
  std::vector<bool> findOfParameters() const;
  void keepParameters();
  void tellMultiples();
  bool isPinned(unsigned boundary, unsigned axis) const {
    const ShardGraph::Boundary &own = graph.boundaries[boundary];
    return !own.places.empty() && !own.places[axis].empty();
  }
  /// Returns true if there is neither a preference nor a pin for an axis.
  bool isOpen(unsigned boundary, unsigned axis) const {
    return graph.boundaries[boundary].preferences[axis].empty() &&
           !isPinned(boundary, axis);
  }
  void followBatches();

  ShardProgram &program;
  ShardGraph &graph;
  const ShardSpec &spec;
  const Mesh &mesh;
  UnmetPreferences vain;
  /// For each boundary, whether it is that of a parameter, its counted
  /// dimensions, its batch dimension, and the users of its tensors.
  std::vector<bool> isParameter;
  std::vector<llvm::BitVector> counted;
  std::vector<std::optional<unsigned>> batches;
  std::vector<llvm::SmallVector<ShardGraph::Party, 2>> users;
};
} // namespace

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

/// Notes that no dimension that may be split is as long as the axis.
Places PreferenceBuilder::stayWhole(const Boundary &boundary, unsigned axis) {
  vain.shorter.push_back({boundary.number, axis});
  return {std::nullopt};
}

/// Returns the dimensions that are as long as the axis; unsplit if there are
/// none.
Places PreferenceBuilder::everyDim(const Boundary &boundary, unsigned axis) {
  Places places;
  for (auto [dim, size] :
       llvm::enumerate(graph.boundaries[boundary.number].sizes))
    if (size >= mesh.getAxes()[axis].size)
      places.push_back(dim);
  return places.empty() ? stayWhole(boundary, axis) : places;
}

Places PreferenceBuilder::onDim(const Boundary &boundary,
                                std::optional<unsigned> dim, unsigned axis) {
  ArrayRef<int64_t> sizes = graph.boundaries[boundary.number].sizes;
  if (!dim || *dim >= sizes.size())
    return {std::nullopt};
  return sizes[*dim] >= mesh.getAxes()[axis].size ? Places{Place(dim)}
                                                  : stayWhole(boundary, axis);
}

/// Returns the places of tensors that zero splits along dp from `level` on.
Places PreferenceBuilder::fromZero(unsigned level, const Boundary &boundary,
                                   unsigned axis) {
  if (spec.zero < level)
    return {std::nullopt};
  vain.isZeroIdle = false;
  return everyDim(boundary, axis);
}

/// Returns the preferred places along dp; empty if there is no preference.
Places PreferenceBuilder::preferForData(const Boundary &boundary,
                                        unsigned axis) {
  switch (boundary.content) {
  case Content::Data:
    return onDim(boundary, boundary.batch, axis);
  case Content::Result:
    return {};
  case Content::State:
    return fromZero(1, boundary, axis);
  case Content::Gradient:
    return fromZero(2, boundary, axis);
  case Content::Parameter:
    return fromZero(3, boundary, axis);
  }
  llvm_unreachable("all contents are listed");
}

Places PreferenceBuilder::preferForTensor(const Boundary &boundary,
                                          unsigned axis) {
  size_t rank = graph.boundaries[boundary.number].sizes.size();
  switch (boundary.content) {
  case Content::Data:
    return onDim(boundary, spec.sequence ? boundary.sequence : std::nullopt,
                 axis);
  case Content::Result:
    return onDim(boundary,
                 spec.sequence && rank >= 3 ? boundary.sequence : std::nullopt,
                 axis);
  case Content::Parameter:
    return rank >= 2 ? everyDim(boundary, axis) : Places();
  case Content::State:
  case Content::Gradient:
    return {};
  }
  llvm_unreachable("all contents are listed");
}

/// Returns true if dimension 0 is a batch of all contractions that use the
/// boundary.
bool PreferenceBuilder::isOfExperts(unsigned boundary) const {
  bool isUsed = false;
  for (const ShardGraph::Party &user : users[boundary]) {
    if (user.kind != ShardGraph::Party::Op)
      continue;
    const ShardRule &rule = graph.ops[user.number].rule;
    const ShardRule::Places &places = *rule.operands[user.place];
    if (places.empty() || places.front().size() != 1)
      return false;
    unsigned loop = places.front().front();
    auto has = [&](const auto &operand) {
      return !operand || operand->empty() || hasLoop(*operand, loop);
    };
    if (!takesSeveral(rule) || !llvm::all_of(rule.operands, has) ||
        !llvm::all_of(rule.results, [&](const ShardRule::Result &result) {
          return hasLoop(result.places, loop);
        }))
      return false;
    isUsed = true;
  }
  return isUsed;
}

Places PreferenceBuilder::preferForExpert(const Boundary &boundary,
                                          unsigned axis) {
  switch (boundary.content) {
  case Content::Data:
  case Content::Result:
    return preferForData(boundary, axis);
  case Content::Parameter:
    return onDim(boundary,
                 isOfExperts(boundary.number) ? Place(0) : std::nullopt, axis);
  case Content::State:
  case Content::Gradient:
    return {};
  }
  llvm_unreachable("all contents are listed");
}

Places PreferenceBuilder::findPreferred(const Boundary &boundary,
                                        unsigned axis) {
  if (mesh.getAxes()[axis].size == 1 || axis >= spec.axes.size())
    return {};
  switch (spec.axes[axis].role) {
  case ShardRole::None:
    return {};
  case ShardRole::Data:
    return preferForData(boundary, axis);
  case ShardRole::Tensor:
    return preferForTensor(boundary, axis);
  case ShardRole::Expert:
    return preferForExpert(boundary, axis);
  }
  llvm_unreachable("all roles are listed");
}

void PreferenceBuilder::setPreferences(const Boundary &boundary) {
  for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis)
    graph.boundaries[boundary.number].preferences[axis] =
        findPreferred(boundary, axis);
  if (boundary.content == Content::Parameter)
    isParameter[boundary.number] = true;
}

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

static std::optional<unsigned> findNamed(func::FuncOp function,
                                         unsigned argument, StringRef name) {
  auto type =
      dyn_cast<RankedTensorType>(function.getArgument(argument).getType());
  for (int64_t dim = 0; type && dim < type.getRank(); ++dim)
    if (getDimName(function, argument, dim) == name)
      return dim;
  return std::nullopt;
}

/// Returns the dimension of a result with the size that arguments call `name`.
static std::optional<unsigned>
findNamedResult(func::FuncOp function, unsigned result, StringRef name) {
  DimSymbols symbols(function);
  auto type = dyn_cast<RankedTensorType>(function.getResultTypes()[result]);
  Value given = function.front().getTerminator()->getOperand(result);
  for (int64_t dim = 0; type && dim < type.getRank(); ++dim)
    if (type.isDynamicDim(dim) &&
        findSymbolOf(function, symbols, given, dim, name))
      return dim;
  return std::nullopt;
}

static std::optional<unsigned> secondDim(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.getRank() > 1 ? std::optional<unsigned>(1)
                                        : std::nullopt;
}

/// Finds the batch dimensions of data: those that are named so. If there are
/// none, the first counted dimension 0 is one. So is a counted dimension 0 of
/// other data that is known to be as long.
void PreferenceBuilder::findBatches(const ShardProgram::Entry &entry,
                                    ArrayRef<ArgumentRole> roles) {
  func::FuncOp function = entry.function;
  SmallVector<unsigned> open;
  std::optional<int64_t> length;
  for (auto [number, boundary] : llvm::enumerate(entry.arguments)) {
    auto type = dyn_cast<RankedTensorType>(function.getArgumentTypes()[number]);
    if (!boundary || roles[number] != ArgumentRole::Data || !type ||
        type.getRank() == 0 || getParameterName(function.getArgument(number)))
      continue;
    batches[*boundary] = findNamed(function, number, "batch");
    if (batches[*boundary] && !length)
      length = type.getDimSize(*batches[*boundary]);
    else if (!batches[*boundary] && counted[*boundary].test(0))
      open.push_back(number);
  }
  for (unsigned number : open) {
    auto type = cast<RankedTensorType>(function.getArgumentTypes()[number]);
    int64_t own = type.getDimSize(0);
    if (!length || (own == *length && !ShapedType::isDynamic(own)))
      batches[*entry.arguments[number]] = 0;
    length = length.value_or(own);
  }
}

void PreferenceBuilder::addEntry(const ShardProgram::Entry &entry) {
  func::FuncOp function = entry.function;
  SmallVector<ArgumentRole> roles = findRoles(function);
  findBatches(entry, roles);
  for (auto [number, boundary] : llvm::enumerate(entry.arguments)) {
    if (!boundary || getParameterName(function.getArgument(number)))
      continue;
    Type type = function.getArgument(number).getType();
    if (roles[number] != ArgumentRole::Data) {
      setPreferences({*boundary, roles[number] == ArgumentRole::State
                                     ? Content::State
                                     : Content::Parameter});
      continue;
    }
    auto sequence = findNamed(function, number, "seq");
    setPreferences({*boundary, Content::Data, batches[*boundary],
                    sequence ? sequence : secondDim(type)});
  }
  for (auto [number, boundary] : llvm::enumerate(entry.results)) {
    if (!boundary)
      continue;
    auto sequence = findNamedResult(function, number, "seq");
    setPreferences(
        {*boundary,
         function.getResultAttr(number, gradientOfAttrName) ? Content::Gradient
                                                            : Content::Result,
         std::nullopt,
         sequence ? sequence : secondDim(function.getResultTypes()[number])});
  }
}

//===----------------------------------------------------------------------===//
// Ties
//===----------------------------------------------------------------------===//

/// Ties `other` to `owner`. They are not tied along dp if that splits gradients
/// and no parameters.
void PreferenceBuilder::tie(unsigned owner, unsigned other, bool isGradient) {
  for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis) {
    bool isData =
        axis < spec.axes.size() && spec.axes[axis].role == ShardRole::Data;
    if (isGradient && isData && spec.zero == 2 && isParameter[owner])
      continue;
    graph.ties.push_back({axis, owner, other, isGradient});
    graph.boundaries[other].preferences[axis] =
        graph.boundaries[owner].preferences[axis];
  }
}

void PreferenceBuilder::tie(const ShardProgram::Entry &entry) {
  func::FuncOp function = entry.function;
  for (auto [number, boundary] : llvm::enumerate(entry.results)) {
    if (!boundary)
      continue;
    if (auto argument = findTakenOver(function, number)) {
      if (entry.arguments[*argument])
        tie(*entry.arguments[*argument], *boundary, /*isGradient=*/false);
      continue;
    }
    Attribute of = function.getResultAttr(number, gradientOfAttrName);
    if (auto argument = dyn_cast_if_present<IntegerAttr>(of)) {
      if (argument.getInt() < int64_t(entry.arguments.size()) &&
          entry.arguments[argument.getInt()])
        tie(*entry.arguments[argument.getInt()], *boundary,
            /*isGradient=*/true);
    } else if (auto name = dyn_cast_if_present<StringAttr>(of)) {
      auto found = program.parameters.find(name);
      if (found != program.parameters.end())
        tie(found->second, *boundary, /*isGradient=*/true);
    }
  }
}

//===----------------------------------------------------------------------===//
// Parameters that are not gathered
//===----------------------------------------------------------------------===//

/// Returns, for each tensor, whether it is a parameter of rank 2 or more, or is
/// computed from such parameters alone.
std::vector<bool> PreferenceBuilder::findOfParameters() const {
  ShardLinks links(graph);
  std::vector<bool> found(graph.tensors.size(), false);
  for (auto [number, tensor] : llvm::enumerate(graph.tensors)) {
    if (tensor.maker.kind == ShardGraph::Party::Boundary)
      found[number] =
          tensor.sizes.size() >= 2 && isParameter[tensor.maker.number];
    else if (tensor.maker.kind == ShardGraph::Party::Op)
      found[number] = !links.operands[tensor.maker.number].empty() &&
                      llvm::all_of(links.operands[tensor.maker.number],
                                   [&](const ShardGraph::Use *use) {
                                     return found[use->tensor];
                                   });
  }
  return found;
}

void PreferenceBuilder::keepParameters() {
  AxisList axes;
  for (auto [axis, own] : llvm::enumerate(spec.axes))
    if (own.role == ShardRole::Tensor || own.role == ShardRole::Expert)
      axes.push_back(axis);
  std::vector<bool> found = findOfParameters();
  for (auto [tensor, isKept] : llvm::zip_equal(graph.tensors, found))
    if (isKept)
      tensor.kept = axes;
}

/// Sets the divisors of dynamic sizes. A dimension of an argument is known to
/// be a multiple of the axes that are requested to split it, and of no other
/// number.
void PreferenceBuilder::tellMultiples() {
  program.tellMultiples(
      [&](const ShardProgram::Entry &entry, unsigned argument, unsigned dim) {
        unsigned number = *entry.arguments[argument];
        const ShardGraph::Boundary &boundary = graph.boundaries[number];
        int64_t divisor = 1;
        for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis) {
          const Places &places = isPinned(number, axis)
                                     ? boundary.places[axis]
                                     : boundary.preferences[axis];
          if (places.size() == 1 && places.front() == dim)
            divisor *= mesh.getAxes()[axis].size;
        }
        return divisor;
      });
}

/// Prefers the split of a batch in all ops and results that it reaches.
void PreferenceBuilder::followBatches() {
  for (auto [axis, own] : llvm::enumerate(spec.axes)) {
    if ((own.role != ShardRole::Data && own.role != ShardRole::Expert) ||
        own.size == 1)
      continue;
    std::vector<std::optional<unsigned>> found = batches;
    followBatch(graph, mesh, axis, found);
    for (const ShardProgram::Entry &entry : program.entries)
      for (std::optional<unsigned> boundary : entry.results)
        if (boundary && found[*boundary] && isOpen(*boundary, axis))
          graph.boundaries[*boundary].preferences[axis] =
              onDim({*boundary, Content::Result}, found[*boundary], axis);
  }
}

void PreferenceBuilder::findCounted() {
  std::vector<bool> isResult(graph.boundaries.size());
  for (const ShardProgram::Entry &entry : program.entries)
    for (std::optional<unsigned> boundary : entry.results)
      if (boundary)
        isResult[*boundary] = true;
  counted = findCountedDims(graph, isResult);
}

void PreferenceBuilder::make() {
  for (auto [own, axis] : llvm::zip(spec.axes, mesh.getAxes()))
    vain.isZeroIdle |=
        spec.zero > 0 && own.role == ShardRole::Data && axis.size > 1;
  isParameter.resize(graph.boundaries.size());
  batches.resize(graph.boundaries.size());
  users.resize(graph.boundaries.size());
  for (const ShardGraph::Use &use : graph.uses)
    if (const ShardGraph::Party &maker = graph.tensors[use.tensor].maker;
        maker.kind == ShardGraph::Party::Boundary)
      users[maker.number].push_back(use.user);
  for (ShardGraph::Boundary &boundary : graph.boundaries)
    boundary.preferences.resize(mesh.getAxes().size());
  findCounted();
  for (auto [name, boundary] : program.parameters)
    setPreferences({boundary, Content::Parameter});
  for (const ShardProgram::Entry &entry : program.entries)
    addEntry(entry);
  for (const ShardProgram::Entry &entry : program.entries)
    tie(entry);
}

void PreferenceBuilder::follow() {
  tellMultiples();
  keepParameters();
  followBatches();
  llvm::erase_if(vain.shorter, [&](const UnmetPreferences::Shorter &each) {
    return isPinned(each.boundary, each.axis);
  });
}

FailureOr<UnmetPreferences> addPreferences(ShardProgram &program,
                                           const ShardSpec &spec,
                                           const ShardFile &file,
                                           const Mesh &mesh, ModuleOp module) {
  for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis)
    program.graph.order.push_back(axis);
  PreferenceBuilder maker(program, spec, mesh);
  maker.make();
  if (failed(addPins(program, file, mesh, module)))
    return failure();
  maker.follow();
  if (failed(checkPins(program, mesh)))
    return failure();
  return maker.getVain();
}

} // namespace ag
