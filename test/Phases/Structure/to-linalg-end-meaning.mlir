// A slice may start at the very end of a tensor, where it is empty, also if
// only constants show that.
// RUN: ag-opt --ag-to-linalg %s | FileCheck %s
// RUN: ag-run %s --entry=end --dim=n=3 --on=cpu --input=iota --same-as=%s
// RUN: ag-compile %s --entry=end -o %t.o
// RUN: not ag-run %s --entry=end --dim=n=4 --on=cpu --input=iota 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: ag-run %s --entry=of_nothing --dim=n=0 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=folded --dim=k=5 --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=beside_nothing --dim=n=0 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=joined --on=cpu --input=randn:1 --same-as=%s

// OUTSIDE: error: ag.slice: 1 elements from 3 on, 1 apart, do not fit into a dimension of 3

// CHECK-LABEL: func.func @end(
// CHECK: %[[HIDDEN:.*]] = tensor.cast %arg1 : tensor<3xi32> to tensor<?xi32>
// CHECK: tensor.extract_slice %[[HIDDEN]][3]
func.func @end(%x: tensor<?xf32> {ag.dims = ["n"]}, %i: tensor<3xi32>) -> tensor<?xi32> {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %s = arith.subi %n, %c3 : index
  %y = ag.slice %i [3] [%s] [1] : tensor<3xi32> -> tensor<?xi32>
  return %y : tensor<?xi32>
}

func.func @of_nothing(%x: tensor<0xf32>, %n: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %d = tensor.dim %n, %c0 : tensor<?xf32>
  %0 = ag.slice %x [0] [%d] [1] : tensor<0xf32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// That there is one element is first known after bufferization.
func.func @folded(%x: tensor<1x?xui32> {ag.dims = [1, "k"]}) -> tensor<?xi1> {
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %k = tensor.dim %x, %c1 : tensor<1x?xui32>
  %one = arith.subi %k, %c4 : index
  %none = arith.subi %k, %c5 : index
  %false = arith.constant dense<false> : tensor<i1>
  %grown = ag.reshape %false (%one, %one) : tensor<i1> -> tensor<1x?x?xi1>
  %same = ag.select %grown, %grown, %grown : tensor<1x?x?xi1>, tensor<1x?x?xi1>, tensor<1x?x?xi1> -> tensor<1x?x?xi1>
  %flat = ag.reshape %same (%c1) : tensor<1x?x?xi1> -> tensor<?xi1>
  %y = ag.slice %flat [1] [%none] [3] : tensor<?xi1> -> tensor<?xi1>
  return %y : tensor<?xi1>
}

func.func @beside_nothing(%x: tensor<0x3xf32>, %y: tensor<?x2xf32> {ag.dims = ["n", 2]}) -> tensor<0x5xf32> {
  %0 = ag.concat 1 %x, %y : tensor<0x3xf32>, tensor<?x2xf32> -> tensor<0x5xf32>
  return %0 : tensor<0x5xf32>
}

func.func @joined(%x: tensor<3x7xf32>, %none: tensor<0x7xf32>) -> tensor<3x7xf32> {
  %0 = tensor.concat dim(0) %x, %none : (tensor<3x7xf32>, tensor<0x7xf32>) -> tensor<3x7xf32>
  return %0 : tensor<3x7xf32>
}
