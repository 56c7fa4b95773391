//===- PlanFile.cpp - plans as files, and back ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Pins/PlanFile.h"

using namespace mlir;

namespace ag {

/// The name that a boundary of forwarded or pinned values has in place of an
/// op's.
static constexpr llvm::StringLiteral carriedName = "carried";

/// Returns the boundaries that no argument, result or parameter has.
static SmallVector<unsigned> findCarried(const ShardProgram &program) {
  std::vector<bool> isNamed(program.graph.boundaries.size(), false);
  for (const ShardProgram::Entry &entry : program.entries) {
    for (std::optional<unsigned> boundary : entry.arguments)
      if (boundary)
        isNamed[*boundary] = true;
    for (std::optional<unsigned> boundary : entry.results)
      if (boundary)
        isNamed[*boundary] = true;
  }
  for (auto [name, boundary] : program.parameters)
    isNamed[boundary] = true;
  SmallVector<unsigned> carried;
  for (unsigned boundary = 0; boundary < isNamed.size(); ++boundary)
    if (!isNamed[boundary])
      carried.push_back(boundary);
  return carried;
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

static ShardFile::Step::Lists spell(ArrayRef<AxisList> lists,
                                    const Mesh &mesh) {
  ShardFile::Step::Lists named;
  for (ArrayRef<unsigned> axes : lists) {
    named.emplace_back();
    for (unsigned axis : axes)
      named.back().push_back(mesh.getAxes()[axis].name);
  }
  return named;
}

static ShardPins::Tensor pin(StringRef name, const ShardState &state,
                             const Mesh &mesh) {
  ShardPins::Tensor tensor{name.str(), std::nullopt};
  tensor.dims.emplace();
  for (std::vector<std::string> &axes : spell(state.dims, mesh))
    tensor.dims->emplace_back(std::move(axes));
  return tensor;
}

/// Returns a pin for each boundary, named by its number. Parameters have pins
/// of their own, with their names.
static std::vector<ShardPins::Tensor>
pinAll(const llvm::DenseSet<unsigned> &parameters,
       ArrayRef<std::optional<unsigned>> boundaries, const ShardChoice &choice,
       const Mesh &mesh) {
  std::vector<ShardPins::Tensor> tensors;
  for (auto [number, boundary] : llvm::enumerate(boundaries))
    if (boundary && !parameters.contains(*boundary))
      tensors.push_back(
          pin(std::to_string(number), choice.boundaries[*boundary], mesh));
  return tensors;
}

ShardFile describePlan(const ShardProgram &program, const ShardChoice &choice,
                       const Mesh &mesh, const ShardFile &asked) {
  ShardFile file;
  file.mesh = listAxes(mesh);
  file.links = asked.links;
  file.bucketBytes = asked.bucketBytes;
  llvm::DenseSet<unsigned> parameters;
  for (auto [name, boundary] : program.parameters) {
    parameters.insert(boundary);
    file.pins.parameters.push_back(
        pin(name.getValue(), choice.boundaries[boundary], mesh));
  }
  for (const ShardProgram::Entry &entry : program.entries) {
    ShardPins pins;
    pins.arguments = pinAll(parameters, entry.arguments, choice, mesh);
    pins.results = pinAll(parameters, entry.results, choice, mesh);
    if (!(pins == ShardPins()))
      file.entries.push_back({entry.getName().str(), std::move(pins)});
  }
  file.plan.emplace();
  for (auto [op, strategy] : llvm::zip_equal(program.ops, choice.ops))
    file.plan->push_back({op->getName().getStringRef().str(),
                          spell(strategy.loops, mesh),
                          spell(strategy.groups, mesh)});
  for (unsigned boundary : findCarried(program))
    file.plan->push_back(
        {carriedName.str(), spell(choice.boundaries[boundary].dims, mesh), {}});
  return file;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

static llvm::Expected<SmallVector<AxisList>>
readLists(const ShardFile::Step::Lists &lists, const Mesh &mesh) {
  SmallVector<AxisList> read;
  for (const std::vector<std::string> &axes : lists) {
    read.emplace_back();
    for (StringRef name : axes) {
      std::optional<unsigned> axis = mesh.findAxis(name);
      if (!axis)
        return llvm::createStringError("the mesh has no axis '" + name + "'");
      read.back().push_back(*axis);
    }
  }
  return read;
}

/// Returns the state that pins determine; std::nullopt if they leave an axis
/// open.
static std::optional<ShardState>
findPinned(const ShardGraph::Boundary &boundary, const Mesh &mesh) {
  ShardState state = wholeState(boundary.sizes.size());
  if (boundary.places.empty())
    return std::nullopt;
  for (unsigned axis : boundary.order) {
    if (boundary.places[axis].size() != 1)
      return std::nullopt;
    if (ShardGraph::Place place = boundary.places[axis].front())
      state.dims[*place].push_back(axis);
  }
  return state;
}

/// Returns the strategy of a step, or an error if the step is not one of
/// `name`.
static llvm::Expected<ShardStrategy>
readStep(const ShardFile::Step &step, StringRef name, const Mesh &mesh) {
  if (step.op != name)
    return llvm::createStringError("is of " + step.op + ", expected " + name);
  auto loops = readLists(step.loops, mesh);
  if (!loops)
    return loops.takeError();
  auto groups = readLists(step.groups, mesh);
  if (!groups)
    return groups.takeError();
  return ShardStrategy{{loops->begin(), loops->end()},
                       {groups->begin(), groups->end()}};
}

namespace {
class PlanReader {
public:
  PlanReader(const ShardProgram &program, const Mesh &mesh, ShardChoice &choice)
      : program(program), mesh(mesh), choice(choice),
        carried(findCarried(program)) {}

  size_t countSteps() const { return program.ops.size() + carried.size(); }
  llvm::Error read(unsigned number, const ShardFile::Step &step);

private:
  llvm::Error readOp(unsigned number, const ShardFile::Step &step);
  llvm::Error readCarried(unsigned boundary, const ShardFile::Step &step);

  const ShardProgram &program;
  const Mesh &mesh;
  ShardChoice &choice;
  SmallVector<unsigned> carried;
};
} // namespace

llvm::Error PlanReader::readOp(unsigned number, const ShardFile::Step &step) {
  auto strategy =
      readStep(step, program.ops[number]->getName().getStringRef(), mesh);
  if (!strategy)
    return strategy.takeError();
  auto states = findStates(program.graph.ops[number].rule, *strategy, mesh);
  if (!states)
    return states.takeError();
  choice.ops.push_back(std::move(*strategy));
  return llvm::Error::success();
}

llvm::Error PlanReader::readCarried(unsigned boundary,
                                    const ShardFile::Step &step) {
  auto dims = readStep(step, carriedName, mesh);
  if (!dims)
    return dims.takeError();
  ShardState &state = choice.boundaries[boundary];
  if (dims->loops.size() != state.dims.size())
    return llvm::createStringError("has another number of dimensions");
  llvm::copy(dims->loops, state.dims.begin());
  return llvm::Error::success();
}

llvm::Error PlanReader::read(unsigned number, const ShardFile::Step &step) {
  llvm::Error error =
      number < program.ops.size()
          ? readOp(number, step)
          : readCarried(carried[number - program.ops.size()], step);
  if (!error)
    return error;
  return llvm::createStringError("plan[" + llvm::Twine(number) + "] " +
                                 llvm::toString(std::move(error)));
}

llvm::Expected<ShardChoice> readPlan(const ShardProgram &program,
                                     const ShardFile &file, const Mesh &mesh) {
  ShardChoice choice;
  for (const ShardGraph::Boundary &boundary : program.graph.boundaries)
    choice.boundaries.push_back(
        findPinned(boundary, mesh).value_or(wholeState(boundary.sizes.size())));
  auto another = [](const llvm::Twine &what) {
    return llvm::createStringError("its plan is of another program: " + what);
  };
  PlanReader reader(program, mesh, choice);
  if (file.plan->size() != reader.countSteps())
    return another("it has " + llvm::Twine(file.plan->size()) +
                   " decisions, expected " + llvm::Twine(reader.countSteps()));
  for (auto [number, step] : llvm::enumerate(*file.plan))
    if (llvm::Error error = reader.read(number, step))
      return another(llvm::toString(std::move(error)));
  return choice;
}

} // namespace ag
