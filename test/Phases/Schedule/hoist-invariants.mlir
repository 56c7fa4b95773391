// RUN: ag-opt %s --to=schedule | FileCheck %s
// RUN: ag-opt %s --to=structure --ag-tile-groups --ag-fuse-elementwise --ag-hoist-invariants --remarks-filter=ag-hoist-invariants -o %t 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s --input-file=%t --check-prefix=HOIST
// RUN: ag-run %t --entry=g --input=randn:1 --input=iota --same-as=%s
// RUN: ag-run %s --entry=outside --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=none --on=cpu --dim n=2 --input=iota --same-as=%s
// RUN: ag-run %s --entry=none --on=cpu --dim n=7 --input=iota --same-as=%s
// RUN: ag-run %s --entry=g --on=cpu --input=randn:1 --input=iota --same-as=%s

// A weight that a loop multiplies by in each iteration is packed once, when it
// is loaded.
// CHECK-LABEL: func.func @f(
// CHECK-SAME: tensor<64x256x16xf32> {ag.parameter = "ag.prepared.0"}
// CHECK-NOT: tensor<1024x256xf32>
func.func @f(%x: tensor<8x256xf32>) -> tensor<8x256xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %w = ag.parameter "w" : tensor<1024x256xf32>
  %y = scf.for %i = %c0 to %c2 step %c1 iter_args(%h = %x) -> (tensor<8x256xf32>) {
    %wide = ag.contract "ai,oi->ao" %h, %w : tensor<8x256xf32>, tensor<1024x256xf32> -> tensor<8x1024xf32>
    %part = ag.slice %wide [0, 256] [8, 256] [1, 1] : tensor<8x1024xf32> -> tensor<8x256xf32>
    %next = ag.tanh %part : tensor<8x256xf32>
    scf.yield %next : tensor<8x256xf32>
  }
  return %y : tensor<8x256xf32>
}

// Invariant ops are computed before the loop, even if the loop may have no
// iteration.
// REMARK-NOT: hoist |
// REMARK: [[#@LINE+19]]:12: remark: [Passed] hoist | {{.*}} Function=g | Remark="is computed once, in front of the loop"
// REMARK-NOT: hoist |
// HOIST-LABEL: func.func @g(
// HOIST: linalg.generic
// HOIST: math.exp
// HOIST: scf.for
// HOIST-NOT: math.exp
// HOIST: linalg.generic
// HOIST: arith.mulf
// CHECK-LABEL: func.func @g(
// CHECK: math.exp
// CHECK: scf.for %{{.*}} = %c0 to %{{[0-9]+}} step %c1
func.func @g(%x: tensor<8xf32>, %n: tensor<i64>) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %s = tensor.extract %n[] : tensor<i64>
  %end = arith.index_cast %s : i64 to index
  %y = scf.for %i = %c0 to %end step %c1 iter_args(%h = %x) -> (tensor<8xf32>) {
    %e = ag.exp %x : tensor<8xf32>
    %sum = ag.reduce sum %e [0] : tensor<8xf32> -> tensor<f32>
    %all = ag.broadcast %sum [] : tensor<f32> -> tensor<8xf32>
    %next = ag.mul %h, %all : tensor<8xf32>
    scf.yield %next : tensor<8xf32>
  }
  return %y : tensor<8xf32>
}

// An access that may be out of bounds, or may have an invalid size, stays in
// its loop, which has no iteration then.
// HOIST-LABEL: func.func @outside(
// HOIST: scf.for
// HOIST: tensor.extract
// HOIST-LABEL: func.func @none(
// HOIST: scf.for
// HOIST: tensor.extract_slice
// HOIST: outs({{.*}} : tensor<?x64xi64>)
func.func @outside(%x: tensor<4xi64>, %k: tensor<3xi64>) -> tensor<4xi64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %far = arith.constant 1000000000000 : index
  %n0 = tensor.extract %k[%c0] : tensor<3xi64>
  %n = arith.index_cast %n0 : i64 to index
  %m0 = tensor.extract %k[%c1] : tensor<3xi64>
  %m1 = arith.index_cast %m0 : i64 to index
  %m = arith.muli %m1, %far : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (tensor<4xi64>) {
    %e = tensor.extract %x[%m] : tensor<4xi64>
    %b = tensor.splat %e : tensor<4xi64>
    %s = ag.add %a, %b : tensor<4xi64>, tensor<4xi64> -> tensor<4xi64>
    scf.yield %s : tensor<4xi64>
  }
  return %r : tensor<4xi64>
}

func.func @none(%x: tensor<?x64xi64> {ag.dims = ["n", 64]}) -> tensor<64xi64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %s = tensor.dim %x, %c0 : tensor<?x64xi64>
  %m = arith.subi %s, %c5 : index
  %z = arith.constant dense<0> : tensor<64xi64>
  %r = scf.for %i = %c0 to %m step %c1 iter_args(%a = %z) -> (tensor<64xi64>) {
    %e = tensor.extract_slice %x[5, 0] [%m, 64] [1, 1] : tensor<?x64xi64> to tensor<?x64xi64>
    %t0 = ag.add %e, %e : tensor<?x64xi64>, tensor<?x64xi64> -> tensor<?x64xi64>
    %t = tensor.insert_slice %e into %t0[0, 0] [%m, 64] [1, 1] : tensor<?x64xi64> into tensor<?x64xi64>
    %u = ag.add %t, %t0 : tensor<?x64xi64>, tensor<?x64xi64> -> tensor<?x64xi64>
    %g = ag.reduce sum %u [0] : tensor<?x64xi64> -> tensor<64xi64>
    %q = ag.add %a, %g : tensor<64xi64>, tensor<64xi64> -> tensor<64xi64>
    scf.yield %q : tensor<64xi64>
  }
  return %r : tensor<64xi64>
}
