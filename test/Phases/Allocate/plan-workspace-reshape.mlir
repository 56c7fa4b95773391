// The sizes of a view are read when it is created. A buffer before that does
// not share their memory; one after it does.
// RUN: ag-opt --ag-plan-workspace --ag-verify-workspace --ag-hoist-views --canonicalize %s | FileCheck %s

// CHECK: func.func @f
// CHECK: %[[SIZES:.*]] = memref.view %arg2[%c0][] : memref<?xi8> to memref<2xi64>
// CHECK: %[[BEFORE:.*]] = memref.view %arg2[%c64][] : memref<?xi8> to memref<2xi64>
// CHECK: memref.reshape %arg0(%[[SIZES]])
// CHECK: %[[BEHIND:.*]] = memref.view %arg2[%c0][] : memref<?xi8> to memref<6xi64>
func.func private @f.shapes() -> index {
  %n = arith.constant 6 : index
  return %n : index
}
func.func @f(%x: memref<6xi64>, %r: memref<6xi64>) attributes {ag.shapes = @f.shapes, ag.signature = {
    arguments = [["", i64, [6]]], parameters = [], results = [["", i64, [6]]], symbols = []}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %two = arith.constant 2 : i64
  %three = arith.constant 3 : i64
  %sizes = memref.alloc() : memref<2xi64>
  memref.store %two, %sizes[%c0] : memref<2xi64>
  memref.store %three, %sizes[%c1] : memref<2xi64>
  %before = memref.alloc() : memref<2xi64>
  %part = memref.subview %x[0] [2] [1] : memref<6xi64> to memref<2xi64, strided<[1]>>
  memref.copy %part, %before : memref<2xi64, strided<[1]>> to memref<2xi64>
  %u = memref.load %before[%c1] : memref<2xi64>
  %y = memref.reshape %x(%sizes) : (memref<6xi64>, memref<2xi64>) -> memref<?x?xi64>
  %behind = memref.alloc() : memref<6xi64>
  memref.copy %x, %behind : memref<6xi64> to memref<6xi64>
  memref.copy %behind, %r : memref<6xi64> to memref<6xi64>
  %v = memref.load %y[%c1, %c1] : memref<?x?xi64>
  %s = arith.addi %u, %v : i64
  memref.store %s, %r[%c0] : memref<6xi64>
  return
}
