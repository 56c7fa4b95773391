// RUN: ag-opt %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-opt --mlir-print-op-generic %s | ag-opt | diff %t -
// RUN: ag-opt --emit-bytecode %s | ag-opt | diff %t -

// CHECK-LABEL: func @regions
func.func @regions(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: ag.parameter "encoder.w" : tensor<4xf32>
  %w = ag.parameter "encoder.w" : tensor<4xf32>
  // CHECK: ag.region "scale" (%[[A:.*]] = %arg0 : tensor<4xf32>, %[[B:.*]] = %{{.*}} : tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-NEXT: %[[C:.*]] = ag.mul %[[A]], %[[B]] : tensor<4xf32>
  // CHECK-NEXT: ag.yield %[[C]] : tensor<4xf32>
  %y = ag.region "scale" (%a = %x : tensor<4xf32>, %b = %w : tensor<4xf32>) -> tensor<4xf32> {
    %c = ag.mul %a, %b : tensor<4xf32>
    ag.yield %c : tensor<4xf32>
  }
  // A region keeps its attributes; one without results needs no yield.
  // CHECK: ag.region "nothing" () attributes {layer = 1 : i64} {
  // CHECK-NEXT: }
  ag.region "nothing" () attributes {layer = 1} {
  }
  // CHECK: ag.region "alone" () attributes {fuse = "within"} {
  // CHECK: ag.region "apart" () attributes {fuse = "never"} {
  ag.region "alone" () attributes {fuse = "within"} {
    ag.region "apart" () attributes {fuse = "never"} {
    }
  }
  return %y : tensor<4xf32>
}
