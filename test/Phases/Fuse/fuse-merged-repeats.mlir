// Two equal broadcasts are merged in a group that reads both. The group would
// then index one dimension in two ways, which is no valid group, so it is
// inlined. This is an error only for groups that the program had.
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
