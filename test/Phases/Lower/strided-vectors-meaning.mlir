// Slices with strides along the last dimension mean the same when read and
// written, and no element outside of them is accessed.
// RUN: ag-run %s --entry=read --on=cpu --march=x86-64-v3 --input=randn:1 --input=randn:2 --input=iota --poison-memory --same-as=%s
// RUN: ag-run %s --entry=read --on=cpu --input=randn:1 --input=randn:2 --input=iota --same-as=%s
// RUN: ag-run %s --entry=written --on=cpu --march=x86-64-v3 --input=randn:1 --input=randn:2 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim n=37 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim n=1 --same-as=%s
// RUN: ag-opt %s --grad=pooled -o %t.grad.mlir
// RUN: ag-run %t.grad.mlir --entry=pooled_grad --on=cpu --input=randn:1 --input=randn:2 --poison-memory --same-as=%t.grad.mlir
// RUN: ag-opt %s --march=x86-64-v3 --to=allocate | ag-opt --pass-pipeline='builtin.module(func.func(ag-lower-vectors))' | FileCheck %s

// Strides are 2, 3 and 5, with full rows and with remainders, of which only
// their elements are read.
// CHECK-LABEL: func.func @read(
// CHECK: vector.shuffle
// CHECK: vector.maskedload
// CHECK: vector.from_elements
func.func @read(%x: tensor<3x63xf32>, %y: tensor<2x97xf64>, %z: tensor<2x191xi8>) -> (tensor<3x32xf32>, tensor<2x33xf64>, tensor<2x39xi8>) {
  %0 = ag.slice %x [0, 0] [3, 32] [1, 2] : tensor<3x63xf32> -> tensor<3x32xf32>
  %1 = ag.mul %0, %0 : tensor<3x32xf32>
  %2 = ag.slice %y [0, 0] [2, 33] [1, 3] : tensor<2x97xf64> -> tensor<2x33xf64>
  %3 = ag.mul %2, %2 : tensor<2x33xf64>
  %4 = ag.slice %z [0, 0] [2, 39] [1, 5] : tensor<2x191xi8> -> tensor<2x39xi8>
  %5 = ag.mul %4, %4 : tensor<2x39xi8>
  return %1, %3, %5 : tensor<3x32xf32>, tensor<2x33xf64>, tensor<2x39xi8>
}

// The elements between the written ones keep their values.
func.func @written(%x: tensor<3x64xf32>, %y: tensor<3x32xf32>) -> tensor<3x64xf32> {
  %0 = tensor.extract_slice %x[0, 1] [3, 32] [1, 2] : tensor<3x64xf32> to tensor<3x32xf32>
  %1 = ag.add %0, %y : tensor<3x32xf32>
  %2 = tensor.insert_slice %1 into %x[0, 1] [3, 32] [1, 2] : tensor<3x32xf32> into tensor<3x64xf32>
  return %2 : tensor<3x64xf32>
}

func.func @dynamic(%x: tensor<2x?xf32> {ag.dims = [2, "n"]}) -> tensor<2x?xf32> {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %n = tensor.dim %x, %c1 : tensor<2x?xf32>
  %half = arith.ceildivsi %n, %c2 : index
  %0 = tensor.extract_slice %x[0, 0] [2, %half] [1, 2] : tensor<2x?xf32> to tensor<2x?xf32>
  %1 = ag.neg %0 : tensor<2x?xf32>
  return %1 : tensor<2x?xf32>
}

func.func @pooled(%x: tensor<2x3x8x33xf32>) -> tensor<2x3x4x16xf32> {
  %0 = ag.reduce_window max "nc(2y+u)(2x+v)->ncyx" %x [u = 2, v = 3] : tensor<2x3x8x33xf32> -> tensor<2x3x4x16xf32>
  return %0 : tensor<2x3x4x16xf32>
}
