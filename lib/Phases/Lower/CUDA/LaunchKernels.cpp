//===- LaunchKernels.cpp - launches by the runtime ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does the host pass the arguments of a kernel to the driver?
//
// The driver takes an array of pointers to the arguments. It copies the values
// that these point to when a kernel is launched. One array serves all launches
// of a function. Its pointers are set once, where the function begins, each to
// a slot of 8 bytes.
//
//===----------------------------------------------------------------------===//
#include "Common/FailureBlock.h"
#include "DeviceConstants.h"
#include "SharedMemory.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Common/ProgramForm.h"
#include "ag/Phases/Lower/Passes.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_LAUNCHKERNELSPASS
#include "ag/Phases/Lower/Passes.h.inc"

namespace {
constexpr StringLiteral launchFunction = "ag_rt_launch";
constexpr StringLiteral readFunction = "ag_rt_read";

/// Bytes of one slot, and the largest total of a kernel's arguments (PTX 8.1).
constexpr size_t slotBytes = 8, mostArgumentBytes = 32764;

/// Lowers the launches of one module.
class LaunchLowering {
public:
  explicit LaunchLowering(ModuleOp module);
  LogicalResult lower(func::FuncOp entry);
  /// Ends the lowering after all entries are lowered.
  void end() { constants.list(); }

private:
  /// The array of pointers, and the slots that they point to.
  struct Stack {
    Value pointers;
    SmallVector<Value> slots;
  };
  Stack makeStack(func::FuncOp entry, size_t slots);
  SmallVector<Value> promote(gpu::LaunchFuncOp op, OpBuilder &builder);
  Value findAddress(memref::LoadOp op, OpBuilder &builder);
  void readElement(memref::LoadOp op, Value launcher);
  LLVM::LLVMFuncOp declare(StringRef name, Type result,
                           ArrayRef<Type> arguments);
  Value convert(Value value, OpBuilder &builder);

