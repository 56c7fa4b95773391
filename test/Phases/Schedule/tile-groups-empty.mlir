// A slice without elements becomes an empty tensor: upstream refuses its constant offset, 0, in a dimension of 0.
// RUN: ag-opt --ag-fix-dims=dims=a=0,b=15 --to=schedule %s | FileCheck %s
// RUN: ag-run %s --dim a=0 --dim b=15 --input=iota --on=cpu --same-as=%s
// RUN: ag-run %s --dim a=1 --dim b=16 --input=iota --on=cpu --same-as=%s

// CHECK-LABEL: func.func @main(
// CHECK-NOT: tensor.extract_slice
// CHECK: return
func.func @main(%x: tensor<?x?x0xf32> {ag.dims = ["a", "b", 0]}, %v: tensor<f32>)
    -> (tensor<?x?xf32>, tensor<?x?x?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c15 = arith.constant 15 : index
  %b = tensor.dim %x, %c1 : tensor<?x?x0xf32>
  %begin = arith.minsi %b, %c0 : index
  %size = arith.subi %b, %c15 : index
  %slice = tensor.extract_slice %x[%begin, 0, %begin] [%size, %c1, 0] [1, 1, 1] : tensor<?x?x0xf32> to tensor<?x?x0xf32>
  %padded = ag.pad %slice low [0, 0, 0] high [%size, %c1, 3] with %v : tensor<?x?x0xf32>, tensor<f32> -> tensor<?x?x?xf32>
  %joined = ag.concat 2 %padded, %padded : tensor<?x?x?xf32>, tensor<?x?x?xf32> -> tensor<?x?x?xf32>
  %flat = tensor.collapse_shape %slice [[0], [1, 2]] : tensor<?x?x0xf32> into tensor<?x?xf32>
  return %flat, %joined : tensor<?x?xf32>, tensor<?x?x?xf32>
}
