// An op's own rule is its derivative in both modes: sigmoid's reads the result
// and computes no exponential again. The rule is differentiated in turn.
// RUN: ag-opt --ag-differentiate="grad=f;f:mode=jvp" %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=f_grad --input=iota --input=ones | FileCheck %s --check-prefix=GRAD
// RUN: ag-opt --ag-differentiate=grad=f_grad:wrt=0 %t.mlir | ag-run - --entry=f_grad_grad --input=iota --input=ones --input=ones | FileCheck %s --check-prefix=SECOND
// RUN: ag-run %s --verify-grad | FileCheck %s --check-prefix=VERIFIED

// CHECK-LABEL: func.func @f_jvp(
// CHECK: %[[Y:.*]] = ag.sigmoid %arg0
// CHECK-NOT: ag.exp
// CHECK: return %[[Y]]
// CHECK-LABEL: func.func @f_grad(
// CHECK: %[[Y:.*]] = ag.sigmoid %arg0
// CHECK-NEXT: %[[REST:.*]] = ag.sub %{{.*}}, %[[Y]]
// CHECK-NEXT: %[[SLOPE:.*]] = ag.mul %[[Y]], %[[REST]]
// CHECK-NEXT: %[[X:.*]] = ag.mul %arg1, %[[SLOPE]]
// CHECK-NEXT: return %[[X]]

// GRAD: f32[4] [0.25, 0.19661{{[0-9]*}}, 0.104993{{[0-9]*}}, 0.045176{{[0-9]*}}]
// SECOND: f32[4] [0, -0.0908{{[0-9]*}}, -0.0799{{[0-9]*}}, -0.0408{{[0-9]*}}]
// VERIFIED: gradient against duals: same
// VERIFIED: tangents against duals: same
func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.sigmoid %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
