// Casts between static and dynamic sizes: blocks of the static side are padded if a pin requires it, others never.
// RUN: split-file %s %t
// RUN: ag-opt --shard=a=2,b=2 %t/forget.mlir -o %t/ranks.mlir && FileCheck --input-file=%t/ranks.mlir %s
// RUN: ag-run %t/ranks.mlir --input=randn:1 --same-as=%t/forget.mlir | FileCheck --check-prefix=SAME %s
// RUN: ag-opt --shard=@%t/learn.json %t/learn.mlir -o %t/ranks.mlir && FileCheck --input-file=%t/ranks.mlir %s
// RUN: ag-run %t/ranks.mlir --input=randn:1 --dim n=6 --same-as=%t/learn.mlir | FileCheck --check-prefix=SAME %s

// CHECK: tensor<2x8xf32>
// SAME: same

//--- forget.mlir
func.func @main(%x: tensor<6x8xf32>) -> tensor<?x8xf32> {
  %0 = ag.shard %x [["a", "b"], ?] : tensor<6x8xf32>
  %1 = tensor.cast %0 : tensor<6x8xf32> to tensor<?x8xf32>
  %2 = ag.exp %1 : tensor<?x8xf32>
  return %2 : tensor<?x8xf32>
}

//--- learn.mlir
func.func @main(%x: tensor<?x8xf32> {ag.dims = ["n", 8]}) -> tensor<6x8xf32> {
  %0 = tensor.cast %x : tensor<?x8xf32> to tensor<6x8xf32>
  %1 = ag.exp %0 : tensor<6x8xf32>
  %2 = ag.shard %1 [["a", "b"], ?] : tensor<6x8xf32>
  return %2 : tensor<6x8xf32>
}

//--- learn.json
{"mesh": {"a": 2, "b": 2}, "arguments": {"0": [["a"], []]}}
