//===- ShardWishes.cpp - preferred shardings ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Plan/ShardWishes.h"
#include "Pins/ShardPins.h"
#include "Plan/CountedDims.h"
#include "Plan/ShardBatches.h"
#include "Plan/ShardLinks.h"
#include "Plan/ShardRoles.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Dialect/AG/IR/Requests/Gradients.h"
#include "ag/Dialect/AG/IR/Sizes/Dims.h"

using namespace mlir;

namespace ag {
namespace {
using Place = ShardGraph::Place;
using Places = llvm::SmallVector<Place, 4>;

/// The kind of tensor that a border has.
enum class Content : uint8_t { Data, Parameter, State, Gradient, Result };

struct Border {
  unsigned number;
  Content content;
  /// The dimensions of the batch and the sequence, for data and results.
  std::optional<unsigned> batch = std::nullopt, sequence = std::nullopt;
};

class WishMaker {
public:
  WishMaker(ShardProgram &program, const ShardSpec &spec, const Mesh &mesh)
      : program(program), graph(program.graph), spec(spec), mesh(mesh) {}

  /// Call make() before pins are read, and follow() after.
  void make();
  void follow();

  const VainWishes &getVain() const { return vain; }

private:
  void findCounted();
  void findBatches(const ShardProgram::Entry &entry,
                   ArrayRef<ArgumentRole> roles);
  void addEntry(const ShardProgram::Entry &entry);
  void tie(const ShardProgram::Entry &entry);
  void tie(unsigned owner, unsigned other, bool isGradient);
  void wish(const Border &border);
  Places wishFor(const Border &border, unsigned axis);
  Places wishForData(const Border &border, unsigned axis);
  Places wishForTensor(const Border &border, unsigned axis);
  Places wishForExpert(const Border &border, unsigned axis);
  Places everyDim(const Border &border, unsigned axis);
  Places onDim(const Border &border, std::optional<unsigned> dim,
               unsigned axis);
  Places fromZero(unsigned level, const Border &border, unsigned axis);
  Places stayWhole(const Border &border, unsigned axis);
  bool isOfExperts(unsigned border) const;
  std::vector<bool> findOfParameters() const;
  void keepParameters();
  void tellMultiples();
  bool isPinned(unsigned border, unsigned axis) const {
    const ShardGraph::Border &own = graph.borders[border];
    return !own.places.empty() && !own.places[axis].empty();
  }
  /// Returns true if there is neither a preference nor a pin for an axis.
  bool isOpen(unsigned border, unsigned axis) const {
    return graph.borders[border].wishes[axis].empty() &&
           !isPinned(border, axis);
  }
  void followBatches();

