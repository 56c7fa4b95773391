// The sizes of an scf.if are replaced only if all are known: here one is not, as its branches differ.
// RUN: ag-opt --resolve-shaped-type-result-dims %s | FileCheck %s
// RUN: ag-run %s --input=randn:1 --input=ones --dim n=3 --dim m=4 --on=cpu --same-as=%s

// CHECK-LABEL: func @main(
// CHECK: %[[CHOICE:.*]] = scf.if
// CHECK: tensor.dim %[[CHOICE]], %c0
// CHECK: tensor.dim %[[CHOICE]], %c1
func.func @main(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}, %c: tensor<i1>) -> tensor<i64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?x?xf32>
  %condition = tensor.extract %c[] : tensor<i1>
  %choice = scf.if %condition -> tensor<?x?xf32> {
    scf.yield %x : tensor<?x?xf32>
  } else {
    %column = tensor.extract_slice %x[0, 0] [%n, 1] [1, 1] : tensor<?x?xf32> to tensor<?x1xf32>
    %cast = tensor.cast %column : tensor<?x1xf32> to tensor<?x?xf32>
    scf.yield %cast : tensor<?x?xf32>
  }
  %rows = tensor.dim %choice, %c0 : tensor<?x?xf32>
  %columns = tensor.dim %choice, %c1 : tensor<?x?xf32>
  %count = arith.muli %rows, %columns : index
  %number = arith.index_cast %count : index to i64
  %0 = tensor.from_elements %number : tensor<i64>
  return %0 : tensor<i64>
}
