// A loop over integers counts in index, signed or not.
// RUN: ag-opt --ag-index-loops --split-input-file %s | FileCheck %s

// CHECK-LABEL: @signed
// CHECK: %[[A:.*]] = arith.index_cast %{{.*}} : i8 to index
// CHECK: %[[B:.*]] = arith.index_cast %{{.*}} : i8 to index
// CHECK: %[[S:.*]] = arith.index_cast %{{.*}} : i8 to index
// CHECK: scf.for %[[K:.*]] = %[[A]] to %[[B]] step %[[S]] iter_args
// CHECK-NEXT: %[[W:.*]] = arith.index_cast %[[K]] : index to i64
// CHECK-NEXT: %[[I:.*]] = arith.trunci %[[W]] : i64 to i8
// CHECK-NEXT: arith.addi %{{.*}}, %[[I]] : i8
func.func @signed(%x: i8, %a: i8, %b: i8, %s: i8) -> i8 {
  %r = scf.for %i = %a to %b step %s iter_args(%y = %x) -> i8 : i8 {
    %z = arith.addi %y, %i : i8
    scf.yield %z : i8
  }
  return %r : i8
}

// -----

// CHECK-LABEL: @unsigned
// CHECK: arith.index_castui %{{.*}} : i16 to index
// CHECK: arith.index_castui %{{.*}} : i16 to index
// CHECK: arith.index_cast %{{.*}} : i16 to index
// CHECK: scf.for %{{.*}} = %
func.func @unsigned(%x: i16, %a: i16, %b: i16, %s: i16) -> i16 {
  %r = scf.for unsigned %i = %a to %b step %s iter_args(%y = %x) -> i16 : i16 {
    %z = arith.addi %y, %i : i16
    scf.yield %z : i16
  }
  return %r : i16
}

// -----

// Only a cast of the same signedness gives the loop's own index.
// CHECK-LABEL: @casts
// CHECK: scf.for %[[K:[a-z0-9]*]] =
// CHECK: %[[I:.*]] = arith.trunci
// CHECK: %[[OTHER:.*]] = arith.index_cast %[[I]] : i8 to index
// CHECK: arith.subi %[[K]], %[[OTHER]] : index
func.func @casts(%x: index, %a: i8, %b: i8, %s: i8) -> index {
  %r = scf.for unsigned %i = %a to %b step %s iter_args(%y = %x) -> index : i8 {
    %j = arith.index_castui %i : i8 to index
    %k = arith.index_cast %i : i8 to index
    %z = arith.subi %j, %k : index
    scf.yield %z : index
  }
  return %r : index
}

// -----

// A signed loop over index does not change.
// CHECK-LABEL: @index
// CHECK-NEXT: scf.for %[[I:.*]] = %arg1 to %arg2 step %arg3 iter_args
// CHECK-NEXT: arith.addi %{{.*}}, %[[I]] : index
func.func @index(%x: index, %a: index, %b: index, %s: index) -> index {
  %r = scf.for %i = %a to %b step %s iter_args(%y = %x) -> index {
    %z = arith.addi %y, %i : index
    scf.yield %z : index
  }
  return %r : index
}

// -----

// An unsigned loop of 64 bits counts iterations.
// CHECK-LABEL: @wide
// CHECK: %[[STEPS:.*]] = arith.divui
// CHECK: %[[MORE:.*]] = arith.addi %[[STEPS]]
// CHECK: %[[RUNS:.*]] = arith.cmpi ult, %arg1, %arg2 : index
// CHECK: %[[TURNS:.*]] = arith.select %[[RUNS]], %[[MORE]], %{{.*}} : index
// CHECK: scf.for %[[K:.*]] = %{{.*}} to %[[TURNS]] step
// CHECK-NEXT: %[[WAY:.*]] = arith.muli %[[K]], %arg3 : index
// CHECK-NEXT: %[[I:.*]] = arith.addi %arg1, %[[WAY]] : index
// CHECK-NEXT: arith.addi %{{.*}}, %[[I]] : index
func.func @wide(%x: index, %a: index, %b: index, %s: index) -> index {
  %r = scf.for unsigned %i = %a to %b step %s iter_args(%y = %x) -> index {
    %z = arith.addi %y, %i : index
    scf.yield %z : index
  }
  return %r : index
}
