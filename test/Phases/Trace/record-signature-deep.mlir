// Sizes are computed through more ops than upstream visits at once.
// RUN: ag-opt --ag-record-signature %s | FileCheck %s
// CHECK-LABEL: func.func private @deep.shapes
// CHECK-NOT: tensor
// CHECK: return
#map = affine_map<(d0, d1) -> (d0, d1)>
module {
  func.func @deep(%arg0: tensor<7xf16> {ag.dims = [7]}, %arg1: tensor<?x?x7xi64> {ag.dims = ["c", "b", 7]}) -> (tensor<24x?xi64>, tensor<?x?x?xui8>, tensor<?x?x7xi1>) attributes {ag.ranges = {c = [33, 83]}} {
    %cst = arith.constant dense<5> : tensor<i64>
    %c1 = arith.constant 1 : index
    %dim = tensor.dim %arg1, %c1 : tensor<?x?x7xi64>
    %c4 = arith.constant 4 : index
    %0 = arith.divui %dim, %c4 : index
    %c0 = arith.constant 0 : index
    %c1_0 = arith.constant 1 : index
    %dim_1 = tensor.dim %arg1, %c1_0 : tensor<?x?x7xi64>
    %c5 = arith.constant 5 : index
    %1 = arith.minsi %dim_1, %c5 : index
    %c1_2 = arith.constant 1 : index
    %dim_3 = tensor.dim %arg1, %c1_2 : tensor<?x?x7xi64>
    %c8 = arith.constant 8 : index
    %2 = arith.subi %dim_3, %c8 : index
    %c16 = arith.constant 16 : index
    %3 = ag.pad %arg1 low [%0, %c0, %1] high [%2, %c16, 0] with %cst : tensor<?x?x7xi64>, tensor<i64> -> tensor<?x?x?xi64>
    %4 = ag.compare lt %arg1, %arg1 : tensor<?x?x7xi64>, tensor<?x?x7xi64> -> tensor<?x?x7xi1>
    %5 = ag.contract "abc,adc->acb" %3, %3 : tensor<?x?x?xi64>
    %6 = ag.transpose %5 [0, 2, 1] : tensor<?x?x?xi64>
    %7 = ag.contract "abc,abc->ba" %3, %6 : tensor<?x?x?xi64>, tensor<?x?x?xi64> -> tensor<?x?xi64>
    %8 = ag.cast %5 : tensor<?x?x?xi64> -> tensor<?x?x?xui8>
    %c0_i64 = arith.constant 0 : i64
    %c35 = arith.constant 35 : index
    %9 = arith.maxsi %dim, %c35 : index
    %10 = tensor.empty(%9) : tensor<24x?xi64>
    %11 = linalg.fill ins(%c0_i64 : i64) outs(%10 : tensor<24x?xi64>) -> tensor<24x?xi64>
    %12 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%7, %7 : tensor<?x?xi64>, tensor<?x?xi64>) outs(%11 : tensor<24x?xi64>) {
    ^bb0(%in: i64, %in_4: i64, %out: i64):
      %13 = arith.muli %in, %in_4 : i64
      linalg.yield %13 : i64
    } -> tensor<24x?xi64>
    return %12, %8, %4 : tensor<24x?xi64>, tensor<?x?x?xui8>, tensor<?x?x7xi1>
  }
}
