// RUN: ag-opt --ag-forget-rules --symbol-dce %s | FileCheck %s
// RUN: ag-run %s --input=randn:1 --on=cpu --same-as=%s

// A rule has no user after its attribute is dropped.

// CHECK-NOT: @rule
// CHECK-LABEL: func.func @main(
// CHECK: ag.region "round" (%{{.*}} = %arg0 : tensor<4xf32>) -> tensor<4xf32> {
// CHECK: ag.region "again" (%{{.*}} = %{{.*}} : tensor<4xf32>) -> tensor<4xf32> attributes {fuse = "within"} {
func.func private @rule(%x: tensor<4xf32>, %y: tensor<4xf32>, %dy: tensor<4xf32>) -> tensor<4xf32> {
  return %dy : tensor<4xf32>
}
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = ag.region "round" (%a = %x : tensor<4xf32>) -> (tensor<4xf32>) attributes {surrogate, vjp = @rule} {
    %0 = ag.round %a : tensor<4xf32>
    ag.yield %0 : tensor<4xf32>
  }
  %z = ag.region "again" (%a = %y : tensor<4xf32>) -> (tensor<4xf32>) attributes {checkpoint, fuse = "within"} {
    %0 = ag.exp %a : tensor<4xf32>
    ag.yield %0 : tensor<4xf32>
  }
  return %z : tensor<4xf32>
}
