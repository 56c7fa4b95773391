//===- HeldValues.h - what a rank has of each value -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a rank have of each value of a program, in which states? A value is
// held in all states that it has been brought to, as uses require them. The
// next state is computed from the one from which that costs least. Gathered
// parameters are dropped where that pays (GatheredParameters.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PARTITION_HELDVALUES_H
#define AG_LIB_PHASES_SHARD_PARTITION_HELDVALUES_H

#include "Partition/GatheredParameters.h"
#include "Partition/ReshardWriter.h"
#include "Plan/ShardedDims.h"
#include "ag/Interfaces/Remarks.h"
#include "mlir/IR/IRMapping.h"

namespace ag {

inline constexpr PassRemarks partitionRemarks("ag-partition");

/// Maps values of the program to those of a rank.
class HeldValues {
public:
  /// Drops the values that are held in a region at its end.
  class Scope {
  public:
    explicit Scope(HeldValues &values)
        : values(values), first(values.trail.size()) {
      ++values.scopes;
    }
    ~Scope() {
      --values.scopes;
      while (values.trail.size() > first)
        values.held[values.trail.pop_back_val()].pop_back();
    }

  private:
    HeldValues &values;
    size_t first;
  };

  /// `plan` and `dims` must outlive this.
  HeldValues(const ShardPlan &plan, const ShardedDims &dims,
             GatheredParameters parameters)
      : plan(plan), dims(dims), writer(plan.getMeshAttr(), plan.getMesh()),
        parameters(std::move(parameters)) {}

  const ReshardWriter &getWriter() const { return writer; }

  /// Returns the type of a rank's part of a value, in the state it is computed
  /// in.
  mlir::Type getLocal(mlir::Value value) const;

  /// Call this before an op is rewritten, in program order.
  void follow(mlir::Operation *op) { parameters.follow(op); }

  /// Holds `made` as `value`, in the state that the plan has for it.
  void hold(mlir::Value value, mlir::Value made);
  void holdUnsplit(mlir::Value value, mlir::Value made);

  /// Returns the value as it was held first. It must be held.
  const HeldTensor &getFirst(mlir::Value value) const {
    return held.at(value).front();
  }
  /// Returns `value` in `state` for `user`. Reshards it if it is not held so.
  mlir::Value get(mlir::Value value, const ShardState &state,
                  mlir::Operation *user, mlir::OpBuilder &builder);
  mlir::Value getUnsplit(mlir::Value value, mlir::Operation *user,
                         mlir::OpBuilder &builder);
  /// Returns the operands in the states in which the op takes them.
  llvm::SmallVector<mlir::Value> getOperands(mlir::Operation *op,
                                             mlir::OpBuilder &builder);
  /// Returns a map of the values that the op's regions capture to unsplit ones.
  mlir::IRMapping getCaptured(mlir::Operation *op, mlir::OpBuilder &builder);

private:
  WholeTensor getWhole(mlir::Value value) const;
  void hold(mlir::Value value, mlir::Value made, ShardState state);

  const ShardPlan &plan;
  const ShardedDims &dims;
  ReshardWriter writer;
  /// Each value, in the states that it has been brought to. A value without a
  /// state has one entry.
  llvm::DenseMap<mlir::Value, llvm::SmallVector<HeldTensor, 2>> held;
  /// The keys of `held`, in the order in which entries were added.
  llvm::SmallVector<mlir::Value> trail;
  unsigned scopes = 0;
  GatheredParameters parameters;
};

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PARTITION_HELDVALUES_H
