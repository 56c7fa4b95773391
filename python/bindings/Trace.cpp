//===- Trace.cpp - building a function from Python ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Trace.h"
#include "Diagnostics.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Driver/Program.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace ag::python {

MLIRContext &getContext() {
  static MLIRContext *context = [] {
    MLIRContext *made = makeContext().release();
    made->loadDialect<AGDialect, arith::ArithDialect, func::FuncDialect,
                      math::MathDialect, scf::SCFDialect,
                      tensor::TensorDialect>();
    return made;
  }();
  return *context;
}

std::string Module::text(bool locations) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  OpPrintingFlags flags;
  flags.printNameLocAsPrefix();
  if (locations)
    flags.enableDebugInfo();
  op->print(stream, flags);
  return text;
}

Trace::Trace(StringRef name, TypeRange argumentTypes,
             ArrayRef<Location> argumentLocs, Location loc)
    : module(std::make_shared<Module>(Module{ModuleOp::create(loc)})),
      symbols(*module->op) {
  OpBuilder builder(&getContext());
  auto type = builder.getFunctionType(argumentTypes, {});
  function = func::FuncOp::create(builder, loc, name, type);
  symbols.insert(function);
  Block *entry = function.addEntryBlock();
  for (auto [argument, argumentLoc] :
       llvm::zip(entry->getArguments(), argumentLocs))
    argument.setLoc(argumentLoc);
}

Trace::~Trace() {
  // Ops of one region may use values of another, in any order of destruction.
  for (auto *regions : {&buried, &detached})
    for (const auto &region : *regions)
      region->dropAllReferences();
}

Block::BlockArgListType Trace::arguments() { return function.getArguments(); }

//===----------------------------------------------------------------------===//
// Creating ops
//===----------------------------------------------------------------------===//

bool Trace::isVisible(Value value) const {
  if (finished)
    return false;
  Region *region = value.getParentRegion();
  return region == &const_cast<func::FuncOp &>(function).getBody() ||
         llvm::any_of(detached,
                      [&](const auto &open) { return open.get() == region; });
}

void Trace::checkUsable(const NewOp &newOp) const {
  if (finished)
    throw Failure("the function has been traced already");
  if (llvm::any_of(newOp.bodies, [](Body *body) { return !body->region; }))
    throw Failure("the body belongs to an op already");
  for (Value operand : newOp.operands)
    if (!isVisible(operand))
      throw Failure("a value is used outside of the body that made it");
}

/// Returns the result types that the op infers, before it is created. Empty if
/// it has no InferTypeOpInterface. Throws a Failure if inference fails.
static SmallVector<Type> inferTypes(const NewOp &newOp,
                                    RegisteredOperationName info,
                                    const ReportCollector &reports) {
  MLIRContext *context = &getContext();
  auto *interface = info.getInterface<InferTypeOpInterface>();
  if (!interface)
    return {};
  DictionaryAttr attributes = newOp.attributes.getDictionary(context);
  std::vector<std::max_align_t> storage(
      info.getOpPropertyByteSize() / sizeof(std::max_align_t) + 1);
  OpaqueProperties properties(storage.data());
  info.initOpProperties(properties, OpaqueProperties(nullptr));
  auto emitError = [&] { return mlir::emitError(newOp.loc); };
  SmallVector<Type> types;
  bool inferred =
      (info.getOpPropertyByteSize() == 0 ||
       succeeded(info.setOpPropertiesFromAttribute(info, properties, attributes,
                                                   emitError))) &&
      succeeded(interface->inferReturnTypes(context, newOp.loc, newOp.operands,
                                            attributes, properties,
                                            RegionRange(), types));
  info.destroyOpProperties(properties);
  if (!inferred)
    throw reports.failure("the types of the results cannot be inferred");
  return types;
}

void Trace::insert(Operation *op, bool inPrologue) {
  Block &entry = function.getBody().front();
  if (!inPrologue) {
    Block &block = detached.empty() ? entry : detached.back()->front();
    block.push_back(op);
    return;
  }
  entry.getOperations().insert(
      lastOfPrologue ? std::next(lastOfPrologue->getIterator()) : entry.begin(),
      op);
  lastOfPrologue = op;
}

