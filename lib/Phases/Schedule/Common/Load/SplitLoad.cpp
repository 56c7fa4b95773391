//===- SplitLoad.cpp - what depends on weights alone ----------------------===//
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
// A large constant is a parameter in this that needs no name: both functions
// refer to the one that the artefact holds.
//
// An op goes to load if it is pure, or an ag.require, uses nothing but
// parameters, constants, and what goes to load, and stands behind no ag.require
// of run that asks of the same parameters: that may be what makes it safe. Of
// those, a result that run uses is prepared if it is worth its memory: a tensor
// of a fixed size, no mere view, and not much larger than what it is made of.
// Else its op stays, and the op's operands are asked the same. One load serves
// all entries; what they have in common is made once. Where nothing is
// prepared, there is no load, and run demands everything.
//
//===----------------------------------------------------------------------===//
#include "Common/Load/LoadDivision.h"
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
// The function that makes it
//===----------------------------------------------------------------------===//

EntrySignature getSignature(func::FuncOp entry) {
  return *parseEntrySignature(
      entry.getName(), entry->getAttrOfType<DictionaryAttr>(signatureAttrName));
}

/// A function of all entries' parameters, in the order of their names' bytes;
/// in no module yet.
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

/// Where an entry uses what load makes.
struct Use {
  func::FuncOp entry;
  Value value;
};

/// Copies into `load` what it can make for `entry`; appends to `demands` what
/// it demands in place of that.
void copyToLoad(func::FuncOp entry, func::FuncOp load,
                SmallVectorImpl<Use> &uses, SmallVectorImpl<Value> &made,
                SmallVectorImpl<RequireOp> &demands) {
  IRMapping mapping;
  for (BlockArgument argument : entry.getArguments())
    for (BlockArgument known : load.getArguments())
      if (getParameterName(known) == getParameterName(argument))
        mapping.map(argument, known);
  LoadDivision division(entry);
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

/// Returns each of `made` once, and says which result each has become.
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
// What callers see
//===----------------------------------------------------------------------===//

std::string getPreparedName(unsigned number) {
  return (preparedPrefix + Twine(number)).str();
}

/// The same in every process: a file that holds what load makes names it. The
/// elements of a large constant count, not what it is called.
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

/// Erases the parameters that nothing uses; `signature` is to have the others.
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

/// Lets `entry` use the results of load with these numbers.
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

/// A name that no function has, nor begins with before a dot: the functions
/// that later phases make for it are named so.
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

/// Makes `load` known to the later phases, as an entry that takes nothing but
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
      // Parameters are known where the signature is.
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
