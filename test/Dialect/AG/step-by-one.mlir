// In a dimension of size 1, a slice or insertion has stride 1.
// RUN: ag-opt --canonicalize %s | FileCheck %s
// RUN: ag-opt --canonicalize %s -o %t
// RUN: ag-run %s --entry=parts --input=iota --input=ones --input=ones --same-as=%t
// RUN: ag-run %s --entry=views --on=cpu --dim n=33 --input=iota --same-as=%s

// CHECK-LABEL: func @parts
// CHECK: tensor.extract_slice %arg0[%{{.*}}, 1] [1, 2] [1, 3] : tensor<4x6xf32> to tensor<2xf32>
// CHECK: tensor.insert_slice %{{.*}} into %arg0[0, %{{.*}}] [2, 1] [2, 1] : tensor<2x1xf32> into tensor<4x6xf32>
// A dimension whose size may be larger keeps its stride.
// CHECK: tensor.extract_slice %arg0[0, 0] [%{{.*}}, 2] [2, 1] : tensor<4x6xf32> to tensor<?x2xf32>
func.func @parts(%x: tensor<4x6xf32>, %i: index, %n: index) -> (tensor<2xf32>, tensor<4x6xf32>, tensor<?x2xf32>) {
  %0 = tensor.extract_slice %x[%i, 1] [1, 2] [2, 3] : tensor<4x6xf32> to tensor<2xf32>
  %y = tensor.extract_slice %x[1, 1] [2, 1] [1, 1] : tensor<4x6xf32> to tensor<2x1xf32>
  %1 = tensor.insert_slice %y into %x[0, %i] [2, 1] [2, %n] : tensor<2x1xf32> into tensor<4x6xf32>
  %2 = tensor.extract_slice %x[0, 0] [%n, 2] [2, 1] : tensor<4x6xf32> to tensor<?x2xf32>
  return %0, %1, %2 : tensor<2xf32>, tensor<4x6xf32>, tensor<?x2xf32>
}

// Upstream could not tell which dimension the buffer's view drops, and crashed.
func.func @views(%x: tensor<?xi8> {ag.dims = ["n"]}, %y: tensor<1xi8>) -> tensor<?x?xi8> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c33 = arith.constant 33 : index
  %n = tensor.dim %x, %c0 : tensor<?xi8>
  %none = arith.subi %n, %c33 : index
  %s = tensor.extract_slice %y[0] [%none] [1] : tensor<1xi8> to tensor<?xi8>
  %m = tensor.dim %s, %c0 : tensor<?xi8>
  %some = arith.addi %m, %c1 : index
  %0 = ag.reshape %y (%some, %c1) : tensor<1xi8> -> tensor<?x?xi8>
  %1 = ag.update %0, %0 [%none, %m] [2, 1] : tensor<?x?xi8>
  return %1 : tensor<?x?xi8>
}
