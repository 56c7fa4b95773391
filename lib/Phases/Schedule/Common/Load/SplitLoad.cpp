//===- SplitLoad.cpp - split off what depends on parameters only ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   func.func @f(%x: tensor<?x4xf32>,
//                %w: tensor<8x4xf32> {ag.parameter = "w"}) {
//     %t = linalg.transpose ... %w
//     %y = linalg.matmul %x, %t
//
// becomes
//
//   func.func @load(%w: tensor<8x4xf32> {ag.parameter = "w"})
//       -> tensor<4x8xf32>
//       attributes {ag.load = "81dc9bdb52d04dc2"} {
//     %t = linalg.transpose ... %w
//     return %t
//   func.func @f(%x: tensor<?x4xf32>,
//                %t: tensor<4x8xf32> {ag.parameter = "ag.prepared.0"}) {
//     %y = linalg.matmul %x, %t
//
// A large constant counts as a parameter without a name here: both functions
// refer to the constant in the artefact.
//
// An op moves to load if it is pure, or an ag.require, and uses only
// parameters, constants, and results of ops that move to load. It must not come
// after an ag.require of run on the same parameters, as that may be what makes
// it safe. A result of these ops that run uses is prepared if it is worth its
// memory. It must be a tensor of static size, no mere view, and not much larger
// than its sources. Otherwise its op stays in run, and the op's operands are
// examined in the same way. One load serves all entries, and computes common
// values once. If no value is prepared, there is no load, and run checks all
// demands.
//
//===----------------------------------------------------------------------===//
#include "Common/Load/LoadPartition.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "ag/Analysis/Equality/StructuralHash.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/CSE.h"
#include <map>
#include <set>

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_SPLITLOADPASS
#include "ag/Phases/Schedule/Passes.h.inc"

