// Slices and concatenated operands with static size 0 may start at the very
// end. A constant may be empty too.
// RUN: ag-opt --ag-to-linalg %s | FileCheck %s
// RUN: ag-run %s --on=cpu --input=randn:1 --same-as=%s

// CHECK-LABEL: func.func @no_rows(
// CHECK-NOT: tensor.extract_slice
// CHECK: tensor.insert_slice %arg0 into
// CHECK-NOT: tensor.insert_slice
// CHECK: tensor.empty() : tensor<0xi8>
// CHECK: return
func.func @no_rows(%x: tensor<3x5xf32>) -> (tensor<3x0xf32>, tensor<0x5xf32>, tensor<3x5xf32>, tensor<0xui8>) {
  %0 = ag.slice %x [0, 5] [3, 0] [1, 1] : tensor<3x5xf32> -> tensor<3x0xf32>
  %1 = ag.slice %x [3, 0] [0, 5] [1, 1] : tensor<3x5xf32> -> tensor<0x5xf32>
  %2 = ag.concat 0 %1, %x, %1 : tensor<0x5xf32>, tensor<3x5xf32>, tensor<0x5xf32> -> tensor<3x5xf32>
  %3 = arith.constant dense<> : tensor<0xui8>
  return %0, %1, %2, %3 : tensor<3x0xf32>, tensor<0x5xf32>, tensor<3x5xf32>, tensor<0xui8>
}
