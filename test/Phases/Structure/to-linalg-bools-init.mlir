// A reduction of i1 starts from its output, also when the output becomes bytes.
// RUN: ag-opt %s --ag-to-linalg | FileCheck %s
// RUN: ag-run %s --on=cpu --input=ones --input=zeros --same-as=%s
// RUN: ag-run %s --on=cpu --input=ones --input=ones --same-as=%s

// CHECK-LABEL: func.func @main
// CHECK: linalg.generic {{.*}} ins(%arg0 : tensor<4x3xi8>) outs(%arg1 : tensor<4xi8>)
func.func @main(%x: tensor<4x3xi1>, %c: tensor<4xi1>) -> tensor<4xi1> {
  %0 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<4x3xi1>) outs(%c : tensor<4xi1>) {
  ^bb0(%a: i1, %all: i1):
    %1 = arith.andi %a, %all : i1
    linalg.yield %1 : i1
  } -> tensor<4xi1>
  return %0 : tensor<4xi1>
}
