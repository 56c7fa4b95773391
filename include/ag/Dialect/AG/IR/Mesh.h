//===- Mesh.h - the ranks of a program, and their blocks --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ranks run a program, and which blocks do they have of what it takes and
// gives? A module says the one, and functions the other:
//
//   ag.mesh = #ag.mesh<dp = 2, tp = 4>
//   %x: tensor<4x16xf32> {ag.sharding = #ag.sharding<[["dp"], []], [8, 16]>}
//
// A whole program may say how it is to be shared among ranks: the module has
// ag.planned_mesh; ops have ag.strategy; arguments, results and parameters have
// ag.planned, an #ag.sharding of the whole, and ops with regions, and pins, a
// list of such, of the arguments of regions, then of results.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_MESH_H
#define AG_DIALECT_AG_IR_MESH_H

#include "ag/Dialect/AG/IR/AGAttrs.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

constexpr llvm::StringLiteral meshAttrName = "ag.mesh";
constexpr llvm::StringLiteral shardingAttrName = "ag.sharding";
constexpr llvm::StringLiteral plannedMeshAttrName = "ag.planned_mesh";
constexpr llvm::StringLiteral plannedAttrName = "ag.planned";
constexpr llvm::StringLiteral strategyAttrName = "ag.strategy";
constexpr llvm::StringLiteral roleAttrName = "ag.role";

/// The mesh that the program around `op` is for one rank of; null if none.
MeshAttr findMesh(mlir::Operation *op);

/// How many ranks differ along `axes` alone; none if the mesh has not these, or
/// one stands there twice.
std::optional<int64_t> countRanks(MeshAttr mesh,
                                  llvm::ArrayRef<mlir::Attribute> axes);

/// The numbers of `axes`, which `mesh` has.
llvm::SmallVector<unsigned> findAxes(llvm::ArrayRef<mlir::Attribute> axes,
                                     const Mesh &mesh);

/// How many ranks take part in `op` along `axes`. Reports [mesh] where it is in
/// no module with a mesh, or in one that has not these, each named once.
mlir::FailureOr<int64_t> verifyAxes(mlir::Operation *op, mlir::ArrayAttr axes);

/// How many parts the whole has of which dimension `dim` of an argument is one;
/// 1 where that is not split.
int64_t countParts(mlir::FunctionOpInterface function, unsigned argument,
                   unsigned dim);

/// The type of the whole that `type` is a block of, by the value of
/// `ag.sharding`; `type` itself where that is null.
mlir::Type getWholeType(mlir::Type type, mlir::Attribute sharding);

/// Reports [mesh-attribute].
mlir::LogicalResult verifyMesh(mlir::Operation *op, mlir::Attribute attr);

/// Reports [role-attribute], of an argument of type `type`.
mlir::LogicalResult verifyRole(mlir::Operation *op, mlir::Type type,
                               mlir::Attribute attr);

/// Reports [plan-attribute], of one of the attributes of a plan.
mlir::LogicalResult verifyPlanned(mlir::Operation *op, llvm::StringRef name,
                                  mlir::Attribute attr);

/// Reports [sharding-attribute], of what `op`, a function or a parameter, takes
/// or gives as `type`.
mlir::LogicalResult verifySharding(mlir::Operation *op, mlir::Type type,
                                   mlir::Attribute attr);

} // namespace ag

#endif // AG_DIALECT_AG_IR_MESH_H
