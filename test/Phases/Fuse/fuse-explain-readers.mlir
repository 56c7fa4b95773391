// Remarks say whether reductions of one tensor are one group, or why not, and which bytes are read again.
// RUN: ag-opt %s --fuse --remarks-filter=ag-fuse -o %t 2>&1 | FileCheck %s
// RUN: ag-run %t --entry=pair --input=randn:1 --same-as=%s
// RUN: ag-compile %s --report=%t.json -o %t.o
// RUN: FileCheck %s --check-prefix=JSON --input-file=%t.json

// CHECK: explain-readers.mlir:[[#@LINE+7]]:8: remark: [Missed] readers
// CHECK-SAME: Reason="there is nothing to gain: moving takes {{.*}} together, {{.*}} apart", Remark="'ag.contract' is computed apart from 2 others that read the same, at [[#@LINE+8]]:8 and [[#@LINE+10]]:8", bytes=3145728, how=apart, op=ag.contract, ops=3, why=gain
// JSON: "name": "readers",
// JSON: "bytes": 3145728,
// JSON-NEXT: "how": "apart",
func.func @projections(%x: tensor<512x768xf32>, %q: tensor<768x768xf32>, %k: tensor<768x768xf32>, %v: tensor<768x768xf32>)
    -> (tensor<512x768xf32>, tensor<512x768xf32>, tensor<512x768xf32>) {
  %0 = ag.contract "if,fg->ig" %x, %q
     : tensor<512x768xf32>, tensor<768x768xf32> -> tensor<512x768xf32>
  %1 = ag.contract "if,fg->ig" %x, %k
     : tensor<512x768xf32>, tensor<768x768xf32> -> tensor<512x768xf32>
  %2 = ag.contract "if,fg->ig" %x, %v
     : tensor<512x768xf32>, tensor<768x768xf32> -> tensor<512x768xf32>
  return %0, %1, %2 : tensor<512x768xf32>, tensor<512x768xf32>, tensor<512x768xf32>
}

// CHECK: remark: [Passed] readers | {{.*}} | Function=pair | Remark="'ag.reduce' is computed together with 1 other that reads the same, at {{.*}}", bytes=0, how=together
func.func @pair(%x: tensor<512x1024xf32>) -> (tensor<512xf32>, tensor<512xf32>) {
  %0 = ag.reduce sum %x [1] : tensor<512x1024xf32> -> tensor<512xf32>
  %1 = ag.reduce max %x [1] : tensor<512x1024xf32> -> tensor<512xf32>
  return %0, %1 : tensor<512xf32>, tensor<512xf32>
}

// CHECK: Function=near | Reason="the core's own cache holds what they read", Remark="'ag.reduce' is computed apart from 1 other that reads the same, at {{.*}}", bytes=16384,
func.func @near(%x: tensor<64x64xf32>) -> (tensor<64xf32>, tensor<64xf32>) {
  %0 = ag.reduce sum %x [1] : tensor<64x64xf32> -> tensor<64xf32>
  %1 = ag.reduce max %x [1] : tensor<64x64xf32> -> tensor<64xf32>
  return %0, %1 : tensor<64xf32>, tensor<64xf32>
}

// CHECK: Function=crossed | Reason="no loop is common to them", {{.*}} why=dimension
func.func @crossed(%x: tensor<512x1024xf32>) -> (tensor<512xf32>, tensor<1024xf32>) {
  %0 = ag.reduce sum %x [1] : tensor<512x1024xf32> -> tensor<512xf32>
  %1 = ag.reduce max %x [0] : tensor<512x1024xf32> -> tensor<1024xf32>
  return %0, %1 : tensor<512xf32>, tensor<1024xf32>
}

// CHECK-NOT: [Missed] readers
// CHECK-NOT: [Passed] readers
// The second op needs the result of the first, so an edge reports the two.
func.func @chain(%x: tensor<64x64xf32>) -> tensor<64xf32> {
  %0 = ag.reduce max %x [1] : tensor<64x64xf32> -> tensor<64xf32>
  %1 = ag.contract "ij,i->j" %x, %0 : tensor<64x64xf32>, tensor<64xf32> -> tensor<64xf32>
  return %1 : tensor<64xf32>
}
