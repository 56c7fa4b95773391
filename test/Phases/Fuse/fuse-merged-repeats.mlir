// What repeats elements is one again in a group that reads it twice, which then
// goes along one dimension in two ways, and is no group: it is opened. Only of
// boxes that were there this would be an error.
// RUN: ag-opt --fuse %s -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-opt --fuse %t.mlir | diff - %t.mlir
// RUN: ag-run %t.mlir --input=iota --same-as=%s
// RUN: ag-run %s --input=iota --on=cpu --same-as=%s

// CHECK-LABEL: func.func @main(
// CHECK: ag.contract
// CHECK: return
func.func @main(%x: tensor<32xi8>) -> (tensor<32x1x1xi8>, tensor<32x1xi8>) {
  %0 = ag.broadcast %x [1] : tensor<32xi8> -> tensor<1x32x1xi8>
  %1 = ag.reduce min %0 [0] : tensor<1x32x1xi8> -> tensor<32x1xi8>
  %2 = ag.contract "abc,dc->adc" %0, %1 : tensor<1x32x1xi8>, tensor<32x1xi8> -> tensor<1x32x1xi8>
  %3 = ag.transpose %2 [1, 0, 2] : tensor<1x32x1xi8> -> tensor<32x1x1xi8>
  return %3, %1 : tensor<32x1x1xi8>, tensor<32x1xi8>
}