Operation *Trace::create(NewOp newOp) {
  checkUsable(newOp);
  auto info = RegisteredOperationName::lookup(newOp.name, &getContext());
  if (!info)
    throw Failure("there is no op " + newOp.name);
  ReportCollector reports(&getContext());
  if (!newOp.resultTypes)
    newOp.resultTypes = inferTypes(newOp, *info, reports);

  OperationState state(newOp.loc, *info);
  state.addOperands(newOp.operands);
  state.addTypes(*newOp.resultTypes);
  state.addAttributes(newOp.attributes);
  for (Body *body : newOp.bodies)
    state.addRegion(std::move(body->region));
  Operation *op = Operation::create(state);
  // Dominance is verified by finish(): a detached region does not determine it.
  if (failed(info->verifyInvariants(op)) ||
      failed(info->verifyRegionInvariants(op))) {
    for (Region &region : op->getRegions()) {
      bury(std::make_unique<Region>());
      buried.back()->takeBody(region);
    }
    op->destroy();
    throw reports.failure(newOp.name + " is not valid");
  }
  insert(op, newOp.inPrologue);
  return op;
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

Block::BlockArgListType Trace::open(TypeRange types, ArrayRef<Location> locs) {
  if (finished)
    throw Failure("the function has been traced already");
  auto region = std::make_unique<Region>();
  Block &block = region->emplaceBlock();
  block.addArguments(types, locs);
  detached.push_back(std::move(region));
  return block.getArguments();
}

std::unique_ptr<Region> Trace::close(const NewOp &terminator) {
  if (detached.empty())
    throw Failure("no body is open");
  checkUsable(terminator);
  OperationState state(terminator.loc, terminator.name);
  state.addOperands(terminator.operands);
  insert(Operation::create(state), /*inPrologue=*/false);
  return detached.pop_back_val();
}

void Trace::abandon() {
  if (!detached.empty())
    bury(detached.pop_back_val());
}

void Trace::bury(std::unique_ptr<Region> region) {
  buried.push_back(std::move(region));
}

Body::~Body() {
  if (region)
    trace->bury(std::move(region));
}

/// Returns true if a clone of the value's op has the same result anywhere.
static bool isRepeatable(Value value) {
  Operation *op = value.getDefiningOp();
  return op && op->getNumOperands() == 0 && op->getNumRegions() == 0 &&
         isMemoryEffectFree(op);
}

/// Returns the region and all regions nested in it.
static llvm::SmallPtrSet<Region *, 8> regionsOf(Region &region) {
  llvm::SmallPtrSet<Region *, 8> regions = {&region};
  region.walk([&](Operation *op) {
    for (Region &nested : op->getRegions())
      regions.insert(&nested);
  });
  return regions;
}

SmallVector<Value> Trace::isolate(Body &body, ArrayRef<Value> more) {
  llvm::SmallPtrSet<Region *, 8> inside = regionsOf(*body.region);
  llvm::MapVector<Value, SmallVector<OpOperand *>> captured;
  body.region->walk([&](Operation *op) {
    for (OpOperand &operand : op->getOpOperands())
      if (!inside.contains(operand.get().getParentRegion()))
        captured[operand.get()].push_back(&operand);
  });
  Block &block = body.region->front();
  OpBuilder builder(&getContext());
  builder.setInsertionPointToStart(&block);
  SmallVector<Value> inputs;
  for (auto &[value, uses] : captured) {
    Value stand;
    if (isRepeatable(value)) {
      Operation *copy = builder.clone(*value.getDefiningOp());
      stand = copy->getResult(cast<OpResult>(value).getResultNumber());
    } else {
      stand = block.addArgument(value.getType(), value.getLoc());
      inputs.push_back(value);
    }
    for (OpOperand *use : uses)
      use->set(stand);
  }
  for (Value value : more)
    block.addArgument(value.getType(), value.getLoc());
  return inputs;
}

/// Returns the first dimension that is called `name` of an argument of `block`,
/// of which `dims` are the attributes ag.dims. Returns null if there is none.
static Value findNamedSize(StringAttr name, Block &block,
                           ArrayRef<Attribute> dims, Location loc,
                           OpBuilder &builder) {
  for (auto [argument, attribute] : llvm::zip(block.getArguments(), dims)) {
    auto names = dyn_cast_if_present<ArrayAttr>(attribute);
    const auto *dim = names ? llvm::find(names, name) : nullptr;
    if (!names || dim == names.end())
      continue;
    Value number = arith::ConstantIndexOp::create(
        builder, builder.getUnknownLoc(), dim - names.begin());
    return tensor::DimOp::create(builder, loc, argument, number);
  }
  return nullptr;
}

Value Trace::repeatSize(Value size, Block &block, ArrayRef<Attribute> dims,
                        OpBuilder &builder) {
  Operation *op = size.getDefiningOp();
  if (!op || op->getNumRegions() > 0 || !isMemoryEffectFree(op) ||
      !isa<IndexType>(size.getType()))
    return nullptr;
  if (auto dim = dyn_cast<tensor::DimOp>(op)) {
    auto argument = dyn_cast<BlockArgument>(dim.getSource());
    std::optional<int64_t> number = dim.getConstantIndex();
    if (!number || !argument ||
        argument.getOwner() != &function.getBody().front())
      return nullptr;
    StringRef name = getDimName(function, argument.getArgNumber(), *number);
    return name.empty() ? nullptr
                        : findNamedSize(builder.getStringAttr(name), block,
                                        dims, size.getLoc(), builder);
  }
  IRMapping mapping;
  for (Value operand : op->getOperands()) {
    Value repeated = repeatSize(operand, block, dims, builder);
    if (!repeated)
      return nullptr;
    mapping.map(operand, repeated);
  }
  return builder.clone(*op, mapping)->getResult(0);
}

Outlined Trace::outline(StringRef name, Body &body, ArrayRef<Attribute> dims,
                        Location loc) {
  Block &block = body.region->front();
  OpBuilder builder(&getContext());
  SmallVector<Attribute> allDims(dims);
  Outlined outlined;
  Operation *first = &block.front();
  for (Value value : isolate(body)) {
    unsigned number = allDims.size();
    builder.setInsertionPointToStart(&block);
    if (Value size = repeatSize(value, block, allDims, builder)) {
      block.getArgument(number).replaceAllUsesWith(size);
      block.eraseArgument(number);
      continue;
    }
    auto argument = dyn_cast<BlockArgument>(value);
    bool isOfFunction =
        argument && argument.getOwner() == &function.getBody().front();
    allDims.push_back(isOfFunction ? function.getArgAttr(
                                         argument.getArgNumber(), dimsAttrName)
                                   : Attribute());
    outlined.captured.push_back(value);
  }
  // Operands of a size that is captured after all are not needed.
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(
           llvm::make_range(block.begin(), first->getIterator()))))
    if (isOpTriviallyDead(&op))
      op.erase();
  auto type = builder.getFunctionType(block.getArgumentTypes(),
                                      block.getTerminator()->getOperandTypes());
  OpBuilder outside(&getContext());
  auto other = func::FuncOp::create(outside, loc, name, type);
  other.setPrivate();
  other.getBody().takeBody(*body.region);
  body.region.reset();
  if (Attribute ranges = function->getAttr(rangesAttrName))
    other->setAttr(rangesAttrName, ranges);
  for (auto [number, attribute] : llvm::enumerate(allDims))
    if (attribute)
      other.setArgAttr(number, dimsAttrName, attribute);
  outlined.name = symbols.insert(other).str();
  return outlined;
}

