// RUN: ag-opt --grad="main;main:mode=jvp" %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=main_grad --input=ones --on=cpu --same-as=%t.mlir
// RUN: ag-run %t.mlir --entry=main_grad --input=ones | FileCheck %s --check-prefix=GRAD

// The trip count of the inner loop is the outer one's index. The stack has rows
// of the largest trip count, and whole rows are read back; entries beyond the
// trip count are not used.

// CHECK-LABEL: func.func @main_grad(
// CHECK: %[[ROOM:.*]] = tensor.empty() : tensor<4x3xf32>
// CHECK: scf.for %[[I:.*]] = %c0 to %c4 {{.*}} = %[[ROOM]]
// CHECK: %[[STACK:.*]] = tensor.empty(%[[I]]) : tensor<?xf32>
// CHECK: tensor.insert_slice %{{.*}} into %{{.*}}[%[[I]], 0] [1, %{{.*}}] [1, 1] : tensor<?xf32> into tensor<4x3xf32>
// CHECK: tensor.extract_slice %{{.*}}[%{{.*}}, 0] [1, 3] [1, 1] : tensor<4x3xf32> to tensor<3xf32>

// x^7: the inner loop multiplies 0 + 1 + 2 + 3 times.
// GRAD: f32[] 7
func.func @main(%x: f32) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%t = %x) -> f32 {
    %q = scf.for %j = %c0 to %i step %c1 iter_args(%u = %t) -> f32 {
      %0 = arith.mulf %u, %x : f32
      scf.yield %0 : f32
    }
    scf.yield %q : f32
  }
  return %r : f32
}
