// A reshape of an empty tensor has the size that is given, which does not
// follow from the number of elements.
// RUN: ag-opt --to=structure %s | FileCheck %s
// RUN: ag-run %s --dim n=5 --dim m=3 --input=iota --same-as=%s --on=cpu

// CHECK-LABEL: func.func @main(
// CHECK: %[[M:.*]] = tensor.dim %arg1
// CHECK: %[[Y:.*]] = tensor.empty(%[[M]]) : tensor<0x?xi64>
// CHECK: return %[[Y]]
func.func @main(%x: tensor<0x?xi64> {ag.dims = [0, "n"]}, %z: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<0x?xi64> {
  %c0 = arith.constant 0 : index
  %m = tensor.dim %z, %c0 : tensor<?xf32>
  %y = ag.reshape %x (%m) : tensor<0x?xi64>
  return %y : tensor<0x?xi64>
}
