// Ops of tensor.
// RUN: ag-run %s --entry=shapes --input=iota --dim rows=4 | FileCheck %s --check-prefix=SHAPES
// RUN: ag-run %s --entry=parts --input=iota | FileCheck %s --check-prefix=PARTS
// RUN: ag-run %s --entry=made | FileCheck %s --check-prefix=MADE
// RUN: not ag-run %s --entry=outside --input=iota 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: not ag-run %s --entry=cast --input=iota 2>&1 | FileCheck %s --check-prefix=CAST

func.func @shapes(%x: tensor<?x3xi32> {ag.dims = ["rows", 3]})
    -> (index, index, tensor<2x2x3xi32>, tensor<12xi32>, tensor<2x6xi32>) {
  %c0 = arith.constant 0 : index
  // SHAPES: i64[] 4
  %0 = tensor.dim %x, %c0 : tensor<?x3xi32>
  // SHAPES-NEXT: i64[] 2
  %1 = tensor.rank %x : tensor<?x3xi32>
  %y = tensor.cast %x : tensor<?x3xi32> to tensor<4x3xi32>
  // SHAPES-NEXT: i32[2, 2, 3] {{\[\[\[0, 1, 2\], \[3, 4, 5\]\], \[\[6, 7, 8\], \[9, 10, 11\]\]\]}}
  %2 = tensor.expand_shape %y [[0, 1], [2]] output_shape [2, 2, 3] : tensor<4x3xi32> into tensor<2x2x3xi32>
  // SHAPES-NEXT: i32[12] [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
  %3 = tensor.collapse_shape %y [[0, 1]] : tensor<4x3xi32> into tensor<12xi32>
  %shape = arith.constant dense<[2, 6]> : tensor<2xi64>
  // SHAPES-NEXT: i32[2, 6]
  %4 = tensor.reshape %3(%shape) : (tensor<12xi32>, tensor<2xi64>) -> tensor<2x6xi32>
  return %0, %1, %2, %3, %4 : index, index, tensor<2x2x3xi32>, tensor<12xi32>, tensor<2x6xi32>
}

func.func @parts(%x: tensor<2x3xi32>) -> (tensor<2xi32>, tensor<2x3xi32>, tensor<4x4xi32>, tensor<4x3xi32>) {
  %c1 = arith.constant 1 : index
  // PARTS: i32[2] [3, 5]
  %0 = tensor.extract_slice %x[%c1, 0] [1, 2] [1, 2] : tensor<2x3xi32> to tensor<2xi32>
  // PARTS-NEXT: i32[2, 3] {{\[\[0, 3, 2\], \[3, 5, 5\]\]}}
  %1 = tensor.insert_slice %0 into %x[0, 1] [2, 1] [1, 1] : tensor<2xi32> into tensor<2x3xi32>
  // PARTS-NEXT: i32[4, 4] {{\[\[0, 1, 2, 3\], \[10, 0, 1, 2\], \[20, 3, 4, 5\], \[30, 31, 32, 33\]\]}}
  %2 = tensor.pad %x low[%c1, 1] high[1, 0] {
  ^bb0(%i: index, %j: index):
    %c10 = arith.constant 10 : index
    %tens = arith.muli %i, %c10 : index
    %sum = arith.addi %tens, %j : index
    %value = arith.index_cast %sum : index to i32
    tensor.yield %value : i32
  } : tensor<2x3xi32> to tensor<4x4xi32>
  // PARTS-NEXT: i32[4, 3] {{\[\[0, 1, 2\], \[3, 4, 5\], \[0, 3, 2\], \[3, 5, 5\]\]}}
  %3 = tensor.concat dim(0) %x, %1 : (tensor<2x3xi32>, tensor<2x3xi32>) -> tensor<4x3xi32>
  return %0, %1, %2, %3 : tensor<2xi32>, tensor<2x3xi32>, tensor<4x4xi32>, tensor<4x3xi32>
}

func.func @made() -> (tensor<2xi8>, tensor<?xi8>, tensor<2x?xindex>) {
  %a = arith.constant 7 : i8
  %b = arith.constant 9 : i8
  %c3 = arith.constant 3 : index
  // MADE: i8[2] [7, 9]
  %0 = tensor.from_elements %a, %b : tensor<2xi8>
  // MADE-NEXT: i8[3] [7, 7, 7]
  %1 = tensor.splat %a[%c3] : tensor<?xi8>
  // MADE-NEXT: i64[2, 3] {{\[\[0, 1, 2\], \[1, 2, 3\]\]}}
  %2 = tensor.generate %c3 {
  ^bb0(%i: index, %j: index):
    %sum = arith.addi %i, %j : index
    tensor.yield %sum : index
  } : tensor<2x?xindex>
  return %0, %1, %2 : tensor<2xi8>, tensor<?xi8>, tensor<2x?xindex>
}

func.func @outside(%x: tensor<3xf32>) -> f32 {
  %c3 = arith.constant 3 : index
  // OUTSIDE: tensor.mlir:[[#@LINE+1]]:{{.*}}error: 'tensor.extract' [bounds] index 3 is outside of dimension 0, which has size 3
  %0 = tensor.extract %x[%c3] : tensor<3xf32>
  return %0 : f32
}

func.func @cast(%n: index, %x: tensor<3xf32>) -> tensor<2xf32> {
  %0 = tensor.cast %x : tensor<3xf32> to tensor<?xf32>
  // CAST: tensor.mlir:[[#@LINE+1]]:{{.*}}error: 'tensor.cast' a value is f32[3], expected tensor<2xf32>
  %1 = tensor.cast %0 : tensor<?xf32> to tensor<2xf32>
  return %1 : tensor<2xf32>
}
