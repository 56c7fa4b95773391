// Ops of ag without a Spec that move elements: the reverse moves cotangents
// back, the forward mode moves tangents as it moves values.
// RUN: ag-opt --ag-differentiate="grad=f;f:mode=jvp" %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=f_grad --input=iota | FileCheck %s --check-prefix=GRAD
// RUN: ag-run %t.mlir --entry=f_jvp --input=iota | FileCheck %s --check-prefix=JVP
// RUN: ag-run %t.mlir --entry=f_grad --input=iota --on=cpu --same-as=%t.mlir
// RUN: ag-opt --ag-differentiate="grad=f_grad:wrt=0,1,3,5,7:mode=jvp;f_jvp" %t.mlir -o /dev/null

// CHECK-LABEL: func.func @f_grad(
// CHECK-DAG: ag.scatter 0 clamp %{{.*}}, %arg2, %arg11
// CHECK-DAG: ag.gather 0 fill %arg12, %arg2
// CHECK-DAG: ag.slice %arg13 [1] [3] [2]
// CHECK-DAG: ag.update %arg13, %{{.*}} [1] [2]
// CHECK-DAG: ag.slice %arg14 [0] [2] [1]
// CHECK-DAG: ag.slice %arg14 [2] [1] [1]
// CHECK-DAG: ag.reshape %arg15 : tensor<3x2xf32> -> tensor<2x3xf32>
// CHECK-DAG: ag.slice %arg16 [1] [2] [2]

// The index 3 is clamped to the last row.
// GRAD:      f32[3, 2] {{\[\[0, 1\], \[2, 3\], \[10, 12\]\]}}
// The destination gets the whole cotangent, an update its index's row or 0.
// GRAD-NEXT: f32[3, 2] {{\[\[0, 1\], \[2, 3\], \[4, 5\]\]}}
// GRAD-NEXT: f32[4, 2] {{\[\[0, 1\], \[2, 3\], \[4, 5\], \[0, 0\]\]}}
// The cotangent of the padding value is summed over padding and interior.
// GRAD-NEXT: f32[3] [1, 3, 5]
// GRAD-NEXT: f32[] 6
// An operand that is concatenated twice gets the sum of both slices.
// GRAD-NEXT: f32[2] [3, 5]
// GRAD-NEXT: f32[1] [2]
// GRAD-NEXT: f32[2, 3] {{\[\[0, 1, 2\], \[3, 4, 5\]\]}}
// GRAD-NEXT: f32[4] [0, 0, 2, 0]
// GRAD-NEXT: f32[2] [1, 3]

// JVP:      f32[4, 2] {{\[\[0, 1\], \[2, 3\], \[4, 5\], \[4, 5\]\]}}
// JVP:      f32[4, 2] {{\[\[0, 1\], \[2, 3\], \[4, 5\], \[4, 5\]\]}}
// JVP-NEXT: f32[3, 2] {{\[\[0, 2\], \[4, 6\], \[8, 10\]\]}}
// JVP-NEXT: f32[6] [0, 0, 0, 1, 0, 2]
// JVP-NEXT: f32[5] [0, 1, 0, 0, 1]
// JVP-NEXT: f32[3, 2] {{\[\[0, 1\], \[2, 3\], \[4, 5\]\]}}
// JVP-NEXT: f32[4] [0, 0, 2, 1]
func.func @f(%x: tensor<3x2xf32>, %z: tensor<3x2xf32>, %i: tensor<4xi32>, %u: tensor<4x2xf32>,
             %p: tensor<3xf32>, %v: tensor<f32>, %a: tensor<2xf32>, %b: tensor<1xf32>,
             %m: tensor<2x3xf32>, %q: tensor<4xf32>, %r: tensor<2xf32>)
    -> (tensor<4x2xf32>, tensor<3x2xf32>, tensor<6xf32>, tensor<5xf32>, tensor<3x2xf32>, tensor<4xf32>) {
  %0 = ag.gather 0 clamp %x, %i : tensor<3x2xf32>, tensor<4xi32> -> tensor<4x2xf32>
  %1 = ag.scatter 0 drop %z, %i, %u : tensor<3x2xf32>, tensor<4xi32>, tensor<4x2xf32> -> tensor<3x2xf32>
  %2 = ag.pad %p low [1] high [0] interior [1] with %v : tensor<3xf32>, tensor<f32> -> tensor<6xf32>
  %3 = ag.concat 0 %a, %b, %a : tensor<2xf32>, tensor<1xf32>, tensor<2xf32> -> tensor<5xf32>
  %4 = ag.reshape %m : tensor<2x3xf32> -> tensor<3x2xf32>
  %5 = ag.update %q, %r [1] [2] : tensor<4xf32>, tensor<2xf32> -> tensor<4xf32>
  return %0, %1, %2, %3, %4, %5 : tensor<4x2xf32>, tensor<3x2xf32>, tensor<6xf32>, tensor<5xf32>, tensor<3x2xf32>, tensor<4xf32>
}