  ShardProgram &program;
  ShardGraph &graph;
  const ShardSpec &spec;
  const Mesh &mesh;
  VainWishes vain;
  /// For each border, whether it is that of a parameter, its counted
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
Places WishMaker::stayWhole(const Border &border, unsigned axis) {
  vain.shorter.push_back({border.number, axis});
  return {std::nullopt};
}

/// Returns the dimensions that are as long as the axis; unsplit if there are
/// none.
Places WishMaker::everyDim(const Border &border, unsigned axis) {
  Places places;
  for (auto [dim, size] : llvm::enumerate(graph.borders[border.number].sizes))
    if (size >= mesh.getAxes()[axis].size)
      places.push_back(dim);
  return places.empty() ? stayWhole(border, axis) : places;
}

Places WishMaker::onDim(const Border &border, std::optional<unsigned> dim,
                        unsigned axis) {
  ArrayRef<int64_t> sizes = graph.borders[border.number].sizes;
  if (!dim || *dim >= sizes.size())
    return {std::nullopt};
  return sizes[*dim] >= mesh.getAxes()[axis].size ? Places{Place(dim)}
                                                  : stayWhole(border, axis);
}

/// Returns the places of tensors that zero splits along dp from `level` on.
Places WishMaker::fromZero(unsigned level, const Border &border,
                           unsigned axis) {
  if (spec.zero < level)
    return {std::nullopt};
  vain.isZeroIdle = false;
  return everyDim(border, axis);
}

/// Returns the preferred places along dp; empty if there is no preference.
Places WishMaker::wishForData(const Border &border, unsigned axis) {
  switch (border.content) {
  case Content::Data:
    return onDim(border, border.batch, axis);
  case Content::Result:
    return {};
  case Content::State:
    return fromZero(1, border, axis);
  case Content::Gradient:
    return fromZero(2, border, axis);
  case Content::Parameter:
    return fromZero(3, border, axis);
  }
  llvm_unreachable("all contents are listed");
}

Places WishMaker::wishForTensor(const Border &border, unsigned axis) {
  size_t rank = graph.borders[border.number].sizes.size();
  switch (border.content) {
  case Content::Data:
    return onDim(border, spec.sequence ? border.sequence : std::nullopt, axis);
  case Content::Result:
    return onDim(border,
                 spec.sequence && rank >= 3 ? border.sequence : std::nullopt,
                 axis);
  case Content::Parameter:
    return rank >= 2 ? everyDim(border, axis) : Places();
  case Content::State:
  case Content::Gradient:
    return {};
  }
  llvm_unreachable("all contents are listed");
}

/// Returns true if dimension 0 is a batch of all contractions that use the
/// border.
bool WishMaker::isOfExperts(unsigned border) const {
  bool isUsed = false;
  for (const ShardGraph::Party &user : users[border]) {
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

Places WishMaker::wishForExpert(const Border &border, unsigned axis) {
  switch (border.content) {
  case Content::Data:
  case Content::Result:
    return wishForData(border, axis);
  case Content::Parameter:
    return onDim(border, isOfExperts(border.number) ? Place(0) : std::nullopt,
                 axis);
  case Content::State:
  case Content::Gradient:
    return {};
  }
  llvm_unreachable("all contents are listed");
}

Places WishMaker::wishFor(const Border &border, unsigned axis) {
  if (mesh.getAxes()[axis].size == 1 || axis >= spec.axes.size())
    return {};
  switch (spec.axes[axis].role) {
  case ShardRole::None:
    return {};
  case ShardRole::Data:
    return wishForData(border, axis);
  case ShardRole::Tensor:
    return wishForTensor(border, axis);
  case ShardRole::Expert:
    return wishForExpert(border, axis);
  }
  llvm_unreachable("all roles are listed");
}

void WishMaker::wish(const Border &border) {
  for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis)
    graph.borders[border.number].wishes[axis] = wishFor(border, axis);
  if (border.content == Content::Parameter)
    isParameter[border.number] = true;
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
void WishMaker::findBatches(const ShardProgram::Entry &entry,
                            ArrayRef<ArgumentRole> roles) {
  func::FuncOp function = entry.function;
  SmallVector<unsigned> open;
  std::optional<int64_t> length;
  for (auto [number, border] : llvm::enumerate(entry.arguments)) {
    auto type = dyn_cast<RankedTensorType>(function.getArgumentTypes()[number]);
    if (!border || roles[number] != ArgumentRole::Data || !type ||
        type.getRank() == 0 || getParameterName(function.getArgument(number)))
      continue;
    batches[*border] = findNamed(function, number, "batch");
    if (batches[*border] && !length)
      length = type.getDimSize(*batches[*border]);
    else if (!batches[*border] && counted[*border].test(0))
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

void WishMaker::addEntry(const ShardProgram::Entry &entry) {
  func::FuncOp function = entry.function;
  SmallVector<ArgumentRole> roles = findRoles(function);
  findBatches(entry, roles);
  for (auto [number, border] : llvm::enumerate(entry.arguments)) {
    if (!border || getParameterName(function.getArgument(number)))
      continue;
    Type type = function.getArgument(number).getType();
    if (roles[number] != ArgumentRole::Data) {
      wish({*border, roles[number] == ArgumentRole::State
                         ? Content::State
                         : Content::Parameter});
      continue;
    }
    auto sequence = findNamed(function, number, "seq");
    wish({*border, Content::Data, batches[*border],
          sequence ? sequence : secondDim(type)});
  }
  for (auto [number, border] : llvm::enumerate(entry.results)) {
    if (!border)
      continue;
    auto sequence = findNamedResult(function, number, "seq");
    wish({*border,
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
void WishMaker::tie(unsigned owner, unsigned other, bool isGradient) {
  for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis) {
    bool isData =
        axis < spec.axes.size() && spec.axes[axis].role == ShardRole::Data;
    if (isGradient && isData && spec.zero == 2 && isParameter[owner])
      continue;
    graph.ties.push_back({axis, owner, other, isGradient});
    graph.borders[other].wishes[axis] = graph.borders[owner].wishes[axis];
  }
}

void WishMaker::tie(const ShardProgram::Entry &entry) {
  func::FuncOp function = entry.function;
  for (auto [number, border] : llvm::enumerate(entry.results)) {
    if (!border)
      continue;
    if (auto argument = findTakenOver(function, number)) {
      if (entry.arguments[*argument])
        tie(*entry.arguments[*argument], *border, /*isGradient=*/false);
      continue;
    }
    Attribute of = function.getResultAttr(number, gradientOfAttrName);
    if (auto argument = dyn_cast_if_present<IntegerAttr>(of)) {
      if (argument.getInt() < int64_t(entry.arguments.size()) &&
          entry.arguments[argument.getInt()])
        tie(*entry.arguments[argument.getInt()], *border, /*isGradient=*/true);
    } else if (auto name = dyn_cast_if_present<StringAttr>(of)) {
      auto found = program.parameters.find(name);
      if (found != program.parameters.end())
        tie(found->second, *border, /*isGradient=*/true);
    }
  }
}

//===----------------------------------------------------------------------===//
// Parameters that are not gathered
//===----------------------------------------------------------------------===//

/// Returns, for each tensor, whether it is a parameter of rank 2 or more, or is
/// computed from such parameters alone.
std::vector<bool> WishMaker::findOfParameters() const {
  ShardLinks links(graph);
  std::vector<bool> found(graph.tensors.size(), false);
  for (auto [number, tensor] : llvm::enumerate(graph.tensors)) {
    if (tensor.maker.kind == ShardGraph::Party::Border)
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

void WishMaker::keepParameters() {
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
void WishMaker::tellMultiples() {
  program.tellMultiples(
      [&](const ShardProgram::Entry &entry, unsigned argument, unsigned dim) {
        unsigned number = *entry.arguments[argument];
        const ShardGraph::Border &border = graph.borders[number];
        int64_t divisor = 1;
        for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis) {
          const Places &places = isPinned(number, axis) ? border.places[axis]
                                                        : border.wishes[axis];
          if (places.size() == 1 && places.front() == dim)
            divisor *= mesh.getAxes()[axis].size;
        }
        return divisor;
      });
}

/// Prefers the split of a batch in all ops and results that it reaches.
void WishMaker::followBatches() {
  for (auto [axis, own] : llvm::enumerate(spec.axes)) {
    if ((own.role != ShardRole::Data && own.role != ShardRole::Expert) ||
        own.size == 1)
      continue;
    std::vector<std::optional<unsigned>> found = batches;
    followBatch(graph, mesh, axis, found);
    for (const ShardProgram::Entry &entry : program.entries)
      for (std::optional<unsigned> border : entry.results)
        if (border && found[*border] && isOpen(*border, axis))
          graph.borders[*border].wishes[axis] =
              onDim({*border, Content::Result}, found[*border], axis);
  }
}

void WishMaker::findCounted() {
  std::vector<bool> isResult(graph.borders.size());
  for (const ShardProgram::Entry &entry : program.entries)
    for (std::optional<unsigned> border : entry.results)
      if (border)
        isResult[*border] = true;
  counted = findCountedDims(graph, isResult);
}

void WishMaker::make() {
  for (auto [own, axis] : llvm::zip(spec.axes, mesh.getAxes()))
    vain.isZeroIdle |=
        spec.zero > 0 && own.role == ShardRole::Data && axis.size > 1;
  isParameter.resize(graph.borders.size());
  batches.resize(graph.borders.size());
  users.resize(graph.borders.size());
  for (const ShardGraph::Use &use : graph.uses)
    if (const ShardGraph::Party &maker = graph.tensors[use.tensor].maker;
        maker.kind == ShardGraph::Party::Border)
      users[maker.number].push_back(use.user);
  for (ShardGraph::Border &border : graph.borders)
    border.wishes.resize(mesh.getAxes().size());
  findCounted();
  for (auto [name, border] : program.parameters)
    wish({border, Content::Parameter});
  for (const ShardProgram::Entry &entry : program.entries)
    addEntry(entry);
  for (const ShardProgram::Entry &entry : program.entries)
    tie(entry);
}

void WishMaker::follow() {
  tellMultiples();
  keepParameters();
  followBatches();
  llvm::erase_if(vain.shorter, [&](const VainWishes::Shorter &each) {
    return isPinned(each.border, each.axis);
  });
}

FailureOr<VainWishes> addWishes(ShardProgram &program, const ShardSpec &spec,
                                const ShardFile &file, const Mesh &mesh,
                                ModuleOp module) {
  for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis)
    program.graph.order.push_back(axis);
  WishMaker maker(program, spec, mesh);
  maker.make();
  if (failed(addPins(program, file, mesh, module)))
    return failure();
  maker.follow();
  if (failed(checkPins(program, mesh)))
    return failure();
  return maker.getVain();
}

} // namespace ag
