// Debian's mlir-opt differentiates ops of ag, and upstream's, which stay upstream's alone.

// RUN: mlir-opt --load-dialect-plugin=%plugin --pass-pipeline="builtin.module(ag-differentiate{grad=f})" %s -o %t.mlir
// RUN: FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=f_grad --input=iota | FileCheck %s --check-prefix=VALUE
// RUN: sed 's/ag.exp/math.exp/' %s | mlir-opt --load-dialect-plugin=%plugin --pass-pipeline="builtin.module(ag-differentiate{grad=f})" \
// RUN:   | mlir-opt | FileCheck %s --check-prefix=UPSTREAM
// RUN: not mlir-opt --load-dialect-plugin=%plugin --pass-pipeline="builtin.module(ag-differentiate{grad=g})" %s 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// CHECK-LABEL: func.func @f_grad(
// CHECK-SAME: -> (tensor<3xf32> {ag.gradient_of = 0 : i64})
// CHECK: ag.exp
// CHECK: ag.mul

// VALUE: f32[3] [0, 2.71828{{[0-9]*}}, 14.778{{[0-9]*}}]

// UPSTREAM-LABEL: func.func @f_grad(
// UPSTREAM: math.exp
// UPSTREAM: arith.mulf

// UNKNOWN: --grad=g: there is no function @g
func.func @f(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = ag.exp %x : tensor<3xf32>
  return %0 : tensor<3xf32>
}
