//===- ProgramMesh.h - the ranks of a program, and their blocks -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ranks run a program, and which blocks are its arguments and results?
//
// The module has the mesh, and functions have the shardings:
//
//   ag.mesh = #ag.mesh<dp = 2, tp = 4>
//   %x: tensor<4x16xf32> {ag.sharding = #ag.sharding<[["dp"], []], [8, 16]>}
//
// A complete program may have a plan for its sharding over ranks: the module
// has ag.planned_mesh, and ops have ag.strategy. Arguments, results and
// parameters have ag.planned, an #ag.sharding of the unsplit tensor. Ops with
// regions, and pins, have a list of these, first for the arguments of regions,
// then for results.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_SHARDING_PROGRAMMESH_H
#define AG_DIALECT_AG_IR_SHARDING_PROGRAMMESH_H

#include "ag/Dialect/AG/IR/Core/AGAttrs.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

constexpr llvm::StringLiteral meshAttrName = "ag.mesh";
constexpr llvm::StringLiteral shardingAttrName = "ag.sharding";
constexpr llvm::StringLiteral plannedMeshAttrName = "ag.planned_mesh";
constexpr llvm::StringLiteral plannedAttrName = "ag.planned";
constexpr llvm::StringLiteral strategyAttrName = "ag.strategy";
constexpr llvm::StringLiteral roleAttrName = "ag.role";

/// Returns the mesh of the program of one rank around `op`; null if there is
/// none.
MeshAttr findMesh(mlir::Operation *op);

/// Returns the number of ranks that differ only along `axes`; std::nullopt if
/// the mesh lacks one of these, or one occurs twice.
std::optional<int64_t> countRanks(MeshAttr mesh,
                                  llvm::ArrayRef<mlir::Attribute> axes);

/// Returns the numbers of `axes`, which `mesh` must have.
llvm::SmallVector<unsigned> findAxes(llvm::ArrayRef<mlir::Attribute> axes,
                                     const Mesh &mesh);

/// Returns the number of ranks that take part in `op` along `axes`. Reports
/// [mesh] if `op` is not in a module with a mesh that has these axes, or if an
/// axis is listed twice.
mlir::FailureOr<int64_t> verifyAxes(mlir::Operation *op, mlir::ArrayAttr axes);

/// Returns the number of blocks into which dimension `dim` of an argument is
/// split; 1 if it is not split.
int64_t countParts(mlir::FunctionOpInterface function, unsigned argument,
                   unsigned dim);

/// Returns the unsplit type of which `type` is a block, given the value of
/// `ag.sharding`; `type` itself if that is null.
mlir::Type getWholeType(mlir::Type type, mlir::Attribute sharding);

/// Reports [mesh-attribute].
mlir::LogicalResult verifyMesh(mlir::Operation *op, mlir::Attribute attr);

/// Reports [role-attribute] for an argument of type `type`.
mlir::LogicalResult verifyRole(mlir::Operation *op, mlir::Type type,
                               mlir::Attribute attr);

/// Reports [plan-attribute] for one of the attributes of a plan.
mlir::LogicalResult verifyPlanned(mlir::Operation *op, llvm::StringRef name,
                                  mlir::Attribute attr);

/// Reports [sharding-attribute] for an argument or result of type `type` of
/// `op`, a function, or for a parameter.
mlir::LogicalResult verifySharding(mlir::Operation *op, mlir::Type type,
                                   mlir::Attribute attr);

} // namespace ag

#endif // AG_DIALECT_AG_IR_SHARDING_PROGRAMMESH_H
