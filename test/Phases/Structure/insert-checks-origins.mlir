// A check takes the size from where it originates. Folding may write the expected size
// into the type of the op that computes the tensor, which would then seem to have it.
// RUN: ag-opt --ag-insert-checks %s | FileCheck %s
// RUN: ag-opt --target=cuda --to=structure %s | FileCheck %s
// RUN: not ag-run %s --entry=cast --input=randn:1 --dim b=3 --on=cpu 2>&1 | FileCheck %s --check-prefix=CAST
// RUN: not ag-run %s --entry=cast --input=randn:1 --dim b=3 --on=emulator 2>&1 | FileCheck %s --check-prefix=CAST
// RUN: not ag-run %s --entry=sum --input=randn:1 --dim b=3 --on=emulator 2>&1 | FileCheck %s --check-prefix=SUM
// RUN: ag-run %s --entry=sum --input=randn:1 --dim b=100 --on=emulator --same-as=%s

// CHECK-LABEL: func.func @cast(
// CHECK-SAME:    %[[X:[^:]*]]: tensor<?x3xf32>
// CHECK:         %[[N:.*]] = tensor.dim %[[X]], %{{.*}} : tensor<?x3xf32>
// CHECK:         ag.require %{{.*}}, "tensor.cast: a size is {0}, expected {1}" (%[[N]], %{{.*}})
// CAST: error: tensor.cast: a size is 3, expected 100
func.func @cast(%x: tensor<?x3xf32> {ag.dims = ["b", 3]}) -> tensor<99x3xf32> {
  %0 = ag.neg %x : tensor<?x3xf32>
  %1 = tensor.cast %0 : tensor<?x3xf32> to tensor<100x3xf32>
  %2 = tensor.extract_slice %1[1, 0] [99, 3] [1, 1] : tensor<100x3xf32> to tensor<99x3xf32>
  return %2 : tensor<99x3xf32>
}

// CHECK-LABEL: func.func @sum(
// CHECK-SAME:    %[[X:[^:]*]]: tensor<?x3xf32>
// CHECK:         %[[N:.*]] = tensor.dim %[[X]], %{{.*}} : tensor<?x3xf32>
// CHECK:         ag.require %{{.*}}, "ag.add: a dimension is {0} in one operand and {1} in another" (%[[N]], %{{.*}})
// SUM: error: ag.add: a dimension is 3 in one operand and 100 in another
func.func @sum(%x: tensor<?x3xf32> {ag.dims = ["b", 3]}, %k: tensor<100x3xf32>) -> tensor<100x3xf32> {
  %0 = ag.neg %x : tensor<?x3xf32>
  %1 = ag.exp %0 : tensor<?x3xf32>
  %2 = ag.add %1, %k : tensor<?x3xf32>, tensor<100x3xf32> -> tensor<100x3xf32>
  return %2 : tensor<100x3xf32>
}
