// Names of regions that a group crosses are kept in the gradient's locations,
// in the order of their nesting.
// RUN: ag-opt --fuse --grad --mlir-print-debuginfo %s -o %t && FileCheck %s --input-file=%t --implicit-check-not=distinct
// RUN: ag-opt --to=structure --mlir-print-debuginfo %t | FileCheck %s --check-prefix=OPENED
// RUN: ag-opt --grad %s -o %t.grad && ag-run %t --entry=main_grad --input=randn:1 --same-as=%t.grad

// CHECK-LABEL: func.func @main_grad(
// CHECK: ag.region "layer"
// CHECK: ag.sin %{{.*}} loc([[INNER:#.*]])
// CHECK: ag.region "layer" {{.*}} attributes {backward}
// CHECK: ag.cos %{{.*}} loc([[BACKWARD:#.*]])
// CHECK-DAG: [[INNER]] = loc(fused<["inner"]>[
// CHECK-DAG: [[BACKWARD]] = loc(fused<["inner.backward"]>[
// OPENED-DAG: loc(fused<["inner", "layer"]>[
// OPENED-DAG: loc(fused<["inner.backward", "layer.backward"]>[
func.func @main(%x: tensor<8x4xf32>) -> tensor<16x4xf32> {
  %0 = ag.region "layer" (%a = %x : tensor<8x4xf32>) -> tensor<16x4xf32> {
    %1 = ag.region "inner" (%b = %a : tensor<8x4xf32>) -> tensor<8x4xf32> {
      %2 = ag.sin %b : tensor<8x4xf32>
      ag.yield %2 : tensor<8x4xf32>
    }
    %3 = ag.exp %1 : tensor<8x4xf32>
    %4 = ag.concat 0 %3, %3 : tensor<8x4xf32>, tensor<8x4xf32> -> tensor<16x4xf32>
    ag.yield %4 : tensor<16x4xf32>
  }
  return %0 : tensor<16x4xf32>
}