  ModuleOp module;
  LLVMTypeConverter types;
  DeviceConstants constants;
  Type pointer, i64;
  LLVM::LLVMFuncOp launch, read;
  DenseMap<StringAttr, int64_t> numbers;
};

LaunchLowering::LaunchLowering(ModuleOp module)
    : module(module), types(module.getContext()), constants(module, types),
      pointer(LLVM::LLVMPointerType::get(module.getContext())),
      i64(IntegerType::get(module.getContext(), 64)) {
  launch = declare(launchFunction, LLVM::LLVMVoidType::get(module.getContext()),
                   {pointer, i64, i64, i64, i64, pointer});
  for (auto kernels : module.getOps<gpu::GPUModuleOp>())
    for (auto kernel : kernels.getOps<FunctionOpInterface>())
      if (kernel->hasAttr(gpu::GPUDialect::getKernelFuncAttrName()))
        numbers.try_emplace(
            StringAttr::get(module.getContext(), kernel.getName()),
            numbers.size());
}

/// Fails, with an error, at a launch that ag-outline-blocks does not create.
/// ag-spread-threads distributes elements over blockThreads threads of one
/// dimension. The runtime writes the first argument.
static LogicalResult checkShape(gpu::LaunchFuncOp op) {
  ValueRange arguments = op.getKernelOperands();
  if (arguments.empty() || !arguments.front().getType().isIndex() ||
      !isConstantIntValue(arguments.front(), 0))
    return op.emitError("expected the number of the first block, 0, as the "
                        "first argument");
  auto isOne = [](Value size) { return isConstantIntValue(size, 1); };
  if (isOne(op.getGridSizeY()) && isOne(op.getGridSizeZ()) &&
      isOne(op.getBlockSizeY()) && isOne(op.getBlockSizeZ()) &&
      isConstantIntValue(op.getBlockSizeX(), blockThreads) &&
      !op.getDynamicSharedMemorySize())
    return success();
  return op.emitError("expected a grid of one dimension, ")
         << blockThreads << " threads, and no dynamic shared memory";
}

/// Fails, with an error, if no kernel can take the launch's arguments.
static LogicalResult checkArguments(gpu::LaunchFuncOp op,
                                    ArrayRef<Value> arguments) {
  size_t bytes = arguments.size() * slotBytes;
  if (bytes <= mostArgumentBytes)
    return success();
  return emitError(op.getLoc())
         << "too many tensors for one kernel: their addresses, sizes and "
            "strides take "
         << bytes << " bytes, and a GPU takes at most " << mostArgumentBytes;
}

/// Returns the value in a type of the LLVM dialect. Later conversions resolve
/// the cast.
Value LaunchLowering::convert(Value value, OpBuilder &builder) {
  Type type = types.convertType(value.getType());
  if (type == value.getType())
    return value;
  return UnrealizedConversionCastOp::create(builder, value.getLoc(), type,
                                            value)
      .getResult(0);
}

/// Returns the arguments of the kernel as the lowered kernel takes them.
SmallVector<Value> LaunchLowering::promote(gpu::LaunchFuncOp op,
                                           OpBuilder &builder) {
  auto converted =
      llvm::map_to_vector(op.getKernelOperands(), [&](Value operand) {
        return convert(operand, builder);
      });
  return types.promoteOperands(op.getLoc(), op.getKernelOperands(), converted,
                               builder);
}

/// Returns the function of the runtime. Declares it, unless the module has it.
LLVM::LLVMFuncOp LaunchLowering::declare(StringRef name, Type result,
                                         ArrayRef<Type> arguments) {
  if (auto known = module.lookupSymbol<LLVM::LLVMFuncOp>(name))
    return known;
  auto builder = OpBuilder::atBlockBegin(module.getBody());
  return LLVM::LLVMFuncOp::create(
      builder, module.getLoc(), name,
      LLVM::LLVMFunctionType::get(result, arguments));
}

/// Returns the address of an element on the GPU.
Value LaunchLowering::findAddress(memref::LoadOp op, OpBuilder &builder) {
  Location loc = op.getLoc();
  auto described =
      memref::ExtractStridedMetadataOp::create(builder, loc, op.getMemRef());
  Value place = described.getOffset();
  for (auto [index, stride] :
       llvm::zip_equal(op.getIndices(), described.getStrides()))
    place = arith::AddIOp::create(
        builder, loc, place,
        arith::MulIOp::create(builder, loc, index, stride));
  Value begin = memref::ExtractAlignedPointerAsIndexOp::create(builder, loc,
                                                               op.getMemRef());
  begin = arith::IndexCastOp::create(builder, loc, i64, begin);
  begin = LLVM::IntToPtrOp::create(builder, loc, pointer, begin);
  return LLVM::GEPOp::create(
      builder, loc, pointer, types.convertType(op.getType()), begin,
      arith::IndexCastOp::create(builder, loc, i64, place).getResult());
}

/// Ends the run after `call` if its status is a failure: the host would read
/// zeros from then on, by which a loop may never end.
static void returnFailure(LLVM::CallOp call) {
  Location loc = call.getLoc();
  OpBuilder builder(call->getContext());
  builder.setInsertionPointAfter(call);
  Value zero = arith::ConstantIntOp::create(builder, loc, 0, 32);
  Value isRead = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                       call.getResult(), zero);
  OpBuilder failure = beginFailure(isRead.getDefiningOp(), isRead);
  func::ReturnOp::create(failure, loc, call.getResult());
}

/// Makes the runtime copy an element that the host reads.
void LaunchLowering::readElement(memref::LoadOp op, Value launcher) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value address = findAddress(op, builder);
  Type type = types.convertType(op.getType());
  auto begin = OpBuilder::atBlockBegin(
      &op->getParentOfType<func::FuncOp>().getBody().front());
  Value one =
      LLVM::ConstantOp::create(begin, loc, i64, begin.getI64IntegerAttr(1));
  Value slot = LLVM::AllocaOp::create(begin, loc, pointer, type, one);
  int64_t bits = DataLayout::closest(op).getTypeSizeInBits(type);
  Value bytes = LLVM::ConstantOp::create(
      builder, loc, i64, builder.getI64IntegerAttr(llvm::divideCeil(bits, 8)));
  if (!read)
    read = declare(readFunction, IntegerType::get(module.getContext(), 32),
                   {pointer, pointer, pointer, i64});
  auto call = LLVM::CallOp::create(builder, loc, read,
                                   ValueRange{launcher, slot, address, bytes});
  Value value = LLVM::LoadOp::create(builder, loc, type, slot);
  if (type != op.getType())
    value =
        UnrealizedConversionCastOp::create(builder, loc, op.getType(), value)
            .getResult(0);
  op.replaceAllUsesWith(value);
  op.erase();
  returnFailure(call);
}