//===----------------------------------------------------------------------===//
// The end
//===----------------------------------------------------------------------===//

/// Erases dead ops of the block, such as sizes in the prologue that only shapes
/// in Python refer to.
static void eraseUnused(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
    if (isOpTriviallyDead(&op))
      op.erase();
}

void Trace::setResultAttribute(unsigned number, StringRef name,
                               Attribute value) {
  resultAttributes[number].set(name, value);
}

std::shared_ptr<Module> Trace::finish(ArrayRef<Value> results,
                                      ArrayRef<std::string> names,
                                      ArrayRef<int64_t> aliases, Location loc) {
  NewOp terminator{"func.return", SmallVector<Value>(results), {}, loc};
  checkUsable(terminator);
  if (!detached.empty())
    throw Failure("a body is still open");
  OpBuilder builder = OpBuilder::atBlockEnd(&function.getBody().front());
  func::ReturnOp::create(builder, loc, results);
  function.setType(builder.getFunctionType(function.getArgumentTypes(),
                                           ValueRange(results).getTypes()));
  for (auto [number, name] : llvm::enumerate(names))
    if (!name.empty())
      setResultAttribute(number, "ag.name", builder.getStringAttr(name));
  for (auto [number, alias] : llvm::enumerate(aliases))
    if (alias >= 0)
      setResultAttribute(number, "ag.alias", builder.getI64IntegerAttr(alias));
  SmallVector<DictionaryAttr> all;
  for (unsigned number : llvm::seq<unsigned>(results.size()))
    all.push_back(resultAttributes[number].getDictionary(&getContext()));
  function.setAllResultAttrs(all);
  eraseUnused(function.getBody().front());
  finished = true;
  ReportCollector reports(&getContext());
  if (failed(mlir::verify(*module->op)))
    throw reports.failure("the traced module is not valid");
  return module;
}

} // namespace ag::python
