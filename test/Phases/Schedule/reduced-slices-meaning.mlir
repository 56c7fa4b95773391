// A row of a vector, as a slice of lower rank, is inserted among other rows. An
// upstream pattern would write the vector with an index for each dimension of
// the larger slice into a tensor of lower rank. ag leaves that pattern out.
// RUN: ag-run %s --entry=row --input=iota --on=cpu --same-as=%s
// RUN: ag-run %s --entry=of_several --input=iota --on=cpu --same-as=%s
// RUN: ag-opt --to=schedule %s | FileCheck %s

// CHECK-LABEL: func.func @row(
// CHECK: %[[ROW:.*]] = vector.transfer_write %{{.*}}, %{{.*}}[%c0, %c0] {{.*}} : vector<8xf32>, tensor<1x8xf32>
// CHECK: %[[PART:.*]] = tensor.extract_slice %[[ROW]][0, 0] [1, 8] [1, 1] : tensor<1x8xf32> to tensor<8xf32>
// CHECK: tensor.insert_slice %[[PART]] into %{{.*}}[2, 0] [1, 8] [1, 1]
func.func @row(%x: tensor<1x8xf32>, %rows: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<1x8xf32>
  %0 = linalg.exp ins(%x : tensor<1x8xf32>) outs(%e : tensor<1x8xf32>) -> tensor<1x8xf32>
  %1 = tensor.extract_slice %0[0, 0] [1, 8] [1, 1] : tensor<1x8xf32> to tensor<8xf32>
  %2 = tensor.insert_slice %1 into %rows[2, 0] [1, 8] [1, 1] : tensor<8xf32> into tensor<4x8xf32>
  return %2 : tensor<4x8xf32>
}

func.func @of_several(%x: tensor<2x8xf32>, %rows: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<2x8xf32>
  %0 = linalg.exp ins(%x : tensor<2x8xf32>) outs(%e : tensor<2x8xf32>) -> tensor<2x8xf32>
  %1 = tensor.extract_slice %0[0, 0] [1, 8] [1, 1] : tensor<2x8xf32> to tensor<8xf32>
  %2 = tensor.insert_slice %1 into %rows[2, 0] [1, 8] [1, 1] : tensor<8xf32> into tensor<4x8xf32>
  return %2 : tensor<4x8xf32>
}
