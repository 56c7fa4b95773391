// Constant sizes of an expand_shape become static in its type, before upstream
// reads operands for dynamic dimensions, which made @composed crash.
// RUN: ag-opt --canonicalize %s | FileCheck %s
// RUN: ag-run %s --entry=number --dim n=24 --dim m=6 --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=composed --dim n=48 --on=cpu --input=iota --same-as=%s
// RUN: ag-compile %s --entry=composed --dim n=48 -o %t.o
// RUN: ag-run %s --entry=given --on=cpu --input=iota --same-as=%s
// RUN: not ag-run %s --entry=number --dim n=23 --dim m=6 --on=cpu --input=iota 2>&1 | FileCheck %s --check-prefix=COUNT
// COUNT: error: tensor.expand_shape: 23 elements do not become 24

// CHECK-LABEL: func.func @number(
// CHECK: %[[M:.*]] = tensor.dim %arg1
// CHECK: tensor.expand_shape %arg0 {{\[\[}}0, 1]] output_shape [4, %[[M]]] : tensor<?xi32> into tensor<4x?xi32>
func.func @number(%x: tensor<?xi32> {ag.dims = ["n"]}, %y: tensor<?xi32> {ag.dims = ["m"]}) -> tensor<?x?xi32> {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %m = tensor.dim %y, %c0 : tensor<?xi32>
  %0 = tensor.expand_shape %x [[0, 1]] output_shape [%c4, %m] : tensor<?xi32> into tensor<?x?xi32>
  return %0 : tensor<?x?xi32>
}

// An expand_shape with constant sizes is composed with the collapse_shape.
// CHECK-LABEL: func.func @composed(
// CHECK: tensor.expand_shape %{{.*}} {{\[\[}}0, 1]] output_shape [4, 12] : tensor<48xi32> into tensor<4x12xi32>
func.func @composed(%x: tensor<?xi32> {ag.dims = ["n"]}) -> tensor<?x?xi32> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.addi %c2, %c2 : index
  %c6 = arith.addi %c4, %c2 : index
  %like = tensor.empty(%c4) : tensor<?xi32>
  %n = tensor.dim %like, %c0 : tensor<?xi32>
  %0 = tensor.expand_shape %x [[0, 1, 2]] output_shape [%n, %c2, %c6] : tensor<?xi32> into tensor<?x?x?xi32>
  %1 = tensor.collapse_shape %0 [[0], [1, 2]] : tensor<?x?x?xi32> into tensor<?x?xi32>
  return %1 : tensor<?x?xi32>
}

// A program may contain an expand_shape with such a type.
// CHECK-LABEL: func.func @given(
// CHECK: tensor.expand_shape %arg0 {{.*}} : tensor<48xi32> into tensor<4x12xi32>
func.func @given(%x: tensor<48xi32>) -> tensor<?x?xi32> {
  %0 = tensor.cast %x : tensor<48xi32> to tensor<?xi32>
  %1 = tensor.expand_shape %0 [[0, 1]] output_shape [4, 12] : tensor<?xi32> into tensor<?x?xi32>
  return %1 : tensor<?x?xi32>
}