namespace {
//===----------------------------------------------------------------------===//
// The load function
//===----------------------------------------------------------------------===//

EntrySignature getSignature(func::FuncOp entry) {
  return *parseEntrySignature(
      entry.getName(), entry->getAttrOfType<DictionaryAttr>(signatureAttrName));
}

/// Creates a function with the parameters of all entries, sorted by the bytes
/// of their names. It is in no module yet.
OwningOpRef<func::FuncOp> makeLoad(ModuleOp module,
                                   ArrayRef<func::FuncOp> entries) {
  std::map<std::string, BlockArgument> parameters;
  for (func::FuncOp entry : entries)
    for (BlockArgument argument : entry.getArguments())
      if (StringAttr name = getParameterName(argument))
        parameters.try_emplace(name.str(), argument);
  OpBuilder builder(module.getContext());
  SmallVector<Type> types;
  SmallVector<DictionaryAttr> marks;
  for (auto &[name, argument] : parameters) {
    types.push_back(argument.getType());
    marks.push_back(markParameter(name, module.getContext()));
  }
  auto load = func::FuncOp::create(builder, module.getLoc(), "load",
                                   builder.getFunctionType(types, {}));
  load.addEntryBlock();
  load.setAllArgAttrs(marks);
  return load;
}

/// A value of an entry that load computes.
struct Use {
  func::FuncOp entry;
  Value value;
};

/// Copies the ops that can run once for `entry` into `load`. Appends the
/// demands that load checks instead of the entry to `demands`.
void copyToLoad(func::FuncOp entry, func::FuncOp load,
                SmallVectorImpl<Use> &uses, SmallVectorImpl<Value> &made,
                SmallVectorImpl<RequireOp> &demands) {
  IRMapping mapping;
  for (BlockArgument argument : entry.getArguments())
    for (BlockArgument known : load.getArguments())
      if (getParameterName(known) == getParameterName(argument))
        mapping.map(argument, known);
  LoadPartition division(entry);
  auto builder = OpBuilder::atBlockEnd(&load.getBody().front());
  for (Operation *op : division.getLoadOps())
    builder.clone(*op, mapping);
  llvm::append_range(demands, division.getDemands());
  for (Value value : division.getPrepared()) {
    splitLoadRemarks.passed(value.getDefiningOp(), "prepared")
        << remark::add("is made of parameters and constants alone, by load")
        << remark::metric("type", value.getType())
        << remark::metric("bytes", *countBytes(value.getType()));
    uses.push_back({entry, value});
    made.push_back(mapping.lookup(value));
  }
}

/// Returns the distinct values of `made` from `load`. Gives, for each of
/// `made`, the number of its result.
SmallVector<unsigned> finishBody(func::FuncOp load, ValueRange made) {
  auto builder = OpBuilder::atBlockEnd(&load.getBody().front());
  auto terminator = func::ReturnOp::create(builder, load.getLoc(), made);
  IRRewriter rewriter(builder);
  DominanceInfo dominance(load);
  eliminateCommonSubExpressions(rewriter, dominance, load);
  SetVector<Value> distinct(terminator->operand_begin(),
                            terminator->operand_end());
  SmallVector<unsigned> numbers;
  for (Value value : terminator->getOperands())
    numbers.push_back(llvm::find(distinct, value) - distinct.begin());
  terminator->setOperands(distinct.getArrayRef());
  load.setType(builder.getFunctionType(load.getArgumentTypes(),
                                       terminator.getOperandTypes()));
  return numbers;
}

//===----------------------------------------------------------------------===//
// Signatures
//===----------------------------------------------------------------------===//

std::string getPreparedName(unsigned number) {
  return (preparedPrefix + Twine(number)).str();
}

/// Returns the hash of load, which is the same in every process, as files with
/// prepared values refer to it. It covers the elements of a large constant, not
/// its name.
std::string hashOf(func::FuncOp load) {
  return llvm::utohexstr(StructuralHash().of(load), /*LowerCase=*/true,
                         /*Width=*/16);
}

void eraseDead(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
    if (isOpTriviallyDead(&op))
      op.erase();
}

TensorSignature describe(StringRef name, Type type) {
  auto tensor = cast<RankedTensorType>(type);
  TensorSignature result{
      name.str(), *getScalarType(tensor.getElementType()), {}};
  for (int64_t size : tensor.getShape())
    result.dims.push_back({SizeSignature::Number, size});
  return result;
}

/// Erases parameters without uses from `function` and `signature`.
LogicalResult dropUnused(func::FuncOp function, EntrySignature &signature) {
  std::set<std::string> dropped;
  for (unsigned number = function.getNumArguments(); number > 0; --number) {
    BlockArgument argument = function.getArgument(number - 1);
    StringAttr name = getParameterName(argument);
    if (!name || !argument.use_empty())
      continue;
    dropped.insert(name.str());
    if (failed(function.eraseArgument(number - 1)))
      return failure();
  }
  llvm::erase_if(signature.parameters, [&](const TensorSignature &parameter) {
    return dropped.count(parameter.name) > 0;
  });
  return success();
}

/// Replaces the values of `entry` by parameters for the results of load with
/// these numbers.
LogicalResult usePrepared(func::FuncOp entry,
                          ArrayRef<std::pair<Value, unsigned>> values) {
  EntrySignature signature = getSignature(entry);
  std::map<unsigned, BlockArgument> arguments;
  for (auto [value, number] : values) {
    BlockArgument &argument = arguments[number];
    if (!argument) {
      std::string name = getPreparedName(number);
      unsigned last = entry.getNumArguments();
      if (failed(entry.insertArgument(last, value.getType(),
                                      markParameter(name, entry.getContext()),
                                      value.getLoc())))
        return failure();
      argument = entry.getArgument(last);
      signature.parameters.push_back(describe(name, value.getType()));
    }
    value.replaceAllUsesWith(argument);
  }
  eraseDead(entry.getBody().front());
  if (failed(dropUnused(entry, signature)))
    return failure();
  entry->setAttr(signatureAttrName, toAttr(signature, entry.getContext()));
  return success();
}

/// Returns a name for load. No function has this name, or has it before a dot,
/// as helpers of load that later phases create do.
std::string getFreeName(ModuleOp module) {
  std::string name = "load";
  auto isTaken = [&](func::FuncOp function) {
    StringRef rest = function.getName();
    return rest.consume_front(name) && (rest.empty() || rest.front() == '.');
  };
  while (llvm::any_of(module.getOps<func::FuncOp>(), isTaken))
    name += "_";
  return name;
}

/// Declares `load` to the later phases, as an entry without arguments that has
/// these parameters.
LogicalResult describeLoad(func::FuncOp load, ModuleOp module,
                           ArrayRef<TensorSignature> parameters) {
  MLIRContext *context = load.getContext();
  OpBuilder builder(context);
  SymbolTable symbols(module);
  load.setName(getFreeName(module));
  EntrySignature signature;
  signature.parameters.assign(parameters.begin(), parameters.end());
  for (auto [number, type] : llvm::enumerate(load.getResultTypes()))
    signature.results.push_back(describe(getPreparedName(number), type));
  func::FuncOp shapes =
      makeHelper(builder, load, signature, EntryHelper::Shapes);
  SmallVector<Value> extents;
  for (Type type : load.getResultTypes())
    for (int64_t size : cast<RankedTensorType>(type).getShape())
      extents.push_back(
          arith::ConstantIndexOp::create(builder, load.getLoc(), size));
  func::ReturnOp::create(builder, load.getLoc(), extents);
  symbols.insert(shapes);
  if (failed(dropUnused(load, signature)))
    return failure();
  load->setAttr(signatureAttrName, toAttr(signature, context));
  load->setAttr(loadAttrName, builder.getStringAttr(hashOf(load)));
  symbols.insert(load);
  return success();
}

struct SplitLoadPass : WithModels<impl::SplitLoadPassBase<SplitLoadPass>> {
  void runOnOperation() override {
    SmallVector<func::FuncOp> entries;
    std::map<std::string, TensorSignature> parameters;
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      // Only functions with a signature have parameters.
      auto attr = function->getAttrOfType<DictionaryAttr>(signatureAttrName);
      if (!attr || !isEntry(function))
        continue;
      auto signature = parseEntrySignature(function.getName(), attr);
      if (!signature) {
        function.emitError("its ag.signature is not well-formed");
        return signalPassFailure();
      }
      entries.push_back(function);
      for (const TensorSignature &parameter : signature->parameters)
        parameters.try_emplace(parameter.name, parameter);
    }
    OwningOpRef<func::FuncOp> load = makeLoad(getOperation(), entries);
    SmallVector<Use> uses;
    SmallVector<Value> made;
    SmallVector<RequireOp> demands;
    for (func::FuncOp entry : entries)
      copyToLoad(entry, *load, uses, made, demands);
    if (uses.empty())
      return;
    SmallVector<unsigned> numbers = finishBody(*load, made);
    llvm::MapVector<func::FuncOp, SmallVector<std::pair<Value, unsigned>>>
        users;
    for (auto [use, number] : llvm::zip(uses, numbers))
      users[use.entry].push_back({use.value, number});
    for (RequireOp demand : demands) {
      users[demand->getParentOfType<func::FuncOp>()];
      demand.erase();
    }
    for (auto &[entry, values] : users)
      if (failed(usePrepared(entry, values)))
        return signalPassFailure();
    if (failed(
            describeLoad(load.release(), getOperation(),
                         llvm::to_vector(llvm::make_second_range(parameters)))))
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
