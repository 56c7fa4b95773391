//===- ShardPreferences.cpp - preferred shardings -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Plan/ShardPreferences.h"
#include "Pins/ShardPins.h"
#include "Plan/CountedDims.h"
#include "Plan/PreferredPlaces.h"
#include "Plan/ShardBatches.h"
#include "Plan/ShardLinks.h"
#include "Plan/ShardRoles.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Dialect/AG/IR/Requests/Gradients.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"

using namespace mlir;

namespace ag {
namespace {
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
  void findBatches(const ShardProgram::Entry &entry,
                   ArrayRef<ArgumentRole> roles);
  void addEntry(const ShardProgram::Entry &entry);
  void tie(const ShardProgram::Entry &entry);
  void tie(unsigned owner, unsigned other, bool isGradient);
  void setPreference(unsigned boundary, unsigned axis,
                     AxisPreference preference);
  void setPreferences(unsigned boundary, BoundaryContent content,
                      std::optional<unsigned> batch = std::nullopt,
                      std::optional<unsigned> sequence = std::nullopt);
  void keepParameters();
  void tellMultiples();
  void followBatches();

  ShardProgram &program;
  ShardGraph &graph;
  const ShardSpec &spec;
  const Mesh &mesh;
  UnmetPreferences vain;
  /// For each boundary, whether it is that of a parameter, whether its
  /// dimension 0 numbers experts, its counted dimensions, and its batch
  /// dimension.
  std::vector<bool> isParameter, isOfExperts;
  std::vector<llvm::BitVector> counted;
  std::vector<std::optional<unsigned>> batches;
};
} // namespace

//===----------------------------------------------------------------------===//
// Boundaries
//===----------------------------------------------------------------------===//

static bool isPinned(const ShardGraph::Boundary &boundary, unsigned axis) {
  return !boundary.places.empty() && !boundary.places[axis].empty();
}

/// Returns true if there is neither a preference nor a pin for an axis.
static bool isOpen(const ShardGraph::Boundary &boundary, unsigned axis) {
  return boundary.preferences[axis].empty() && !isPinned(boundary, axis);
}

/// Returns true if there are contractions among `users`, the users of a
/// boundary's tensors, and dimension 0 is a batch of all of them.
static bool areOfExperts(const ShardGraph &graph,
                         ArrayRef<ShardGraph::Party> users) {
  bool isUsed = false;
  for (const ShardGraph::Party &user : users) {
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

/// Returns, for each boundary, whether its dimension 0 numbers experts.
static std::vector<bool> findExperts(const ShardGraph &graph) {
  std::vector<llvm::SmallVector<ShardGraph::Party, 2>> users(
      graph.boundaries.size());
  for (const ShardGraph::Use &use : graph.uses)
    if (const ShardGraph::Party &maker = graph.tensors[use.tensor].maker;
        maker.kind == ShardGraph::Party::Boundary)
      users[maker.number].push_back(use.user);
  std::vector<bool> found(users.size());
  for (auto [boundary, own] : llvm::enumerate(users))
    found[boundary] = areOfExperts(graph, own);
  return found;
}

/// Returns the counted dimensions of each boundary.
static std::vector<llvm::BitVector> findCounted(const ShardProgram &program) {
  std::vector<bool> isResult(program.graph.boundaries.size());
  for (const ShardProgram::Entry &entry : program.entries)
    for (std::optional<unsigned> boundary : entry.results)
      if (boundary)
        isResult[*boundary] = true;
  return findCountedDims(program.graph, isResult);
}

/// Sets the preference of an axis, and notes whether it fits the boundary.
void PreferenceBuilder::setPreference(unsigned boundary, unsigned axis,
                                      AxisPreference preference) {
  if (preference.isTooShort)
    vain.shorter.push_back({boundary, axis});
  if (preference.isOfZero)
    vain.isZeroIdle = false;
  graph.boundaries[boundary].preferences[axis] = std::move(preference.places);
}

/// Sets the preferences of all axes.
void PreferenceBuilder::setPreferences(unsigned boundary,
                                       BoundaryContent content,
                                       std::optional<unsigned> batch,
                                       std::optional<unsigned> sequence) {
  BoundaryTensor tensor{content, graph.boundaries[boundary].sizes, batch,
                        sequence, isOfExperts[boundary]};
  for (auto [axis, own] : llvm::enumerate(mesh.getAxes())) {
    ShardRole role =
        axis < spec.axes.size() ? spec.axes[axis].role : ShardRole::None;
    setPreference(boundary, axis, preferPlaces(tensor, role, own.size, spec));
  }
  if (content == BoundaryContent::Parameter)
    isParameter[boundary] = true;
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
        type.getRank() == 0)
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
    // Boundaries of parameters that were lifted have their preferences already.
    if (!boundary || getParameterName(function.getArgument(number)))
      continue;
    Type type = function.getArgument(number).getType();
    if (roles[number] != ArgumentRole::Data) {
      setPreferences(*boundary, roles[number] == ArgumentRole::State
                                    ? BoundaryContent::State
                                    : BoundaryContent::Parameter);
      continue;
    }
    auto sequence = findNamed(function, number, "seq");
    setPreferences(*boundary, BoundaryContent::Data, batches[*boundary],
                   sequence ? sequence : secondDim(type));
  }
  for (auto [number, boundary] : llvm::enumerate(entry.results)) {
    if (!boundary)
      continue;
    auto sequence = findNamedResult(function, number, "seq");
    bool isGradient(function.getResultAttr(number, gradientOfAttrName));
    setPreferences(
        *boundary,
        isGradient ? BoundaryContent::Gradient : BoundaryContent::Result,
        /*batch=*/std::nullopt,
        sequence ? sequence : secondDim(function.getResultTypes()[number]));
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
/// computed from such parameters alone. `isParameter` has an entry for each
/// boundary.
static std::vector<bool>
findOfParameters(const ShardGraph &graph,
                 const std::vector<bool> &isParameter) {
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
  std::vector<bool> found = findOfParameters(graph, isParameter);
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
          ArrayRef<ShardGraph::Place> places = isPinned(boundary, axis)
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
        if (boundary && found[*boundary] &&
            isOpen(graph.boundaries[*boundary], axis))
          setPreference(*boundary, axis,
                        preferDim(graph.boundaries[*boundary].sizes,
                                  found[*boundary], mesh.getAxes()[axis].size));
  }
}

void PreferenceBuilder::make() {
  for (auto [own, axis] : llvm::zip(spec.axes, mesh.getAxes()))
    vain.isZeroIdle |=
        spec.zero > 0 && own.role == ShardRole::Data && axis.size > 1;
  isParameter.resize(graph.boundaries.size());
  batches.resize(graph.boundaries.size());
  isOfExperts = findExperts(graph);
  for (ShardGraph::Boundary &boundary : graph.boundaries)
    boundary.preferences.resize(mesh.getAxes().size());
  counted = findCounted(program);
  for (auto [name, boundary] : program.parameters)
    setPreferences(boundary, BoundaryContent::Parameter);
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
    return isPinned(graph.boundaries[each.boundary], each.axis);
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
