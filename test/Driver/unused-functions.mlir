// Functions that no compiled function calls are not checked: here one with an
// invalid group.
// RUN: ag-run %s --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-compile %s -o - --emit=mlir | FileCheck %s
// RUN: not ag-opt %s --fuse 2>&1 | FileCheck %s --check-prefix=FUSE

// CHECK-NOT: @unused
// CHECK: func.func {{.*}}@main
// CHECK-NOT: @unused
// FUSE: unused-functions.mlir:[[#@LINE+2]]:8: error: 'ag.fused' op [passes] says 2, but its ops are 1
func.func private @unused(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = ag.fused (%a = %x : tensor<4xf32>) -> tensor<4xf32> attributes {passes = 2 : i64} {
    %1 = ag.mul %a, %a : tensor<4xf32>
    ag.yield %1 : tensor<4xf32>
  }
  return %y : tensor<4xf32>
}

func.func private @calls_unused(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = call @unused(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.exp %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
