// RUN: ag-opt --ag-sizes-to-memory %s | FileCheck %s

// CHECK: func.func private @f.shapes(%[[N:.*]]: index, %[[SIZES:.*]]: memref<2xindex>) {
// CHECK-DAG: memref.store %[[N]], %[[SIZES]][%c0
// CHECK-DAG: memref.store %c4, %[[SIZES]][%c1
// CHECK: return{{$}}
func.func private @f.shapes(%n: index) -> (index, index) {
  %c4 = arith.constant 4 : index
  return %n, %c4 : index, index
}

// The caller allocates the memory once and loads the sizes that it uses.
// CHECK-LABEL: func.func private @f.workspace(
// CHECK: %[[OWN:.*]] = memref.alloca() : memref<2xindex>
// CHECK: scf.for
// CHECK-NOT: memref.alloca
// CHECK: call @f.shapes(%{{.*}}, %[[OWN]]) : (index, memref<2xindex>) -> ()
// CHECK-NOT: memref.load
// CHECK: %[[AT:.*]] = arith.constant 1 : index
// CHECK: memref.load %[[OWN]][%[[AT]]]
// CHECK-NOT: memref.load
func.func private @f.workspace(%n: index) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %c0) -> index {
    %sizes:2 = func.call @f.shapes(%i) : (index) -> (index, index)
    scf.yield %sizes#1 : index
  }
  return %0 : index
}

func.func @f(%x: memref<?x4xf32>, %y: memref<?x4xf32>, %workspace: memref<?xi8>) attributes {
    ag.shapes = @f.shapes, ag.workspace = @f.workspace, ag.signature = {
      symbols = [["n", 0, 8]], arguments = [["x", f32, ["n", 4]]], parameters = [], results = [["y", f32, ["n", 4]]]}} {
  return
}

// A function that returns other sizes does not belong to this entry.
// CHECK-LABEL: func.func private @g.shapes() -> index
func.func private @g.shapes() -> index {
  %c4 = arith.constant 4 : index
  return %c4 : index
}
func.func @g(%y: memref<4x4xf32>) attributes {ag.shapes = @g.shapes, ag.signature = {
    symbols = [], arguments = [], parameters = [], results = [["y", f32, [4, 4]]]}} {
  return
}
