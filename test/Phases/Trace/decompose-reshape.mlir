// A reshape by a tensor of sizes becomes one by the sizes themselves.
// RUN: ag-opt --ag-decompose --canonicalize %s | FileCheck %s
// RUN: ag-run %s --entry=view --dim=n=5 --input=randn:1 --on=cpu --poison-memory --same-as=%s
// RUN: ag-run %s --entry=view --dim=n=0 --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=given --input=ones --input=ones --on=cpu --same-as=%s
// RUN: ag-run %s --entry=nothing --dim=a=2 --on=cpu --input=ones --same-as=%s
// RUN: not ag-run %s --entry=given --input=ones --input=zeros --on=cpu 2>&1 | FileCheck %s --check-prefix=SIZE
// RUN: not ag-run %s --entry=given --input=ones --input=zeros 2>&1 | FileCheck %s --check-prefix=SIZE

// The IR of torch-mlir for x.view(n, 2, 3), and then a sum that needs memory.
// CHECK-LABEL: func @view
// CHECK: ag.reshape %{{.*}} (%{{.*}}, %{{.*}}) : tensor<?x6xf32> -> tensor<?x2x?xf32>
func.func @view(%x: tensor<?x6xf32> {ag.dims = ["n", 6]}) -> tensor<?x2x?xf32> {
  %c0 = arith.constant 0 : index
  %c2_i64 = arith.constant 2 : i64
  %c3_i64 = arith.constant 3 : i64
  %n = tensor.dim %x, %c0 : tensor<?x6xf32>
  %0 = arith.index_cast %n : index to i64
  %shape = tensor.from_elements %0, %c2_i64, %c3_i64 : tensor<3xi64>
  %y = arith.addf %x, %x : tensor<?x6xf32>
  %r = tensor.reshape %y(%shape) : (tensor<?x6xf32>, tensor<3xi64>) -> tensor<?x2x?xf32>
  %2 = arith.index_cast %0 : i64 to index
  %3 = arith.index_cast %c3_i64 : i64 to index
  %e = tensor.empty(%2, %3) : tensor<?x2x?xf32>
  %t = linalg.exp ins(%r : tensor<?x2x?xf32>) outs(%e : tensor<?x2x?xf32>) -> tensor<?x2x?xf32>
  %z = linalg.add ins(%t, %r : tensor<?x2x?xf32>, tensor<?x2x?xf32>) outs(%e : tensor<?x2x?xf32>) -> tensor<?x2x?xf32>
  return %z : tensor<?x2x?xf32>
}

// SIZE: tensor.reshape: a size is 0, expected 1
func.func @given(%x: tensor<1xf32>, %shape: tensor<2xi32>) -> tensor<1x1xf32> {
  %r = tensor.reshape %x(%shape) : (tensor<1xf32>, tensor<2xi32>) -> tensor<1x1xf32>
  return %r : tensor<1x1xf32>
}

// The size becomes three times as large; there are no elements.
// CHECK-LABEL: func @nothing
// CHECK: tensor.empty(%{{.*}}) : tensor<0x?xf32>
func.func @nothing(%x: tensor<0x?xf32> {ag.dims = [0, "a"]}) -> tensor<0x?xf32> {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c1 : tensor<0x?xf32>
  %e = tensor.expand_shape %x [[0, 1], [2]] output_shape [0, 3, %n] : tensor<0x?xf32> into tensor<0x3x?xf32>
  %c = tensor.collapse_shape %e [[0], [1, 2]] : tensor<0x3x?xf32> into tensor<0x?xf32>
  return %c : tensor<0x?xf32>
}
