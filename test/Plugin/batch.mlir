// Debian's mlir-opt batches ops of ag, and upstream's, which stay upstream's alone.

// RUN: mlir-opt --load-dialect-plugin=%plugin --pass-pipeline="builtin.module(ag-batch)" %s -o %t.mlir
// RUN: FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=main --input=iota | FileCheck %s --check-prefix=VALUE
// RUN: sed 's/ag.exp/math.exp/' %s | mlir-opt --load-dialect-plugin=%plugin --pass-pipeline="builtin.module(ag-batch)" \
// RUN:   | mlir-opt | FileCheck %s --check-prefix=UPSTREAM

// CHECK-LABEL: func.func private @f.vmap(
// CHECK: ag.exp %{{.*}} : tensor<2x3xf32>

// VALUE: f32[2, 3] {{\[\[}}1, 2.71828{{[0-9]*}}, 7.38905{{[0-9]*}}], [20.08553{{[0-9]*}},

// UPSTREAM-LABEL: func.func private @f.vmap(
// UPSTREAM: linalg.generic
// UPSTREAM: math.exp
func.func private @f(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = ag.exp %x : tensor<3xf32>
  return %0 : tensor<3xf32>
}
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %y = ag.vmap @f in [0] out [0] (%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}