LaunchLowering::Stack LaunchLowering::makeStack(func::FuncOp entry,
                                                size_t slots) {
  auto builder = OpBuilder::atBlockBegin(&entry.getBody().front());
  Location loc = entry.getLoc();
  Value count = LLVM::ConstantOp::create(builder, loc, i64,
                                         builder.getI64IntegerAttr(slots));
  Stack stack;
  stack.pointers =
      LLVM::AllocaOp::create(builder, loc, pointer, pointer, count);
  Value values = LLVM::AllocaOp::create(builder, loc, pointer, i64, count);
  for (size_t slot = 0; slot < slots; ++slot) {
    LLVM::GEPArg at(static_cast<int32_t>(slot));
    stack.slots.push_back(
        LLVM::GEPOp::create(builder, loc, pointer, i64, values, at));
    Value entryOf =
        LLVM::GEPOp::create(builder, loc, pointer, pointer, stack.pointers, at);
    LLVM::StoreOp::create(builder, loc, stack.slots.back(), entryOf);
  }
  return stack;
}

LogicalResult LaunchLowering::lower(func::FuncOp entry) {
  unsigned number = entry.getNumArguments();
  if (failed(entry.insertArgument(number, pointer, {}, entry.getLoc())) ||
      failed(constants.lower(entry, entry.getArgument(number))))
    return failure();
  SmallVector<std::pair<gpu::LaunchFuncOp, SmallVector<Value>>> launches;
  size_t slots = 0;
  WalkResult found = entry.walk([&](gpu::LaunchFuncOp op) {
    if (failed(checkShape(op)))
      return WalkResult::interrupt();
    OpBuilder builder(op);
    launches.push_back({op, promote(op, builder)});
    if (failed(checkArguments(op, launches.back().second)))
      return WalkResult::interrupt();
    slots = std::max(slots, launches.back().second.size());
    return WalkResult::advance();
  });
  if (found.wasInterrupted())
    return failure();
  SmallVector<memref::LoadOp> loads;
  entry.walk([&](memref::LoadOp op) { loads.push_back(op); });
  for (memref::LoadOp op : loads)
    readElement(op, entry.getArgument(number));
  if (launches.empty())
    return success();
  Stack stack = makeStack(entry, slots);
  for (auto &[op, arguments] : launches) {
    OpBuilder builder(op);
    Location loc = op.getLoc();
    for (auto [argument, slot] : llvm::zip(arguments, stack.slots))
      LLVM::StoreOp::create(builder, loc, argument, slot);
    auto constant = [&](int64_t value) -> Value {
      return LLVM::ConstantOp::create(builder, loc, i64,
                                      builder.getI64IntegerAttr(value));
    };
    LLVM::CallOp::create(builder, loc, launch,
                         ValueRange{entry.getArgument(number),
                                    constant(numbers.at(op.getKernelName())),
                                    convert(op.getGridSizeX(), builder),
                                    convert(op.getBlockSizeX(), builder),
                                    constant(0), stack.pointers});
    op.erase();
  }
  return success();
}

/// Returns true if the entry takes the context of a run and a launcher, as the
/// pass leaves it.
bool takesLauncher(func::FuncOp entry) {
  ArrayRef<Type> types = entry.getArgumentTypes();
  return types.size() >= 2 &&
         llvm::all_of(types.take_back(2), llvm::IsaPred<LLVM::LLVMPointerType>);
}

struct LaunchKernelsPass
    : OnForm<ProgramForm::Statuses,
             impl::LaunchKernelsPassBase<LaunchKernelsPass>> {
  void runOnForm() override {
    if (failed(checkSharedMemory(getOperation())))
      return signalPassFailure();
    LaunchLowering lowering(getOperation());
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal() && isEntryOrLoad(function) &&
          !takesLauncher(function) && failed(lowering.lower(function)))
        return signalPassFailure();
    lowering.end();
    recordSharedMemory(getOperation());
  }
};
} // namespace
} // namespace ag
