// The attributes of a group are checked when the program is read, and dropped: with a constant for n, its form differs.
// RUN: ag-opt %s --ag-forget-groups | FileCheck %s
// RUN: ag-opt %s --fuse -o %t.mlir
// RUN: ag-run %t.mlir --entry=main --on=cpu --dim=n=5 --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=border --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=told --dim=n=6 --on=cpu --input=randn:1 --same-as=%s
// RUN: sed -e 's/-> tensor<f32> {$/-> tensor<f32> attributes {passes = 2 : i64} {/' %s > %t.wrong.mlir
// RUN: not ag-compile %t.wrong.mlir -o %t.o 2>&1 | FileCheck %s --check-prefix=WRONG

// CHECK: ag.fused (%{{.*}} = %{{.*}} : tensor<?xf32>) -> tensor<f32> {
// WRONG: error: 'ag.fused' op [passes] says 2, but its ops are 1; leave it out, or write that
func.func @main(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<f32> {
  %0 = ag.fused (%a = %x : tensor<?xf32>) -> tensor<f32> {
    %c0 = arith.constant 0 : index
    %n = tensor.dim %a, %c0 : tensor<?xf32>
    %k = arith.index_cast %n : index to i64
    %f = arith.sitofp %k : i64 to f32
    %t = tensor.from_elements %f : tensor<f32>
    %e = ag.exp %a : tensor<?xf32>
    %s = ag.reduce sum %e [0] : tensor<?xf32> -> tensor<f32>
    %m = ag.div %s, %t : tensor<f32>
    ag.yield %m : tensor<f32>
  }
  return %0 : tensor<f32>
}

// Groups may not cross this region until its attribute is dropped. Both operands are then one value.
func.func @border(%x: tensor<3x8xf32>) -> tensor<3xf32> {
  %0 = ag.exp %x : tensor<3x8xf32>
  %1 = ag.region "kept" (%a = %0 : tensor<3x8xf32>) -> tensor<3x8xf32> attributes {checkpoint} {
    ag.yield %a : tensor<3x8xf32>
  }
  %2 = ag.contract "ab,ab->a" %0, %1 : tensor<3x8xf32>, tensor<3x8xf32> -> tensor<3xf32>
  %3 = ag.tanh %2 : tensor<3xf32>
  return %3 : tensor<3xf32>
}

// A constant operand of a group is known inside of it: a division by it is a constant, and counts no work.
func.func @told(%x: tensor<?x8xf32> {ag.dims = ["n", 8]}) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %0 = ag.fused (%a = %x : tensor<?x8xf32>, %d = %c0 : index, %by = %c2 : index) -> tensor<?x8xf32> {
    %n = tensor.dim %a, %d : tensor<?x8xf32>
    %half = arith.divui %n, %by : index
    %b = ag.slice %a [%half, 0] [%half, 8] [1, 1] : tensor<?x8xf32>
    %e = ag.exp %b : tensor<?x8xf32>
    ag.yield %e : tensor<?x8xf32>
  }
  return %0 : tensor<?x8xf32>
}
